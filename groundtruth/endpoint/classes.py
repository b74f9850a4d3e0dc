"""Labels that are classes: one of them, several, or the verdict on an earlier label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from groundtruth.endpoint import subject
from groundtruth.endpoint.work import Label, Work

_RIGHT = 0.92  # how often a worker sees what there is
_REMARK = "The label does not fit what can be seen."


def one(work: Work) -> Label:
    """The class most workers chose, by its number."""
    truth = subject.main_class(work.data_object, work.names, work.dice("class"))
    return _chosen(work, [_answer(work, truth, worker) for worker in range(work.answers)])


def several(work: Work) -> Label:
    """Every class that more than half of the workers chose, with the share of them that did."""
    truth = subject.classes(work.data_object, work.names, work.dice("classes"))
    votes: Counter[str] = Counter()
    for worker in range(work.answers):
        dice = work.dice(f"answer {worker}")
        votes.update([name for name in truth if dice.random() < _RIGHT] or truth[:1])
    agreed = [name for name in truth if 2 * votes[name] > work.answers] or truth[:1]
    numbers = {name: str(work.names.index(name)) for name in agreed}
    return Label(
        [work.names.index(name) for name in agreed],
        {
            "class-map": {number: name for name, number in numbers.items()},
            "confidence-map": {
                number: work.confidence(votes[name] / work.answers)
                for name, number in numbers.items()
            },
        },
    )


def verdict(work: Work) -> Label:
    """Whether an earlier label is right: the first class mostly, the others now and then."""
    dice = work.dice("verdict")
    truth = work.names[0] if dice.random() < _RIGHT - 0.1 else dice.choice(work.names)
    label = _chosen(work, [_answer(work, truth, worker) for worker in range(work.answers)])
    remark = {"worker-feedback": [{"comment": _REMARK}]} if label.value else {}
    return Label(label.value, {**label.metadata, **remark})


def _answer(work: Work, truth: str, worker: int) -> str:
    dice = work.dice(f"answer {worker}")
    return truth if dice.random() < _RIGHT else dice.choice(work.names)


def _chosen(work: Work, answers: Sequence[str]) -> Label:
    """The answer given most often, and of two the one that was given first."""
    ((name, votes),) = Counter(answers).most_common(1)
    confidence = work.confidence(votes / len(answers))
    return Label(work.names.index(name), {"class-name": name, "confidence": confidence})
