"""The counts of one label attribute in the objects of one block."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from groundtruth.manifest.columns.part import Part
from groundtruth.manifest.label import date_of
from groundtruth.manifest.tally import LabelTally

Number = Callable[[int], int]  # the line of a place


def tally(part: Part, number: Number) -> LabelTally:
    """Count the labels, none of them doubtful."""
    found = LabelTally(empty=part.empty, failed=len(part.failed))
    _count_said(found, part, number)
    _count_failed(found, part, number)
    if not all(part.kinds):
        untyped = [place for place, kind in zip(part.places, part.kinds, strict=True) if not kind]
        found.untyped, found.first_untyped = len(untyped), number(untyped[0])
    for names in part.class_names():
        found.classes.update(names)
    for text, labels in part.by_class_map.items():
        found.class_maps[text] = len(labels)
    dates = part.shape.column("creation-date", part.metadata)
    found.first_date, found.last_date = _first_and_last(dates)
    for values in part.confidences():
        found.confidence_sum += sum(values)
        found.confidence_count += len(values)
    return found


def _count_said(found: LabelTally, part: Part, number: Number) -> None:
    by_human = part.shape.whole_column("human-annotated", part.metadata)
    found.human, found.automated = by_human.count("yes"), by_human.count("no")
    job_names = part.shape.whole_column("job-name", part.metadata)
    for names, met in ((part.kinds, found.types), (job_names, found.job_names)):
        for name in _different(names):
            if name:
                met[name] = number(part.places[names.index(name)])


def _count_failed(found: LabelTally, part: Part, number: Number) -> None:
    kind, job_name, reason = map(part.shape.getter, ("type", "job-name", "failure-reason"))
    for place, metadata in part.failed.items():
        line = number(place)
        for name, met in ((kind(metadata), found.types), (job_name(metadata), found.job_names)):
            if name:
                met[name] = min(line, met.get(name, line))
        found.reasons[reason(metadata)] += 1


def _first_and_last(dates: list[str]) -> tuple[str | None, str | None]:
    """Of the dates among these; mostly all are."""
    if dates:
        first, last = min(dates), max(dates)
        if date_of(first) and date_of(last):
            return first, last
    good = [each for each in dates if date_of(each)]
    return min(good, default=None), max(good, default=None)


def _different(names: list[Any]) -> Collection[Any]:
    """The different ones of names that are mostly the same; UNSET is false."""
    if names and names.count(names[0]) == len(names):
        return names[:1]
    return dict.fromkeys(names)
