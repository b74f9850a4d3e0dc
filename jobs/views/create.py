"""A new labeling job: created from nothing, cloned, or chained; one form with three beginnings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from groundtruth import job_request, reuse
from jobs import aws, breadcrumb, code, fragments
from jobs.manifests import counting
from jobs.new_job import (
    audit_fields,
    edits,
    input_setup,
    label_plan,
    label_rows,
    panels,
    preflight,
    review,
    submitting,
    tool_content,
    tool_fields,
    workers_fields,
)
from jobs.new_job.beginnings import Beginning, How
from jobs.new_job.forms import LabelingJobForm
from jobs.new_job.input_setup import Kind
from jobs.new_job.suggestions import SOURCES, suggestions
from jobs.refusals import tell
from jobs.views.details import describe_or_none, no_such_job

TITLES: dict[How, str] = {
    "create": "Create labeling job",
    "clone": "Clone labeling job",
    "chain": "Chain labeling job",
}


@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, region: str) -> HttpResponse:
    """Start a labeling job from a manifest."""
    return _form_page(request, Beginning(region, "create"))


@require_http_methods(["GET", "HEAD", "POST"])
def clone(request: HttpRequest, region: str, name: str) -> HttpResponse:
    """Start a labeling job from a prior job's setup and its input manifest."""
    return _reuse(request, region, name, "clone")


@require_http_methods(["GET", "HEAD", "POST"])
def chain(request: HttpRequest, region: str, name: str) -> HttpResponse:
    """Start a labeling job from a prior job's setup and its results."""
    return _reuse(request, region, name, "chain")


def _reuse(request: HttpRequest, region: str, name: str, how: How) -> HttpResponse:
    prior = describe_or_none(region, name)
    if prior is None:
        return no_such_job(request, region, name)
    if reason := reuse.why_not(prior, how):
        return _not_reusable(request, Beginning(region, how, prior), reason)
    return _form_page(request, Beginning(region, how, prior))


def _not_reusable(request: HttpRequest, beginning: Beginning, reason: str) -> HttpResponse:
    context = {
        "name": beginning.prior_name,
        "title": TITLES[beginning.how],
        "reason": reason,
        "cloneable": reuse.why_not(beginning.prior or {}, "clone") is None,
        "trail": breadcrumb.trail(beginning.region, beginning.prior_name),
    }
    return render(request, "jobs/not_reusable.html", context, status=409)


def _form_page(request: HttpRequest, beginning: Beginning) -> HttpResponse:
    if getattr(request, "form_expired", False):
        return _expired(request, beginning)
    if request.method != "POST":
        return _opened(request, beginning)
    said, initial = request.POST, beginning.initial(())
    if (kind := input_setup.pressed(said)) and beginning.how != "chain":
        return _set_up(request, beginning, kind)
    if edits.asked(said):
        return _edited(request, beginning, initial)
    return _sent(request, LabelingJobForm(beginning, said, initial=initial))


def _edited(request: HttpRequest, beginning: Beginning, initial: dict[str, Any]) -> HttpResponse:
    """The form as it follows from a choice in it, or from a button beside a field."""
    said = edits.edited(request.POST, beginning)
    form = LabelingJobForm(beginning, said, initial=initial)
    plan = plan_for(form)
    if beginning.how == "create" and (labels := audit_fields.labels_in_use(form, plan)):
        said.setlist("labels", labels)
        form = LabelingJobForm(beginning, said, initial=initial)
    return _show(request, form, plan, bound=False, **_suggested(beginning, request.POST))


def _suggested(beginning: Beginning, said: Mapping[str, str]) -> dict[str, Any]:
    """What there is for the field that the button of a page without a script is beside."""
    field = said.get(edits.SUGGEST)
    return {"suggested": suggestions(beginning.region, field)} if field in SOURCES else {}


