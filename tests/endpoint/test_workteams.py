"""Work teams: those of every Region, those that somebody makes, and a vendor's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from groundtruth import api_model
from tests.endpoint.conftest import Jobs
from tests.local_endpoint import create_request

OWNED = "arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/{}"
VENDOR = "arn:aws:sagemaker:us-east-1:111122223333:workteam/vendor-crowd/simulated-vendor"
MEMBER = {
    "CognitoMemberDefinition": {
        "UserPool": "us-east-1_Abc123",
        "UserGroup": "night-shift",
        "ClientId": "4ab8",
    }
}


def make(sagemaker: Any, name: str = "night", **changes: Any) -> str:
    request = {"WorkteamName": name, "MemberDefinitions": [MEMBER], "Description": "By night."}
    return sagemaker.create_workteam(**request | changes)["WorkteamArn"]


def refused(call: Callable[[], Any]) -> tuple[str, str]:
    with pytest.raises(ClientError) as error:
        call()
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]


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
    assert team["WorkteamArn"] == OWNED.format("labelers")
    assert api_model.violations("Workteam", team) == []


def test_an_unknown_team_is_called_invalid_as_at_aws(sagemaker: Any) -> None:
    code, message = refused(lambda: sagemaker.describe_workteam(WorkteamName="nobody"))
    assert code == "ValidationException"
    assert message.startswith("The work team nobody")


# ---------------------------------------------------------------------------- making one's own


def test_a_team_that_was_made_is_described_and_listed(sagemaker: Any) -> None:
    topic = "arn:aws:sns:us-east-1:123456789012:people"
    arn = make(sagemaker, NotificationConfiguration={"NotificationTopicArn": topic})
    assert arn == OWNED.format("night")
    team = sagemaker.describe_workteam(WorkteamName="night")["Workteam"]
    assert api_model.violations("Workteam", team) == []
    assert team["MemberDefinitions"] == [MEMBER]
    assert team["Description"] == "By night."
    assert team["NotificationConfiguration"] == {"NotificationTopicArn": topic}
    listed = sagemaker.list_workteams(SortBy="CreateDate", SortOrder="Descending")["Workteams"]
    assert [each["WorkteamName"] for each in listed] == ["night", "specialists", "labelers"]


def test_a_team_outlives_the_process(sagemaker: Any, restart: Callable[[], Any]) -> None:
    make(sagemaker)
    restart()
    assert sagemaker.describe_workteam(WorkteamName="night")["Workteam"]["Description"]


def test_a_team_gets_work(jobs: Jobs) -> None:
    team = make(jobs.sagemaker)
    jobs.create("for-night", WorkteamArn=team)
    jobs.create("for-others")
    listed = jobs.sagemaker.list_labeling_jobs_for_workteam(WorkteamArn=team)
    (row,) = listed["LabelingJobSummaryList"]
    assert row["LabelingJobName"] == "for-night"


@pytest.mark.parametrize("name", ["Night", "labelers", "LABELERS"])
def test_a_name_is_taken_whatever_its_case(sagemaker: Any, name: str) -> None:
    make(sagemaker)
    code, message = refused(lambda: make(sagemaker, name))
    assert code == "ResourceInUse"
    assert name in message


@pytest.mark.parametrize(
    "members",
    [[{}], [MEMBER, {"OidcMemberDefinition": {"Groups": ["a"]}}], [MEMBER, {}]],
)
def test_members_come_from_one_place(sagemaker: Any, members: list[Any]) -> None:
    code, message = refused(lambda: make(sagemaker, MemberDefinitions=members))
    assert code == "ValidationException"
    assert "OidcMemberDefinition" in message


def test_what_the_api_model_refuses(sagemaker: Any) -> None:
    code, message = refused(lambda: make(sagemaker, "a_b", MemberDefinitions=[], Description=""))
    assert code == "ValidationException"
    assert message.startswith("4 validation errors detected: ")
    assert "'memberDefinitions' failed to satisfy constraint" in message


def test_a_team_changes_in_what_is_said_and_nothing_else(
    jobs: Jobs, restart: Callable[[], Any]
) -> None:
    make(jobs.sagemaker)
    before = jobs.sagemaker.describe_workteam(WorkteamName="night")["Workteam"]
    jobs.endpoint.clock.advance(60)
    changed = jobs.sagemaker.update_workteam(WorkteamName="Night", Description="By day.")[
        "Workteam"
    ]
    assert api_model.violations("Workteam", changed) == []
    assert (changed["LastUpdatedDate"] - before["LastUpdatedDate"]).total_seconds() == 60
    after = before | {name: changed[name] for name in ("Description", "LastUpdatedDate")}
    assert changed == after
    assert changed["Description"] == "By day."
    restart()
    assert jobs.sagemaker.describe_workteam(WorkteamName="night")["Workteam"] == after


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"WorkteamName": "nobody"}, "The work team nobody"),
        ({"WorkteamName": "labelers", "Description": "x"}, "it stays as it is"),
        ({"WorkteamName": "night", "MemberDefinitions": [MEMBER, {}]}, "OidcMemberDefinition"),
        ({"WorkteamName": "night", "Description": ""}, "2 validation errors detected: "),
        ({}, "1 validation error detected: Value null at 'workteamName'"),
    ],
)
def test_what_cannot_be_changed(sagemaker: Any, asked: dict[str, Any], told: str) -> None:
    make(sagemaker)
    before = sagemaker.list_workteams()["Workteams"]
    code, message = refused(lambda: sagemaker.update_workteam(**asked))
    assert code == "ValidationException"
    assert told in message
    assert sagemaker.list_workteams()["Workteams"] == before


def test_a_team_can_be_deleted(sagemaker: Any) -> None:
    make(sagemaker, Tags=[{"Key": "shift", "Value": "night"}])
    assert sagemaker.delete_workteam(WorkteamName="night")["Success"]
    assert len(sagemaker.list_workteams()["Workteams"]) == 2
    make(sagemaker)
    assert sagemaker.list_tags(ResourceArn=OWNED.format("night"))["Tags"] == []


def test_what_every_endpoint_has_stays(sagemaker: Any) -> None:
    code, message = refused(lambda: sagemaker.delete_workteam(WorkteamName="labelers"))
    assert code == "ValidationException"
    assert "labelers" in message


def test_a_team_has_tags(sagemaker: Any) -> None:
    arn = make(sagemaker, Tags=[{"Key": "shift", "Value": "night"}])
    sagemaker.add_tags(ResourceArn=arn, Tags=[{"Key": "cost", "Value": "7"}])
    sagemaker.delete_tags(ResourceArn=arn, TagKeys=["shift"])
    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "cost", "Value": "7"}]


# ---------------------------------------------------------------------------------- vendors


def test_a_vendor_has_one_team(sagemaker: Any) -> None:
    (team,) = sagemaker.list_subscribed_workteams()["SubscribedWorkteams"]
    assert team["WorkteamArn"] == VENDOR
    assert api_model.violations("SubscribedWorkteam", team) == []
    described = sagemaker.describe_subscribed_workteam(WorkteamArn=VENDOR)
    assert described["SubscribedWorkteam"] == team


def test_vendors_are_found_by_name(sagemaker: Any) -> None:
    assert sagemaker.list_subscribed_workteams(NameContains="acme")["SubscribedWorkteams"] == []


def test_an_unknown_vendor(sagemaker: Any) -> None:
    arn = VENDOR.replace("simulated", "another")
    code, _ = refused(lambda: sagemaker.describe_subscribed_workteam(WorkteamArn=arn))
    assert code == "ValidationException"


@pytest.mark.parametrize(
    "team", [VENDOR, "arn:aws:sagemaker:us-east-1:394669845002:workteam/public-crowd/default"]
)
def test_jobs_of_others_than_one_s_own_people_are_listed(jobs: Jobs, team: str) -> None:
    jobs.create(
        "job",
        WorkteamArn=team,
        PublicWorkforceTaskPrice={"AmountInUsd": {"Cents": 1, "TenthFractionsOfACent": 2}},
        InputConfig=create_request("job")["InputConfig"]
        | {"DataAttributes": {"ContentClassifiers": ["FreeOfPersonallyIdentifiableInformation"]}},
    )
    listed = jobs.sagemaker.list_labeling_jobs_for_workteam(WorkteamArn=team)
    assert [row["LabelingJobName"] for row in listed["LabelingJobSummaryList"]] == ["job"]


def test_nobody_works_for_an_unknown_team(sagemaker: Any) -> None:
    team = OWNED.format("nobody")
    code, _ = refused(lambda: sagemaker.list_labeling_jobs_for_workteam(WorkteamArn=team))
    assert code == "ResourceNotFound"
