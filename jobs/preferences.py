"""What a person likes, kept in one cookie; whatever else stands in it is the default instead."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from groundtruth.regions import REGIONS
from jobs import listing

COOKIE = "preferences"
A_YEAR = 365 * 24 * 3600  # seconds
THEMES = ("auto", "light", "dark")
DENSITIES = ("comfortable", "compact")


@dataclass(frozen=True)
class Preferences:
    """`region` is shown first; `page_size` is that of lists; `auto_refresh` is "on" or "off"."""

    region: str = ""
    theme: str = "auto"
    density: str = "comfortable"
    time_zone: str = "UTC"
    page_size: str = "25"
    auto_refresh: str = "on"

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)


@cache
def time_zones() -> tuple[str, ...]:
    """The zones of the IANA database by the names of their places, UTC first."""
    places = {name for name in zoneinfo.available_timezones() if "/" in name}
    return ("UTC", *sorted(name for name in places if not name.startswith("Etc/")))


def known(name: str) -> tuple[str, ...]:
    """The values that a preference can have."""
    return {
        "region": tuple(REGIONS),
        "theme": THEMES,
        "density": DENSITIES,
        "time_zone": time_zones(),
        "page_size": tuple(str(size) for size in listing.SIZES),
        "auto_refresh": ("on", "off"),
    }[name]


def of(request: HttpRequest) -> Preferences:
    """The preferences of whoever asks."""
    return changed(
        Preferences(region=settings.DEFAULT_REGION),
        dict(parse_qsl(request.COOKIES.get(COOKIE, ""))),
    )


def changed(old: Preferences, values: Mapping[str, Any]) -> Preferences:
    """The preferences with those of the values that are known."""
    named = {field.name: values[field.name] for field in fields(old) if field.name in values}
    return replace(old, **{name: value for name, value in named.items() if value in known(name)})


def keep(response: HttpResponse, chosen: Preferences) -> None:
    response.set_cookie(
        COOKIE, urlencode(asdict(chosen)), max_age=A_YEAR, samesite="Lax", httponly=True
    )
