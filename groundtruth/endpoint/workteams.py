"""Work teams: those that every Region has, those that somebody makes, a vendor's, and the public.

A simulated vendor has one team, so that a vendor's work can be tried; who owns the team's ARN is a
made-up account, as AWS does not tell whose it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from groundtruth.endpoint import quotas, validation
from groundtruth.endpoint.context import Context
from groundtruth.endpoint.paging import page
from groundtruth.endpoint.protocol import Request, Response, ServiceError, invalid
from groundtruth.endpoint.store import NameTakenError
from groundtruth.work_team import public

KIND = "workteam"  # in the store

_TEAMS: Mapping[str, str] = {
    "labelers": "Simulated people who label whatever they are sent.",
    "specialists": "Simulated people for work that needs a second look.",
}
_CREATED = 1_704_067_200.0  # 2024-01-01, as good as any
_VENDOR = "111122223333"


def create_workteam(context: Context, request: Request, now: float) -> Response:
    _check_members(request)
    tags = validation.tags(request.get("Tags", ()))
    name = request["WorkteamName"]
    own = context.store.resources(KIND, context.region)
    quotas.check(context.quotas, quotas.WORKTEAMS, len(_TEAMS) + len(own))
    team = _workteam(context, name) | _given(request) | {"CreateDate": now, "LastUpdatedDate": now}
    try:
        if name.lower() in _TEAMS:
            raise NameTakenError(name)
        context.store.add_resource(KIND, context.region, name, team, team["WorkteamArn"], tags)
    except NameTakenError:
        raise ServiceError("ResourceInUse", f"A work team named {name} exists already.") from None
    return {"WorkteamArn": team["WorkteamArn"]}


def list_workteams(context: Context, request: Request, now: float) -> Response:
    part = request.get("NameContains", "").lower()
    found = [team for team in _private(context) if part in team["WorkteamName"].lower()]
    by_date = request.get("SortBy", "CreateDate") == "CreateDate"
    shown, token = page(
        [([team["CreateDate"] if by_date else 0, team["WorkteamName"]], team) for team in found],
        request,
        descending=request.get("SortOrder") == "Descending",
    )
    return {"Workteams": shown, **token}


def describe_workteam(context: Context, request: Request, now: float) -> Response:
    return {"Workteam": _named(context, request["WorkteamName"])}


def update_workteam(context: Context, request: Request, now: float) -> Response:
    """Change what the request names of a team, and leave the rest of it as it was."""
    name = _own(context, request["WorkteamName"])["WorkteamName"]
    if "MemberDefinitions" in request:
        _check_members(request)
    changes = _given(request) | {"LastUpdatedDate": now}
    team = context.store.change_resource(KIND, context.region, name, changes)
    if team is None:  # deleted since
        raise _unknown(name)
    return {"Workteam": team}


def delete_workteam(context: Context, request: Request, now: float) -> Response:
    """Jobs that the team works on go on, which is our choice: AWS is silent."""
    team = _own(context, request["WorkteamName"])
    context.store.remove_resource(KIND, context.region, team["WorkteamName"], team["WorkteamArn"])
    return {"Success": True}


def list_subscribed_workteams(context: Context, request: Request, now: float) -> Response:
    part = request.get("NameContains", "").lower()
    found = [team for team in _subscribed(context) if part in team["WorkteamArn"].lower()]
    shown, token = page([([team["WorkteamArn"]], team) for team in found], request)
    return {"SubscribedWorkteams": shown, **token}


def describe_subscribed_workteam(context: Context, request: Request, now: float) -> Response:
    for team in _subscribed(context):
        if team["WorkteamArn"] == request["WorkteamArn"]:
            return {"SubscribedWorkteam": team}
    raise _unknown(request["WorkteamArn"])


def exists(context: Context, arn: str) -> bool:
    """Whether a labeling job of the account and Region can be given to that team."""
    teams = [*_private(context), *_subscribed(context)]
    return arn in {public(context.region), *(team["WorkteamArn"] for team in teams)}


def _private(context: Context) -> list[dict[str, Any]]:
    """The account's own teams, as Workteam structures of the API."""
    built_in = [_workteam(context, name) for name in _TEAMS]
    return [*built_in, *context.store.resources(KIND, context.region)]


def _named(context: Context, name: str) -> dict[str, Any]:
    for team in _private(context):
        if team["WorkteamName"].lower() == name.lower():
            return team
    raise _unknown(name)


def _own(context: Context, name: str) -> dict[str, Any]:
    """A team that somebody made, and may change."""
    team = _named(context, name)
    if team["WorkteamName"] in _TEAMS:
        raise invalid(
            f"Every endpoint has the work team {team['WorkteamName']}: it stays as it is."
        )
    return team


def _unknown(name: str) -> ServiceError:
    """The service calls this invalid too; more than the first words of its message is not known."""
    return invalid(f"The work team {name} does not exist or you do not have access to it.")


def _workteam(context: Context, name: str) -> dict[str, Any]:
    region = context.region
    owner = f"arn:aws:sagemaker:{region}:{context.account}"
    member = {
        "UserPool": f"{region}_Simulated",
        "UserGroup": name,
        "ClientId": "simulated0000000000000000",
    }
    return {
        "WorkteamName": name,
        "WorkteamArn": f"{owner}:workteam/private-crowd/{name}",
        "WorkforceArn": f"{owner}:workforce/default",
        "MemberDefinitions": [{"CognitoMemberDefinition": member}],
        "Description": _TEAMS.get(name, ""),
        "SubDomain": f"{name}.labeling.{region}.sagemaker.aws",
        "CreateDate": _CREATED,
        "LastUpdatedDate": _CREATED,
        "NotificationConfiguration": {},
    }


def _given(request: Request) -> dict[str, Any]:
    names = (
        "MemberDefinitions",
        "Description",
        "NotificationConfiguration",
        "WorkerAccessConfiguration",
    )
    return {name: request[name] for name in names if name in request}


def _check_members(request: Request) -> None:
    """A team's people come from Amazon Cognito or from an identity provider, never from both."""
    kinds = {kind for member in request["MemberDefinitions"] for kind in member}
    if len(kinds) != 1 or not all(request["MemberDefinitions"]):
        raise invalid(
            "MemberDefinitions must each have a CognitoMemberDefinition, or each an "
            "OidcMemberDefinition."
        )


def _subscribed(context: Context) -> list[dict[str, Any]]:
    owner = f"arn:aws:sagemaker:{context.region}:{_VENDOR}"
    return [
        {
            "WorkteamArn": f"{owner}:workteam/vendor-crowd/simulated-vendor",
            "MarketplaceTitle": "Simulated vendor",
            "SellerName": "gtconsole",
            "MarketplaceDescription": "Simulated people who label for somebody else.",
            "ListingId": "simulated-listing",
        }
    ]
