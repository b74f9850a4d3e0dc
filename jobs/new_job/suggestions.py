"""What a field of the create form can be filled with, as far as AWS tells."""

from __future__ import annotations

from typing import Any

from jobs import aws
from jobs.refusals import denied_action


def suggestions(region: str, field: str) -> dict[str, Any]:
    """The variables of _choices.html: pairs of value and label, or why there are none."""
    context: dict[str, Any] = {"field": field, "choices": [], "hint": ""}
    try:
        context["choices"] = SOURCES[field](region)
    except aws.AWSError as error:
        context["hint"] = f"No suggestions: {denied_action(error)} was refused ({error.code})."
    return context


def _workteams(region: str) -> list[tuple[str, str]]:
    """This account's teams, then those of vendors, with what their owners say of them."""
    own = [(team["WorkteamArn"], _told(team)) for team in aws.list_workteams(region)]
    vendors = [
        (team["WorkteamArn"], f"{team.get('SellerName', '')}: {team.get('MarketplaceTitle', '')}")
        for team in aws.list_subscribed_workteams(region)
    ]
    return own + vendors


def _told(team: dict[str, Any]) -> str:
    return " – ".join(filter(None, [team["WorkteamName"], team.get("Description", "")]))


def _roles(region: str) -> list[tuple[str, str]]:
    return [(arn, arn.rpartition("/")[2]) for arn in aws.list_sagemaker_roles(region)]


SOURCES = {"workteam_arn": _workteams, "role_arn": _roles}
