"""The counts of one label attribute while a scan goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from groundtruth.manifest_label import Label, date_of
from groundtruth.manifest_part import Part

MAX_TYPES = 10  # kept for one label attribute
MAX_JOB_NAMES = 20
MAX_REASONS = 20
MAX_CLASSES = 1_000
REST = ""  # where the failure reasons and classes over the limit are counted


@dataclass
class LabelTally:
    """The counts of one label attribute; types and jobs with the line where each was first met."""

    types: dict[str, int] = field(default_factory=dict)
    job_names: dict[str, int] = field(default_factory=dict)
    empty: int = 0
    failed: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    human: int = 0
    automated: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    first_date: str | None = None
    last_date: str | None = None
    confidence_sum: float = 0.0
    confidence_count: int = 0

    def add(self, number: int, label: Label) -> None:
        """Count a label that was read by the book; what has no label is not counted as one."""
        self._meet(number, label.type, label.job_name)
        if label.failed:
            self._fail(label.failure_reason or "")
        if not label.labeled:
            return
        self.empty += label.empty
        self._annotated(label.human_annotated, 1)
        for name in label.classes:
            _count(self.classes, name, 1, MAX_CLASSES)
        self._dated(label.creation_date, label.creation_date)
        self.confidence_sum += sum(label.confidences)
        self.confidence_count += len(label.confidences)

    def add_part(self, part: Part, number: Callable[[int], int]) -> None:
        """Count the labels of a block, none of them doubtful; `number` is the line of a place."""
        self.empty += part.empty
        self._add_said(part, number)
        self._add_failed(part, number)
        for name, count in part.class_counts():
            _count(self.classes, name, count, MAX_CLASSES)
        dates = part.shape.column("creation-date", part.metadata)
        if dates:
            self._add_dates(dates)
        for values in part.confidences():
            self.confidence_sum += sum(values)
            self.confidence_count += len(values)

    def merge(self, later: LabelTally, lines: int) -> None:
        """Add the counts of the part that follows after so many lines."""
        for kind, line in later.types.items():
            _meet(self.types, kind, line + lines, MAX_TYPES)
        for job_name, line in later.job_names.items():
            _meet(self.job_names, job_name, line + lines, MAX_JOB_NAMES)
        self.empty += later.empty
        self.failed += later.failed
        self.human += later.human
        self.automated += later.automated
        for reason, count in later.reasons.items():
            _count(self.reasons, reason, count, MAX_REASONS)
        for name, count in later.classes.items():
            _count(self.classes, name, count, MAX_CLASSES)
        self._dated(later.first_date, later.last_date)
        self.confidence_sum += later.confidence_sum
        self.confidence_count += later.confidence_count

    def _add_said(self, part: Part, number: Callable[[int], int]) -> None:
        shape = part.shape
        for said, count in part.said.items():
            kind, job_name, by_human, class_name = shape.parts(said)
            self._annotated(by_human, count)
            if class_name is not None:
                _count(self.classes, class_name, count, MAX_CLASSES)
            start = number(part.places[0])
            if _comes_first(self.types, kind, start) or _comes_first(
                self.job_names, job_name, start
            ):
                told = map(shape.told, part.metadata)
                place = next(at for at, each in zip(part.places, told, strict=True) if each == said)
                self._meet(number(place), kind, job_name)

    def _add_failed(self, part: Part, number: Callable[[int], int]) -> None:
        shape, reason = part.shape, part.shape.getter("failure-reason")
        for place, metadata in part.failed.items():
            kind, job_name, *_ = shape.parts(shape.told(metadata))
            if kind or job_name:
                self._meet(number(place), kind, job_name)
            self._fail(reason(metadata))

    def _add_dates(self, dates: list[str]) -> None:
        first, last = min(dates), max(dates)
        if date_of(first) is None or date_of(last) is None:
            good = [each for each in dates if date_of(each)]
            first, last = min(good, default=""), max(good, default="")
        self._dated(first, last)

    def _meet(self, line: int, kind: str | None, job_name: str | None) -> None:
        if kind:
            _meet(self.types, kind, line, MAX_TYPES)
        if job_name:
            _meet(self.job_names, job_name, line, MAX_JOB_NAMES)

    def _annotated(self, by_human: Any, count: int) -> None:
        self.human += count * (by_human == "yes")
        self.automated += count * (by_human == "no")

    def _fail(self, reason: str) -> None:
        self.failed += 1
        _count(self.reasons, reason, 1, MAX_REASONS)

    def _dated(self, first: str | None, last: str | None) -> None:
        if first and (self.first_date is None or first < self.first_date):
            self.first_date = first
        if last and (self.last_date is None or last > self.last_date):
            self.last_date = last


def _comes_first(known: Mapping[str, int], name: str | None, line: int) -> bool:
    """Whether a name met on this line or later may be met here first."""
    return bool(name) and known.get(name or "", line + 1) > line


def _meet(known: dict[str, int], name: str, line: int, limit: int) -> None:
    if name in known or len(known) < limit:
        known[name] = min(line, known.get(name, line))


def _count(counts: Counter[str], name: str, count: int, limit: int) -> None:
    counts[name if name in counts or len(counts) < limit else REST] += count
