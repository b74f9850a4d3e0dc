"""Labels that are spans of a text: named entities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from groundtruth.endpoint import subject
from groundtruth.endpoint.subject import Span
from groundtruth.endpoint.work import Label, Task, Work

_SEEN = 0.95  # how often a worker marks an entity that should be marked
_ELEMENT = "crowd-entity-annotation"


def _there(work: Work) -> list[Span]:
    return subject.spans(work.data_object, work.names, work.dice("spans"))


def _mark(work: Work, truth: list[Span], dice: Random) -> dict[str, Any]:
    entities = [
        {"label": span.name, "startOffset": span.start, "endOffset": span.end}
        for span in truth
        if dice.random() < _SEEN
    ]
    return {_ELEMENT: {"entities": entities}}


def _agreed(work: Work, answers: Sequence[Mapping[str, Any]]) -> Label:
    """The entities that more than half of the workers marked; offsets count characters."""
    votes = Counter(
        (each["startOffset"], each["endOffset"], each["label"])
        for answer in answers
        for each in answer[_ELEMENT]["entities"]
    )
    kept = sorted(entity for entity, count in votes.items() if 2 * count > len(answers))
    used = {name for _, _, name in kept}
    labels = [
        {key: each[key] for key in ("label", "shortDisplayName") if key in each}
        for each in work.job.plan.categories
        if each["label"] in used
    ]
    entities = [
        {"label": name, "startOffset": start, "endOffset": end} for start, end, name in kept
    ]
    confidences = [work.confidence(votes[entity] / len(answers)) for entity in kept]
    return Label(
        {"annotations": {"labels": labels, "entities": entities}},
        {"entities": [{"confidence": each} for each in confidences]},
    )


marked = Task(_there, _mark, _agreed)
