"""The counts of one label attribute while a scan goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from groundtruth.manifest.label import Label, class_names

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
        for kind, line in _in_order(later.types):
            _meet(self.types, kind, line + lines, MAX_TYPES)
        for job_name, line in _in_order(later.job_names):
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


def _in_order(met: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    return iter(sorted(met.items(), key=lambda each: each[1]))


def _meet(known: dict[str, int], name: str, line: int, limit: int) -> None:
    if name in known or len(known) < limit:
        known[name] = min(line, known.get(name, line))


def _count(counts: Counter[str], name: str, count: int, limit: int) -> None:
    counts[name if name in counts or len(counts) < limit else REST] += count
