"""ListLabelingJobs and ListLabelingJobsForWorkteam: filters, order and pages."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from groundtruth.endpoint import operations
from tests.endpoint.conftest import Jobs
from tests.local_endpoint import create_request

TEAM = "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/labelers"


@pytest.fixture
def history(jobs: Jobs) -> Jobs:
    """cherry, apple and Banana, made at 1000, 2000 and 3000 seconds; Banana cannot start."""
    jobs.create("seed")
    for number, name in enumerate(("cherry", "apple", "Banana"), start=1):
        request = create_request("seed") | {"LabelingJobName": name}
        if name == "Banana":
            request["LabelCategoryConfigS3Uri"] = "s3://no/where"
        operations.create_labeling_job(jobs.endpoint.context, request, now=number * 1000.0)
    return jobs


def names(jobs: Jobs, **asked: Any) -> list[str]:
    listed = jobs.sagemaker.list_labeling_jobs(**asked)["LabelingJobSummaryList"]
    return [row["LabelingJobName"] for row in listed]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["cherry", "apple", "Banana", "seed"]),
        ({"SortOrder": "Descending"}, ["seed", "Banana", "apple", "cherry"]),
        ({"SortBy": "Name"}, ["apple", "Banana", "cherry", "seed"]),
        ({"SortBy": "Status", "StatusEquals": "Completed"}, ["apple", "cherry"]),
        ({"StatusEquals": "Failed"}, ["Banana"]),
        ({"StatusEquals": "Stopped"}, []),
        ({"NameContains": "AN"}, ["Banana"]),
        ({"NameContains": "e", "SortBy": "Name"}, ["apple", "cherry", "seed"]),
        ({"CreationTimeAfter": 1000, "CreationTimeBefore": 3000}, ["apple"]),
        ({"CreationTimeBefore": 1500}, ["cherry"]),
        ({"LastModifiedTimeAfter": 3001, "LastModifiedTimeBefore": 4000}, ["Banana"]),
        ({"MaxResults": 2}, ["cherry", "apple"]),
    ],
)
def test_what_is_asked_for_is_listed(
    history: Jobs, asked: dict[str, Any], expected: list[str]
) -> None:
    times = {
        member: datetime.fromtimestamp(value, UTC)
        for member, value in asked.items()
        if isinstance(value, int) and member != "MaxResults"
    }
    assert names(history, **{**asked, **times}) == expected


@pytest.mark.parametrize("sort", ["Name", "CreationTime", "Status"])
@pytest.mark.parametrize("order", ["Ascending", "Descending"])
def test_pages_together_are_the_whole_list(history: Jobs, sort: str, order: str) -> None:
    asked = {"SortBy": sort, "SortOrder": order}
    pages = history.sagemaker.get_paginator("list_labeling_jobs").paginate(
        **asked, PaginationConfig={"PageSize": 1}
    )
    rows = [row["LabelingJobName"] for page in pages for row in page["LabelingJobSummaryList"]]
    assert rows == names(history, **asked)
    assert len(rows) == 4


def test_a_job_made_between_two_pages_moves_no_other(history: Jobs) -> None:
    asked = {"SortOrder": "Descending", "MaxResults": 2}
    first = history.sagemaker.list_labeling_jobs(**asked)
    history.create("late")
    assert names(history, **asked, NextToken=first["NextToken"]) == ["apple", "cherry"]


# No Base64, no JSON, not what a token says, and what it says of another kind of entry.
SAID = [b"nonsense", b"[" * 6000, b"null", b"5", b"[1, 2, 3]", b"[5, {}]", b'[["a"], {}]']
TOKENS = ["x", "é", *(base64.urlsafe_b64encode(each).decode() for each in SAID)]


@pytest.mark.parametrize("token", TOKENS)
def test_a_token_that_nobody_gave(history: Jobs, token: str) -> None:
    with pytest.raises(ClientError) as error:
        names(history, NextToken=token)
    assert error.value.response["Error"]["Code"] == "ValidationException"


def test_a_token_is_good_for_its_own_question_only(history: Jobs) -> None:
    token = history.sagemaker.list_labeling_jobs(MaxResults=1)["NextToken"]
    with pytest.raises(ClientError, match="NextToken"):
        names(history, NextToken=token, SortBy="Name")


def test_ten_jobs_are_a_page_when_nothing_is_said(jobs: Jobs) -> None:
    jobs.create("job-0")
    for number in range(1, 11):
        request = create_request("job-0") | {"LabelingJobName": f"job-{number}"}
        operations.create_labeling_job(jobs.endpoint.context, request, now=1000.0)
    assert len(names(jobs)) == 10


def test_a_row_tells_what_the_api_model_says(jobs: Jobs) -> None:
    jobs.create()
    jobs.finish()
    (row,) = jobs.sagemaker.list_labeling_jobs()["LabelingJobSummaryList"]
    assert row.keys() == {
        "LabelingJobName",
        "LabelingJobArn",
        "CreationTime",
        "LastModifiedTime",
        "LabelingJobStatus",
        "LabelCounters",
        "WorkteamArn",
        "PreHumanTaskLambdaArn",
        "AnnotationConsolidationLambdaArn",
        "LabelingJobOutput",
        "InputConfig",
    }
    assert row["WorkteamArn"] == TEAM


def test_a_workteams_jobs(jobs: Jobs) -> None:
    jobs.create(lines=7)
    jobs.finish()
    answer = jobs.sagemaker.list_labeling_jobs_for_workteam(WorkteamArn=TEAM)
    (row,) = answer["LabelingJobSummaryList"]
    assert row["LabelingJobName"] == "job"
    assert row["LabelCounters"] == {"HumanLabeled": 7, "PendingHuman": 0, "Total": 7}


def test_an_unknown_workteams_jobs(jobs: Jobs) -> None:
    with pytest.raises(ClientError) as error:
        jobs.sagemaker.list_labeling_jobs_for_workteam(WorkteamArn=f"{TEAM}-x")
    assert error.value.response["Error"]["Code"] == "ResourceNotFound"
