"""Which jobs a labeling job came from and which came out of it, and how we know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from groundtruth import job_name, reuse
from jobs import aws
from jobs.models import Submission


@dataclass(frozen=True)
class Relative:
    """A job at the other end of a chain or clone; `status` is empty when it was not looked up."""

    name: str
    how: str
    recorded: bool
    status: str = ""


@dataclass(frozen=True)
class Lineage:
    """A job's next of kin, among the account's hundred newest jobs and our own records."""

    prior: Relative | None
    later: tuple[Relative, ...]


def lineage(region: str, job: Mapping[str, Any]) -> Lineage:
    newest = aws.list_labeling_jobs(
        region, SortBy="CreationTime", SortOrder="Descending", MaxResults=100
    )["LabelingJobSummaryList"]
    status = {other["LabelingJobName"]: other["LabelingJobStatus"] for other in newest}
    return Lineage(prior=_prior(job, newest, status), later=_later(region, job, newest, status))


def _prior(
    job: Mapping[str, Any], newest: Iterable[Mapping[str, Any]], status: Mapping[str, str]
) -> Relative | None:
    recorded = reuse.prior_job(job)
    if recorded and not job_name.problems(recorded[1]):  # a tag may hold anything
        how, name = recorded
        return Relative(name, how, recorded=True, status=status.get(name, ""))
    for other in newest:
        if reuse.is_chained_from(job, other):
            name = other["LabelingJobName"]
            return Relative(name, "chain", recorded=False, status=status[name])
    return None


def _later(
    region: str,
    job: Mapping[str, Any],
    newest: Iterable[Mapping[str, Any]],
    status: Mapping[str, str],
) -> tuple[Relative, ...]:
    found = {
        other["LabelingJobName"]: Relative(
            other["LabelingJobName"], "chain", recorded=False, status=other["LabelingJobStatus"]
        )
        for other in newest
        if reuse.is_chained_from(other, job)
    }
    # Our record knows clones too, which leave no trace in a listing.
    for sent in Submission.objects.filter(
        endpoint=settings.ENDPOINT, region=region, prior_job_name=job["LabelingJobName"]
    ).exclude(labeling_job_arn=""):
        name = sent.labeling_job_name
        found[name] = Relative(name, sent.how, recorded=True, status=status.get(name, ""))
    return tuple(sorted(found.values(), key=lambda relative: relative.name.lower()))
