"""The files of a labeling tool: labels and worker template, written when a new job needs new ones.

They are named for what is in them and lie in the new job's folder, so that writing them twice is
writing them once, and the files of prior jobs stay as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache

from groundtruth import job_request, label_categories, s3_uri, worker_template
from groundtruth.task_types import TaskType
from jobs import aws

LABELS_LIVE = 300  # seconds; what is written on submit is made from the file as it is then
MOST_BYTES = 1024 * 1024  # of a label category file; a larger one is none


@dataclass(frozen=True)
class ToolFile:
    """One file to write before the job is created."""

    uri: str
    body: bytes
    content_type: str


def labels(region: str, uri: str) -> list[str] | None:
    """The labels in a label category file, some minutes old; None when there are none to read."""
    key = f"labels:{hashlib.sha256(f'{settings.ENDPOINT} {uri}'.encode()).hexdigest()}"
    known: list[str] | None = cache.get(key)
    if known is None:
        try:
            known = label_categories.names(content(region, uri))
        except (aws.AWSError, ValueError):
            return None
        cache.set(key, known, LABELS_LIVE)
    return known


def uris(fields: Mapping[str, Any], task_type: TaskType, prior_uri: str = "") -> dict[str, str]:
    """Where the files will lie that typed labels and instructions ask for, by field."""
    if not (fields.get("labels") and fields.get("s3_output_path")):
        return {}
    instructions = [fields.get("short_instruction"), fields.get("full_instruction")]
    said = [fields["labels"], instructions, prior_uri]
    made = {"label_category_config_s3_uri": location(fields, "data", ".json", said)}
    if worker_template.has_template(task_type):
        said = [fields.get("task_description"), instructions, task_type.suffix]
        made["ui_template_s3_uri"] = location(fields, "template", ".liquid", said)
    return made


def files(
    region: str,
    fields: Mapping[str, Any],
    request: Mapping[str, Any],
    task_type: TaskType,
    prior_uri: str = "",
) -> Iterator[ToolFile]:
    """The files that the request names and that are ours to write."""
    named = job_request.flatten(request)
    ours = uris(fields, task_type, prior_uri)
    instructions = {
        name: fields.get(name) or "" for name in ("short_instruction", "full_instruction")
    }
    uri = ours.get("label_category_config_s3_uri")
    if uri and uri == named.get("label_category_config_s3_uri"):
        prior = content(region, prior_uri) if prior_uri else None
        body = label_categories.write(fields["labels"], task_type, content=prior, **instructions)
        yield ToolFile(uri, body, "application/json")
    uri = ours.get("ui_template_s3_uri")
    if uri and uri == named.get("ui_template_s3_uri"):
        header = fields.get("task_description") or ""
        page = worker_template.template(task_type, header, **instructions)
        yield ToolFile(uri, page.encode(), "text/html; charset=utf-8")


def write(region: str, tool_files: Iterator[ToolFile]) -> None:
    for file in tool_files:
        aws.put_object(region, file.uri, file.body, file.content_type)


def content(region: str, uri: str) -> dict[str, Any]:
    """A label category file; ValueError with a sentence when it is none."""
    head = aws.head_object(region, uri)
    if head.size > MOST_BYTES:
        raise ValueError(f"{uri} is too large for a label category file.")
    return label_categories.read(b"".join(aws.read_object(region, head)))


def location(fields: Mapping[str, Any], stem: str, ending: str, said: list[Any]) -> str:
    """Where a file lies that is made of what was `said`: another place for anything else."""
    digest = hashlib.sha256(repr(said).encode()).hexdigest()[:8]
    folder = s3_uri.join(fields["s3_output_path"], fields.get("labeling_job_name") or "")
    return s3_uri.join(folder, "annotation-tool", f"{stem}-{digest}{ending}")
