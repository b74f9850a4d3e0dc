"""The policy in the README, held against the calls that the console makes to AWS."""

import ast
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jobs.aws import AWSError
from jobs.refusals import denied_action

ROOT = Path(__file__).parents[1]
NEEDS_NO_PERMISSION = "sts:GetCallerIdentity"


def calls():
    """Service and method of every call to AWS, as `call` and `aws.s3` are told them."""
    for path in (ROOT / "jobs").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield from named(ast.unparse(node.func), node.args)
            elif isinstance(node, ast.Constant) and node.value == "Tagging":
                yield "s3", "put_object_tagging"  # an action of its own within PutObject


def named(function, args):
    told = [each.value if isinstance(each, ast.Constant) else None for each in args]
    if function == "call" and len(told) > 2 and told[2]:
        yield told[0], told[2]
    if function == "aws.s3" and len(told) > 1:
        yield "s3", told[1]


def action(service, method):
    """The IAM action that a denied call is told to need."""
    operation = "".join(word.title() for word in method.split("_"))
    error = AWSError("access-denied", "", "", service, operation, "", "", at=datetime.now(UTC))
    return denied_action(error)


def allowed():
    policy = re.search(r"```json\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    statements = json.loads(policy[1])["Statement"]
    actions = [each["Action"] for each in statements]
    return {name for each in actions for name in ([each] if isinstance(each, str) else each)}


def test_calls_are_found():
    assert {("sagemaker", "create_labeling_job"), ("s3", "upload_part")} <= set(calls())


@pytest.mark.parametrize("needed", sorted({action(*call) for call in calls()}))
def test_the_policy_allows_what_the_console_calls(needed):
    assert needed in allowed() | {NEEDS_NO_PERMISSION}
