"""What a field of the create form can be filled with, fetched once the page stands."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jobs import aws
from jobs.refusals import denied_action


@require_safe
def choices(request: HttpRequest, region: str, field: str) -> HttpResponse:
    """Options of a datalist, or why there are none; the field takes free text in any case."""
    if field not in _SOURCES:
        raise Http404(f"There are no choices for “{field}”.")
    context = {"field": field, "choices": [], "hint": ""}
    try:
        context["choices"] = _SOURCES[field](region)
    except aws.AWSError as error:
        context["hint"] = f"No suggestions: {denied_action(error)} was refused ({error.code})."
    return render(request, "jobs/_choices.html", context)


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


_SOURCES = {"workteam_arn": _workteams, "role_arn": _roles}
