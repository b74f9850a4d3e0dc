"""Automated data labeling: how the objects of a job are shared out between people and a model."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from groundtruth.endpoint.pace import Round

# The guide on automated data labeling: the share that people label to measure the model by.
_VALIDATION = 0.2
_VALIDATION_OF_MANY = 0.1
_MANY = 5000
_TRAINING = 0.1  # the share that people label before a model is trained
_GIVEN_MODEL = 0.7  # the share that the model of an earlier job is sure of
_SURE = (0.5, 0.7, 0.9)  # the shares of what is left that a model is sure of, round by round
_MOST_VALIDATION_ROUNDS = 20


def rounds(objects: int, batch: int, *, has_model: bool) -> Iterator[Round]:
    """Who labels how many objects, round by round.

    First people label what the model will be measured by. Then, in every round, they label what it
    is trained with, at most a batch, and it labels what it is sure of, more in each.
    """
    left = objects
    if has_model:
        by_machine = round(left * _GIVEN_MODEL)
        yield 0, by_machine
        left -= by_machine
    else:
        share = _VALIDATION if objects < _MANY else _VALIDATION_OF_MANY
        validation = math.ceil(objects * share)
        yield from ((each, 0) for each in _parts(validation, batch))
        left -= validation
    training = min(batch, math.ceil(objects * _TRAINING))
    yield from _training_rounds(left, training, _SURE)


def _training_rounds(left: int, training: int, sure: Sequence[float]) -> Iterator[Round]:
    number = 0
    while left > 0:
        by_people = min(training, left)
        left -= by_people
        by_machine = round(left * (sure[number] if number < len(sure) else 1))
        yield by_people, by_machine
        left -= by_machine
        number += 1


def _parts(objects: int, batch: int) -> Iterator[int]:
    """Objects in batches, which are larger than asked for where there would be too many."""
    size = max(batch, math.ceil(objects / _MOST_VALIDATION_ROUNDS))
    while objects > 0:
        yield min(size, objects)
        objects -= size
