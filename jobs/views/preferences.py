"""What a person likes, kept in cookies: today the theme."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from jobs.context import THEMES

A_YEAR = 365 * 24 * 3600  # seconds


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme and go back to where it was chosen."""
    chosen = request.POST.get("theme", "")
    response = HttpResponseRedirect(_back(request), status=303)
    response.set_cookie(
        "theme", chosen if chosen in THEMES else "auto", max_age=A_YEAR, samesite="Lax"
    )
    return response


def _back(request: HttpRequest) -> str:
    """The page the form stood on, if it is one of ours."""
    referer = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        referer, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return referer if ours else "/"
