"""Which labeling jobs a list page shows: what was asked for, and the walk along NextTokens."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache

from jobs import aws

SORTS = {"name": "Name", "status": "Status", "created": "CreationTime"}
STATUSES = ("Initializing", "InProgress", "Completed", "Failed", "Stopping", "Stopped")
SIZES = (10, 25, 50, 100)  # ListLabelingJobs.MaxResults is at most 100
WALK_LIVES = 3600  # seconds


@dataclass(frozen=True)
class Query:
    """What a list page was asked for; a value it does not know is the default instead."""

    q: str = ""
    status: str = ""
    sort: str = "created"
    dir: str = "desc"
    size: int = 25
    page: int = 1
    cur: str = ""
    usual_size: int = field(default=25, compare=False)  # what is shown when no size is asked for

    @classmethod
    def of(cls, asked: Mapping[str, str], usual_size: int = 25) -> Query:
        return cls(
            q=asked.get("q", "").strip()[:63],
            status=_known(asked.get("status"), STATUSES, ""),
            sort=_known(asked.get("sort"), SORTS, "created"),
            dir=_known(asked.get("dir"), ("asc", "desc"), "desc"),
            size=int(_known(asked.get("size"), [str(size) for size in SIZES], str(usual_size))),
            page=_page(asked.get("page", "")),
            cur=asked.get("cur", "")[:16],
            usual_size=usual_size,
        )

    @property
    def unmatchable(self) -> bool:
        """Whether no job's name can hold what is searched for (the API refuses it as a pattern)."""
        return not re.fullmatch(r"[a-zA-Z0-9-]*", self.q)

    @property
    def filtered(self) -> bool:
        return bool(self.q or self.status)

    @property
    def newest_first(self) -> bool:
        return self.sort == "created" and self.dir == "desc"

    def parameters(self) -> dict[str, Any]:
        """ListLabelingJobs' parameters but NextToken."""
        asked = {
            "SortBy": SORTS[self.sort],
            "SortOrder": "Ascending" if self.dir == "asc" else "Descending",
            "MaxResults": self.size,
            "NameContains": self.q,
            "StatusEquals": self.status,
        }
        return {name: value for name, value in asked.items() if value}

    def sorted_by(self, sort: str) -> Query:
        """The same list from its first page, sorted anew; asked twice, the direction turns."""
        first = "asc" if sort == "name" else "desc"
        turned = "asc" if self.dir == "desc" else "desc"
        return replace(self, sort=sort, dir=turned if sort == self.sort else first, page=1, cur="")

    def at(self, page: int, cur: str) -> Query:
        return replace(self, page=page, cur=cur)

    def without(self, *names: str) -> Query:
        return replace(self, page=1, cur="", **dict.fromkeys(names, ""))

    def encode(self) -> str:
        """The query string that asks for this, defaults left out."""
        default = Query(size=self.usual_size, usual_size=self.usual_size)
        asked = {
            name: value for name, value in vars(self).items() if value != getattr(default, name)
        }
        return urlencode(asked)


def _known(value: str | None, known: Any, default: str) -> str:
    return value if value is not None and value in known else default


def _page(text: str) -> int:
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,4}", text) else 1


@dataclass(frozen=True)
class Page:
    """One page of the list: its summaries, where it stands, and whether more follows."""

    query: Query
    summaries: list[dict[str, Any]] = field(default_factory=list)
    pages: int = 1  # pages that can be gone to, this one and one more included
    more: bool = False
    expired: bool = False

    @property
    def known(self) -> int:
        """Jobs known to exist: all of them when nothing follows."""
        return (self.query.page - 1) * self.query.size + len(self.summaries)


def fetch(region: str, query: Query) -> Page:
    """The page that was asked for, or the first one when its walk is no longer known."""
    if query.unmatchable:
        return Page(query)
    tokens = _tokens(query)
    expired = query.page > len(tokens)
    if expired:
        query, tokens = query.at(1, ""), [""]
    parameters = _parameters(query, tokens[query.page - 1])
    answer = aws.list_labeling_jobs(region, **parameters)
    cache.delete(_key(region, parameters))  # what is kept for polls is older than this page
    query, pages = _remember(query, tokens, answer.get("NextToken", ""))
    summaries = answer["LabelingJobSummaryList"]
    return Page(query, summaries, pages, more="NextToken" in answer, expired=expired)


def again(region: str, query: Query) -> list[dict[str, Any]] | None:
    """The summaries of a page that is being looked at, at most 10 s old; None when it is gone."""
    tokens = _tokens(query)
    if query.unmatchable or query.page > len(tokens):
        return None
    parameters = _parameters(query, tokens[query.page - 1])
    # Ten open tabs ask AWS once.
    return cache.get_or_set(
        _key(region, parameters),
        lambda: aws.list_labeling_jobs(region, **parameters)["LabelingJobSummaryList"],
        timeout=10,
    )


def _parameters(query: Query, token: str) -> dict[str, Any]:
    """ListLabelingJobs' parameters for the page that the NextToken leads to."""
    return query.parameters() | ({"NextToken": token} if token else {})


def _key(region: str, parameters: Mapping[str, Any]) -> str:
    """Where a list that is being looked at is kept between polls."""
    digest = hashlib.sha256(repr((region, parameters)).encode()).hexdigest()
    return f"listing:{digest}"


def _tokens(query: Query) -> list[str]:
    """The NextToken that leads to each page of the walk; the first page needs none."""
    return list(cache.get(f"walk:{query.cur}", [""])) if query.cur else [""]


def _remember(query: Query, tokens: list[str], next_token: str) -> tuple[Query, int]:
    """Keep the way to the next page: a token may have 8,192 characters, too many for a URL."""
    if next_token and len(tokens) == query.page:
        tokens = [*tokens, next_token]
    if len(tokens) > 1:
        query = replace(query, cur=query.cur or secrets.token_urlsafe(8))
        cache.set(f"walk:{query.cur}", tokens, WALK_LIVES)
    return query, len(tokens)
