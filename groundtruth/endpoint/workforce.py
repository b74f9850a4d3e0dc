"""The simulated workers: the members that a finished object gets in the output manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from groundtruth.endpoint.job import FAILS, Job
from groundtruth.endpoint.objects import Objects


@dataclass(frozen=True)
class Result:
    """Members to set in the object's line, and files to write first: data and type by S3 URI."""

    members: Mapping[str, Any]
    files: Mapping[str, tuple[bytes, str]] = field(default_factory=dict)


def result(
    job: Job, line: int, data_object: Mapping[str, Any], when: float, objects: Objects
) -> Result:
    """What comes of one object, the same whenever it is asked for.

    `line` counts from 0 and is the object's id; `when` is the moment it was finished.
    """
    metadata = {
        "class-name": "x",
        "confidence": 0,
        "type": job.task_type.metadata_type,
        "job-name": f"labeling-job/{job.name.lower()}",
        "human-annotated": "yes",
        "creation-date": datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f"),
    }
    if job.plan.codes[line] == FAILS[0]:
        return Result({job.label_metadata_key: {"failure-reason": "x"}})
    return Result({job.label_attribute_name: 0, job.label_metadata_key: metadata})
