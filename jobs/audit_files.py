"""The files of a verification or adjustment job: labels and a worker template that shows them.

Like those of jobs.tool_files they lie in the new job's folder and are named for what is in them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from groundtruth import audit_template, audits, job_request, label_categories
from groundtruth.audits import Audit
from groundtruth.task_types import TaskType
from jobs import aws, tool_files
from jobs.tool_files import ToolFile

MOST_BYTES = 1024 * 1024  # of a worker template; AWS renders none larger than 128,000 characters


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
    made, said = {}, [wanted.audit, wanted.audited, wanted.prior_labels_uri]
    if _has_new_labels(wanted, fields):
        said += [_labels(wanted, fields)]
        made["label_category_config_s3_uri"] = tool_files.location(fields, "data", ".json", said)
    if audit_template.has_template(wanted.task_type):
        said += [wanted.prior_template_uri, fields.get("task_description")]
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
        told = audit_template.instructions(_prior_template(region, wanted))
        header = fields.get("task_description") or ""
        page = audit_template.template(wanted.task_type, wanted.audited, header, told)
        yield ToolFile(uri, page.encode(), "text/html; charset=utf-8")


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
    prior = tool_files.content(region, wanted.prior_labels_uri)
    labels = labels or label_categories.names(prior)
    document = label_categories.write(labels, task_type, content=prior)
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
        start = aws.read_start(region, wanted.prior_template_uri, MOST_BYTES)
    except aws.AWSError as error:
        if error.kind != "not-found":
            raise
        return ""
    return start.decode("utf-8", "replace")
