"""Pages for what went wrong: refused by AWS, not there, expired, or our own mistake."""

from __future__ import annotations

import logging
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from groundtruth.regions import REGIONS
from jobs import fragments
from jobs.aws import AWSError
from jobs.refusals import Refusal, tell

logger = logging.getLogger(__name__)

CSRF_FIELD = "csrfmiddlewaretoken"  # each page has its own


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """That the console answers; AWS is not asked."""
    return HttpResponse("ok\n", content_type="text/plain")


def refused(request: HttpRequest, error: AWSError) -> HttpResponse:
    """The page, or the alert in the region that was to be swapped, for a refusal by AWS."""
    refusal = tell(error)
    htmx = request.htmx  # type: ignore[attr-defined]  set by django-htmx
    if htmx and not htmx.history_restore_request:
        context = {"refusal": refusal, "region_id": htmx.target or ""}
        response = render(request, "errors/_refusal.html", context, status=refusal.status)
    else:
        context = {"refusal": refusal, "posted": _posted(request)}
        response = render(request, "errors/refusal.html", context, status=refusal.status)
    return with_retry_after(fragments.marked(response), refusal)


def _posted(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form had sent, for a button that sends it again: nobody should type it twice."""
    sent = request.POST.lists()
    return [(name, value) for name, values in sent if name != CSRF_FIELD for value in values]


def with_retry_after(response: HttpResponse, refusal: Refusal) -> HttpResponse:
    if refusal.retry_after:
        response["Retry-After"] = str(refusal.retry_after)
    return response


def not_found(request: HttpRequest, exception: Http404) -> HttpResponse:
    """A page that helps: which Regions there are when the path names another one."""
    first = request.path_info.strip("/").split("/")[0]
    context = {
        "path": request.path_info,
        "unknown_region": first if "-" in first and first not in REGIONS else "",
        "regions": REGIONS.values(),
        "told": str(exception) if not isinstance(exception, Resolver404) else "",
    }
    return render(request, "errors/not_found.html", context, status=404)


def crashed(request: HttpRequest) -> HttpResponse:
    """Our own mistake: an incident id that the log has too, and no call to AWS."""
    incident = uuid.uuid4().hex[:12]
    logger.error("incident %s: %s %s", incident, request.method, request.path)
    page = render_to_string("errors/crashed.html", {"incident": incident})
    return HttpResponse(page, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token has gone: the page again with everything typed, and nothing done."""
    request.form_expired = True  # type: ignore[attr-defined]  the create form shows it
    match = resolve(request.path_info)
    if match.url_name in ("create", "chain", "clone"):
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response
    return render(request, "errors/form_expired.html", {"reason": reason}, status=403)
