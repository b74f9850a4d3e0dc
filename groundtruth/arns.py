"""Whether the ARNs of a request are those of its Region, and for what AWS owns, the right ones.

Sources: the ARNs listed for the members of HumanTaskConfig, UiConfig and
LabelingJobAlgorithmsConfig in the API reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from groundtruth import task_types
from groundtruth.regions import ALGORITHM_ACCOUNT, HUMAN_TASK_UI_ACCOUNT, REGIONS
from groundtruth.task_types import TASK_TYPES

_ARN = re.compile(r"arn:[a-z-]+:[a-z0-9-]+:(?P<region>[a-z0-9-]+):(?P<account>\d*):(?P<what>.+)")
_FUNCTION = re.compile(r"function:(PRE|ACS)-(\w+)")
_OWNED = (
    "pre_human_task_lambda_arn",
    "annotation_consolidation_lambda_arn",
    "human_task_ui_arn",
    "initial_active_learning_model_arn",
)
_LAMBDA_ACCOUNTS = {region.lambda_account for region in REGIONS.values()}


@dataclass(frozen=True)
class Misplaced:
    """An ARN that will not do: a sentence on it, and the one to use, empty where nobody knows."""

    field: str
    text: str
    right: str = ""


def misplaced(fields: Mapping[str, Any], region: str) -> list[Misplaced]:
    """Every ARN of a flat request that is of another Region, or not AWS's own of that name."""
    return [problem for field, arn in arns(fields) for problem in _problems(field, arn, region)]


def foreign(fields: Mapping[str, Any], account: str) -> list[Misplaced]:
    """ARNs of a flat request that must be AWS's own or this account's, and are neither."""
    found = []
    for field, owner in owners(fields):
        if owner != account:
            text = f"“{fields[field]}” belongs to the account {owner}: choose one of {account}."
            found.append(Misplaced(field, text))
    return found


def owners(fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Fields that name something of an account's own, and the account; AWS's are left out."""
    aws = {HUMAN_TASK_UI_ACCOUNT, *_LAMBDA_ACCOUNTS}
    named = ((field, _ARN.fullmatch(str(fields.get(field, "")))) for field in _OWNED)
    found = ((field, parts["account"]) for field, parts in named if parts)
    return [(field, owner) for field, owner in found if owner not in aws]


def arns(fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The ARNs with a Region among a flat request's values; a role has none."""
    return [
        (field, value)
        for field, value in fields.items()
        if isinstance(value, str) and _ARN.fullmatch(value)
    ]


def _problems(field: str, arn: str, region: str) -> Iterator[Misplaced]:
    parts = _ARN.fullmatch(arn)
    if parts is None:
        return
    right = _of_aws(parts["account"], parts["what"], region)
    if right and right != arn:
        text = f"“{arn}” is not AWS’s own in {region}: use “{right}”."
        yield Misplaced(field, text, right)
    elif parts["region"] != region:
        yield Misplaced(
            field,
            f"“{arn}” is in {parts['region']}, and the job is to run in {region}: "
            "choose one of that Region.",
        )


def _of_aws(account: str, what: str, region: str) -> str:
    """The ARN of what AWS owns under this name in this Region; empty for what is one's own."""
    kind, _, name = what.partition("/")
    if function := _FUNCTION.fullmatch(what):
        return _function(function[1], function[2], region) if account in _LAMBDA_ACCOUNTS else ""
    owner = {
        "human-task-ui": HUMAN_TASK_UI_ACCOUNT if account == HUMAN_TASK_UI_ACCOUNT else "",
        "labeling-job-algorithm-specification": ALGORITHM_ACCOUNT,
        "workteam": HUMAN_TASK_UI_ACCOUNT if name.startswith("public-crowd/") else "",
    }.get(kind)
    # The user interfaces for point clouds have no 3D in their names, unlike the functions.
    own_name = name.removeprefix("3D") if kind == "human-task-ui" else name
    return f"arn:aws:sagemaker:{region}:{owner}:{kind}/{own_name}" if owner else ""


def _function(step: str, suffix: str, region: str) -> str:
    if suffix not in TASK_TYPES or region not in REGIONS:
        return ""
    arn = (
        task_types.pre_human_task_lambda_arn
        if step == "PRE"
        else task_types.annotation_consolidation_lambda_arn
    )
    return arn(TASK_TYPES[suffix], region)
