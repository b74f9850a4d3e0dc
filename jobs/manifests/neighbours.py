"""Which labeling jobs read a manifest, which write it, and what follows for who looks at it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from groundtruth import reuse
from jobs import aws
from jobs.rows import ACTIVE

Job = Mapping[str, Any]


@dataclass(frozen=True)
class ManifestJobs:
    """Of the account's hundred newest jobs those that write a manifest, and those that read it.

    Jobs are rows of ListLabelingJobs; `known` is false when AWS did not list them.
    """

    writers: tuple[Job, ...] = ()
    readers: tuple[Job, ...] = ()
    names: Mapping[str, str] | None = None  # of all of them, by their lower-case form

    @property
    def known(self) -> bool:
        return self.names is not None

    @property
    def writing(self) -> list[Job]:
        """The jobs that may write over the file at any moment."""
        return [job for job in self.writers if job["LabelingJobStatus"] in ACTIVE]

    @property
    def chainable(self) -> list[Job]:
        """The jobs whose chain goes on from this manifest."""
        return [job for job in self.writers if reuse.why_not(job, "chain") is None]

    def named(self, job_name: str) -> str:
        """The job as it was named; a label's metadata tells its name in lower case."""
        name = job_name.removeprefix("labeling-job/")
        return (self.names or {}).get(name.lower(), "")


def of(region: str, uri: str) -> ManifestJobs:
    """Ask for the newest jobs once; a page about a manifest goes on without them."""
    try:
        newest = list_newest(region)
    except aws.AWSError:
        return ManifestJobs()
    return ManifestJobs(
        writers=tuple(job for job in newest if reuse.output_manifest(job) == uri),
        readers=tuple(job for job in newest if input_manifest(job) == uri),
        names={job["LabelingJobName"].lower(): job["LabelingJobName"] for job in newest},
    )


def list_newest(region: str) -> list[dict[str, Any]]:
    answer = aws.list_labeling_jobs(
        region, SortBy="CreationTime", SortOrder="Descending", MaxResults=100
    )
    return list(answer["LabelingJobSummaryList"])


def input_manifest(job: Job) -> str:
    source = (job.get("InputConfig") or {}).get("DataSource") or {}
    return str((source.get("S3DataSource") or {}).get("ManifestS3Uri", ""))


def recent(jobs: Iterable[Job]) -> list[tuple[str, str, str]]:
    """The manifests of these jobs, each once: location, “output of” or “input of”, job name."""
    found: dict[str, tuple[str, str, str]] = {}
    for job in jobs:
        name = job["LabelingJobName"]
        for uri, part in ((reuse.output_manifest(job), "output"), (input_manifest(job), "input")):
            if uri:
                found.setdefault(uri, (uri, part, name))
    return list(found.values())
