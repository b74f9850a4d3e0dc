"""How a label that is there already is adjusted: its worker begins with it, and may change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from groundtruth.endpoint.work import Label, Task, Work

_WRONG = 0.7  # how often a label is to be adjusted
_SEEN = 0.96  # how often a worker sees that it is

Answer = Mapping[str, Any]


def task(
    anew: Task,
    read: Callable[[Work], Answer | None],
    change: Callable[[Work, Answer, Random], Answer],
    label: Callable[[Work, Answer, Sequence[Answer]], Label],
) -> Task:
    """How labels of a type are adjusted.

    `read` is the audited label as an answer of somebody who changes nothing, None when it cannot be
    read: then the object is labeled anew. `change` is what a worker makes of it, `label` the label
    that comes of it and the answers.
    """

    def truth(work: Work) -> tuple[Answer | None, bool, Any]:
        before = work.once(read)
        wrong = work.dice("adjust").random() < _WRONG and work.may_be_changed
        return before, wrong, anew.truth(work) if before is None else None

    def answer(work: Work, truth: tuple[Answer | None, bool, Any], dice: Random) -> Answer:
        before, wrong, new = truth
        if before is None:
            return anew.answer(work, new, dice)
        return change(work, before, dice) if wrong and dice.random() < _SEEN else before

    def consolidate(work: Work, answers: Sequence[Answer]) -> Label:
        before = work.once(read)
        if before is None:
            made, same = anew.consolidate(work, answers), False
        else:
            made = label(work, before, answers)
            same = all(each == before for each in answers)
        # The guide: adjusted if at least one of several workers changed something.
        status = {"adjustment-status": "unadjusted" if same else "adjusted"}
        return Label(made.value, {**made.metadata, **status}, made.files)

    return Task(truth, answer, consolidate)
