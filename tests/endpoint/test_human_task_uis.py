"""Human task UIs: made, listed, described, rendered and deleted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from groundtruth import api_model
from groundtruth.endpoint.app import Endpoint
from tests.local_endpoint import ROLE

ARN = "arn:aws:sagemaker:us-east-1:123456789012:human-task-ui/{}"
TEMPLATE = "<crowd-form>{{ task.input.text }}</crowd-form>"


def make(sagemaker: Any, name: str = "mine", **changes: Any) -> str:
    request = {"HumanTaskUiName": name, "UiTemplate": {"Content": TEMPLATE}} | changes
    return sagemaker.create_human_task_ui(**request)["HumanTaskUiArn"]


def refused(call: Callable[[], Any]) -> str:
    with pytest.raises(ClientError) as error:
        call()
    return error.value.response["Error"]["Code"]


def test_a_user_interface_is_described(sagemaker: Any) -> None:
    assert make(sagemaker) == ARN.format("mine")
    told = sagemaker.describe_human_task_ui(HumanTaskUiName="mine")
    told.pop("ResponseMetadata")
    assert api_model.violations("DescribeHumanTaskUiResponse", told) == []
    assert told["HumanTaskUiStatus"] == "Active"
    digest = hashlib.sha256(TEMPLATE.encode()).hexdigest()
    assert told["UiTemplate"] == {"ContentSha256": digest}


def test_user_interfaces_are_listed_in_pages_by_time(sagemaker: Any, endpoint: Endpoint) -> None:
    for name in ("b", "a", "c"):
        make(sagemaker, name)
        endpoint.clock.advance(10)

    def names(**asked: Any) -> list[str]:
        listed = sagemaker.list_human_task_uis(**asked)["HumanTaskUiSummaries"]
        return [each["HumanTaskUiName"] for each in listed]

    assert names() == ["b", "a", "c"]
    assert names(SortOrder="Descending", MaxResults=2) == ["c", "a"]
    middle = sagemaker.describe_human_task_ui(HumanTaskUiName="a")["CreationTime"]
    assert names(CreationTimeAfter=middle) == ["c"]
    assert names(CreationTimeBefore=middle) == ["b"]


def test_a_user_interface_renders_and_outlives_the_process(
    sagemaker: Any, restart: Callable[[], Any]
) -> None:
    arn = make(sagemaker)
    restart()
    asked = {"HumanTaskUiArn": arn, "Task": {"Input": '{"text": "hello"}'}, "RoleArn": ROLE}
    assert sagemaker.render_ui_template(**asked)["RenderedContent"] == (
        "<crowd-form>hello</crowd-form>"
    )


def test_a_name_is_taken(sagemaker: Any) -> None:
    make(sagemaker)
    assert refused(lambda: make(sagemaker)) == "ResourceInUse"


def test_a_deleted_one_is_gone(sagemaker: Any) -> None:
    make(sagemaker)
    sagemaker.delete_human_task_ui(HumanTaskUiName="mine")
    assert refused(lambda: sagemaker.describe_human_task_ui(HumanTaskUiName="mine")) == (
        "ResourceNotFound"
    )
    assert refused(lambda: sagemaker.delete_human_task_ui(HumanTaskUiName="mine")) == (
        "ResourceNotFound"
    )


@pytest.mark.parametrize("name", ["Mine", "a--", "x" * 64])
def test_what_the_api_model_refuses(sagemaker: Any, name: str) -> None:
    assert refused(lambda: make(sagemaker, name)) == "ValidationException"
