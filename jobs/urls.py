"""The console's pages, one line each; the Region stands in the path, job names below details/."""

from __future__ import annotations

from django.urls import path, register_converter

from groundtruth import job_name
from groundtruth.regions import REGIONS
from jobs.views import (
    browse,
    choices,
    create,
    details,
    errors,
    input_setup,
    labeling_jobs,
    manifest_changes,
    manifest_typing,
    manifests,
    plan,
    preferences,
    preflight,
    worker_preview,
)


class RegionConverter:
    """A Region that has Ground Truth's built-in task types."""

    regex = "[a-z]{2}(?:-[a-z]+)+-[0-9]"

    def to_python(self, value: str) -> str:
        if value not in REGIONS:
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


class LabelingJobNameConverter:
    """LabelingJobName as the API's pattern has it: anything else is no job, without asking AWS."""

    regex = "[a-zA-Z0-9](?:-*[a-zA-Z0-9]){0,62}"

    def to_python(self, value: str) -> str:
        if job_name.problems(value):  # the pattern alone does not bound the length
            raise ValueError(value)
        return value

    def to_url(self, value: str) -> str:
        return value


class DraftConverter:
    """The id of a change to a manifest."""

    regex = "[A-Za-z0-9_-]{16}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DraftConverter, "draft")
register_converter(RegionConverter, "region")
register_converter(LabelingJobNameConverter, "job")

_JOBS = "<region:region>/labeling-jobs/"
_JOB = _JOBS + "details/<job:name>/"
_MANIFESTS = "<region:region>/manifests/"

urlpatterns = [
    path("", labeling_jobs.home, name="home"),
    path("healthz", errors.healthz, name="healthz"),
    path("settings/", preferences.settings, name="settings"),
    path("settings/quick/", preferences.theme, name="theme"),
    path(_JOBS, labeling_jobs.labeling_jobs, name="labeling_jobs"),
    path(_JOBS + "updates/", labeling_jobs.updates, name="labeling_job_updates"),
    path(_JOBS + "action/", labeling_jobs.action, name="labeling_job_action"),
    path(_JOBS + "create/", create.create, name="create"),
    path(_JOBS + "plan/", plan.plan, name="plan"),
    path(_JOBS + "check/labeling_job_name/", plan.check_labeling_job_name, name="check_name"),
    path(_JOBS + "request-preview/", plan.request_preview, name="request_preview"),
    path(_JOBS + "worker-preview/", worker_preview.preview, name="worker_preview"),
    path(_JOBS + "preflight/", preflight.check, name="preflight"),
    path(_JOBS + "data-setup/", input_setup.data_setup, name="data_setup"),
    path(_JOBS + "sample/", input_setup.sample, name="sample"),
    path(_JOBS + "choices/<slug:field>/", choices.choices, name="choices"),
    path(_JOB, details.labeling_job, name="labeling_job"),
    path(_JOB + "progress/", details.progress, name="progress"),
    path(_JOB + "describe.json", details.describe_json, name="describe_json"),
    path(_JOB + "stop/", details.stop, name="stop"),
    path(_JOB + "chain/", create.chain, name="chain"),
    path(_JOB + "clone/", create.clone, name="clone"),
    path(_MANIFESTS, manifests.manifest, name="manifest"),
    path(_MANIFESTS + "browse/", browse.browse, name="manifest_browse"),
    path(_MANIFESTS + "download/", manifests.download, name="manifest_download"),
    path(_MANIFESTS + "problems.csv", manifests.problems_csv, name="manifest_problems"),
    path(_MANIFESTS + "add/", manifest_changes.add, name="manifest_add"),
    path(_MANIFESTS + "add/typed/", manifest_typing.objects, name="manifest_add_typed"),
    path(_MANIFESTS + "edit/typed/", manifest_typing.lines, name="manifest_edit_typed"),
    path(_MANIFESTS + "edit/", manifest_changes.edit, name="manifest_edit"),
    path(_MANIFESTS + "replace/", manifest_changes.replace, name="manifest_replace"),
    path(_MANIFESTS + "merge/", manifest_changes.merge, name="manifest_merge"),
    path(_MANIFESTS + "changes/<draft:id_>/", manifest_changes.change, name="manifest_change"),
    path(
        _MANIFESTS + "changes/<draft:id_>/download/",
        manifest_changes.download,
        name="manifest_change_download",
    ),
]