def _sent(request: HttpRequest, form: LabelingJobForm) -> HttpResponse:
    """The form was sent to create the job, or to have everything looked up for it."""
    plan = plan_for(form)
    if form.is_valid() and plan.unanswered and not _confirmed(plan, request):
        return _refused(request, form, plan, plan.unanswered)
    if "preflight" in request.POST:
        return _show(request, form, plan, bound=False, **preflight.context(form, plan))
    _object_to(form, plan, request)
    if not form.is_valid():
        return _show(request, form, plan, status=422)
    if found := preflight.objection(form, plan, request.POST.get("agreed", "")):
        form.add_error(None, preflight.words(found))
        for failed in found.at_fields:
            form.add_error(failed.field, failed.text)
        return _show(request, form, plan, status=422, preflight=found, before_creating=True)
    return _submitted(request, form, plan)


def _opened(request: HttpRequest, beginning: Beginning) -> HttpResponse:
    initial = beginning.initial(_taken(beginning)) | _tool(beginning)
    asked = _asked(request, beginning)
    form = LabelingJobForm(beginning, initial=initial | asked)
    form.prefilled = tuple(asked)
    plan = plan_for(form)
    if beginning.how == "chain" and plan.case == "missing":
        reason = reuse.no_output_manifest(beginning.prior or {})
        return _not_reusable(request, beginning, reason)
    return _show(request, form, plan)


def _set_up(request: HttpRequest, beginning: Beginning, kind: Kind) -> HttpResponse:
    """The form again, with the manifest that it asked for or how that one is coming on."""
    setup = input_setup.asked(kind, beginning.region, request.POST)
    said = request.POST.copy()
    if setup.uri:
        said["manifest_s3_uri"] = setup.uri
    form = LabelingJobForm(beginning, said, initial=beginning.initial(()))
    return _show(request, form, plan_for(form), bound=False, **{kind: setup})


def _asked(request: HttpRequest, beginning: Beginning) -> dict[str, Any]:
    """What the link to a chain wants of it: only what the prior job left, with more time for it."""
    if beginning.how != "chain" or request.GET.get("only") != "left":
        return {}
    seconds = request.GET.get("task_availability_lifetime_in_seconds", "")
    known = seconds.isascii() and seconds.isdigit() and len(seconds) < 10
    time = {"task_availability_lifetime_in_seconds": int(seconds)} if known else {}
    return {"specify_label_attribute_name": True} | time


def _tool(beginning: Beginning) -> dict[str, Any]:
    """What the prior job's labeling tool says, to be changed."""
    return tool_content.initial(
        beginning.region,
        beginning.prior_label_category_config_s3_uri,
        beginning.prior_ui_template_s3_uri,
        beginning.own_task_type,
    )


def _taken(beginning: Beginning) -> list[str]:
    """Names that cannot be proposed; when AWS does not tell, the form finds out on its way."""
    if beginning.prior is None:
        return []
    try:
        found = aws.list_labeling_jobs(
            beginning.region, NameContains=beginning.stem(), MaxResults=100
        )
    except aws.AWSError:
        return []
    return [job["LabelingJobName"] for job in found["LabelingJobSummaryList"]]


def plan_for(form: LabelingJobForm) -> label_plan.LabelPlan:
    """What the form, as it stands, would send to workers."""
    uri = str(form["manifest_s3_uri"].value() or "").strip()
    count = counting.count(form.beginning.region, uri) if uri else counting.Count("")
    return label_plan.plan(form.wish(), count)


def _object_to(form: LabelingJobForm, plan: label_plan.LabelPlan, request: HttpRequest) -> None:
    """Refuse what would waste money before anything is sent."""
    seen = request.POST.get("manifest_etag", "")
    if seen and plan.count.etag and seen != plan.count.etag:
        form.add_error(None, "The manifest changed after this preview. Check the new numbers.")
    if form.is_valid():
        for field, sentence in audit_fields.objections(plan, form.cleaned_data.get("labels")):
            form.add_error(field if field in form.fields else None, sentence)
        for field, sentence in workers_fields.objections(plan, form.cleaned_data, form.beginning):
            form.add_error(field, sentence)
    if plan.blocks or (plan.confirmation and not _confirmed(plan, request)):
        form.add_error(None, label_plan.objection(plan))


