"""What the create form asks while somebody types: the count, a free name, the request's text."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from groundtruth import job_name, reuse
from jobs import aws, code, fragments
from jobs.new_job import audit_fields, review, tool_fields
from jobs.new_job.beginnings import Beginning
from jobs.new_job.forms import LabelingJobForm
from jobs.views.create import plan_for


def typed_form(region: str, said: QueryDict) -> LabelingJobForm:
    """The form as it stands in the browser, with the beginning that it names."""
    how, name = said.get("how", "create"), said.get("prior", "")
    if how not in ("clone", "chain") or not name:
        return LabelingJobForm(Beginning(region, "create"), said)
    prior = aws.describe_labeling_job(region, name)
    if how == "chain" and reuse.why_not(prior, "chain"):
        raise Http404(f"{name} cannot be chained.")
    beginning = Beginning(region, "chain" if how == "chain" else "clone", prior)
    return LabelingJobForm(beginning, said, initial=beginning.initial(()))


@require_safe
def plan(request: HttpRequest, region: str) -> HttpResponse:
    """N of M objects, for the form as it stands."""
    form = typed_form(region, request.GET)
    found = plan_for(form)
    audit_fields.offer(form, found)
    context = review.context(form.beginning, form.drafted(), found) | {"beside": True, "form": form}
    context["missing_labels"] = tool_fields.missing_labels(found, form)
    if form.beginning.how == "create":
        context["audit_offered"] = audit_fields.offered(form, found)
        drawn = request.GET.get("audit_offered", "")
        context["audit_offer_news"] = context["audit_offered"] != drawn
    elif audit_fields.AUDITED in form.fields:
        context["audit_news"] = bool(found.summary) and "audit_counted" not in request.GET
    return render(request, "jobs/_label_plan.html", context)


@require_POST
def check_labeling_job_name(request: HttpRequest, region: str) -> HttpResponse:
    """The message below the job name: what is wrong with it, or that it is taken."""
    name = request.POST.get("labeling_job_name", "").strip()
    errors, warning = job_name.problems(name), ""
    if not errors:
        errors, warning = _taken(region, name)
    context = {"id": "labeling_job_name", "errors": errors, "warning": warning}
    status = 422 if errors else 200
    answer = render(request, "components/field_msg.html", context, status=status)
    return fragments.marked(answer)


def _taken(region: str, name: str) -> tuple[list[str], str]:
    """Errors and a warning: a check that AWS does not answer is no reason to stop typing."""
    try:
        taken = aws.describe_labeling_job(region, name)["LabelingJobName"]
    except aws.AWSError as error:
        free = error.kind == "not-found"
        return [], "" if free else "It could not be checked whether this name is free."
    return [f"“{taken}” is already used in {region}. Choose another name."], ""


@require_POST
def request_preview(request: HttpRequest, region: str) -> HttpResponse:
    """The request that the form stands for, as JSON, AWS CLI command or boto3 program."""
    form = typed_form(region, request.POST)
    language = request.GET.get("as") or request.POST.get("as", "json")
    drafted = form.drafted()
    context = review.context(form.beginning, drafted, plan_for(form))
    context |= {"preview": code.preview(drafted, region, language), "beside": True}
    return render(request, "jobs/_request_preview.html", context)
