"""ListWorkteams and DescribeWorkteam."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from groundtruth import api_model

TEAM = "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/labelers"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, ["labelers", "specialists"]),
        ({"SortOrder": "Descending"}, ["specialists", "labelers"]),
        ({"NameContains": "LABEL"}, ["labelers"]),
        ({"NameContains": "nobody"}, []),
    ],
)
def test_teams_are_listed(sagemaker: Any, asked: dict[str, Any], expected: list[str]) -> None:
    listed = sagemaker.list_workteams(**asked)["Workteams"]
    assert [team["WorkteamName"] for team in listed] == expected


def test_teams_come_in_pages(sagemaker: Any) -> None:
    first = sagemaker.list_workteams(MaxResults=1)
    rest = sagemaker.list_workteams(MaxResults=1, NextToken=first["NextToken"])
    assert [team["WorkteamName"] for team in rest["Workteams"]] == ["specialists"]
    assert "NextToken" not in rest


def test_a_team_is_described_as_the_api_model_says(sagemaker: Any) -> None:
    team = sagemaker.describe_workteam(WorkteamName="labelers")["Workteam"]
    assert team["WorkteamArn"] == TEAM
    assert api_model.violations("Workteam", team) == []


def test_no_vendor_has_a_team(sagemaker: Any) -> None:
    assert sagemaker.list_subscribed_workteams()["SubscribedWorkteams"] == []


def test_an_unknown_team(sagemaker: Any) -> None:
    with pytest.raises(ClientError) as error:
        sagemaker.describe_workteam(WorkteamName="nobody")
    assert error.value.response["Error"]["Code"] == "ResourceNotFound"
