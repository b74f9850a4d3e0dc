"""Rows of the labeling jobs list, each rendered once for what it shows and not once a visit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from jobs.rows import Row

register = template.Library()

# A row is some 1.5 kB of text. Rendering is what a list of a hundred spends its time on, and most
# of its rows are of jobs that have ended and look the same at every visit.
KEPT = 5000


@register.simple_tag
def table_rows(entries: Iterable[Mapping[str, Any]]) -> SafeString:
    """All rows in one go, which spares the template a hundred turns: see `row` for an entry."""
    zone = timezone.get_current_timezone_name()
    cells = (row(**entry, zone=zone) for entry in entries)
    return mark_safe("".join(cells))  # noqa: S308  each is safe


@lru_cache(maxsize=KEPT)
def row(of: Row, *, chosen: bool, new: bool, zone: str) -> SafeString:
    """The whole row: `chosen` if its radio button is, `new` if it was created just now.

    `zone` is the time zone that times are shown in: in another one the row looks different.
    """
    return render_to_string("jobs/_row.html", {"row": of, "chosen": chosen, "new": new})


@register.simple_tag
@lru_cache(maxsize=KEPT)
def row_news(of: Row) -> SafeString:
    """The cells of a row that can change, as a poll brings them."""
    return render_to_string("jobs/_row_news.html", {"row": of})
