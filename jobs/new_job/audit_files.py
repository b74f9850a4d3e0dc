"""The files of a verification or adjustment job: labels and a worker template that shows them.

Like those of jobs.new_job.tool_files they lie in the new job's folder and are named for what is in
them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from groundtruth import audit_template, audits, job_request, label_categories, worker_template
from groundtruth.audits import Audit
from groundtruth.task_types import TaskType
from jobs import aws
from jobs.new_job import tool_files
from jobs.new_job.tool_files import Prior, ToolFile


@dataclass(frozen=True)
class Wanted:
    """An audit as the form asks for it, and where the prior job's files lie; "" for none."""

    audit: Audit
    audited: str  # the label attribute whose labels are looked at again
    task_type: TaskType
    prior_labels_uri: str = ""
    prior_template_uri: str = ""


def uris(wanted: Wanted, fields: Mapping[str, Any]) -> dict[str, str]:
    """Where the files will lie that this audit needs new, by field."""
    if not (wanted.audited and fields.get("s3_output_path")):
        return {}
    made, said = {}, [wanted, _labels(wanted, fields), tool_files.details(fields)]
    if _has_new_labels(wanted, fields):
        made["label_category_config_s3_uri"] = tool_files.location(fields, "data", ".json", said)
    if audit_template.has_template(wanted.task_type):
        said = [*said, fields.get("task_description")]
        made["ui_template_s3_uri"] = tool_files.location(fields, "template", ".liquid", said)
    return made


def files(
    region: str, wanted: Wanted, fields: Mapping[str, Any], request: Mapping[str, Any]
) -> Iterator[ToolFile]:
    """The files that the request names and that are ours to write.

    ValueError with a sentence when the prior job's labels cannot be read.
    """
    named = job_request.flatten(request)
    made = {name: uri for name, uri in uris(wanted, fields).items() if named.get(name) == uri}
    if uri := made.get("label_category_config_s3_uri"):
        yield ToolFile(uri, _label_categories(region, wanted, fields), "application/json")
    if uri := made.get("ui_template_s3_uri"):
        page = template(region, wanted, fields)
        yield ToolFile(uri, page.encode(), "text/html; charset=utf-8")


def template(region: str, wanted: Wanted, fields: Mapping[str, Any]) -> str:
    """The worker template, with the prior job's instructions unless others were typed."""
    told = audit_template.instructions(_prior_template(region, wanted))
    header = fields.get("task_description") or ""
    page = audit_template.template(wanted.task_type, wanted.audited, header, told)
    if fields.get("instructions_changed") or not any(told):
        typed = fields.get("short_instruction") or "", fields.get("full_instruction") or ""
        page = worker_template.with_instructions(page, *typed)
    return page


def _has_new_labels(wanted: Wanted, fields: Mapping[str, Any]) -> bool:
    """Only boxes and masks are adjusted with the labels that there are, if nobody changed them."""
    if wanted.task_type.one_worker_only or wanted.task_type.audit == "verification":
        return True
    return (fields.get("labels") or []) != (fields.get("labels_before") or [])


def _labels(wanted: Wanted, fields: Mapping[str, Any]) -> list[str]:
    field = "verification_labels" if wanted.task_type.audit == "verification" else "labels"
    return list(fields.get(field) or [])


def _label_categories(region: str, wanted: Wanted, fields: Mapping[str, Any]) -> bytes:
    labels, task_type = _labels(wanted, fields), wanted.task_type
    if task_type.audit == "verification":  # answers, which have nothing of the prior job's labels
        return label_categories.write(labels, task_type)
    if not labels:  # the form could not show them
        labels = label_categories.names(tool_files.content(region, wanted.prior_labels_uri))
    prior = Prior(wanted.prior_labels_uri)
    document = tool_files.labels_document(region, {**fields, "labels": labels}, task_type, prior)
    if not task_type.one_worker_only:
        return document
    content = label_categories.read(document)
    shown = audits.label_categories(content, wanted.audited, wanted.audit)
    return json.dumps(shown, ensure_ascii=False).encode()


def _prior_template(region: str, wanted: Wanted) -> str:
    """The prior job's page, for its instructions; empty when it had none, or has none any more."""
    if not wanted.prior_template_uri:
        return ""
    try:
        return tool_files.page(region, wanted.prior_template_uri)
    except aws.AWSError as error:
        if error.kind != "not-found":
            raise
        return ""
