"""The simulated workers: what a finished object gets in the output manifest, by task type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from groundtruth.endpoint import (
    adjusted_masks,
    adjusted_sequences,
    boxes,
    classes,
    masks,
    sequences,
    spans,
)
from groundtruth.endpoint.audits import can_be_audited, refers_to_a_file
from groundtruth.endpoint.failures import (
    EXPIRED,
    bad_object,
    no_file_to_audit,
    nothing_to_audit,
)
from groundtruth.endpoint.job import FAILS, Job
from groundtruth.endpoint.work import Task, Work

# AWS does not tell the metadata's type for these.
_TYPES = {"VideoMultiClass": "groundtruth/video-classification"}
_CUSTOM_TYPE = "groundtruth/custom"


@dataclass(frozen=True)
class Result:
    """Members to set in the object's line, and files to write first: data and type by S3 URI."""

    members: Mapping[str, Any]
    files: Mapping[str, tuple[bytes, str]] = field(default_factory=dict)


def result(work: Work) -> Result:
    """What comes of one object, the same whenever it is asked for."""
    job = work.job
    if job.plan.codes[work.line] == FAILS[0]:
        return Result({job.label_metadata_key: _failure(work)})
    label = task(job).consolidate(work, task(job).answers(work))
    metadata = {**label.metadata, **_common(work)}
    return Result(
        {job.label_attribute_name: label.value, job.label_metadata_key: metadata}, label.files
    )


def task(job: Job) -> Task:
    """How the job's objects are worked on."""
    if not job.consolidates:
        return classes.kept
    return _TASKS.get(job.task_type.suffix, classes.custom)


def _common(work: Work) -> dict[str, Any]:
    task_type = work.job.task_type
    return {
        "type": task_type.metadata_type or _TYPES.get(task_type.suffix, _CUSTOM_TYPE),
        "job-name": f"labeling-job/{work.job.name.lower()}",
        "human-annotated": "no" if work.by_machine else "yes",
        "creation-date": work.timestamp,
    }


def _failure(work: Work) -> dict[str, Any]:
    """The metadata of an object that got no label; it has nothing of a label's own metadata."""
    reason = bad_object(work.data_object) or _audit_failure(work) or EXPIRED
    return {"retry-count": 1, "failure-reason": reason, "human-annotated": "true"}


def _audit_failure(work: Work) -> str | None:
    audited, task_type = work.job.plan.audited, work.job.task_type
    if audited is None:
        return None
    if audited not in work.data_object or not can_be_audited(work.audited, task_type):
        return nothing_to_audit(audited)
    lost = refers_to_a_file(task_type) and work.audited_file is None
    return no_file_to_audit(work.audited) if lost else None


_TASKS: Mapping[str, Task] = {
    "ImageMultiClass": classes.one,
    "TextMultiClass": classes.one,
    "VideoMultiClass": classes.one,
    "ImageMultiClassMultiLabel": classes.several,
    "TextMultiClassMultiLabel": classes.several,
    "VerificationBoundingBox": classes.verdict,
    "VerificationSemanticSegmentation": classes.verdict,
    "BoundingBox": boxes.drawn,
    "AdjustmentBoundingBox": boxes.adjusted,
    "SemanticSegmentation": masks.painted,
    "AdjustmentSemanticSegmentation": adjusted_masks.adjusted,
    "NamedEntityRecognition": spans.marked,
    "VideoObjectDetection": sequences.detected,
    "AdjustmentVideoObjectDetection": adjusted_sequences.detected,
    "VideoObjectTracking": sequences.tracked,
    "AdjustmentVideoObjectTracking": adjusted_sequences.tracked,
    "3DPointCloudObjectDetection": sequences.cuboids,
    "Adjustment3DPointCloudObjectDetection": adjusted_sequences.cuboids,
    "3DPointCloudObjectTracking": sequences.tracked_cuboids,
    "Adjustment3DPointCloudObjectTracking": adjusted_sequences.tracked_cuboids,
    "3DPointCloudSemanticSegmentation": sequences.point_classes,
    "Adjustment3DPointCloudSemanticSegmentation": adjusted_sequences.point_classes,
}
