"""Labels that are spans of a text: named entities."""

from __future__ import annotations

from groundtruth.endpoint import subject
from groundtruth.endpoint.work import Label, Work

_SEEN = 0.95  # how often a worker marks an entity that should be marked


def marked(work: Work) -> Label:
    """The entities that more than half of the workers marked; offsets count characters."""
    truth = subject.spans(work.data_object, work.names, work.dice("spans"))
    dices = [work.dice(f"answer {worker}") for worker in range(work.answers)]
    votes = [sum(dice.random() < _SEEN for dice in dices) for _ in truth]
    kept = [
        (span, count) for span, count in zip(truth, votes, strict=True) if 2 * count > len(dices)
    ]
    used = {span.name for span, _ in kept}
    labels = [
        {key: each[key] for key in ("label", "shortDisplayName") if key in each}
        for each in work.job.plan.categories
        if each["label"] in used
    ]
    entities = [
        {"label": span.name, "startOffset": span.start, "endOffset": span.end} for span, _ in kept
    ]
    return Label(
        {"annotations": {"labels": labels, "entities": entities}},
        {"entities": [{"confidence": work.confidence(count / len(dices))} for _, count in kept]},
    )
