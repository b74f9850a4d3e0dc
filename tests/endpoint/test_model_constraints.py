"""Every constraint of CreateLabelingJob in the API model, broken alone, past boto3's own checks.

The cases are read off the model, so that a constraint that a later model adds is tried, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from groundtruth import api_model
from tests.groundtruth.filled import REQUEST, filled

Path = tuple[str | int, ...]

MISSING = object()
NOT_NULL = "Member must not be null"
AT_LEAST = "greater than or equal to {}"
AT_MOST = "less than or equal to {}"


def breaches(shape: Any, path: Path = ()) -> Iterator[tuple[Path, Any, str]]:
    """Every constraint: where, a value that breaks it, and the sentence that must come of it."""
    bounds = shape.metadata
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            if name in shape.required_members:
                yield (*path, name), MISSING, NOT_NULL
            yield from breaches(member, (*path, name))
    elif shape.type_name == "list":
        yield from _lengths(bounds, path, lambda number: [filled(shape.member)] * number)
        yield from breaches(shape.member, (*path, 0))
    elif shape.type_name == "integer":
        yield from _numbers(bounds, path)
    elif "enum" in bounds:
        yield path, "Other", f"satisfy enum value set: [{', '.join(bounds['enum'])}]"
    else:
        yield from _lengths(bounds, path, lambda number: "a" * number)
        if "pattern" in bounds:
            # A full stop stands for everything but the end of a line.
            wrong = "\n" if bounds["pattern"] == ".+" else "\0"
            yield path, wrong, f"satisfy regular expression pattern: {bounds['pattern']}"


def _lengths(bounds: Any, path: Path, of: Any) -> Iterator[tuple[Path, Any, str]]:
    if bounds.get("min"):
        least = bounds["min"]
        yield path, of(least - 1), f"Member must have length {AT_LEAST.format(least)}"
    if "max" in bounds:
        most = bounds["max"]
        yield path, of(most + 1), f"Member must have length {AT_MOST.format(most)}"


def _numbers(bounds: Any, path: Path) -> Iterator[tuple[Path, Any, str]]:
    if "min" in bounds:
        yield path, bounds["min"] - 1, f"Member must have value {AT_LEAST.format(bounds['min'])}"
    if "max" in bounds:
        yield path, bounds["max"] + 1, f"Member must have value {AT_MOST.format(bounds['max'])}"


def place(path: Path) -> str:
    """As in humanTaskConfig.taskKeywords.1.member, which a mistyped member is told by."""
    steps = (
        f"{each + 1}.member" if isinstance(each, int) else each[0].lower() + each[1:]
        for each in path
    )
    return ".".join(steps)


def with_value(path: Path, value: Any) -> Any:
    """A whole request, valid but for one value."""
    request = holder = filled()
    for step in path[:-1]:
        holder = holder[step]
    if value is MISSING:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return request


def refused(sagemaker: Any, request: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as error:
        sagemaker.create_labeling_job(**request)
    answered = error.value.response
    assert answered["ResponseMetadata"]["HTTPStatusCode"] == 400
    return answered["Error"]["Code"], answered["Error"]["Message"]


CASES = list(breaches(api_model.shape(REQUEST)))


def test_the_model_has_constraints_of_every_kind() -> None:
    told = " ".join(said for _, _, said in CASES)
    assert len(CASES) > 100
    assert all(
        each in told
        for each in (NOT_NULL, "have length greater", "have length less", "have value greater",
                     "have value less", "pattern", "enum")
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value", "said"), CASES, ids=[f"{place(path)} {said}" for path, _, said in CASES]
)
def test_a_constraint_of_the_model(sagemaker: Any, path: Path, value: Any, said: str) -> None:
    code, message = refused(sagemaker, with_value(path, value))
    assert code == "ValidationException"
    assert " detected: Value " in message
    (told,) = [each for each in message.split("; ") if said in each]
    of_list = path[-1] == 0  # of strings in a list the service names the list alone
    named = path[:-1] if of_list else path
    assert f" at '{place(named)}' failed to satisfy constraint: Member must " in told
    assert ("Member must satisfy constraint: [Member must" in told) == of_list


def test_strings_in_a_list_are_one_violation_in_the_service_s_words(sagemaker: Any) -> None:
    keywords = ["cat", "no_cat", "x" * 31]
    request = with_value(("HumanTaskConfig", "TaskKeywords"), keywords)
    _, message = refused(sagemaker, request)
    assert message == (
        f"1 validation error detected: Value '[cat, no_cat, {keywords[2]}]' at "
        "'humanTaskConfig.taskKeywords' failed to satisfy constraint: Member must satisfy "
        "constraint: [Member must have length less than or equal to 30, Member must have length "
        "greater than or equal to 1, Member must satisfy regular expression pattern: "
        "[A-Za-z0-9]+( [A-Za-z0-9]+)*]"
    )


def leaves(shape: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            yield from leaves(member, (*path, name))
    elif shape.type_name == "list":
        yield path, "list"
        yield from leaves(shape.member, (*path, 0))
    else:
        yield path, shape.type_name


@pytest.mark.parametrize(
    ("path", "kind"), list(leaves(api_model.shape(REQUEST))), ids=lambda each: str(each)
)
def test_a_value_of_another_type(sagemaker: Any, path: Path, kind: str) -> None:
    """boto3 itself would refuse to write it, so the value goes on the wire as it is."""
    wrong: Any = {"string": 7, "integer": "seven", "list": "one"}[kind]
    code, message = _on_the_wire(sagemaker, with_value(path, wrong))
    assert code == "SerializationException"
    assert f"{place(path)} must be of type {kind}" in message


def _on_the_wire(sagemaker: Any, request: Any) -> tuple[str, str]:
    def write(params: Any, **_: Any) -> None:
        params["body"] = json.dumps(request).encode()

    event = "before-call.sagemaker.CreateLabelingJob"
    sagemaker.meta.events.register(event, write)
    try:
        return refused(sagemaker, filled())
    finally:
        sagemaker.meta.events.unregister(event, write)


def test_a_valid_request_breaks_none(sagemaker: Any) -> None:
    """What is refused here is refused by the rules across members, not by the model."""
    code, message = refused(sagemaker, filled())
    assert code == "ValidationException"
    assert " detected: " not in message
