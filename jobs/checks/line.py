"""What a check is given, and the lines it answers with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from groundtruth.task_types import TaskType
from jobs.aws import AWSError
from jobs.new_job.label_plan import LabelPlan
from jobs.refusals import tell

Kind = Literal["pass", "warn", "fail", "unknown"]

WORDS: Mapping[Kind, str] = {
    "fail": "Failed",
    "warn": "Warning",
    "unknown": "Not known",
    "pass": "Passed",
}


@dataclass(frozen=True)
class Line:
    """What was found, in a sentence that says how to mend it; `field` is where, empty for none.

    The title is what was looked at; a check that leaves it empty gets its own. Of what failed,
    `arguable` is what AWS does not refuse for certain: a person may know that it will do.
    """

    kind: Kind
    text: str
    field: str = ""
    title: str = ""
    arguable: bool = False

    @property
    def word(self) -> str:
        return WORDS[self.kind]


@dataclass(frozen=True)
class Subject:
    """The request that the form stands for, flattened, and what is known about it already.

    `problems` are those of the form itself, as pairs of field and sentence. `unwritten` are the
    files that are written when the job is created.
    """

    region: str
    fields: Mapping[str, Any]
    task_type: TaskType
    plan: LabelPlan
    problems: tuple[tuple[str, str], ...] = ()
    unwritten: tuple[str, ...] = ()

    def text(self, field: str) -> str:
        return str(self.fields.get(field) or "")


def refused(error: AWSError, field: str = "", title: str = "") -> Line:
    """The line for what AWS did not tell: it may be right all the same."""
    refusal = tell(error)
    if error.kind == "access-denied":
        advice = "Without it this cannot be looked up; the job itself may not need it."
    else:
        advice = refusal.advice[0]
    return Line("unknown", f"{refusal.title} {advice}", field, title)


def is_missing(error: AWSError) -> bool:
    """Whether AWS said that there is no such thing; some operations call that invalid."""
    return error.kind in ("not-found", "invalid")