def _confirmed(plan: label_plan.LabelPlan, request: HttpRequest) -> bool:
    return request.POST.get("confirm") == plan.case


def _submitted(
    request: HttpRequest, form: LabelingJobForm, plan: label_plan.LabelPlan
) -> HttpResponse:
    submission_id = request.POST.get("submission_id", "")
    try:
        form.write_tool_files()
        submitting.submit(submission_id, form.beginning, form.request)
    except ValueError as error:  # the prior job's label category file is none any more
        form.add_error("labels" if "labels" in form.fields else None, str(error))
        return _show(request, form, plan, status=422)
    except aws.AWSError as error:
        return _refused(request, form, plan, error)
    return _created(request, form.beginning.region, form.request["LabelingJobName"])


def _created(request: HttpRequest, region: str, name: str) -> HttpResponse:
    messages.success(
        request,
        format_html(
            'Labeling job {} was created. <a href="{}">View labeling job</a>',
            name,
            reverse("labeling_job", args=(region, name)),
        ),
        extra_tags=name,
    )
    return HttpResponseRedirect(reverse("labeling_jobs", args=(region,)), status=303)


def _refused(
    request: HttpRequest,
    form: LabelingJobForm,
    plan: label_plan.LabelPlan,
    error: aws.AWSError,
) -> HttpResponse:
    """The form again, with AWS's refusal at the field it belongs to or above the buttons."""
    if error.kind == "in-use":
        name = form.request["LabelingJobName"]
        form.add_error(
            "labeling_job_name",
            f"“{name}” is already used in {form.beginning.region}, where upper and lower case "
            "count as the same. Choose another name.",
        )
        return _show(request, form, plan, status=422)
    refusal = tell(error)
    return _show(request, form, plan, status=refusal.status, refusal=refusal)


def _expired(request: HttpRequest, beginning: Beginning) -> HttpResponse:
    """Everything typed, in a form with a new token; nothing is sent."""
    form = LabelingJobForm(beginning, request.POST, initial=beginning.initial(()))
    return _show(request, form, plan_for(form), status=403, bound=False, expired=True)


def _show(
    request: HttpRequest,
    form: LabelingJobForm,
    plan: label_plan.LabelPlan,
    status: int = 200,
    *,
    bound: bool = True,
    **more: Any,
) -> HttpResponse:
    """The page; with `bound` false what was typed is shown without being judged."""
    beginning = form.beginning
    invalid = form.is_bound and bound and not form.is_valid()
    drafted = form.drafted()
    shown = form if bound or not form.is_bound else form.unjudged()
    audit_fields.offer(shown, plan)
    shown.focus(label_rows.focus(request.POST))
    context = {
        "form": shown,
        "invalid": invalid,
        "title": TITLES[beginning.how],
        "task_type": form.chosen_task_type,
        "served": panels.served(drafted, without=form.own_functions),
        "missing_labels": tool_fields.missing_labels(plan, shown),
        "carried": panels.panels(
            job_request.flatten(drafted), without=[*form.fields, *panels.SERVED]
        ),
        "preview": code.preview(drafted, beginning.region, request.POST.get("preview", "json")),
        "audit_offered": audit_fields.offered(shown, plan),
        "confirmed": request.POST.get("confirm", ""),
        "submission_id": request.POST.get("submission_id") or submitting.new_id(),
        "trail": breadcrumb.trail(beginning.region, beginning.prior_name),
    }
    context |= review.context(beginning, drafted, plan)
    if beginning.how != "chain":
        context |= input_setup.unasked(request.POST)
    context |= more
    region = "job-settings"
    answer = fragments.page_or_fragment(
        request, "jobs/create.html", "jobs/_job_settings_answer.html", region, context, status
    )
    answer["HX-Trigger-After-Settle"] = region  # the request is shown once more
    return answer
