"""The worker page for the form as it stands, shut up in a frame that runs no script."""

from __future__ import annotations

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from jobs import aws
from jobs.new_job import worker_preview
from jobs.refusals import tell
from jobs.views.plan import typed_form

# A template is somebody's HTML: it may be looked at, and neither run nor fetch anything.
_SHUT_UP = {
    "sandbox": True,
    "default-src": [NONE],
    "style-src": [SELF, UNSAFE_INLINE],
    "form-action": [NONE],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
}


@require_POST
@xframe_options_sameorigin
@csp(_SHUT_UP)
def preview(request: HttpRequest, region: str) -> HttpResponse:
    """The page, or a sentence on why there is none."""
    try:
        context = {"page": worker_preview.render(typed_form(region, request.POST))}
    except ValueError as error:
        return _show(request, {"reason": str(error)}, 422)
    except aws.AWSError as error:
        refusal = tell(error)
        return _show(request, {"reason": refusal.title, "advice": refusal.advice}, refusal.status)
    return _show(request, context)


def _show(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    return render(request, "jobs/worker_preview.html", context, status=status)
