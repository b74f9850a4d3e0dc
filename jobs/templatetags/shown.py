"""How the API's values are shown to people."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone

from groundtruth import duration

register = template.Library()


@register.filter
def moment(at: datetime) -> str:
    """A time as “Nov 22, 2026, 08:01 (UTC)”, by the clocks of the chosen time zone."""
    there = at.astimezone(timezone.get_current_timezone())
    return f"{there:%b} {there.day}, {there:%Y, %H:%M} ({there:%Z})"


@register.filter
def made(how: str) -> str:
    """What was done to a prior job: “Chained” or “Cloned”."""
    return {"chain": "Chained", "clone": "Cloned"}.get(how, how)


@register.filter
def span(seconds: int) -> str:
    """Seconds as “10 days”."""
    return duration.words(seconds)
