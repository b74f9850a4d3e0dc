"""What every answer gets: headers that hold everywhere, and a page where AWS refused."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from jobs import preferences
from jobs.aws import AWSError
from jobs.views import errors

_Next = Callable[[HttpRequest], HttpResponse]


class AWSErrors:
    """Turns an AWSError that no view could do anything better with into its page."""

    def __init__(self, get_response: _Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return errors.refused(request, error) if isinstance(error, AWSError) else None


def in_chosen_time_zone(get_response: _Next) -> _Next:
    """Pages show times as the clocks of the chosen time zone do."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with timezone.override(preferences.of(request).zone):
            return get_response(request)

    return middleware


def account_data_stays_private(get_response: _Next) -> _Next:
    """Pages hold an account's data and serve whole pages and fragments from one URL."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers["Permissions-Policy"] = "clipboard-write=(self)"
        return response

    return middleware
