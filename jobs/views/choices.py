"""Suggestions for a field of the create form, fetched once the page stands."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from jobs.new_job.suggestions import SOURCES, suggestions

KEPT = 60  # seconds that a browser keeps what was suggested


@require_safe
def choices(request: HttpRequest, region: str, field: str) -> HttpResponse:
    """The options of a datalist, or why there are none; the field takes free text in any case."""
    if field not in SOURCES:
        raise Http404(f"There are no choices for “{field}”.")
    found = suggestions(region, field)
    answer = render(request, "jobs/_choices.html", found)
    if found["choices"]:  # the panel around the field is drawn anew many times
        patch_cache_control(answer, private=True, max_age=KEPT)
    return answer
