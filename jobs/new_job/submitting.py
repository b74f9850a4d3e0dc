"""Creating a labeling job exactly once, however often the form is sent and whatever breaks."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import F

from jobs import aws
from jobs.models import Submission
from jobs.new_job.beginnings import Beginning


def submit(submission_id: str, beginning: Beginning, request: Mapping[str, Any]) -> str:
    """Create the job and give its ARN; sent again, the same form gets the same job.

    AWSError when AWS refuses. After an answer that never came the job is looked for: if it stands
    there as it was asked for, it was created.
    """
    sent = _sent(submission_id, beginning, request["LabelingJobName"])
    if sent.labeling_job_arn:
        return sent.labeling_job_arn
    try:
        arn = aws.create_labeling_job(beginning.region, dict(request))
    except aws.AWSError as error:
        arn = _made_after_all(error, sent, request)
        if not arn:
            _forget(sent, error)
            raise
    Submission.objects.filter(pk=sent.pk).update(labeling_job_arn=arn)
    return arn


def new_id() -> str:
    return str(uuid.uuid4())


def _sent(submission_id: str, beginning: Beginning, name: str) -> Submission:
    """The record of this form and name, with this attempt counted.

    The id is of one form as it was opened; under another job name it asks for another job.
    """
    sent, _ = Submission.objects.get_or_create(
        id=uuid.uuid5(uuid.NAMESPACE_OID, f"{submission_id} {beginning.region} {name.lower()}"),
        defaults={
            "endpoint": settings.ENDPOINT,
            "region": beginning.region,
            "labeling_job_name": name,
            "how": beginning.how,
            "prior_job_name": beginning.prior_name,
        },
    )
    Submission.objects.filter(pk=sent.pk).update(attempts=F("attempts") + 1)
    return sent


# Refusals after which the job may stand there all the same.
_UNKNOWN_OUTCOME = ("timeout", "unreachable", "other")


def _made_after_all(error: aws.AWSError, sent: Submission, request: Mapping[str, Any]) -> str:
    """The ARN of the job if an attempt of ours made it, else nothing."""
    ours = error.kind == "in-use" and (error.retried or _sent_again(sent))
    if not (ours or error.kind in _UNKNOWN_OUTCOME):
        return ""
    try:
        job = aws.describe_labeling_job(sent.region, sent.labeling_job_name)
    except aws.AWSError:
        return ""
    return str(job["LabelingJobArn"]) if stands_for(job, request) else ""


def _sent_again(sent: Submission) -> bool:
    """Whether the form was sent before, or by a second click while AWS was being asked."""
    return Submission.objects.filter(pk=sent.pk, attempts__gt=1).exists()


def _forget(sent: Submission, error: aws.AWSError) -> None:
    """A refused form may be sent again as if for the first time, unless its outcome is unknown."""
    if error.kind not in _UNKNOWN_OUTCOME:
        sent.delete()


def stands_for(described: Any, asked: Any) -> bool:
    """Whether a Describe answer holds all that was asked for; AWS adds members of its own."""
    if isinstance(asked, Mapping):
        return isinstance(described, Mapping) and all(
            stands_for(described.get(member), value) for member, value in asked.items()
        )
    if isinstance(asked, list):
        return (
            isinstance(described, list)
            and len(described) == len(asked)
            and all(any(stands_for(there, here) for there in described) for here in asked)
        )
    return bool(described == asked)
