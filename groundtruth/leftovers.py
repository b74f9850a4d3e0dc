"""What a completed labeling job left without labels, why, and what to change for another try.

Sources: the developer guide's page on reusing labeling jobs, TaskAvailabilityLifetimeInSeconds of
HumanTaskConfig in the API reference, and the failure reasons that output manifests hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from groundtruth import reuse, work_team
from groundtruth.manifest import ManifestSummary

Job = Mapping[str, Any]

_LIFETIME = "TaskAvailabilityLifetimeInSeconds"


@dataclass(frozen=True)
class Leftovers:
    """`count` objects without a label, of which `failed` were tried; `reasons` by how often.

    `expired` says that tasks were over before workers took them: then `lifetime` is how many
    seconds they waited, and `longer` how many they could, where the job tells.
    """

    count: int
    failed: int
    reasons: Mapping[str, int] = field(default_factory=dict)
    lifetime: int | None = None
    longer: int | None = None

    @property
    def expired(self) -> bool:
        return any("expired" in reason for reason in self.reasons)


def leftovers(job: Job, summary: ManifestSummary | None = None) -> Leftovers | None:
    """What a job (or row) that is Completed left, None for nothing; `summary` is of its output.

    A job that was stopped or failed goes on where it ended in any case.
    """
    count = reuse.unfinished(job)
    if job["LabelingJobStatus"] != "Completed" or not count:
        return None
    name = job.get("LabelAttributeName", "")
    attribute = summary.attribute(name) if summary else None
    lifetime = (job.get("HumanTaskConfig") or {}).get(_LIFETIME)
    return Leftovers(
        count,
        failed=int((job.get("LabelCounters") or {}).get("FailedNonRetryableError", 0)),
        reasons=dict(attribute.failure_reasons) if attribute else {},
        lifetime=lifetime,
        longer=_longer(job, lifetime) if lifetime else None,
    )


def _longer(job: Job, lifetime: int) -> int | None:
    """Twice as long, as far as the kind of workforce allows; None when it is the most already."""
    crowd = work_team.crowd(job["HumanTaskConfig"].get("WorkteamArn", ""))
    longer = min(2 * lifetime, work_team.MAX_LIFETIMES[crowd or "private"])
    return longer if longer > lifetime else None
