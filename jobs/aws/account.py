"""What the account around SageMaker tells: its roles, its keys, and who is calling."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from jobs.aws.calls import call, every
from jobs.aws.clients import session

ROLES_A_PAGE = 1000  # at most; IAM may give fewer, and say that there are more


def list_sagemaker_roles(region: str) -> list[str]:
    """ARNs of the account's roles that SageMaker may assume."""
    roles = every("iam", region, "list_roles", "Roles", ROLES_A_PAGE)
    return sorted(
        role["Arn"]
        for role in roles
        if "sagemaker.amazonaws.com" in str(role.get("AssumeRolePolicyDocument"))
    )


def get_role(region: str, name: str) -> dict[str, Any]:
    """A role of this account by its name without path, its trust policy as a dictionary."""
    return dict(call("iam", region, "get_role", RoleName=name)["Role"])


def simulate_principal_policy(
    region: str, role_arn: str, action: str, resources: list[str]
) -> dict[str, str]:
    """What a role's own policies decide on an action, by resource.

    That is allowed, explicitDeny or implicitDeny; the policies of buckets and keys are not asked.
    """
    answer = call(
        "iam",
        region,
        "simulate_principal_policy",
        PolicySourceArn=role_arn,
        ActionNames=[action],
        ResourceArns=resources,
    )
    results = answer["EvaluationResults"]
    return {result["EvalResourceName"]: result["EvalDecision"] for result in results}


def describe_key(region: str, key: str) -> dict[str, Any]:
    """What KMS says of a key, given its ID, ARN or alias."""
    return dict(call("kms", region, "describe_key", KeyId=key)["KeyMetadata"])


def get_caller_identity(region: str) -> dict[str, str]:
    """`Account` and `Arn` of the credentials in use, and `Source`, where they came from."""
    identity = call("sts", region, "get_caller_identity")
    return {
        "Account": identity["Account"],
        "Arn": identity["Arn"],
        "Source": _credential_source(),
    }


def _credential_source() -> str:
    if settings.LOCAL_ENDPOINT_URL:
        return "local endpoint"
    credentials = session().get_credentials()
    return credentials.method if credentials else "none"
