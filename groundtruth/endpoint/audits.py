"""Which labels a verification or adjustment job looks at again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from groundtruth import s3_uri
from groundtruth.endpoint.objects import ObjectError, Objects
from groundtruth.label_attribute import METADATA
from groundtruth.task_types import TASK_TYPES, TaskType

_FAR = 1e9  # pixels or meters
# How a worker template names the label it begins with: manifestLine.name or manifestLine['name'].
_IN_TEMPLATE = re.compile(r"""manifestLine(?:\.|\[\s*['"])([a-zA-Z0-9][a-zA-Z0-9-]*)""")


def audited_attribute(
    request: Mapping[str, Any],
    task_type: TaskType,
    config: Mapping[str, Any],
    data_objects: Iterable[Mapping[str, Any]],
    objects: Objects,
) -> str | None:
    """The audited label attribute, None for jobs that audit nothing or do not say what.

    The label category file says so for video frames and point clouds, the worker template for
    images; else it is the last label of the right type in the first object that has one.
    """
    if not task_type.audit:
        return None
    stated = config.get("auditLabelAttributeName") or _in_template(request, objects)
    return stated or _in_data(task_type, data_objects)


def can_be_audited(value: Any, task_type: TaskType) -> bool:
    """Whether an audited label is one, as far as the manifest tells."""
    if refers_to_a_file(task_type):
        return _is_file(value)
    if task_type.audit == "verification":
        return True
    annotations = value.get("annotations", ()) if isinstance(value, dict) else None
    fits = _is_box if task_type.suffix == "AdjustmentBoundingBox" else lambda each: True
    return isinstance(annotations, list | tuple) and all(
        isinstance(each, dict) and fits(each) for each in annotations
    )


def is_place(value: Any) -> bool:
    """Whether something can be moved from there: a number, and none beyond all pictures."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _FAR


def _is_box(annotation: Mapping[str, Any]) -> bool:
    there = [annotation[side] for side in ("width", "height") if side in annotation]
    return all(map(is_place, (annotation.get("left"), annotation.get("top"), *there)))


def refers_to_a_file(task_type: TaskType) -> bool:
    """Whether the labels that an audit looks at are files, to which the manifest refers."""
    return bool(task_type.audit) and TASK_TYPES[task_type.base].needs_ref


def _is_file(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(s3_uri.parse(value).key)
    except ValueError:
        return False


def _in_template(request: Mapping[str, Any], objects: Objects) -> str | None:
    uri = request["HumanTaskConfig"]["UiConfig"].get("UiTemplateS3Uri")
    try:
        template = objects.read(uri).decode("utf-8", "replace") if uri else ""
    except (ObjectError, ValueError):
        return None
    names = [name for name in _IN_TEMPLATE.findall(template) if not name.endswith(METADATA)]
    return next((name for name in names if name not in ("source", "source-ref")), None)


def _in_data(task_type: TaskType, data_objects: Iterable[Mapping[str, Any]]) -> str | None:
    wanted = TASK_TYPES[task_type.base].metadata_type
    for data_object in data_objects:
        found = [
            key.removesuffix(METADATA)
            for key, value in data_object.items()
            if key.endswith(METADATA) and isinstance(value, dict) and value.get("type") == wanted
        ]
        present = [name for name in found if name in data_object]
        if present:
            return present[-1]
    return None
