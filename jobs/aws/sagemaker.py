"""SageMaker's calls about labeling jobs and who works on them."""

from __future__ import annotations

import logging
from typing import Any

from jobs.aws.calls import call, every

TEAMS_A_PAGE = 100  # at most

logger = logging.getLogger(__name__)


def list_labeling_jobs(region: str, **parameters: Any) -> dict[str, Any]:
    """One page of ListLabelingJobs, as the API gives it."""
    return call("sagemaker", region, "list_labeling_jobs", **parameters)


def describe_labeling_job(region: str, name: str) -> dict[str, Any]:
    job = call("sagemaker", region, "describe_labeling_job", LabelingJobName=name)
    job.pop("ResponseMetadata", None)
    return job


def create_labeling_job(region: str, request: dict[str, Any]) -> str:
    """Create a labeling job and give its ARN."""
    created = call("sagemaker", region, "create_labeling_job", **request)
    logger.info("created labeling job %s in %s", request["LabelingJobName"], region)
    return str(created["LabelingJobArn"])


def stop_labeling_job(region: str, name: str) -> None:
    call("sagemaker", region, "stop_labeling_job", LabelingJobName=name)
    logger.info("stopped labeling job %s in %s", name, region)


def list_workteams(region: str) -> list[dict[str, Any]]:
    """This account's work teams by name."""
    teams = every("sagemaker", region, "list_workteams", "Workteams", TEAMS_A_PAGE)
    return sorted(teams, key=lambda team: str(team["WorkteamName"]).lower())


def list_subscribed_workteams(region: str) -> list[dict[str, Any]]:
    """The work teams of vendors that this account has subscribed to."""
    member = "SubscribedWorkteams"
    return every("sagemaker", region, "list_subscribed_workteams", member, TEAMS_A_PAGE)


def describe_workteam(region: str, name: str) -> dict[str, Any]:
    """A work team of this account."""
    return dict(call("sagemaker", region, "describe_workteam", WorkteamName=name)["Workteam"])


def describe_subscribed_workteam(region: str, arn: str) -> dict[str, Any]:
    """A vendor's work team that this account has subscribed to in AWS Marketplace."""
    answer = call("sagemaker", region, "describe_subscribed_workteam", WorkteamArn=arn)
    return dict(answer["SubscribedWorkteam"])


def render_ui_template(region: str, **parameters: Any) -> dict[str, Any]:
    """`RenderedContent` of a worker template with one task in it, and `Errors`."""
    return call("sagemaker", region, "render_ui_template", **parameters)
