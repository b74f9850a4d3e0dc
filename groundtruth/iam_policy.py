"""What IAM policies allow, as far as a labeling job needs it; their conditions are not weighed.

Source: the IAM guide on policy elements. A statement with conditions counts when it allows, and
does not when it denies, so that what is refused here would be refused by IAM too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

SAGEMAKER = "sagemaker.amazonaws.com"

Policy = Mapping[str, Any]


def trusts_sagemaker(policy: Policy) -> bool:
    """Whether a trust policy lets SageMaker assume the role."""
    return any(_lets_sagemaker(statement) for statement in as_list(policy.get("Statement")))


def allow(policies: Iterable[Policy], action: str, resource: str) -> bool:
    """Whether some statement allows an action on a resource, and none denies it."""
    effects = {
        statement.get("Effect")
        for policy in policies
        for statement in as_list(policy.get("Statement"))
        if _is_about(statement, action, resource) and not _may_not_deny(statement)
    }
    return effects == {"Allow"}


def as_list(value: Any) -> list[Any]:
    """IAM writes a list of one without its brackets."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _lets_sagemaker(statement: Policy) -> bool:
    principal = statement.get("Principal")
    services = as_list(principal.get("Service")) if isinstance(principal, Mapping) else []
    actions = {str(action).lower() for action in as_list(statement.get("Action"))}
    return (
        statement.get("Effect") == "Allow"
        and SAGEMAKER in services
        and bool(actions & {"sts:assumerole", "sts:*", "*"})
    )


def _is_about(statement: Policy, action: str, resource: str) -> bool:
    """Whether action and resource are what a statement names, or, for Not..., does not name."""
    return _names(statement, "Action", action, re.IGNORECASE) and _names(
        statement, "Resource", resource
    )


def _names(statement: Policy, element: str, value: str, flags: int = 0) -> bool:
    listed = as_list(statement.get(element)) or as_list(statement.get(f"Not{element}"))
    found = any(re.fullmatch(_pattern(str(each)), value, flags) for each in listed)
    return found == (element in statement)


def _may_not_deny(statement: Policy) -> bool:
    return statement.get("Effect") == "Deny" and bool(statement.get("Condition"))


def _pattern(text: str) -> str:
    """IAM's * and ? as a regular expression."""
    return re.escape(text).replace(r"\*", ".*").replace(r"\?", ".")
