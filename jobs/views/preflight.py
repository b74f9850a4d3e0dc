"""What can be looked up before a labeling job is created, for the form as it stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from jobs.new_job import preflight
from jobs.views.create import plan_for
from jobs.views.plan import typed_form


@require_POST
def check(request: HttpRequest, region: str) -> HttpResponse:
    """The lines that go into #preflight."""
    form = typed_form(region, request.POST)
    return render(request, "jobs/_preflight.html", preflight.context(form, plan_for(form)))
