"""The page that workers will see, as RenderUiTemplate makes it for the form as it stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from groundtruth import instruction_html, job_request
from jobs import aws
from jobs.new_job import audit_fields, tool_files
from jobs.new_job.forms import LabelingJobForm

_START = 128 * 1024  # bytes of the manifest, of which the first line is shown
_NO_OBJECT = "s3://bucket/a-data-object"


class NothingToShowError(ValueError):
    """Why there is no page yet, as a sentence."""


@dataclass(frozen=True)
class WorkerPreview:
    """The page's HTML, and what AWS says is wrong with its template."""

    content: SafeString
    errors: tuple[str, ...] = ()


def render(form: LabelingJobForm) -> WorkerPreview:
    """NothingToShowError, or AWSError, when there is no page to show."""
    fields = job_request.flatten(form.drafted())
    if "role_arn" not in fields:
        raise NothingToShowError("Choose an IAM role first: AWS makes the page in its name.")
    answer = aws.render_ui_template(
        form.beginning.region,
        RoleArn=fields["role_arn"],
        Task={"Input": json.dumps(_task_input(form, fields))},
        **_page(form, fields),
    )
    told = tuple(f"{error['Code']}: {error['Message']}" for error in answer["Errors"])
    # Whoever shows it shuts it up: see jobs.views.worker_preview.
    return WorkerPreview(mark_safe(answer["RenderedContent"]), told)  # noqa: S308


def _page(form: LabelingJobForm, fields: Mapping[str, Any]) -> dict[str, Any]:
    """AWS's own user interface, a template that is written with the job, or one that is there."""
    if arn := fields.get("human_task_ui_arn"):
        return {"HumanTaskUiArn": arn}
    uri = fields.get("ui_template_s3_uri")
    if not uri:
        raise NothingToShowError("Choose a task type and give labels first, or a worker template.")
    written = {file.uri: file.body.decode() for file in form.files_to_write()}
    content = written.get(uri) or tool_files.page(form.beginning.region, uri)
    return {"UiTemplate": {"Content": content}}


def _task_input(form: LabelingJobForm, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the pre-annotation function would give, for the manifest's first object."""
    said = form.cleaned_data
    line = _first_object(form.beginning.region, fields.get("manifest_s3_uri", ""))
    short = said.get("short_instruction") or ""
    verifies = form.chosen_task_type.audit == "verification"
    return {
        "taskObject": line.get("source-ref") or line.get("source") or _NO_OBJECT,
        "manifestLine": line,
        "labels": said.get(audit_fields.ANSWERS if verifies else "labels") or [],
        "header": fields.get("task_description", ""),
        "shortInstruction": instruction_html.paragraphs(short),
        "fullInstruction": instruction_html.paragraphs(said.get("full_instruction") or short),
    }


def _first_object(region: str, uri: str) -> dict[str, Any]:
    """The first line of a manifest; nothing of one that cannot be read, which the count tells."""
    try:
        line = json.loads(aws.read_start(region, uri, _START).partition(b"\n")[0])
    except (aws.AWSError, ValueError):
        return {}
    return line if isinstance(line, dict) else {}
