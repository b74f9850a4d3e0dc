"""What a label attribute name may be, what it is by default, and the keys it makes in a manifest.

Sources: CreateLabelingJob.LabelAttributeName in the API reference, and the developer guide's pages
on output data, on reusing labeling jobs and on verification and adjustment.
"""

from __future__ import annotations

from groundtruth import hyphenated_name
from groundtruth.task_types import TaskType

MAX_LENGTH = 127
RESERVED = ("source", "source-ref")
METADATA = "-metadata"
REF = "-ref"


def problems(name: str, task_type: TaskType, *, audited: str | None = None) -> list[str]:
    """Why `name`, as stored in the manifest, cannot be used: every reason, or an empty list.

    `audited` is the label attribute that an adjustment or verification job looks at again.
    """
    found = hyphenated_name.problems(name, "label attribute name", MAX_LENGTH)
    if name:
        found += _ending_problems(name, task_type) + _taken_problems(name, audited)
    return found


def default(job_name: str, task_type: TaskType) -> str:
    """The name a job's labels get if nobody says otherwise: the job's own, with -ref where due."""
    return stored(job_name, task_type)


def stored(typed: str, task_type: TaskType) -> str:
    """The name in the manifest for what a person typed: -ref is added where due, never twice."""
    if typed and task_type.needs_ref and not typed.endswith(REF):
        return typed + REF
    return typed


def typed(name: str, task_type: TaskType) -> str:
    """What the form shows for a stored name: without the -ref that `stored` will add again."""
    bare = name.removesuffix(REF)
    return bare if task_type.needs_ref and stored(bare, task_type) == name else name


def metadata_key(name: str) -> str:
    """The key that stands beside the label in a line of the output manifest."""
    return name + METADATA


def _ending_problems(name: str, task_type: TaskType) -> list[str]:
    found = []
    if name.endswith(METADATA):
        found.append(
            f"“{name}” ends with “{METADATA}”, which Ground Truth keeps for what it writes beside "
            "a label: choose another ending."
        )
    if task_type.needs_ref and not name.endswith(REF):
        found.append(
            f"“{name}” must end with “{REF}”, because a label of {task_type.name} "
            f"is a reference to a file: use “{name}{REF}”."
        )
    if not task_type.needs_ref and name.endswith(REF) and name not in RESERVED:
        found.append(
            f"“{name}” ends with “{REF}”, which is not allowed for {task_type.name}: "
            "choose another ending."
        )
    return found


def _taken_problems(name: str, audited: str | None) -> list[str]:
    found = []
    if name in RESERVED:
        found.append(f"“{name}” is reserved for the data object itself: choose another name.")
    if audited is not None and name == audited:
        found.append(
            f"“{name}” holds the labels that are to be looked at again: "
            "an adjustment or verification job needs a name of its own."
        )
    return found
