"""Whether AWS lets the console do what it lives from: one call of each kind, timed."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from jobs import aws
from jobs.refusals import Refusal, tell


@dataclass(frozen=True)
class Answer:
    """What became of a call: how long it took in milliseconds, and why it was refused, if so."""

    title: str
    action: str
    milliseconds: int
    refusal: Refusal | None = None


CALLS: tuple[tuple[str, str, Callable[[str], Any]], ...] = (
    ("Identity", "sts:GetCallerIdentity", aws.get_caller_identity),
    (
        "Labeling jobs",
        "sagemaker:ListLabelingJobs",
        lambda region: aws.list_labeling_jobs(region, MaxResults=1),
    ),
    ("Work teams", "sagemaker:ListWorkteams", aws.list_workteams),
    ("IAM roles", "iam:ListRoles", aws.list_sagemaker_roles),
)
SERVICES = {"SageMaker": "sagemaker", "S3": "s3", "STS": "sts", "IAM": "iam"}


def test(region: str) -> list[Answer]:
    """All at once: the answer takes as long as the slowest of them."""
    with ThreadPoolExecutor(len(CALLS)) as pool:
        return list(pool.map(lambda call: _ask(region, *call), CALLS))


def _ask(region: str, title: str, action: str, call: Callable[[str], Any]) -> Answer:
    began, refusal = time.perf_counter(), None
    try:
        call(region)
    except aws.AWSError as error:
        refusal = tell(error)
    return Answer(title, action, round(1000 * (time.perf_counter() - began)), refusal)


def endpoints(region: str) -> dict[str, str]:
    """Where the calls to each service go."""
    return {name: aws.endpoint(service, region) for name, service in SERVICES.items()}
