"""The counts of one label attribute while a scan goes on."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from groundtruth.manifest.label import Label, date_of
from groundtruth.manifest.part import Part
from groundtruth.manifest.shape import class_names

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
    untyped: int = 0  # labels whose metadata names no type
    first_untyped: int = 0  # the line of the first
    failed: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    human: int = 0
    automated: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    class_maps: Counter[bytes] = field(default_factory=Counter)  # labels with each, to be settled
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
        if not label.type:
            self._leave_untyped(number, 1)
        self._annotated(label.human_annotated, 1)
        for name in label.classes:
            self.classes[name] += 1
        self._dated(label.creation_date, label.creation_date)
        self.confidence_sum += sum(label.confidences)
        self.confidence_count += len(label.confidences)

    def add_part(self, part: Part, number: Callable[[int], int]) -> None:
        """Count the labels of a block, none of them doubtful; `number` is the line of a place."""
        self.empty += part.empty
        self._add_said(part, number)
        self._add_failed(part, number)
        if not all(part.kinds):
            untyped = [
                place for place, kind in zip(part.places, part.kinds, strict=True) if not kind
            ]
            self._leave_untyped(number(untyped[0]), len(untyped))
        for names in part.class_names():
            self.classes.update(names)
        for text, labels in part.by_class_map.items():
            self.class_maps[text] += len(labels)
        if len(self.classes) > MAX_CLASSES or len(self.class_maps) > MAX_CLASSES:
            self.settle()
        dates = part.shape.column("creation-date", part.metadata)
        if dates:
            self._add_dates(dates)
        for values in part.confidences():
            self.confidence_sum += sum(values)
            self.confidence_count += len(values)

    def settle(self) -> None:
        """Count the classes of the class-maps met, and hold no more than the limit."""
        for text, count in self.class_maps.items():
            for name in (class_names(text) or {}).values():
                self.classes[name] += count
        self.class_maps.clear()
        for name in list(self.classes)[MAX_CLASSES:]:
            if name != REST:
                self.classes[REST] += self.classes.pop(name)

    def merge(self, later: LabelTally, lines: int) -> None:
        """Add the counts of the part that follows after so many lines."""
        for kind, line in later.types.items():
            _meet(self.types, kind, line + lines, MAX_TYPES)
        for job_name, line in later.job_names.items():
            _meet(self.job_names, job_name, line + lines, MAX_JOB_NAMES)
        self.empty += later.empty
        if later.untyped:
            self._leave_untyped(later.first_untyped + lines, later.untyped)
        self.failed += later.failed
        self.human += later.human
        self.automated += later.automated
        for reason, count in later.reasons.items():
            _count(self.reasons, reason, count, MAX_REASONS)
        self.class_maps.update(later.class_maps)
        self.classes.update(later.classes)
        self.settle()
        self._dated(later.first_date, later.last_date)
        self.confidence_sum += later.confidence_sum
        self.confidence_count += later.confidence_count

    def _add_said(self, part: Part, number: Callable[[int], int]) -> None:
        shape = part.shape
        by_human = shape.whole_column("human-annotated", part.metadata)
        self.human += by_human.count("yes")
        self.automated += by_human.count("no")
        job_names = shape.whole_column("job-name", part.metadata)
        for names, known, limit in (
            (part.kinds, self.types, MAX_TYPES),
            (job_names, self.job_names, MAX_JOB_NAMES),
        ):
            for name in _different(names):
                if name and known.get(name, math.inf) > number(part.places[0]):
                    _meet(known, name, number(part.places[names.index(name)]), limit)

    def _add_failed(self, part: Part, number: Callable[[int], int]) -> None:
        kind, job_name, reason = map(part.shape.getter, ("type", "job-name", "failure-reason"))
        for place, metadata in part.failed.items():
            self._meet(number(place), kind(metadata) or None, job_name(metadata) or None)
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

    def _leave_untyped(self, line: int, count: int) -> None:
        self.untyped += count
        self.first_untyped = min(line, self.first_untyped or line)

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


def _different(names: list[Any]) -> Collection[Any]:
    """The different ones of names that are mostly the same; UNSET is false."""
    if names and names.count(names[0]) == len(names):
        return names[:1]
    return dict.fromkeys(names)


def _meet(known: dict[str, int], name: str, line: int, limit: int) -> None:
    if name in known or len(known) < limit:
        known[name] = min(line, known.get(name, line))


def _count(counts: Counter[str], name: str, count: int, limit: int) -> None:
    counts[name if name in counts or len(counts) < limit else REST] += count
