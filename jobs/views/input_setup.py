"""A manifest that is written for a new job: begun by a button, and looked at until it is there."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from jobs import fragments
from jobs.new_job import input_setup
from jobs.new_job.input_setup import Kind
from jobs.views.plan import typed_form


@require_POST
def data_setup(request: HttpRequest, region: str) -> HttpResponse:
    """Automated data setup."""
    return _answer(request, region, "data_setup")


@require_POST
def sample(request: HttpRequest, region: str) -> HttpResponse:
    """A random sample of the form's manifest."""
    return _answer(request, region, "sample")


def _answer(request: HttpRequest, region: str, kind: Kind) -> HttpResponse:
    """How it is coming on and, once it is there, the location for the form's field."""
    if request.POST.get("how") == "chain":
        raise Http404("A chained job has the manifest that its prior job wrote.")
    setup = input_setup.asked(kind, region, request.POST)
    said = request.POST.copy()
    if setup.uri:
        said["manifest_s3_uri"] = setup.uri
    context = {"setup": setup, "form": typed_form(region, said).unjudged(), "beside": True}
    status = 200 if setup.form.is_valid() else 422
    answer = render(request, "jobs/_input_setup_status.html", context, status=status)
    return fragments.marked(answer)
