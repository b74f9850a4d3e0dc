"""One labeling job as the endpoint remembers it: what was asked for, and what was decided then."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from groundtruth import s3_uri
from groundtruth.endpoint.pace import Pace, Round, Timing
from groundtruth.label_attribute import metadata_key
from groundtruth.s3_uri import S3Uri
from groundtruth.task_types import TaskType, task_type_of

Lined = TypeVar("Lined", bytes, "array[int]")

# What becomes of a line of the manifest, one byte for each.
INHERITED = b"i"  # has the label already, by a worker
INHERITED_MACHINE = b"a"  # has the label already, by a model
HUMAN = b"h"  # is sent to the workers
FAILS = b"f"  # is sent to the workers, who get no label out of it
MACHINE = b"m"  # is labeled by the model
BLANK = b" "  # an empty line, which is no data object


@dataclass(frozen=True)
class Plan:
    """What was decided when the manifest was read.

    `codes` says for each line of the manifest what becomes of it, `rounds` who labels how many of
    them one after the other; without any, all people's objects come first. `fails_after` and
    `stops_after` are numbers of finished objects at which the job ends before its time; `failure`
    is the reason to give then, and with `fails_after` 0 the job never starts. `categories` are the
    labels to choose from, as the label category file has them; `annotation_type` is its, for video
    frames. `audited` is the label attribute that a verification or adjustment job looks at again.
    A `streaming` job waits for more objects when it has finished those of its manifest.
    """

    codes: bytes = b""
    rounds: tuple[Round, ...] = ()
    fails_after: int | None = None
    failure: str = ""
    stops_after: int | None = None
    categories: tuple[Mapping[str, Any], ...] = ()
    audited: str | None = None
    annotation_type: str | None = None
    streaming: bool = False


@dataclass(frozen=True)
class Job:
    """A labeling job; `request` is CreateLabelingJob's, without its tags.

    `settled` objects, in the order of their finishing, have their labels written down by now; the
    status does not depend on it. `final` says that the output manifest is written, for
    good, `filed` that all the files are which a listing shows beside it.
    """

    region: str
    account: str
    request: Mapping[str, Any]
    reference: str
    created: float
    timing: Timing
    plan: Plan
    stop_requested: float | None = None
    settled: int = 0
    final: bool = False
    filed: bool = False
    id: int = 0
    manifest: str | None = field(default=None, repr=False)  # the snapshot's body on the disk

    @property
    def name(self) -> str:
        return str(self.request["LabelingJobName"])

    @property
    def arn(self) -> str:
        """In lower case, as the service has it."""
        job = f"labeling-job/{self.name.lower()}"
        return f"arn:aws:sagemaker:{self.region}:{self.account}:{job}"

    @property
    def label_attribute_name(self) -> str:
        return str(self.request["LabelAttributeName"])

    @property
    def label_metadata_key(self) -> str:
        return metadata_key(self.label_attribute_name)

    @cached_property
    def task_type(self) -> TaskType:
        return task_type_of(self.request)

    @property
    def consolidates(self) -> bool:
        """Whether a label is made of the workers' answers; custom work may keep just these."""
        return bool(self.request["HumanTaskConfig"].get("AnnotationConsolidationConfig"))

    @property
    def workers_per_object(self) -> int:
        return int(self.request["HumanTaskConfig"]["NumberOfHumanWorkersPerDataObject"])

    @property
    def folder(self) -> str:
        """Where the job's results go; the name keeps the case it was typed in."""
        return s3_uri.join(self.request["OutputConfig"]["S3OutputPath"], self.name)

    @cached_property
    def place(self) -> S3Uri | None:
        """Bucket and beginning of the keys of its results; None when it has no place for them."""
        if self.manifest is None:
            return None
        place = s3_uri.parse(self.folder)
        return S3Uri(place.bucket, place.key + "/")

    @property
    def output_manifest(self) -> str:
        return s3_uri.join(self.folder, "manifests/output/output.manifest")

    @cached_property
    def rounds(self) -> tuple[Round, ...]:
        codes = self.plan.codes
        by_people = codes.count(HUMAN) + codes.count(FAILS)
        return self.plan.rounds or ((by_people, codes.count(MACHINE)),)

    @cached_property
    def sequence(self) -> bytes:
        """The codes of the lines that are worked on, in the order in which they are finished."""
        return sequence(self.plan.codes, self.rounds)

    @cached_property
    def pace(self) -> Pace:
        return Pace(self.rounds, self.timing)

    @property
    def order(self) -> array[int]:
        """The line numbers, from 0, that belong to the codes of `sequence`."""
        lines = range(len(self.plan.codes))
        people = array("I", (line for line in lines if self.plan.codes[line] in HUMAN + FAILS))
        machine = array("I", (line for line in lines if self.plan.codes[line] in MACHINE))
        ordered = array("I")
        for some in _in_turns(people, machine, self.rounds):
            ordered.extend(some)
        return ordered


def sequence(codes: bytes, rounds: Iterable[Round]) -> bytes:
    """The codes of the lines that are worked on, in the order in which they are finished."""
    people = codes.translate(None, INHERITED + INHERITED_MACHINE + BLANK + MACHINE)
    machine = MACHINE * codes.count(MACHINE)
    return b"".join(_in_turns(people, machine, rounds))


def _in_turns(people: Lined, machine: Lined, rounds: Iterable[Round]) -> Iterator[Lined]:
    """What people get and what the model gets, cut into rounds."""
    first = second = 0
    for by_people, by_machine in rounds:
        yield people[first : first + by_people]
        yield machine[second : second + by_machine]
        first, second = first + by_people, second + by_machine
