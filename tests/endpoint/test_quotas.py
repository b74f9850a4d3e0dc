"""Quotas: one more than the account may have is refused in the service's words."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from groundtruth.endpoint.app import Endpoint
from tests.endpoint import test_human_task_uis, test_workteams
from tests.endpoint.conftest import Jobs
from tests.endpoint.test_app import post


def refused(call: Callable[[], Any]) -> str:
    with pytest.raises(ClientError) as error:
        call()
    assert error.value.response["Error"]["Code"] == "ResourceLimitExceeded"
    return error.value.response["Error"]["Message"]


def test_there_are_25_work_teams_at_most(sagemaker: Any) -> None:
    for number in range(23):
        test_workteams.make(sagemaker, f"team-{number}")
    message = refused(lambda: test_workteams.make(sagemaker, "one-more"))
    assert message == (
        "The account-level service limit 'Number of work teams' is 25, with current utilization "
        "of 25 and a request delta of 1. Please contact AWS support to request an increase for "
        "this limit."
    )


def test_jobs_that_run_are_counted(jobs: Jobs, endpoint: Endpoint) -> None:
    jobs.create("before")
    jobs.finish("before")
    assert post(endpoint, "quotas", {"labeling-jobs": 2})[1]["labeling-jobs"] == 2
    jobs.create("first")
    jobs.create("second")
    assert "is 2, with current utilization of 2" in refused(lambda: jobs.create("third"))
    jobs.finish("first")
    jobs.create("third")


def test_user_interfaces_have_a_quota_if_somebody_sets_it(
    sagemaker: Any, endpoint: Endpoint
) -> None:
    post(endpoint, "quotas", {"human-task-uis": 0})
    assert "human task UIs" in refused(lambda: test_human_task_uis.make(sagemaker))
    post(endpoint, "quotas", {"human-task-uis": None})
    test_human_task_uis.make(sagemaker)


def test_a_quota_outlives_the_process(jobs: Jobs, restart: Callable[[], Endpoint]) -> None:
    post(jobs.endpoint, "quotas", {"labeling-jobs": 0})
    restart()
    assert "is 0" in refused(lambda: jobs.create("job"))


@pytest.mark.parametrize(
    "limits", [[], {"jobs": 1}, {"labeling-jobs": -1}, {"labeling-jobs": "2"}, {"workteams": True}]
)
def test_what_is_no_quota(endpoint: Endpoint, limits: Any) -> None:
    status, told = post(endpoint, "quotas", limits)
    assert status.startswith("400 ")
    assert "labeling-jobs" in told["message"]


def test_a_quota_is_json(endpoint: Endpoint) -> None:
    assert json.dumps(post(endpoint, "quotas", {})[1]) == (
        '{"workteams": 25, "labeling-jobs": null, "human-task-uis": null}'
    )
