"""What is under a field of a manifest's page while somebody types there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from jobs.manifests import typed, windows
from jobs.manifests.typed import Told

_GONE = Told("These lines are too old to be saved. Copy what you typed, and open them anew.")


@require_POST
def objects(request: HttpRequest, region: str) -> HttpResponse:
    """Objects that are to be added."""
    text = request.POST.get("objects", "")
    key: typed.Key = "source" if request.POST.get("key") == "source" else "source-ref"
    told = typed.too_much(text, "Show what will be added") or typed.of_objects(
        region, request.GET.get("uri", ""), text, key
    )
    return _answer(request, told)


@require_POST
def lines(request: HttpRequest, region: str) -> HttpResponse:
    """Lines that are edited."""
    text = request.POST.get("lines", "")
    if told := typed.too_much(text, "Show what will change"):
        return _answer(request, told)
    window = windows.remembered(request.POST.get("window", ""))
    return _answer(request, typed.of_lines(window, text) if window else _GONE)


def _answer(request: HttpRequest, told: Told) -> HttpResponse:
    return render(request, "manifests/_typed.html", {"told": told})
