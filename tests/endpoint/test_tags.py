"""AddTags, ListTags and DeleteTags on labeling jobs."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.endpoint.conftest import Jobs


@pytest.fixture
def arn(jobs: Jobs) -> str:
    jobs.create("Job", tags={"b": "2", "a": "1"})
    return jobs.describe("Job")["LabelingJobArn"]


def tags(sagemaker: Any, arn: str) -> dict[str, str]:
    listed = sagemaker.list_tags(ResourceArn=arn)["Tags"]
    return {tag["Key"]: tag["Value"] for tag in listed}


def test_tags_of_the_request_are_the_job_s(sagemaker: Any, arn: str) -> None:
    assert tags(sagemaker, arn) == {"a": "1", "b": "2"}


def test_tags_are_added_and_replaced(sagemaker: Any, arn: str, jobs: Jobs) -> None:
    new = [{"Key": "a", "Value": "changed"}, {"Key": "c", "Value": ""}]
    sagemaker.add_tags(ResourceArn=arn, Tags=new)
    assert tags(sagemaker, arn) == {"a": "changed", "b": "2", "c": ""}
    assert {"Key": "c", "Value": ""} in jobs.describe("Job")["Tags"]


def test_tags_are_deleted(sagemaker: Any, arn: str) -> None:
    sagemaker.delete_tags(ResourceArn=arn, TagKeys=["a", "nothing"])
    assert tags(sagemaker, arn) == {"b": "2"}


def test_more_than_50_tags(sagemaker: Any, arn: str) -> None:
    many = [{"Key": f"key-{number}", "Value": ""} for number in range(49)]
    with pytest.raises(ClientError) as error:
        sagemaker.add_tags(ResourceArn=arn, Tags=many)
    assert error.value.response["Error"]["Code"] == "ResourceLimitExceeded"
    assert len(tags(sagemaker, arn)) == 2


def test_tags_of_something_unknown(sagemaker: Any, arn: str) -> None:
    with pytest.raises(ClientError) as error:
        tags(sagemaker, f"{arn}-x")
    assert error.value.response["Error"]["Code"] == "ResourceNotFound"
