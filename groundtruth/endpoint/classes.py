"""Labels that are classes: one of them, several, or the verdict on an earlier label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from groundtruth import s3_uri
from groundtruth.endpoint import subject
from groundtruth.endpoint.work import Label, Task, Work

_RIGHT = 0.92  # how often a worker sees what there is
_REMARK = "The label does not fit what can be seen."


def _main_class(work: Work) -> str:
    return subject.main_class(work.data_object, work.names, work.dice("class"))


def _one(work: Work, truth: str, dice: Random) -> dict[str, Any]:
    name = truth if dice.random() < _RIGHT else dice.choice(work.names)
    return {_element(work): {"label": name}}


def _most(work: Work, answers: Sequence[Mapping[str, Any]]) -> Label:
    """The class most workers chose, by its number; of two the one that was chosen first."""
    chosen = [answer[_element(work)]["label"] for answer in answers]
    ((name, votes),) = Counter(chosen).most_common(1)
    confidence = work.confidence(votes / len(chosen))
    return Label(work.names.index(name), {"class-name": name, "confidence": confidence})


def _element(work: Work, kind: str = "") -> str:
    """The crowd element that workers choose with."""
    return ("crowd-classifier" if work.is_text else "crowd-image-classifier") + kind


one = Task(_main_class, _one, _most)


def _custom(work: Work, answers: Sequence[Mapping[str, Any]]) -> Label:
    return Label({"label": work.names[_most(work, answers).value]})


# What a post-annotation Lambda function of one's own might make of the answers.
custom = Task(_main_class, _one, _custom)


def _refer(work: Work, answers: Sequence[Mapping[str, Any]]) -> Label:
    return Label({}, {"worker-response-ref": s3_uri.join(work.job.folder, work.responses)})


# Without such a function nothing is made of the answers; the label refers to where they are.
kept = Task(_main_class, _one, _refer)


# ------------------------------------------------------------------------- several classes


def _all_classes(work: Work) -> list[str]:
    return subject.classes(work.data_object, work.names, work.dice("classes"))


def _some(work: Work, truth: list[str], dice: Random) -> dict[str, Any]:
    seen = [name for name in truth if dice.random() < _RIGHT]
    return {_element(work, "-multi-select"): {"labels": seen or truth[:1]}}


def _agreed(work: Work, answers: Sequence[Mapping[str, Any]]) -> Label:
    """Every class that more than half of the workers chose, with the share of them that did."""
    votes: Counter[str] = Counter()
    for answer in answers:
        votes.update(answer[_element(work, "-multi-select")]["labels"])
    agreed = [name for name in work.names if 2 * votes[name] > len(answers)]
    agreed = agreed or [votes.most_common(1)[0][0]]
    numbers = {name: str(work.names.index(name)) for name in agreed}
    return Label(
        [work.names.index(name) for name in agreed],
        {
            "class-map": {number: name for name, number in numbers.items()},
            "confidence-map": {
                number: work.confidence(votes[name] / len(answers))
                for name, number in numbers.items()
            },
        },
    )


several = Task(_all_classes, _some, _agreed)


# ------------------------------------------------------------------------- verification


def _fit(work: Work) -> str:
    """Whether an earlier label is right: the first class mostly, the others now and then."""
    dice = work.dice("verdict")
    return work.names[0] if dice.random() < _RIGHT - 0.1 else dice.choice(work.names)


def _verdict(work: Work, truth: str, dice: Random) -> dict[str, Any]:
    answer = _one(work, truth, dice)
    fits = answer[_element(work)]["label"] == work.names[0]
    return answer if fits else {**answer, "comment": _REMARK}


def _verdicts(work: Work, answers: Sequence[Mapping[str, Any]]) -> Label:
    label = _most(work, answers)
    comments = [{"comment": answer["comment"]} for answer in answers if "comment" in answer]
    feedback = {"worker-feedback": comments} if comments else {}
    return Label(label.value, {**label.metadata, **feedback})


verdict = Task(_fit, _verdict, _verdicts)
