"""The labeling jobs list: find a job, choose it, and go on with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from groundtruth import job_name
from groundtruth.labeling_job_status import status_words
from jobs import aws, fragments, listing, preferences, rows
from jobs.refusals import tell
from jobs.views.errors import with_retry_after

REGION_ID = "jobs-region"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("labeling_jobs", args=(preferences.of(request).region,)))


@require_safe
def labeling_jobs(request: HttpRequest, region: str) -> HttpResponse:
    """The list, or what stands in its place when AWS refuses it."""
    query = _query(request)
    try:
        page = listing.fetch(region, query)
    except aws.AWSError as error:
        return _refused(request, query, error)
    if page.expired:
        messages.info(request, "That page link has expired. Showing page 1.")
    return _show(request, _context(request, region, page))


def _query(request: HttpRequest) -> listing.Query:
    return listing.Query.of(request.GET, int(preferences.of(request).page_size))


def _show(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return fragments.page_or_fragment(
        request, "jobs/list.html", "jobs/_list_region.html", REGION_ID, context, status
    )


def _context(request: HttpRequest, region: str, page: listing.Page) -> dict[str, Any]:
    table = rows.rows(region, page.summaries)
    query, chosen = page.query, request.GET.get("job", "")
    created = {message.extra_tags for message in messages.get_messages(request)}
    return _filters(query) | {
        "page": page,
        "rows": [
            {"of": row, "chosen": row.name == chosen, "new": row.name in created} for row in table
        ],
        "counted": _counted(page),
        "columns": _columns(query),
        "pagination": _pagination(page),
        "poll_href": _poll_href(region, query, table),
    }


def _filters(query: listing.Query) -> dict[str, Any]:
    """The toolbar's values, and the way back out of each filter that is on."""
    tokens = []
    if query.q:
        label = f"Name contains “{query.q}”"
        tokens.append({"label": label, "href": f"?{query.without('q').encode()}"})
    if query.status:
        label = f"Status: {status_words(query.status)}"
        tokens.append({"label": label, "href": f"?{query.without('status').encode()}"})
    return {
        "query": query,
        "statuses": [(status, status_words(status)) for status in listing.STATUSES],
        "sizes": listing.SIZES,
        "tokens": tokens,
        "unfiltered": f"?{query.without('q', 'status').encode()}",
    }


def _counted(page: listing.Page) -> str:
    """“(7)” when these are all, “(25+)” while more follow, “(3 matches)” when filtered."""
    number = f"{page.known}+" if page.more else str(page.known)
    if page.query.filtered:
        return f"({number} match{'' if number == '1' else 'es'})"
    return f"({number})"


def _poll_href(region: str, query: listing.Query, table: list[rows.Row]) -> str:
    """Where the list asks for news of what it shows; nowhere when nothing can change."""
    if not any(row.active for row in table):
        return ""
    shown = {"v": rows.version(table)}
    if query.newest_first and query.page == 1:
        shown["since"] = max(row.created for row in table).isoformat()
    path = reverse("labeling_job_updates", args=(region,))
    return f"{path}?{'&'.join(filter(None, (query.encode(), urlencode(shown))))}"


def _refused(request: HttpRequest, query: listing.Query, error: aws.AWSError) -> HttpResponse:
    refusal = tell(error)
    context = _filters(query) | {"refusal": refusal}
    return with_retry_after(_show(request, context, refusal.status), refusal)


def _columns(query: listing.Query) -> list[dict[str, str]]:
    """The table's heads; the API sorts by three of them."""
    heads = (
        ("name", "Name"),
        ("status", "Status"),
        ("", "Task type"),
        ("", "Labeled objects/total"),
        ("created", "Creation time"),
    )
    words = {"asc": "ascending", "desc": "descending"}
    return [
        {
            "label": label,
            "sort": sort,
            "query": query.sorted_by(sort).encode() if sort else "",
            "aria_sort": words[query.dir] if sort == query.sort else "",
        }
        for sort, label in heads
    ]


def _pagination(page: listing.Page) -> dict[str, Any] | None:
    """The pages seen so far and the next one; nothing when there is but one."""
    if page.pages == 1:
        return None
    query, number = page.query, page.query.page
    hrefs = {other: f"?{query.at(other, query.cur).encode()}" for other in range(1, page.pages + 1)}
    return {
        "pages": [
            {"number": other, "href": href, "current": other == number}
            for other, href in hrefs.items()
        ],
        "previous": hrefs.get(number - 1, ""),
        "next": hrefs.get(number + 1, ""),
        "more": page.more and number < page.pages - 1,
    }


@require_safe
def updates(request: HttpRequest, region: str) -> HttpResponse:
    """What has changed on a list that is being looked at: 204 when nothing, 286 when it is over."""
    query = _query(request)
    summaries = listing.again(region, query)
    if summaries is None:
        return HttpResponse(status=286)
    table = rows.rows(region, summaries)
    if rows.version(table) == request.GET.get("v"):
        return HttpResponse(status=204)
    poll_href = _poll_href(region, query, table)
    context = {
        "rows": table,
        "new": _newer(table, request.GET.get("since", "")),
        "poll_href": poll_href,
        "list_href": reverse("labeling_jobs", args=(region,)),
    }
    # 286 tells htmx to stop asking.
    return render(request, "jobs/_updates.html", context, status=200 if poll_href else 286)


def _newer(table: list[rows.Row], since: str) -> int:
    """How many jobs were created after the newest that the page shows."""
    try:
        newest = datetime.fromisoformat(since)
        return sum(row.created > newest for row in table)
    except (ValueError, TypeError):  # no date, or one without its offset
        return 0


@require_safe
def action(request: HttpRequest, region: str) -> HttpResponse:
    """Where the list's buttons lead without JavaScript: to the page of the chosen job."""
    name, do = request.GET.get("job", ""), request.GET.get("do", "view")
    pages = {"view": "labeling_job", "chain": "chain", "clone": "clone", "stop": "stop"}
    if not job_name.problems(name) and do in pages:
        return HttpResponseRedirect(reverse(pages[do], args=(region, name)))
    messages.error(request, "Select a labeling job.")
    return _conflict(labeling_jobs(request, region))


def _conflict(response: HttpResponse) -> HttpResponse:
    response.status_code = 409
    return response
