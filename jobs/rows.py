"""A labeling job as the list shows it: counted, linked, with the reasons for what it refuses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms.utils import flatatt
from django.urls import reverse
from django.utils.safestring import SafeString

from groundtruth import reuse
from groundtruth.labeling_job_status import status_words
from groundtruth.task_types import task_type_of

ACTIVE = ("Initializing", "InProgress", "Stopping")


@dataclass(frozen=True)
class Counters:
    """LabelCounters with the total that the API leaves out (0 until the manifest has been read)."""

    labeled: int
    human: int
    machine: int
    failed: int
    unlabeled: int

    @classmethod
    def of(cls, job: Mapping[str, Any]) -> Counters:
        counted = job.get("LabelCounters", {})
        return cls(
            labeled=counted.get("TotalLabeled", 0),
            human=counted.get("HumanLabeled", 0),
            machine=counted.get("MachineLabeled", 0),
            failed=counted.get("FailedNonRetryableError", 0),
            unlabeled=counted.get("Unlabeled", 0),
        )

    @property
    def total(self) -> int:
        return self.labeled + self.failed + self.unlabeled

    @property
    def words(self) -> str:
        return f"{self.labeled:,} / {self.total:,}"

    @property
    def percent(self) -> int:
        """Whole percents, rounded down: 100 means that nothing is left."""
        return 100 * self.labeled // self.total if self.total else 0


@dataclass(frozen=True)
class Row:
    """One line of the labeling jobs list."""

    name: str
    status: str
    words: str
    task_type: str
    counters: Counters
    created: datetime
    failure_reason: str
    chained_from: str
    href: str
    chained_from_href: str
    actions_reason: str
    chain_reason: str
    stop_reason: str

    @property
    def state(self) -> SafeString:
        """What the page's script needs to know of the row, as data attributes of its status."""
        return flatatt(
            {
                "data-status": self.status,
                "data-chain": "" if self.chain_reason else f"{self.href}chain/",
                "data-clone": f"{self.href}clone/",
                "data-stop": f"{self.href}stop/",
                "data-actions-reason": self.actions_reason,
                "data-chain-reason": self.chain_reason,
                "data-stop-reason": self.stop_reason,
            }
        )

    @property
    def active(self) -> bool:
        return self.status in ACTIVE


def rows(region: str, summaries: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Rows for ListLabelingJobs' summaries; who was chained from whom is seen among them alone."""
    summaries = list(summaries)
    # One reverse for the page, not one a row: it is what costs most in a table of a hundred.
    path = reverse("labeling_job", args=(region, "NAME"))
    names = {
        uri: job["LabelingJobName"] for job in summaries if (uri := reuse.output_manifest(job))
    }
    return [_row(job, names.get(_manifest(job), ""), path) for job in summaries]


def _manifest(job: Mapping[str, Any]) -> str:
    source = job.get("InputConfig", {}).get("DataSource", {}).get("S3DataSource", {})
    return str(source.get("ManifestS3Uri", ""))


def _row(job: Mapping[str, Any], chained_from: str, path: str) -> Row:
    name, status = job["LabelingJobName"], job["LabelingJobStatus"]
    return Row(
        name=name,
        status=status,
        words=status_words(status),
        task_type=task_type_of(job).name,
        counters=Counters.of(job),
        created=job["CreationTime"],
        failure_reason=job.get("FailureReason", ""),
        chained_from=chained_from,
        href=path.replace("NAME", name),
        chained_from_href=path.replace("NAME", chained_from) if chained_from else "",
        actions_reason="" if status in reuse.REUSABLE else reuse.why_not(job, "clone") or "",
        chain_reason=reuse.why_not(job, "chain") or "",
        stop_reason=reuse.why_not_stop(job) or "",
    )


def version(table: Iterable[Row]) -> str:
    """Changes when a status or a counter on the page has changed."""
    seen = [(row.name, row.status, row.counters) for row in table]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]
