"""A manifest: what it holds, what is wrong with it, and its bytes to take away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_safe

from groundtruth.leftovers import Leftovers, leftovers
from jobs import aws, fragments, storage
from jobs.fields import whole
from jobs.manifests import attribute_rows, counting, drafts, neighbours, problem_table, windows
from jobs.manifests.errands import BusyError, Errand
from jobs.manifests.forms import MAX_FILE, AddForm, ReplaceForm
from jobs.views.details import only_left

RETRY_AFTER = 60  # seconds, for who finds as much being done as this machine does at a time
TABS = (
    ("overview", "Overview"),
    ("lint", "Lint"),
    ("add", "Add objects"),
    ("edit", "Edit"),
    ("replace", "Replace"),
)


def address(region: str, uri: str, tab: str = "", **more: str) -> str:
    """The page of a manifest."""
    query = {"uri": uri} | ({"tab": tab} if tab else {}) | more
    return f"{reverse('manifest', args=(region,))}?{urlencode(query)}"


@require_safe
def manifest(request: HttpRequest, region: str) -> HttpResponse:
    """The page of a manifest, or without a location the way to one."""
    uri = request.GET.get("uri", "").strip()
    if not uri:
        return _index(request, region)
    tab = request.GET.get("tab", "")
    return shown(request, region, counting.count(region, uri), tab)


def shown(
    request: HttpRequest,
    region: str,
    count: counting.Count,
    tab: str,
    form: Form | None = None,
) -> HttpResponse:
    """The page with one tab open; `form` is what was typed there and has to be mended."""
    if problem := _why_none(count):
        return _index(request, region, count.uri, problem)
    if count.error:
        raise count.error
    tab = tab if tab in dict(TABS) else "overview"
    context = _about(region, count, tab) | {"form": form}
    context["draft"] = drafts.find(region, request.GET.get("draft", ""))
    context["first"] = _number(request.GET.get("from", ""))
    context |= _TAB_CONTEXTS[tab](region, count, context)
    return fragments.page_or_fragment(
        request,
        "manifests/manifest.html",
        "manifests/_tab.html",
        "manifest-tab",
        context,
        status=422 if form else 200,
    )


def _number(typed: str) -> int:
    """A line's number from 1; anything else is the first."""
    return whole(typed.replace(",", "")) or 1


def _overview(region: str, count: counting.Count, context: dict[str, Any]) -> dict[str, Any]:
    if not count.summary or not count.head:
        return {}
    return {
        "attributes": attribute_rows.rows(count.summary, context["jobs"]),
        "lines": windows.first_lines(region, count.head),
    }


def _lint(region: str, count: counting.Count, context: dict[str, Any]) -> dict[str, Any]:
    return {}


def _add(region: str, count: counting.Count, context: dict[str, Any]) -> dict[str, Any]:
    """The form, set to what the manifest's own objects are, or with what was typed before."""
    if context["form"]:
        return {}
    draft = context["draft"]
    if draft and draft.kind == "add":
        typed = draft.read(0, MAX_FILE).decode(errors="replace")
        return {"form": AddForm(initial={"key": draft.said["key"], "objects": typed})}
    keys = count.summary.keys if count.summary else {}
    key = "source" if keys.get("source", 0) > keys.get("source-ref", 0) else "source-ref"
    return {"form": AddForm(initial={"key": key})}


def _edit(region: str, count: counting.Count, context: dict[str, Any]) -> dict[str, Any]:
    """A window of lines, as it is or as it was typed before."""
    if not count.head:
        return {}
    found = windows.window(region, count.head, context["first"])
    if isinstance(found, Errand):
        return {"errand": found}
    draft = context["draft"]
    typed = draft.read().decode() if draft and draft.kind == "edit" else found.text
    name = windows.remember(count.head, found)
    return {"window": found, "window_name": name, "typed": typed}


def _replace(region: str, count: counting.Count, context: dict[str, Any]) -> dict[str, Any]:
    return {"form": context["form"] or ReplaceForm()}


