"""When the objects of a labeling job are finished, one after the other, in seconds from its start.

People work through what was sent out together, a batch of MaxConcurrentTaskCount objects, one
object after the other. What they do not get to before TaskAvailabilityLifetimeInSeconds is over
expires, all of it at that moment, and the next batch is sent out. A model labels what is left for
it in a round once it is trained.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# Objects that people label, and objects that the model labels after them.
Round = tuple[int, int]

# Seconds since the epoch are only so exact: what lacks a microsecond is there.
_EXACT = 1e-6


@dataclass(frozen=True)
class Timing:
    """How fast a job goes, in seconds; kept with the job, so that a setting changes no history."""

    initializing: float
    object: float  # from one object that people label to the next
    machine: float  # the same for objects that the model labels
    stopping: float
    training: float = 0.0  # of a model, before it labels the first object of a round
    batch: int = 1000  # objects that are sent out together
    lifetime: float | None = None  # after which what was sent out expires

    @property
    def in_time(self) -> int:
        """How many objects of a batch people get to before it expires."""
        if self.lifetime is None or not self.object:
            return self.batch
        return min(self.batch, int((self.lifetime + _EXACT) / self.object))


@dataclass(frozen=True)
class People:
    """Objects that people label."""

    objects: int
    timing: Timing

    def time(self, finished: int) -> float:
        """When that many of them are finished, at least one."""
        batches, position = divmod(finished - 1, self.timing.batch)
        in_time = position < self.timing.in_time
        last = (position + 1) * self.timing.object if in_time else self.timing.lifetime or 0.0
        return batches * self._whole() + last

    def finished(self, time: float) -> int:
        """How many of them are finished by a time, expired ones included."""
        if not self.timing.object:
            return self.objects
        batches = int((time + _EXACT) / self._whole())
        more = int((time - batches * self._whole() + _EXACT) / self.timing.object)
        return min(self.objects, batches * self.timing.batch + min(more, self.timing.in_time))

    def _whole(self) -> float:
        """How long a whole batch takes."""
        batch, lifetime = self.timing.batch, self.timing.lifetime
        expires = self.timing.in_time < batch and lifetime is not None
        return lifetime if expires and lifetime else batch * self.timing.object


@dataclass(frozen=True)
class Model:
    """Objects that the model labels, trained before if it was not."""

    objects: int
    seconds: float
    training: float

    def time(self, finished: int) -> float:
        return self.training + finished * self.seconds

    def finished(self, time: float) -> int:
        if time + _EXACT < self.training:
            return 0
        if not self.seconds:
            return self.objects
        return min(self.objects, int((time - self.training + _EXACT) / self.seconds))


class Pace:
    """All of a job's objects in the order in which they are finished."""

    def __init__(self, rounds: Iterable[Round], timing: Timing) -> None:
        self._stages: list[tuple[People | Model, int, float]] = []
        self.objects, begins = 0, 0.0
        for stage in _stages(rounds, timing):
            self._stages.append((stage, self.objects, begins))
            self.objects += stage.objects
            begins += stage.time(stage.objects)

    def time(self, finished: int) -> float:
        """When that many objects are finished."""
        for stage, before, begins in self._stages:
            if 0 < finished - before <= stage.objects:
                return begins + stage.time(finished - before)
        return 0.0

    def finished(self, time: float) -> int:
        """How many objects are finished by a time."""
        done = 0
        for stage, before, begins in self._stages:
            if time + _EXACT < begins:
                break
            done = before + stage.finished(max(0.0, time - begins))
        return done


def _stages(rounds: Iterable[Round], timing: Timing) -> Iterator[People | Model]:
    for number, (by_people, by_machine) in enumerate(rounds):
        if by_people:
            yield People(by_people, timing)
        if by_machine:
            # A job that begins with the model was given one that is trained.
            given = number == 0 and not by_people
            yield Model(by_machine, timing.machine, 0.0 if given else timing.training)


def expired(rounds: Iterable[Round], timing: Timing) -> Iterator[int]:
    """Which of the objects sent to people, counted from 0, nobody gets to in time."""
    before = 0
    for by_people, _ in rounds:
        if timing.in_time < timing.batch:
            places = range(by_people)
            yield from (before + each for each in places if each % timing.batch >= timing.in_time)
        before += by_people
