"""The way to a manifest through the folders of S3."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from jobs import aws, fragments
from jobs.manifests import browsing
from jobs.refusals import tell
from jobs.views import manifests
from jobs.views.errors import with_retry_after

FIELDS = ("manifest_s3_uri", "uris")  # of forms that a manifest is chosen for
_REGIONS = {"dialog": "manifests/_browse_dialog.html", "browse": "manifests/_browse.html"}


@require_safe
def browse(request: HttpRequest, region: str) -> HttpResponse:
    """What is at a place in S3: folders lead deeper, objects to their page as a manifest."""
    location, field = request.GET.get("in", "").strip(), request.GET.get("for", "")
    field = field if field in FIELDS else ""
    context: dict[str, Any] = {
        "location": location,
        "field": field,
        "trail": [("Manifests", reverse("manifest", args=(region,)))],
    }
    try:
        context |= _found(region, location, field, request.GET.get("after", ""))
    except ValueError as error:
        return _page(request, context | {"errors": [str(error)]}, 422)
    except aws.AWSError as error:
        refusal = tell(error)
        page = _page(request, context | {"refusal": refusal}, refusal.status)
        return with_retry_after(page, refusal)
    return _page(request, context)


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """The whole page, or the dialog over a form, or what changes in that dialog."""
    in_dialog = bool(context["field"]) and any(map(partial(fragments.wanted, request), _REGIONS))
    template = "manifests/browse.html"
    if in_dialog:
        template = _REGIONS[request.htmx.target]  # type: ignore[attr-defined]
    response = render(
        request, template, context | {"in_dialog": in_dialog, "dialog_size": "l"}, status=status
    )
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return fragments.marked(response)


def _found(region: str, location: str, field: str, after: str) -> dict[str, Any]:
    def address(uri: str, after: str = "") -> str:
        asked = {"in": uri, "for": field, "after": after}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{reverse('manifest_browse', args=(region,))}{'?' if query else ''}{query}"

    listing = browsing.look(region, location, after)
    way = [("Buckets", address(""))]
    way += [(each.name, address(each.uri)) for each in browsing.trail(location)] if location else []
    return {
        "way": way,
        "folders": [(each, address(each.uri)) for each in listing.folders],
        "objects": [(each, manifests.address(region, each.uri)) for each in listing.objects],
        "first": address(location) if after else "",
        "next": address(location, listing.after) if listing.after else "",
    }
