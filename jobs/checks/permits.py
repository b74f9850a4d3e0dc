"""Checks of whom and what a job works with in the account: its role, its work team, its keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from groundtruth.iam_policy import SAGEMAKER, trusts_sagemaker
from groundtruth.work_team import crowd
from jobs import aws
from jobs.aws import AWSError
from jobs.checks.line import Line, Subject, is_missing


def role(subject: Subject) -> Iterator[Line]:
    arn = subject.text("role_arn")
    _, _, path = arn.partition(":role/")
    if not path:
        return  # told by the rules
    owner, account = arn.split(":")[4], aws.get_caller_identity(subject.region)["Account"]
    if owner != account:
        yield Line(
            "fail",
            f"The role belongs to account {owner}, and these credentials to {account}: a role can "
            "be handed to SageMaker only in its own account. Choose another role.",
        )
        return
    try:
        found = aws.get_role(subject.region, path.rpartition("/")[2])
    except AWSError as error:
        if not is_missing(error):
            raise
        yield Line("fail", f"There is no role “{arn}”. Choose another one.")
    else:
        yield _trusted(found)


def _trusted(found: Mapping[str, Any]) -> Line:
    name = found["RoleName"]
    if trusts_sagemaker(found.get("AssumeRolePolicyDocument") or {}):
        return Line("pass", f"“{name}” exists, and SageMaker may assume it.")
    return Line(
        "fail",
        f"SageMaker may not assume “{name}”: its trust policy does not allow sts:AssumeRole to "
        f"{SAGEMAKER}. Add that, or choose another role.",
    )


def work_team(subject: Subject) -> Iterator[Line]:
    arn = subject.text("workteam_arn")
    kind = crowd(arn)
    if kind == "public":
        yield Line(
            "warn",
            "The public workforce was announced to close in September 2026. If your account can "
            "no longer use it, choose a private work team.",
        )
    elif kind:
        yield from _team(subject, arn, kind)


def _team(subject: Subject, arn: str, kind: str) -> Iterator[Line]:
    name = arn.rpartition("/")[2]
    try:
        if kind == "vendor":
            found = aws.describe_subscribed_workteam(subject.region, arn)
        else:
            found = aws.describe_workteam(subject.region, name)
    except AWSError as error:
        if not is_missing(error):
            raise
        found = {}
    if found.get("WorkteamArn") == arn:
        yield Line("pass", f"The work team “{name}” exists.")
    else:
        yield Line("fail", f"There is no work team “{arn}” for this account. Choose another one.")


def keys(subject: Subject) -> Iterator[Line]:
    """The keys for output and training volume, as far as KMS tells; their policies are not read."""
    for field in ("kms_key_id", "volume_kms_key_id"):
        if key := subject.text(field):
            yield _key(subject.region, key, field)


def _key(region: str, key: str, field: str) -> Line:
    try:
        found = aws.describe_key(region, key)
    except AWSError as error:
        if not is_missing(error):
            raise
        return Line("fail", f"There is no key “{key}” in {region}. Choose another one.", field)
    state, use = found.get("KeyState"), found.get("KeyUsage", "ENCRYPT_DECRYPT")
    if state != "Enabled":
        return Line(
            "fail",
            f"The key “{key}” is not enabled but {state}. Enable it, or choose another one.",
            field,
        )
    if use != "ENCRYPT_DECRYPT":
        return Line("fail", f"The key “{key}” is for {use}. Choose one that encrypts.", field)
    return Line("pass", f"The key “{key}” is enabled. Whether the role may use it is not known.")
