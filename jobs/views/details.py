"""One labeling job: what it is, how far it has come, and how to stop it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from groundtruth import job_name, job_request, reuse
from groundtruth.leftovers import Leftovers, leftovers
from groundtruth.task_types import task_type_of
from jobs import aws, breadcrumb, code, fragments, lineage
from jobs.manifests import counting
from jobs.new_job.panels import panels
from jobs.rows import ACTIVE, Counters
from jobs.templatetags.shown import made

TABS = (
    ("configuration", "Configuration"),
    ("lineage", "Lineage"),
    ("tags", "Tags"),
    ("api", "API response"),
)


@require_safe
def labeling_job(request: HttpRequest, region: str, name: str) -> HttpResponse:
    job = describe_or_none(region, name)
    if job is None:
        return no_such_job(request, region, name)
    tab = request.GET.get("tab", "")
    tab = tab if tab in dict(TABS) else "configuration"
    context = _about(job) | _TAB_CONTEXTS[tab](region, job)
    if not fragments.wanted(request, "job-tab"):
        context |= _left(region, job)
    context |= {"tab": tab, "tabs": _tabs(tab), "trail": breadcrumb.trail(region)}
    return fragments.page_or_fragment(
        request, "jobs/detail.html", "jobs/_detail_tab.html", "job-tab", context
    )


def _tabs(current: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "href": f"?tab={name}", "current": name == current} for name, label in TABS
    ]


def describe_or_none(region: str, name: str) -> dict[str, Any] | None:
    try:
        return aws.describe_labeling_job(region, name)
    except aws.AWSError as error:
        if error.kind == "not-found":
            return None
        raise


def no_such_job(request: HttpRequest, region: str, name: str) -> HttpResponse:
    return render(request, "errors/no_such_job.html", {"name": name}, status=404)


def _about(job: dict[str, Any]) -> dict[str, Any]:
    """What every part of the page needs to know of the job."""
    status, prior = job["LabelingJobStatus"], _linked(reuse.prior_job(job))
    return {
        "job": job,
        "name": job["LabelingJobName"],
        "status": status,
        "active": status in ACTIVE,
        "task_type": task_type_of(job),
        "counters": Counters.of(job),
        "prior": prior,
        "prior_label": f"{made(prior[0])} from" if prior else "",
        "output_manifest": reuse.output_manifest(job),
        "chain_reason": reuse.why_not(job, "chain"),
        "clone_reason": reuse.why_not(job, "clone"),
        "stop_reason": reuse.why_not_stop(job),
    }


def _left(region: str, job: dict[str, Any]) -> dict[str, Any]:
    """What a completed job left unlabeled, with the reasons once its output is counted."""
    found = leftovers(job)
    uri = reuse.output_manifest(job)
    if found and found.failed and uri:
        found = leftovers(job, counting.count(region, uri).summary)
    if not found or reuse.why_not(job, "chain"):
        return {}
    return {"leftovers": found, "only_left": only_left(region, job["LabelingJobName"], found)}


def only_left(region: str, name: str, found: Leftovers) -> str:
    """The chain form, filled to label what a job left."""
    longer = found.longer if found.expired else None
    setting = f"&task_availability_lifetime_in_seconds={longer}" if longer else ""
    return f"{reverse('chain', args=(region, name))}?only=left{setting}"


def _linked(prior: tuple[str, str] | None) -> tuple[str, str] | None:
    """A prior job by its tag, unless the tag holds what cannot be a job's name."""
    return prior if prior and not job_name.problems(prior[1]) else None


def _configuration(region: str, job: dict[str, Any]) -> dict[str, Any]:
    return {"panels": panels(job_request.flatten(job))}


def _lineage(region: str, job: dict[str, Any]) -> dict[str, Any]:
    return {"lineage": lineage.lineage(region, job)}


def _tags(region: str, job: dict[str, Any]) -> dict[str, Any]:
    return {"tags": job.get("Tags", [])}


def _api(region: str, job: dict[str, Any]) -> dict[str, Any]:
    endpoint = (
        f" --endpoint-url {settings.LOCAL_ENDPOINT_URL}" if settings.LOCAL_ENDPOINT_URL else ""
    )
    command = (
        f"aws sagemaker describe-labeling-job --region {region}{endpoint} "
        f"--labeling-job-name {job['LabelingJobName']}"
    )
    return {"answer": code.highlighted(code.as_json(job), "json"), "command": command}


_TAB_CONTEXTS = {
    "configuration": _configuration,
    "lineage": _lineage,
    "tags": _tags,
    "api": _api,
}


@require_safe
def progress(request: HttpRequest, region: str, name: str) -> HttpResponse:
    """The progress panel, which asks for itself until the job has ended."""
    job = aws.describe_labeling_job(region, name)
    context = _about(job)
    # 286 tells htmx to stop asking.
    status = 200 if context["active"] else 286
    return render(request, "jobs/_progress.html", context | {"polled": True}, status=status)


@require_safe
def describe_json(request: HttpRequest, region: str, name: str) -> HttpResponse:
    """DescribeLabelingJob's answer as a file."""
    job = describe_or_none(region, name)
    if job is None:
        return no_such_job(request, region, name)
    response = HttpResponse(code.as_json(job), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, region: str, name: str) -> HttpResponse:
    """Ask before stopping a job, then stop it: a stopped job cannot be started again."""
    job = describe_or_none(region, name)
    if job is None:
        return no_such_job(request, region, name)
    reason = reuse.why_not_stop(job)
    if request.method == "POST" and reason is None:
        return _stop(request, region, job)
    context = _about(job) | {"reason": reason, "trail": breadcrumb.trail(region, name)}
    status = 409 if reason else 200
    return fragments.page_or_fragment(
        request, "jobs/stop.html", "jobs/_stop_dialog.html", "dialog", context, status
    )


def _stop(request: HttpRequest, region: str, job: dict[str, Any]) -> HttpResponse:
    name = job["LabelingJobName"]
    aws.stop_labeling_job(region, name)
    messages.info(
        request, f"Stopping {name}. Its labels so far are kept.", extra_tags="in-progress"
    )
    return HttpResponseRedirect(reverse("labeling_job", args=(region, name)), status=303)