_TAB_CONTEXTS = {
    "overview": _overview,
    "lint": _lint,
    "add": _add,
    "edit": _edit,
    "replace": _replace,
}


def _why_none(count: counting.Count) -> str:
    """Why there is no manifest at a location, a whole sentence; empty when there is one."""
    if count.error and count.error.kind == "not-found":
        return f"There is no object at “{count.uri}” in this Region’s S3. Correct the location."
    return "" if count.head else count.problem


def _index(request: HttpRequest, region: str, uri: str = "", problem: str = "") -> HttpResponse:
    """Ask for a location, and offer those of recent jobs."""
    try:
        recent = neighbours.recent(neighbours.list_newest(region)[:20])
    except aws.AWSError:
        recent = []
    context = {
        "uri": uri,
        "errors": [problem] if problem else [],
        "recent": [(address(region, each), each, part, job) for each, part, job in recent],
    }
    return render(request, "manifests/index.html", context, status=404 if problem else 200)


def _about(region: str, count: counting.Count, tab: str) -> dict[str, Any]:
    """What every tab of the page needs to know of the manifest."""
    summary, jobs = count.summary, neighbours.of(region, count.uri)
    return {
        "uri": count.uri,
        "name": count.uri.rpartition("/")[2],
        "head": count.head,
        "count": count,
        "summary": summary,
        "warning_count": summary.problem_count - summary.error_count if summary else 0,
        "jobs": jobs,
        "left": _left(region, jobs),
        "tab": tab,
        "tabs": _tabs(region, count, tab),
        "trail": [("Manifests", reverse("manifest", args=(region,)))],
    }


def _left(region: str, jobs: neighbours.ManifestJobs) -> list[tuple[str, Leftovers, str]]:
    """The jobs that wrote this and left objects without labels: name, what, and the way on."""
    found = [(job["LabelingJobName"], leftovers(job)) for job in jobs.chainable]
    return [(name, left, only_left(region, name, left)) for name, left in found if left]


def _tabs(region: str, count: counting.Count, current: str) -> list[dict[str, Any]]:
    found = count.summary.problem_count if count.summary else 0
    labels = dict(TABS) | ({"lint": f"Lint ({found:,})"} if found else {})
    return [
        {
            "label": label,
            "href": address(region, count.uri, name),
            "current": name == current,
            "id": "lint-tab" if name == "lint" else "",
        }
        for name, label in labels.items()
    ]


@require_safe
def download(request: HttpRequest, region: str) -> HttpResponse:
    """The manifest as it is in S3, handed on as it comes."""
    head = _head(region, request.GET.get("uri", ""))
    name = head.uri.rpartition("/")[2]
    response = streamed(request, aws.read_object(region, head), name, "application/x-ndjson")
    response["Content-Length"] = str(head.size)
    return response


def busy(page: HttpResponse) -> HttpResponse:
    """The same page with the time after which the machine may have less to do."""
    page["Retry-After"] = str(RETRY_AFTER)
    return page


@require_safe
def problems_csv(request: HttpRequest, region: str) -> HttpResponse:
    """All problems of a manifest as a table, written while it is read."""
    head = _head(region, request.GET.get("uri", ""))
    try:
        rows = problem_table.table(region, head)
    except BusyError:
        return busy(render(request, "manifests/busy.html", {"uri": head.uri}, status=503))
    name = f"{head.uri.rpartition('/')[2]}-problems.csv"
    return streamed(request, rows, name, "text/csv; charset=utf-8")


def _head(region: str, uri: str) -> aws.ObjectHead:
    try:
        return aws.head_object(region, uri)
    except ValueError as error:
        raise Http404(str(error)) from error


def streamed(
    request: HttpRequest, chunks: Iterator[bytes], name: str, content_type: str
) -> StreamingHttpResponse:
    # Compressed on the way it would have no length, and a browser could not say how far it is.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    response = StreamingHttpResponse(storage.begun(chunks), content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
