"""A request held against the API model and the rules across its members, refused in AWS's form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from groundtruth import api_model, job_request
from groundtruth.api_model import Path, Violation
from groundtruth.endpoint.protocol import ServiceError, invalid
from groundtruth.regions import ALGORITHM_ACCOUNT, HUMAN_TASK_UI_ACCOUNT, REGIONS

_CONSTRAINTS = {
    "required": "Member must not be null",
    "min": "Member must have value greater than or equal to {limit}",
    "max": "Member must have value less than or equal to {limit}",
    "min_length": "Member must have length greater than or equal to {limit}",
    "max_length": "Member must have length less than or equal to {limit}",
    "pattern": "Member must satisfy regular expression pattern: {limit}",
    "enum": "Member must satisfy enum value set: [{limit}]",
    "unknown": "Member must be one that the API knows",
}
_ARN = re.compile(
    r"arn:aws[a-z-]*:(?P<service>[a-z-]+):(?P<region>[a-z0-9-]*):(?P<account>\d*):(.*)"
)


def check(operation: str, request: Mapping[str, Any]) -> None:
    """Refuse what the API model refuses, every violation in one ValidationException."""
    violations = api_model.violations(api_model.input_shape(operation), request)
    mistyped = [each for each in violations if each.constraint == "type"]
    if mistyped:
        first = mistyped[0]
        raise ServiceError(
            "SerializationException",
            f"{_place(first.path)} must be of type {first.limit}, not {_shown(first.value)}.",
        )
    if violations:
        # All strings of a list are one violation.
        told = dict.fromkeys(_told(each, operation, request) for each in violations)
        detected = f"{len(told)} validation error{'' if len(told) == 1 else 's'} detected: "
        raise invalid(detected + "; ".join(told))


def check_create_labeling_job(request: Mapping[str, Any], account: str, region: str) -> None:
    """Refuse what breaks a rule that the model cannot express."""
    told = [problem.text for problem in job_request.problems(request)]
    told += _arn_problems(request, account, region)
    if told:
        raise invalid(" ".join(told))


def tags(given: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Tags by key, which must not come twice, nor begin as AWS's own do."""
    found: dict[str, str] = {}
    for tag in given:
        key = tag["Key"]
        if key.lower().startswith("aws:"):
            raise invalid(f"The tag key “{key}” begins with “aws:”, which is reserved for AWS.")
        if key in found:
            raise invalid(f"The tag key “{key}” is given twice.")
        found[key] = tag["Value"]
    return found


def _told(violation: Violation, operation: str, request: Mapping[str, Any]) -> str:
    if violation.path and isinstance(violation.path[-1], int):
        return _told_of_list(violation.path[:-1], operation, request)
    value = "null" if violation.value is None else f"'{_shown(violation.value)}'"
    constraint = _constraint(violation.constraint, violation.limit)
    return f"Value {value} at '{_place(violation.path)}' failed to satisfy constraint: {constraint}"


def _told_of_list(path: Path, operation: str, request: Mapping[str, Any]) -> str:
    """Of strings in a list the service tells the whole list, and all that they must satisfy."""
    value: Any = request
    for step in path:
        value = value[step]
    needed = api_model.member_constraints(api_model.input_shape(operation), path)
    return (
        f"Value '{_shown(value)}' at '{_place(path)}' failed to satisfy constraint: Member must "
        f"satisfy constraint: [{', '.join(_constraint(*each) for each in needed)}]"
    )


def _constraint(constraint: str, limit: Any) -> str:
    limit = ", ".join(limit) if constraint == "enum" else limit
    return _CONSTRAINTS[constraint].format(limit=limit)


def _place(path: Path) -> str:
    """A path as AWS writes it: labelingJobName, tags.2.member.key."""
    steps = (
        f"{step + 1}.member" if isinstance(step, int) else step[:1].lower() + step[1:]
        for step in path
    )
    return ".".join(steps) or "the request"


def _shown(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return f"[{', '.join(value)}]"
    return value if isinstance(value, str) else json.dumps(value)


def _arn_problems(request: Mapping[str, Any], account: str, region: str) -> Iterator[str]:
    """What names another Region than the call's, or an account that cannot be meant."""
    if region not in REGIONS:
        yield f"Ground Truth has no built-in task types in the Region “{region}”."
        return
    fields = job_request.flatten(request)
    for field, accounts in _owners(account, region).items():
        match = _ARN.fullmatch(fields.get(field, ""))
        if not match:
            continue
        if match["region"] != region:
            yield (
                f"“{fields[field]}” is in the Region {match['region'] or 'of no name'}, "
                f"but the labeling job is made in {region}."
            )
        elif accounts and match["account"] not in accounts:
            yield (
                f"“{fields[field]}” belongs to the account {match['account']}; "
                f"expected {' or '.join(sorted(accounts))}."
            )


def _owners(account: str, region: str) -> Mapping[str, set[str]]:
    """The fields that hold an ARN of the Region, with the accounts it may belong to; {} is any."""
    lambdas = {account, REGIONS[region].lambda_account}
    return {
        "workteam_arn": set(),  # a vendor's team belongs to the vendor
        "human_task_ui_arn": {account, HUMAN_TASK_UI_ACCOUNT},
        "pre_human_task_lambda_arn": lambdas,
        "annotation_consolidation_lambda_arn": lambdas,
        "labeling_job_algorithm_specification_arn": {ALGORITHM_ACCOUNT},
        "initial_active_learning_model_arn": {account},
        "input_sns_topic_arn": set(),
        "output_sns_topic_arn": set(),
    }
