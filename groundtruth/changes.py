"""What a new labeling job's request changes against the job it was cloned from or chained to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from groundtruth import duration, job_request, label_attribute, reuse, task_types
from groundtruth.job_request import FIELDS, LABELS
from groundtruth.reuse import LINEAGE_TAGS


@dataclass(frozen=True)
class Change:
    """One field with its value in the prior job and in the request; None where it has none.

    Values keep the API's shape. `lineage` marks the tag that names the prior job: a change to the
    request, but none that a person made.
    """

    field: str
    label: str
    before: Any
    after: Any
    lineage: bool = False

    @property
    def removed(self) -> tuple[Any, ...]:
        """The entries of a list that are gone."""
        return _without(self.before, self.after)

    @property
    def added(self) -> tuple[Any, ...]:
        """The entries of a list that are new."""
        return _without(self.after, self.before)

    @property
    def is_list(self) -> bool:
        return isinstance(self.before, list) or isinstance(self.after, list)

    @property
    def sentence(self) -> str:
        """“Job name: cats → cats-chain”"""
        return f"{self.label}: {self.text}"

    @property
    def text(self) -> str:
        """“cats → cats-chain”, or of a list what was added and removed."""
        if not self.is_list:
            return f"{self.words(self.before)} → {self.words(self.after)}"
        parts = (("added", self.added), ("removed", self.removed))
        said = [f"{verb} {', '.join(map(self.words, items))}" for verb, items in parts if items]
        return "; ".join(said)

    def words(self, value: Any) -> str:
        """A value, or one entry of a list, as people read it."""
        if value is None:
            return "not set"
        if isinstance(value, Mapping):  # a tag
            return f"{value.get('Key')} = {value.get('Value')}"
        if self.field.endswith("_in_seconds"):
            return duration.words(value)
        return f"{value:,}" if isinstance(value, int) else str(value)


def changes(prior: Mapping[str, Any], request: Mapping[str, Any]) -> tuple[Change, ...]:
    """How a request differs from the one that would make `prior`, a Describe answer, once more.

    First the task type, which has no field of its own, then in the order of job_request.FIELDS.
    The order inside of a list means nothing to AWS, so it is no change. Tags that begin with aws:
    are AWS's own, and cannot be carried over.
    """
    before, after = job_request.flatten(request_of(prior)), job_request.flatten(request)
    old, new = (task_types.task_type_of(each).name for each in (prior, request))
    found = [Change("task_type", "Task type", old, new)]
    found += [change for field in FIELDS for change in _of_field(field, before, after)]
    return tuple(change for change in found if _differs(change))


def request_of(job: Mapping[str, Any]) -> dict[str, Any]:
    """The CreateLabelingJob request behind a Describe answer."""
    request = reuse.clone(job, job["LabelingJobName"])
    task_type = task_types.task_type_of(job)
    default = label_attribute.default(job["LabelingJobName"], task_type)
    return request | {"LabelAttributeName": job.get("LabelAttributeName") or default}


def summary(changes: tuple[Change, ...]) -> str:
    """“Changed: job name, work team.”, in which the lineage tag goes without saying."""
    labels = dict.fromkeys(change.label for change in changes if not change.lineage)
    if not labels:
        return "Nothing is changed."
    return f"Changed: {', '.join(_inside_a_sentence(label) for label in labels)}."


def _inside_a_sentence(label: str) -> str:
    """A label without its capital, but for abbreviations."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _of_field(field: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    old, new = before.get(field), after.get(field)
    if field != "tags":
        yield Change(field, LABELS[field], old, new)
        return
    for lineage in (False, True):
        label = "Lineage tag" if lineage else LABELS[field]
        yield Change(field, label, _tags(old, lineage), _tags(new, lineage), lineage)


def _tags(tags: Any, lineage: bool) -> list[Any]:
    return [tag for tag in tags or [] if (tag["Key"] in LINEAGE_TAGS.values()) == lineage]


def _differs(change: Change) -> bool:
    if change.is_list:
        return bool(change.added or change.removed)
    return bool(change.before != change.after)


def _without(one: Any, other: Any) -> tuple[Any, ...]:
    return tuple(item for item in one or [] if item not in (other or []))
