"""The label category file: the labels that workers choose from, as Ground Truth reads them.

Sources: CreateLabelingJob.LabelCategoryConfigS3Uri in the API reference, and the developer guide's
pages on the label category configuration and on input quotas.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from groundtruth.task_types import TaskType

VERSION = "2018-11-28"
FRAME_VERSION = "2020-03-01"  # of video frame and 3D types
MAX_LENGTH = 256
MAX_FRAME_LENGTH = 16

_CLASSIFICATION = (
    "ImageMultiClass",
    "ImageMultiClassMultiLabel",
    "TextMultiClass",
    "TextMultiClassMultiLabel",
)
_MOST = {"ImageMultiClassMultiLabel": 50, "TextMultiClassMultiLabel": 50, "BoundingBox": 50}
_MOST_FOR_VIDEO_AND_3D = 30


def read(document: bytes) -> dict[str, Any]:
    """The file's content; ValueError with a sentence when it is no label category file."""
    try:
        content = json.loads(document)
        labels = content["labels"]
        _ = [label["label"] + "" for label in labels]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ValueError(
            "The label category file must be a JSON object with “labels”, "
            "a list of objects that have a “label”."
        ) from error
    return dict(content)


def names(content: Mapping[str, Any]) -> list[str]:
    """The labels of a file's content, in their order."""
    return [label["label"] for label in content["labels"]]


def write(
    labels: Sequence[str],
    task_type: TaskType,
    *,
    short_instruction: str = "",
    full_instruction: str = "",
    content: Mapping[str, Any] | None = None,
) -> bytes:
    """The file for these labels; `content` is that of a prior one, whose other members stay.

    A label that was there before keeps what the file said of it: short name, attributes.
    Instructions stand in the file where the page that workers see is AWS's own.
    """
    known = {label["label"]: label for label in (content or {}).get("labels", ())}
    version = "documentVersion" if task_type.one_worker_only else "document-version"
    written: dict[str, Any] = {version: FRAME_VERSION if task_type.one_worker_only else VERSION}
    written |= content or {}
    written["labels"] = [known.get(label, {"label": label}) for label in labels]
    if task_type.human_task_ui and short_instruction:
        written["instructions"] = {
            "shortInstruction": _paragraph(short_instruction),
            "fullInstruction": _paragraph(full_instruction or short_instruction),
        }
    return json.dumps(written, ensure_ascii=False).encode()


def _paragraph(text: str) -> str:
    """Plain text as the HTML that this member holds."""
    return f"<p>{escape(text)}</p>"


def problems(labels: Sequence[str], task_type: TaskType) -> list[str]:
    """Why these labels cannot be used for a task type, as sentences: every reason."""
    return list(_problems(labels, task_type))


def _problems(labels: Sequence[str], task_type: TaskType) -> Iterator[str]:
    least = 2 if task_type.suffix in _CLASSIFICATION else 1
    if len(labels) < least:
        given = {0: "none", 1: "only one"}.get(len(labels), str(len(labels)))
        yield f"{task_type.name} needs at least {least} label{'s' * (least > 1)}: there is {given}."
    most = _MOST_FOR_VIDEO_AND_3D if _is_framed(task_type) else _MOST.get(task_type.suffix)
    if most is not None and len(labels) > most:
        yield f"{task_type.name} takes at most {most} labels: there are {len(labels)}."
    for label, count in Counter(labels).items():
        if count > 1:
            yield f"“{label}” is there {count} times: write each label once."
    longest = MAX_FRAME_LENGTH if task_type.one_worker_only else MAX_LENGTH
    for label in labels:
        if len(label) > longest:
            yield f"“{label[:40]}…” is too long: {len(label)} characters, at most {longest}."


def _is_framed(task_type: TaskType) -> bool:
    return task_type.one_worker_only or task_type.suffix == "VideoMultiClass"
