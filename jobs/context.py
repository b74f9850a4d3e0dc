"""What every page's shell shows: Region, endpoint, account, theme and the ways to go."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse

from groundtruth.regions import REGIONS
from jobs import aws, preferences
from jobs.refusals import tell


def shell(request: HttpRequest) -> dict[str, Any]:
    """The variable `shell` of base.html."""
    match, chosen = request.resolver_match, preferences.of(request)
    region = REGIONS[match.kwargs.get("region", chosen.region) if match else chosen.region]
    # A job's page exists in one Region only, so from there the menu leads to the list.
    page = match.url_name if match and match.url_name == "create" else "labeling_jobs"
    return {
        "shell": {
            "region": region,
            "regions": [
                {"region": other, "href": reverse(page, args=(code,)), "current": other == region}
                for code, other in REGIONS.items()
            ],
            "local": settings.LOCAL_ENDPOINT_URL is not None,
            "endpoint": (settings.LOCAL_ENDPOINT_URL or "").removeprefix("http://"),
            "theme": chosen.theme,
            "density": chosen.density,
            "auto_refresh": chosen.auto_refresh == "on",
            "account": lambda: _account(region.code),
            "nav": [
                {
                    "label": "Labeling jobs",
                    "href": reverse("labeling_jobs", args=(region.code,)),
                    "current": bool(match and match.url_name == "labeling_jobs"),
                },
                {
                    "label": "Manifests",
                    "href": reverse("manifest", args=(region.code,)),
                    "current": bool(match and str(match.url_name).startswith("manifest")),
                },
                {
                    "label": "Settings",
                    "href": reverse("settings"),
                    "current": bool(match and match.url_name == "settings"),
                },
            ],
        }
    }


def _account(region: str) -> dict[str, str]:
    """Who AWS takes us for, or why it does not say; asked every ten minutes."""
    key = f"account:{region}"
    known: dict[str, str] | None = cache.get(key)
    if known is None:
        known = _ask_for_account(region)
        cache.set(key, known, 30 if "error" in known else 600)
    return known


def _ask_for_account(region: str) -> dict[str, str]:
    try:
        identity = aws.get_caller_identity(region)
    except aws.AWSError as error:
        return {"error": tell(error).title}
    return {"id": identity["Account"], "arn": identity["Arn"], "source": identity["Source"]}
