"""Verification and adjustment: which labels can be looked at again, and what a job needs for it.

Source: the developer guide's pages on verifying and adjusting labels (sms-verification-data) and on
the label category configuration file (sms-label-cat-config-attributes).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from groundtruth.manifest import LabelAttribute
from groundtruth.task_types import TASK_TYPES, TaskType

Audit = Literal["verification", "adjustment"]

# What workers answer when they verify the labels of an image; AWS's own example has these two.
VERDICTS = ("good", "bad")


def base(task_type: TaskType) -> TaskType | None:
    """The type whose labels could be looked at again after a job of this type; None for most."""
    found = TASK_TYPES.get(task_type.base or task_type.suffix)
    return found if found and f"Adjustment{found.suffix}" in TASK_TYPES else None


def task_type(prior: TaskType, audit: Audit) -> TaskType:
    """The task type that verifies or adjusts what a job of type `prior` labeled.

    AWS has functions that verify only for images: for video frames and point clouds the functions
    for adjustment do both, and the label category file says that nothing may be edited. KeyError
    where there is nothing that could be looked at again.
    """
    whole = base(prior)
    if whole is None:
        raise KeyError(prior.suffix)
    if audit == "verification" and has_verdicts(whole):
        return TASK_TYPES[f"Verification{whole.suffix}"]
    return TASK_TYPES[f"Adjustment{whole.suffix}"]


def has_verdicts(task_type: TaskType) -> bool:
    """Whether workers verify by choosing an answer; they do for images."""
    whole = base(task_type)
    return whole is not None and f"Verification{whole.suffix}" in TASK_TYPES


def fits(attribute: LabelAttribute, task_type: TaskType) -> bool:
    """Whether a manifest's label attribute holds labels that such a job can show."""
    whole = base(task_type)
    types = {each.lower() for each in attribute.types}
    return bool(whole and attribute.labeled and (whole.metadata_type or "").lower() in types)


def label_categories(content: Mapping[str, Any], audited: str, audit: Audit) -> dict[str, Any]:
    """The label category file's content for an audit of video frames or point clouds.

    Workers may edit nothing of a label that they verify, and every label that they adjust, except
    where the file that was there forbade it to those who adjust.
    """
    labels = [_edited(label, audit, content) for label in content["labels"]]
    return {**content, "labels": labels, "auditLabelAttributeName": audited}


def _edited(label: Mapping[str, Any], audit: Audit, content: Mapping[str, Any]) -> dict[str, Any]:
    if audit == "verification":
        return {**label, "editsAllowed": "none"}
    verified = all(each.get("editsAllowed") == "none" for each in content["labels"])
    return {key: value for key, value in label.items() if not (verified and key == "editsAllowed")}
