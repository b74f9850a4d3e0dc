"""The iterations of a labeling job, as its folders number them from 1.

With automated labeling each round is one: people first, then the model. Without it each batch that
is sent out is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from groundtruth.endpoint.job import Job


@dataclass(frozen=True)
class Iteration:
    """Which objects, by their place in the order of finishing: people's, then the model's."""

    number: int
    people: range
    machine: range

    @property
    def start(self) -> int:
        return self.people.start


def iterations(job: Job) -> Iterator[Iteration]:
    start, number = 0, 1
    for by_people, by_machine in job.rounds:
        end = start + by_people
        # Without a model there is one round, which is cut into what is sent out together.
        alone = len(job.rounds) == 1 and not by_machine
        size = job.timing.batch if alone else max(1, by_people)
        for first in range(start, max(end, start + 1), size):
            last = min(first + size, end)
            machine = range(last, last + by_machine) if last == end else range(last, last)
            yield Iteration(number, range(first, last), machine)
            number += 1
        start = end + by_machine


def iteration_of(job: Job, position: int) -> Iteration:
    """The iteration that an object belongs to, by its place in the order of finishing."""
    return next(
        each for each in iterations(job) if position in each.people or position in each.machine
    )
