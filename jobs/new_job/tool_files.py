"""The files of a labeling tool: labels and worker template, written when a new job needs new ones.

They are named for what is in them and lie in the new job's folder, so that writing them twice is
writing them once, and the files of prior jobs stay as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from groundtruth import job_request, label_categories, s3_uri, worker_template
from groundtruth.task_types import TaskType
from jobs import aws

MOST_BYTES = 1024 * 1024  # of a label category file; a larger one is none


@dataclass(frozen=True)
class ToolFile:
    """One file to write before the job is created."""

    uri: str
    body: bytes
    content_type: str


@dataclass(frozen=True)
class Prior:
    """Where the files lie that new ones are made from; "" for none."""

    labels_uri: str = ""
    template_uri: str = ""


def uris(fields: Mapping[str, Any], task_type: TaskType, prior: Prior) -> dict[str, str]:
    """Where the files will lie that typed labels and instructions ask for, by field."""
    if not fields.get("s3_output_path"):
        return {}
    instructions = [fields.get("short_instruction"), fields.get("full_instruction")]
    made = {}
    if fields.get("labels"):
        said = [*details(fields), prior.labels_uri]
        made["label_category_config_s3_uri"] = location(fields, "data", ".json", said)
    if prior.template_uri:
        said = [prior.template_uri, instructions]
        made["ui_template_s3_uri"] = location(fields, "template", ".liquid", said)
    elif made and worker_template.has_template(task_type):
        said = [fields.get("task_description"), instructions, task_type.suffix]
        made["ui_template_s3_uri"] = location(fields, "template", ".liquid", said)
    return made


def files(
    region: str,
    fields: Mapping[str, Any],
    request: Mapping[str, Any],
    task_type: TaskType,
    prior: Prior,
) -> Iterator[ToolFile]:
    """The files that the request names and that are ours to write.

    ValueError with a sentence when what they are made from cannot be read.
    """
    named = job_request.flatten(request)
    made = uris(fields, task_type, prior)
    ours = {name: uri for name, uri in made.items() if named.get(name) == uri}
    if uri := ours.get("label_category_config_s3_uri"):
        body = labels_document(region, fields, task_type, prior)
        yield ToolFile(uri, body, "application/json")
    if uri := ours.get("ui_template_s3_uri"):
        body = template(region, fields, task_type, prior).encode()
        yield ToolFile(uri, body, "text/html; charset=utf-8")


def labels_document(
    region: str, fields: Mapping[str, Any], task_type: TaskType, prior: Prior
) -> bytes:
    """The label category file with what was typed, and what the prior job's says besides."""
    known = content(region, prior.labels_uri) if prior.labels_uri else None
    return label_categories.write(
        fields["labels"],
        task_type,
        content=known,
        **(_instructions(fields) if not known or fields.get("instructions_changed") else {}),
        **_beside_labels(fields),
    )


def template(region: str, fields: Mapping[str, Any], task_type: TaskType, prior: Prior) -> str:
    """The worker template with the instructions that were typed."""
    told = _instructions(fields)
    if prior.template_uri:
        known = page(region, prior.template_uri)
        return worker_template.with_instructions(known, *told.values())
    return worker_template.template(task_type, fields.get("task_description") or "", **told)


def _instructions(fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: fields.get(name) or "" for name in ("short_instruction", "full_instruction")}


def details(fields: Mapping[str, Any]) -> list[Any]:
    """All that the form says for a label category file."""
    said = [fields.get("labels"), list(_instructions(fields).values())]
    return [*said, *_beside_labels(fields).values()]


def _beside_labels(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the form has for this task type: None leaves it as the prior job's file has it."""
    return {
        "short_display_names": fields.get("short_display_names"),
        "attributes": fields.get("label_attributes"),
        "annotation_type": fields.get("annotation_type") or "",
    }


def write(region: str, tool_files: Iterator[ToolFile]) -> None:
    for file in tool_files:
        aws.put_object(region, file.uri, file.body, file.content_type)


def content(region: str, uri: str) -> dict[str, Any]:
    """A label category file; ValueError with a sentence when it is none."""
    head = aws.head_object(region, uri)
    if head.size > MOST_BYTES:
        raise ValueError(f"{uri} is too large for a label category file.")
    return label_categories.read(b"".join(aws.read_object(region, head)))


def page(region: str, uri: str) -> str:
    """A worker template; AWS renders none larger than 128,000 characters."""
    return aws.read_start(region, uri, MOST_BYTES).decode("utf-8", "replace")


def location(fields: Mapping[str, Any], stem: str, ending: str, said: list[Any]) -> str:
    """Where a file lies that is made of what was `said`: another place for anything else."""
    digest = hashlib.sha256(repr(said).encode()).hexdigest()[:8]
    folder = s3_uri.join(fields["s3_output_path"], fields.get("labeling_job_name") or "")
    return s3_uri.join(folder, "annotation-tool", f"{stem}-{digest}{ending}")
