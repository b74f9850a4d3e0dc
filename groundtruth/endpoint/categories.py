"""The label category file of a job: the labels that its workers choose from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from groundtruth.endpoint.objects import ObjectError, Objects
from groundtruth.task_types import TaskType


class CategoriesError(Exception):
    """The file is missing or not what it must be; the message is a sentence."""


def read(request: Mapping[str, Any], task_type: TaskType, objects: Objects) -> Mapping[str, Any]:
    """The file's content, with a list of “labels”; {} for custom work, which may go without one."""
    uri = request.get("LabelCategoryConfigS3Uri")
    if uri is None:
        if task_type.category == "Custom":
            return {}
        raise CategoriesError(
            f"A job of {task_type.name} needs LabelCategoryConfigS3Uri, the labels to choose from."
        )
    try:
        config = json.loads(objects.read(uri))
    except (ObjectError, ValueError, RecursionError) as error:
        raise CategoriesError(f"The label category file {uri} cannot be read. {error}") from error
    labels = config.get("labels") if isinstance(config, dict) else None
    if not isinstance(labels, list) or not labels or not all(map(_is_label, labels)):
        raise CategoriesError(
            f"The label category file {uri} must have “labels”, a list of objects with a “label”."
        )
    audited = config.get("auditLabelAttributeName")
    if audited is not None and not isinstance(audited, str):
        raise CategoriesError(
            f"The label category file {uri} must name one label attribute as "
            "“auditLabelAttributeName”."
        )
    names = [each["label"] for each in labels]
    if len(set(names)) < len(names):
        raise CategoriesError(f"The label category file {uri} has a label twice.")
    return dict(config)


def annotation_type(config: Mapping[str, Any]) -> str | None:
    """What is drawn on video frames, such as “Polygon”; None where nothing is said."""
    stated = config.get("annotationType")
    return stated if isinstance(stated, str) else None


def _is_label(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("label"), str) and _is_text(value)


def _is_text(value: Any) -> bool:
    """Whether all of it can be written as UTF-8, which half a surrogate pair cannot."""
    try:
        return bool(json.dumps(value, ensure_ascii=False).encode())
    except UnicodeEncodeError:
        return False
