"""What a person is told when AWS refused: what happened, what to do, and the details to pass on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from jobs.aws import AWSError


@dataclass(frozen=True)
class Refusal:
    """What a page or an alert says: `advice` in sentences, sent with the HTTP status `status`."""

    status: int
    title: str
    advice: tuple[str, ...]
    error: AWSError
    command: str = ""
    policy: str = ""
    retry_after: int | None = None  # seconds

    @property
    def details(self) -> dict[str, str]:
        """What a colleague or AWS Support would ask for, by name."""
        return {
            "Error code": self.error.code,
            "AWS message": self.error.message,
            "Request id": self.error.request_id,
            "Operation": self.error.operation,
            "Service": self.error.service,
            "Region": self.error.region,
            "Endpoint": self.error.endpoint,
            "Time": self.error.at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        }


def tell(error: AWSError) -> Refusal:
    return _TELLERS.get(error.kind, _other)(error)


def _no_credentials(error: AWSError) -> Refusal:
    if error.message and "credentials" not in error.message.lower():
        title = "The AWS credentials are not valid."
    else:
        title = "gtconsole has no AWS credentials."
    return Refusal(
        503,
        title,
        (
            "boto3 looked in the environment, in the shared configuration and credentials files, "
            "in the container’s and in the instance’s role.",
            "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give this machine "
            "a role, and start gtconsole again.",
        ),
        error,
    )


def _expired_credentials(error: AWSError) -> Refusal:
    return Refusal(
        503,
        "The AWS credentials have expired.",
        (
            "Sign in again where these credentials come from, then try again. Credentials that "
            "were set in the environment need a new start of gtconsole.",
        ),
        error,
        command="aws sso login" if "sso" in (error.code + error.message).lower() else "",
    )


def _clock_skew(error: AWSError) -> Refusal:
    return Refusal(
        503,
        "The clock of this server is wrong.",
        ("AWS accepts requests signed within a few minutes only. Set the clock, then try again.",),
        error,
    )


# The IAM action behind an operation, where the two have different names.
_ACTIONS = {
    "HeadObject": "s3:GetObject",
    "HeadBucket": "s3:ListBucket",
    "GetBucketCors": "s3:GetBucketCORS",
    "ListObjectsV2": "s3:ListBucket",
    "ListBuckets": "s3:ListAllMyBuckets",
    "CreateMultipartUpload": "s3:PutObject",
    "UploadPart": "s3:PutObject",
    "UploadPartCopy": "s3:PutObject",
    "CompleteMultipartUpload": "s3:PutObject",
}


def _access_denied(error: AWSError) -> Refusal:
    action, resource = _denied(error)
    advice = ["Ask whoever manages your AWS permissions for this action."]
    if reason := re.search(r"because (.+?)\.?$", error.message):
        advice.insert(0, f"AWS says: {reason[1]}.")
    if error.operation == "CreateLabelingJob":
        advice.append("Creating a labeling job also needs iam:PassRole on the role it runs under.")
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    return Refusal(
        403,
        f"You need permission {action}.",
        tuple(advice),
        error,
        policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2),
    )


def _denied(error: AWSError) -> tuple[str, str]:
    """The IAM action and resource that AWS names, else those that the operation stands for."""
    action = re.search(r"not authorized to perform: ([\w:*]+)", error.message)
    resource = re.search(r"on resource: (\S+)", error.message)
    return (
        action[1] if action else denied_action(error),
        resource[1].rstrip(".") if resource else "*",
    )


def denied_action(error: AWSError) -> str:
    return _ACTIONS.get(error.operation, f"{error.service}:{error.operation}")


def _throttled(error: AWSError) -> Refusal:
    return Refusal(
        503,
        "AWS is limiting requests.",
        ("This account has sent more requests than AWS answers at a time. Try again in a minute.",),
        error,
        retry_after=60,
    )


def _quota(error: AWSError) -> Refusal:
    return Refusal(
        422,
        "A quota of this AWS account is used up.",
        (
            error.message,
            "Stop a job that is no longer needed, or ask for more under Service Quotas.",
        ),
        error,
    )


def _unreachable(error: AWSError) -> Refusal:
    title = f"Can’t reach {error.endpoint}."
    if settings.LOCAL_ENDPOINT_URL:
        advice = "Is the local endpoint running? Starting gtconsole again starts it too."
    else:
        advice = (
            "Check this machine’s network, proxy and VPC endpoints, and that SageMaker is offered "
            f"in {error.region}."
        )
    return Refusal(504 if error.kind == "timeout" else 502, title, (advice,), error)


def _unsupported(error: AWSError) -> Refusal:
    who = "The local endpoint" if settings.LOCAL_ENDPOINT_URL else "This endpoint"
    return Refusal(
        501,
        f"{who} does not implement {error.operation}.",
        ("The rest of the console works without it.",),
        error,
    )


def _not_found(error: AWSError) -> Refusal:
    return Refusal(
        404,
        f"AWS found nothing for {error.operation} in {error.region}.",
        ("Check the name and the Region.",),
        error,
    )


def _in_use(error: AWSError) -> Refusal:
    return Refusal(409, "This name is already used.", ("Choose another name.",), error)


def _changed(error: AWSError) -> Refusal:
    return Refusal(
        412,
        "The file changed while it was being read.",
        ("Nothing was saved. Try again to see its present state.",),
        error,
    )


def _invalid(error: AWSError) -> Refusal:
    return Refusal(422, "AWS did not accept the request.", (error.message,), error)


def _other(error: AWSError) -> Refusal:
    return Refusal(502, f"AWS answered {error.operation} with an error.", (error.message,), error)


_TELLERS: dict[str, Callable[[AWSError], Refusal]] = {
    "no-credentials": _no_credentials,
    "expired-credentials": _expired_credentials,
    "clock-skew": _clock_skew,
    "access-denied": _access_denied,
    "throttled": _throttled,
    "quota": _quota,
    "unreachable": _unreachable,
    "timeout": _unreachable,
    "unsupported": _unsupported,
    "not-found": _not_found,
    "in-use": _in_use,
    "changed": _changed,
    "invalid": _invalid,
}
