"""One data object under work: what is asked about it, and who answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from random import Random
from typing import Any, TypeVar, cast

from groundtruth import s3_uri
from groundtruth.endpoint.iterations import iteration_of
from groundtruth.endpoint.job import MACHINE, Job
from groundtruth.endpoint.objects import Glance, ObjectError
from groundtruth.label_attribute import metadata_key

Value = TypeVar("Value")

# What custom work without a label category file is asked to choose from.
_DEFAULT_NAMES = ("yes", "no")


def file_name(when: float) -> str:
    """A moment as the service names files by it."""
    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%d_%H:%M:%S.json")


@dataclass(frozen=True)
class Label:
    """What a task type makes of an object: the label, its own metadata, and files it refers to.

    Files are data and content type by S3 URI.
    """

    value: Any
    metadata: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, tuple[bytes, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Work:
    """A data object on its way to a label.

    `line` counts from 0 and is the object's id, `position` its place in the order of finishing;
    `when` is the moment it is finished, in seconds since the epoch.
    """

    job: Job
    line: int
    position: int
    data_object: Mapping[str, Any]
    when: float
    objects: Glance
    _known: dict[Callable[[Work], Any], Any] = field(default_factory=dict, repr=False)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The labels to choose from."""
        return tuple(each["label"] for each in self.job.plan.categories) or _DEFAULT_NAMES

    @cached_property
    def by_machine(self) -> bool:
        return self.job.plan.codes[self.line] == MACHINE[0]

    @cached_property
    def audited(self) -> Any:
        """The label that a verification or adjustment job looks at again."""
        return self.data_object.get(str(self.job.plan.audited))

    @cached_property
    def audited_metadata(self) -> Mapping[str, Any]:
        """The metadata of that label, empty when there is none."""
        known = self.data_object.get(metadata_key(str(self.job.plan.audited)))
        return known if isinstance(known, dict) else {}

    @cached_property
    def audited_file(self) -> bytes | None:
        """The file that label refers to; None when it cannot be read."""
        try:
            return self.objects.label_file(str(self.audited))
        except (ObjectError, ValueError):
            return None

    @cached_property
    def fixed(self) -> frozenset[str]:
        """The labels whose annotations workers must leave as they are."""
        categories = self.job.plan.categories
        return frozenset(each["label"] for each in categories if each.get("editsAllowed") == "none")

    @property
    def may_be_changed(self) -> bool:
        """Whether any annotation may; verification of frames and point clouds lets none."""
        return not self.job.plan.categories or not self.fixed.issuperset(self.names)

    @property
    def is_text(self) -> bool:
        return "source" in self.data_object

    @property
    def workers(self) -> int:
        """How many answers are consolidated; the model's is one."""
        return 1 if self.by_machine else self.job.workers_per_object

    def once(self, read: Callable[[Work], Value]) -> Value:
        """What is read of it, kept for as long as it is under work."""
        if read not in self._known:
            self._known[read] = read(self)
        return cast(Value, self._known[read])

    def dice(self, salt: object = "") -> Random:
        """Chance that falls the same way for the same job and object."""
        return Random(f"{self.job.name.lower()} {self.line} {salt}")  # noqa: S311

    def confidence(self, agreed: float) -> float:
        """How sure a label is, 0 to 1, when that share of the answers agreed.

        With one worker it is 0, as in the service's own output; a model knows its own.
        """
        if self.by_machine:
            return round(self.dice("model").uniform(0.8, 0.99), 2)
        return 0 if self.workers == 1 else round(0.95 * agreed, 2)

    @property
    def timestamp(self) -> str:
        """The moment it is finished as metadata has it: UTC without a zone, with microseconds."""
        return datetime.fromtimestamp(self.when, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")

    @property
    def responses(self) -> str:
        """Where its workers' answers are, below the job's folder."""
        number = iteration_of(self.job, self.position).number
        name = file_name(self.when)
        return f"annotations/worker-response/iteration-{number}/{self.line}/{name}"

    def file(self, name: str) -> str:
        """The S3 URI of a file that belongs to the label."""
        return s3_uri.join(self.job.folder, "annotations/consolidated-annotation/output", name)


@dataclass(frozen=True)
class Task:
    """How a task type is worked on.

    `truth` is what there is to see. `answer` is what one worker makes of that, as the crowd element
    on the worker's page hands it over; the dice are the worker's. `consolidate` makes the label of
    all answers, and looks at nothing else.
    """

    truth: Callable[[Work], Any]
    answer: Callable[[Work, Any, Random], Mapping[str, Any]]
    consolidate: Callable[[Work, Sequence[Mapping[str, Any]]], Label]

    def answers(self, work: Work) -> list[Mapping[str, Any]]:
        """What all of an object's workers answer, the same whenever it is asked for."""
        truth, dice = self.truth(work), work.dice("answers")
        return [self.answer(work, truth, dice) for _ in range(work.workers)]
