"""Changes to a manifest: written down, looked at, and made unless somebody was quicker."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from jobs import aws, storage
from jobs.manifests import (
    appending,
    changing,
    counting,
    drafts,
    editing,
    merging,
    replacing,
    windows,
    writing,
)
from jobs.manifests.changing import AGREEMENTS, Change
from jobs.manifests.drafts import Draft
from jobs.manifests.errands import Errand
from jobs.manifests.forms import AddForm, MergeForm, ReplaceForm
from jobs.refusals import Refusal, tell
from jobs.storage import Seen
from jobs.views import manifests
from jobs.views.errors import with_retry_after

_LOOKS = {
    "add": appending.look,
    "edit": editing.look,
    "replace": replacing.look,
    "merge": merging.look,
}


@require_POST
def add(request: HttpRequest, region: str) -> HttpResponse:
    """Take objects that are to be added, and show what that means."""
    uri = request.GET.get("uri", "")
    form = AddForm(request.POST, request.FILES)
    if not form.is_valid():
        return manifests.shown(request, region, counting.count(region, uri), "add", form=form)
    etag = request.POST.get("etag", "")
    lines, key = form.lines(region), form.cleaned_data["key"]
    return _go_to(drafts.keep(region, "add", uri, etag, lines, key=key))


@require_POST
def edit(request: HttpRequest, region: str) -> HttpResponse:
    """Take a window of lines as it was edited, and show what that changes."""
    uri, said = request.GET.get("uri", ""), request.POST
    window = windows.remembered(said.get("window", ""))
    if window is None:
        return render(
            request, "manifests/no_window.html", {"typed": said.get("lines", "")}, status=409
        )
    etag, lines = said.get("etag", ""), said.get("lines", "")
    return _go_to(editing.keep(region, uri, etag, window, lines))


@require_POST
def replace(request: HttpRequest, region: str) -> HttpResponse:
    """Take a file in place of a manifest, and show what that changes."""
    uri = request.GET.get("uri", "")
    form = ReplaceForm(request.POST, request.FILES)
    if not form.is_valid():
        return manifests.shown(request, region, counting.count(region, uri), "replace", form=form)
    etag, file = request.POST.get("etag", ""), form.cleaned_data["file"]
    return _go_to(drafts.keep(region, "replace", uri, etag, file.chunks()))


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, region: str) -> HttpResponse:
    """Ask which manifests become one, then show what that makes."""
    if request.method != "POST":
        form = MergeForm(initial={"uris": request.GET.getlist("uri")})
        return _merge_page(request, region, form)
    form = MergeForm(request.POST)
    if not form.is_valid():
        return _merge_page(request, region, form)
    said = form.cleaned_data
    missing = [uri for uri in said["uris"] if not storage.see_or_nothing(region, uri).etag]
    if missing:
        form.add_error("uris", f"There is no object at “{missing[0]}”. Correct the location.")
        return _merge_page(request, region, form)
    target = storage.see_or_nothing(region, said["target"])
    return _go_to(merging.keep(region, said["uris"], target, latest=said["keep"] == "latest"))


def _merge_page(request: HttpRequest, region: str, form: MergeForm) -> HttpResponse:
    context = {
        "form": form,
        "trail": [("Manifests", reverse("manifest", args=(region,)))],
    }
    status = 422 if form.is_bound else 200
    return render(request, "manifests/merge.html", context, status=status)


def _seen(draft: Draft) -> Seen:
    """The manifest as it is now; a merged one may not be there yet."""
    look = storage.see if draft.etag else storage.see_or_nothing
    return look(draft.region, draft.uri)


def _go_to(draft: Draft) -> HttpResponse:
    address = reverse("manifest_change", args=(draft.region, draft.id))
    return HttpResponseRedirect(address, status=303)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, region: str, id_: str) -> HttpResponse:
    """A change before it is made, and the buttons that make or discard it."""
    draft = drafts.find(region, id_)
    if draft is None:
        return _arrived(request) or render(request, "manifests/no_change.html", status=404)
    if writing.is_over(draft) and (refresh := _arrived(request)):
        return refresh
    if (answer := _written(request, draft)) is not None:
        return answer
    if request.method == "POST" and "discard" in request.POST:
        return _discarded(draft)
    errand = _LOOKS[draft.kind](region, draft, _seen(draft))
    if not errand.done:
        return _waiting(request, draft, errand)
    if request.method == "POST":
        return _make(request, region, errand.result)
    return _arrived(request) or _show(request, errand.result)


@require_safe
def download(request: HttpRequest, region: str, id_: str) -> HttpResponse:
    """What was typed or uploaded, to take away before it is discarded."""
    draft = drafts.find(region, id_)
    if draft is None:
        return render(request, "manifests/no_change.html", status=404)
    name = f"my-{draft.uri.rpartition('/')[2]}"
    return manifests.streamed(request, iter(draft.chunks()), name, "application/x-ndjson")


def _discarded(draft: Draft) -> HttpResponse:
    draft.discard()
    there = draft.said["uris"][0] if draft.kind == "merge" else draft.uri
    return HttpResponseRedirect(manifests.address(draft.region, there), status=303)


def _make(request: HttpRequest, region: str, change: Change) -> HttpResponse:
    if request.POST.get("etag", "") != change.seen.etag:  # what is there now was not looked at
        return _show(request, change, status=412)
    if objection := change.objection(request.POST.getlist("agree")):
        return _show(request, change, status=422, objection=objection)
    keep_copy = "keep_copy" in request.POST
    if writing.is_large(change):
        if writing.begin(region, change, keep_copy=keep_copy):
            return _go_to(change.draft)
        return manifests.busy(_show(request, change, status=503, objection=writing.NO_TURN))
    try:
        written = writing.make(region, change, keep_copy=keep_copy)
    except aws.AWSError as error:
        if error.kind != "changed":
            raise
        return _overtaken(request, region, change.draft)
    return _made(request, change.draft, changing.told(change.yours, written))


def _written(request: HttpRequest, draft: Draft) -> HttpResponse | None:
    """The answer for a change that a process writes, or has written; None for any other."""
    try:
        errand = writing.look(draft)
    except aws.AWSError as error:
        if error.kind == "changed":
            return _overtaken(request, draft.region, draft)
        return _refused(request, draft, error)
    if errand is None:
        return None
    if not errand.done:
        return _waiting(request, draft, errand, is_writing=True)
    return _made(request, draft, errand.result)


def _refused(request: HttpRequest, draft: Draft, error: aws.AWSError) -> HttpResponse:
    """Why nothing was written, above the change that waits to be made once more."""
    errand = _LOOKS[draft.kind](draft.region, draft, _seen(draft))
    if not errand.done:
        raise error
    refusal = tell(error)
    page = _show(request, errand.result, status=refusal.status, refusal=refusal)
    return with_retry_after(page, refusal)


def _arrived(request: HttpRequest) -> HttpResponse | None:
    """Lets a page that asks now and then load itself anew, since what it waits for is there."""
    return HttpResponseClientRefresh() if request.htmx else None  # type: ignore[attr-defined]


def _made(request: HttpRequest, draft: Draft, told: str) -> HttpResponse:
    messages.success(request, told)
    draft.discard()
    return HttpResponseRedirect(manifests.address(draft.region, draft.uri), status=303)


def _overtaken(request: HttpRequest, region: str, draft: Draft) -> HttpResponse:
    """Somebody wrote in the moment between look and write."""
    errand = _LOOKS[draft.kind](region, draft, _seen(draft))
    if not errand.done:
        return _waiting(request, draft, errand)
    return _show(request, errand.result, status=412)


def _context(draft: Draft) -> dict[str, Any]:
    name = draft.uri.rpartition("/")[2]
    return {
        "draft": draft,
        "name": name,
        "back": _back(draft),
        "trail": [
            ("Manifests", reverse("manifest", args=(draft.region,))),
            (name, manifests.address(draft.region, draft.uri)),
        ],
    }


def _back(draft: Draft) -> str:
    """To what was typed."""
    if draft.kind == "merge":
        query = urlencode({"uri": draft.said["uris"]}, doseq=True)
        return f"{reverse('manifest_merge', args=(draft.region,))}?{query}"
    return manifests.address(draft.region, draft.uri, draft.kind, draft=draft.id)


def _waiting(
    request: HttpRequest, draft: Draft, errand: Errand, *, is_writing: bool = False
) -> HttpResponse:
    context = _context(draft) | {"errand": errand, "is_writing": is_writing}
    return render(request, "manifests/change_waiting.html", context)


def _show(
    request: HttpRequest,
    change: Change,
    status: int = 200,
    objection: str = "",
    refusal: Refusal | None = None,
) -> HttpResponse:
    context = _context(change.draft) | {
        "change": change,
        "objection": objection,
        "refusal": refusal,
        "agreements": [(each, AGREEMENTS[each]) for each in change.agreements],
        "agreed": request.POST.getlist("agree"),
        "keep_copy": request.method != "POST" or "keep_copy" in request.POST,
    }
    return render(request, "manifests/change.html", context, status=status)
