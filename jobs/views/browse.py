"""The way to a manifest through the folders of S3."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from jobs import aws
from jobs.manifests import browsing
from jobs.refusals import tell
from jobs.views import manifests
from jobs.views.errors import with_retry_after


@require_safe
def browse(request: HttpRequest, region: str) -> HttpResponse:
    """What is at a place in S3: folders lead deeper, objects to their page as a manifest."""
    location = request.GET.get("in", "").strip()
    context: dict[str, Any] = {
        "location": location,
        "trail": [("Manifests", reverse("manifest", args=(region,)))],
    }
    try:
        context |= _found(region, location, request.GET.get("after", ""))
    except ValueError as error:
        return _page(request, context | {"errors": [str(error)]}, 422)
    except aws.AWSError as error:
        refusal = tell(error)
        page = _page(request, context | {"refusal": refusal}, refusal.status)
        return with_retry_after(page, refusal)
    return _page(request, context)


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "manifests/browse.html", context, status=status)


def _found(region: str, location: str, after: str) -> dict[str, Any]:
    listing = browsing.look(region, location, after)
    return {
        "way": [(each.name, _address(region, each.uri)) for each in browsing.trail(location)]
        if location
        else [],
        "folders": [(each, _address(region, each.uri)) for each in listing.folders],
        "objects": [(each, manifests.address(region, each.uri)) for each in listing.objects],
        "first": _address(region, location) if after else "",
        "next": _address(region, location, listing.after) if listing.after else "",
    }


def _address(region: str, location: str, after: str = "") -> str:
    query = {"in": location} | ({"after": after} if after else {})
    return f"{reverse('manifest_browse', args=(region,))}?{urlencode(query)}"
