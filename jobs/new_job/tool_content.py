"""What a prior job's labeling tool says: labels, attributes and instructions, for a form."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.cache import cache

from groundtruth import category_attributes, label_categories, worker_template
from groundtruth.task_types import TaskType
from jobs import aws
from jobs.new_job import tool_files

LIVES = 300  # seconds; what is written on submit is made from the files as they are then

INSTRUCTIONS = ("short_instruction", "full_instruction")


def initial(region: str, labels_uri: str, template_uri: str, task_type: TaskType) -> dict[str, Any]:
    """The fields' first values; those of a file that cannot be read are not among them.

    Files are asked for every few minutes only. `labels_before`, `categories_before` and
    `instructions_before` tell later what a person has changed.
    """
    found: dict[str, Any] = {}
    with suppress(aws.AWSError):  # S3 does not answer: then it is not asked once more
        found |= _kept(region, labels_uri, "labels", _of_labels)
        if not task_type.human_task_ui:
            found = {name: found[name] for name in found if name not in INSTRUCTIONS}
            found |= _kept(region, template_uri, "template", _of_template)
    if "labels" in found:
        before = categories(found, task_type)
        found |= {"labels_before": found["labels"], "categories_before": before}
    if INSTRUCTIONS[0] in found:
        found["instructions_before"] = instructions(found)
    return found


def fields(task_type: TaskType) -> list[str]:
    """What the label category file of a task type says beside the labels, by field."""
    names = ["short_display_names"] if task_type.suffix == "NamedEntityRecognition" else []
    names += ["label_attributes"] if task_type.one_worker_only else []
    return names + (["annotation_type"] if task_type.category.startswith("Video -") else [])


def categories(said: Mapping[str, Any], task_type: TaskType) -> str:
    """A short text that is another one when anything but the labels themselves is."""
    values = {name: said.get(name) or "" for name in fields(task_type)}
    short = values.get("short_display_names")
    if isinstance(short, list):
        pairs = zip(said.get("labels") or (), short, strict=False)
        values["short_display_names"] = {label: name for label, name in pairs if name} or ""
    return _digest(values)


def instructions(said: Mapping[str, Any]) -> str:
    """The same for the instructions."""
    return _digest([(said.get(name) or "").split() for name in INSTRUCTIONS])


def _digest(said: Any) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def _kept(
    region: str, uri: str, what: str, read: Callable[[str, str], dict[str, Any]]
) -> dict[str, Any]:
    """What a file says, nothing if there is none; AWSError when nobody answers."""
    if not uri:
        return {}
    digest = hashlib.sha256(f"{settings.ENDPOINT} {uri}".encode()).hexdigest()
    known: dict[str, Any] | None = cache.get(f"tool:{what}:{digest}")
    if known is None:
        try:
            known = read(region, uri)
        except ValueError:
            return {}
        except aws.AWSError as error:
            if error.kind in ("timeout", "unreachable"):
                raise
            return {}
        cache.set(f"tool:{what}:{digest}", known, LIVES)
    return known


def _of_labels(region: str, uri: str) -> dict[str, Any]:
    content = tool_files.content(region, uri)
    names, short = label_categories.names(content), label_categories.short_names(content)
    drawn = content.get("annotationType")  # a list where a point cloud is linked to images
    usual = label_categories.ANNOTATION_TYPES[0]
    return {
        "labels": names,
        "short_display_names": [short.get(name, "") for name in names],
        "label_attributes": category_attributes.rows(content),
        "annotation_type": drawn if isinstance(drawn, str) else usual,
    } | dict(zip(INSTRUCTIONS, label_categories.instructions(content), strict=True))


def _of_template(region: str, uri: str) -> dict[str, Any]:
    told = worker_template.typed_instructions(tool_files.page(region, uri))
    return dict(zip(INSTRUCTIONS, told, strict=True)) if told else {}
