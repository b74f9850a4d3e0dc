"""When a page is asked for one of its regions alone, and how such an answer is marked."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def wanted(request: HttpRequest, region_id: str) -> bool:
    """An htmx swap of that region, and not the browser restoring a page it has dropped."""
    htmx = request.htmx  # type: ignore[attr-defined]  set by django-htmx
    return bool(htmx) and not htmx.history_restore_request and htmx.target == region_id


def page_or_fragment(
    request: HttpRequest,
    page: str,
    fragment: str,
    region_id: str,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    """One URL, two renderings: the page, or the region of it that was asked for."""
    template = fragment if wanted(request, region_id) else page
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return marked(response)


def marked(response: HttpResponse) -> HttpResponse:
    """Say that an error answer was made by us, so that htmx may show it in its region."""
    if response.status_code >= 400:
        response["GC-Fragment"] = "1"
    return response
