"""What the API says of a labeling job: Describe's answer and the rows of the two lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from groundtruth.endpoint import progress
from groundtruth.endpoint.job import MACHINE, Job


def description(job: Job, tags: Mapping[str, str], now: float) -> dict[str, Any]:
    """DescribeLabelingJob's answer; what the service leaves empty instead of out is "" here too."""
    request = job.request
    return {
        **_common(job, now),
        **request,
        "OutputConfig": {"KmsKeyId": "", **request["OutputConfig"]},
        "JobReferenceCode": job.reference,
        **({"Tags": tag_list(tags)} if tags else {}),
    }


def row(job: Job, now: float) -> dict[str, Any]:
    """LabelingJobSummary."""
    human = job.request["HumanTaskConfig"]
    consolidation = human.get("AnnotationConsolidationConfig") or {}
    arns = {
        "PreHumanTaskLambdaArn": human.get("PreHumanTaskLambdaArn"),
        "AnnotationConsolidationLambdaArn": consolidation.get("AnnotationConsolidationLambdaArn"),
    }
    return {
        **_common(job, now),
        "WorkteamArn": human["WorkteamArn"],
        "InputConfig": job.request["InputConfig"],
        **{name: arn for name, arn in arns.items() if arn},
    }


def row_for_workteam(job: Job, now: float) -> dict[str, Any]:
    """LabelingJobForWorkteamSummary; only the team's own work counts in it."""
    counters = progress.counters(job, now)
    return {
        "LabelingJobName": job.name,
        "JobReferenceCode": job.reference,
        "WorkRequesterAccountId": job.account,
        "CreationTime": job.created,
        "LabelCounters": {
            "HumanLabeled": counters["HumanLabeled"],
            "PendingHuman": counters["Unlabeled"],
            "Total": progress.objects(job) if any(counters.values()) else 0,
        },
        "NumberOfHumanWorkersPerDataObject": job.workers_per_object,
    }


def tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _common(job: Job, now: float) -> dict[str, Any]:
    reason = progress.failure_reason(job, now)
    output = _output(job, now)
    return {
        "LabelingJobName": job.name,
        "LabelingJobArn": job.arn,
        "LabelingJobStatus": progress.status(job, now),
        "LabelCounters": progress.counters(job, now),
        "CreationTime": _milliseconds(job.created),
        "LastModifiedTime": _milliseconds(progress.last_modified(job, now)),
        **({"FailureReason": reason[:1024]} if reason else {}),
        **({"LabelingJobOutput": output} if output else {}),
    }


def _output(job: Job, now: float) -> dict[str, str] | None:
    """Known once there is something in it; a job that never started has none."""
    if job.manifest is None or not (progress.shown(job, now) or progress.ended(job, now)):
        return None
    return {
        "OutputDatasetS3Uri": job.output_manifest,
        "FinalActiveLearningModelArn": _final_model(job, now),
    }


def _final_model(job: Job, now: float) -> str:
    """The model that automated labeling leaves behind; empty without it, or before its time."""
    used = MACHINE in job.sequence[: progress.finished(job, now)]
    if not used or not progress.ended(job, now):
        return ""
    return f"arn:aws:sagemaker:{job.region}:{job.account}:model/{job.name.lower()}-model"


def _milliseconds(seconds: float) -> float:
    return round(seconds, 3)
