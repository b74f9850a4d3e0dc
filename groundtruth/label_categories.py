"""The label category file: the labels that workers choose from, as Ground Truth reads them.

Sources: CreateLabelingJob.LabelCategoryConfigS3Uri in the API reference, and the developer guide's
pages on the label category configuration and on input quotas.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from groundtruth import category_attributes, instruction_html
from groundtruth.task_types import TaskType

VERSION = "2018-11-28"
FRAME_VERSION = "2020-03-01"  # of video frame and 3D types
MAX_LENGTH = 256
MAX_FRAME_LENGTH = 16

# What workers draw on video frames: `annotationType`, of which the first is the default.
ANNOTATION_TYPES = ("BoundingBox", "Polyline", "Polygon", "Keypoint")

# Where nothing was marked: classes that images' masks and point clouds' have of themselves.
_UNMARKED = frozenset({"BACKGROUND", "Background"})

_CLASSIFICATION = (
    "ImageMultiClass",
    "ImageMultiClassMultiLabel",
    "TextMultiClass",
    "TextMultiClassMultiLabel",
)
_MOST = {"ImageMultiClassMultiLabel": 50, "TextMultiClassMultiLabel": 50, "BoundingBox": 50}
_MOST_FOR_VIDEO_AND_3D = 30


def unlisted(classes: Iterable[str], labels: Collection[str]) -> list[str]:
    """The classes of a manifest's labels that a list of labels lacks.

    `classes` are those of a LabelAttribute, where "" stands for the ones that are not told apart.
    """
    return sorted(set(classes) - set(labels) - _UNMARKED - {""})


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


def short_names(content: Mapping[str, Any]) -> dict[str, str]:
    """What the worker page shows for a label where it has little room, by label."""
    found = {label["label"]: label.get("shortDisplayName") for label in content["labels"]}
    return {label: str(short) for label, short in found.items() if short}


def instructions(content: Mapping[str, Any]) -> tuple[str, str]:
    """The short and the full instruction as a person typed them, or as the HTML they are."""
    told = content.get("instructions") or {}
    members = (("shortInstruction", "shortIntroduction"), ("fullInstruction", "fullIntroduction"))
    short, full = (
        next((str(told[name]) for name in names if told.get(name)), "") for names in members
    )
    return instruction_html.typed(short), instruction_html.typed(full)


def write(
    labels: Sequence[str],
    task_type: TaskType,
    *,
    short_instruction: str = "",
    full_instruction: str = "",
    short_display_names: Mapping[str, str] | None = None,
    attributes: Sequence[Mapping[str, str]] | None = None,
    annotation_type: str = "",
    content: Mapping[str, Any] | None = None,
) -> bytes:
    """The file for these labels; `content` is that of a prior one, whose other members stay.

    A label that was there before keeps what the file said of it, unless the short names or the
    attributes (rows of category_attributes) are given, too. Instructions stand in the file where
    the page that workers see is AWS's own.
    """
    known = {label["label"]: label for label in (content or {}).get("labels", ())}
    written = copy.deepcopy(dict(content or _version(task_type)))
    written["labels"] = [dict(known.get(label, {"label": label})) for label in labels]
    if short_display_names is not None:
        _put_short_names(written["labels"], short_display_names)
    if attributes is not None:
        category_attributes.write(written, attributes)
    if annotation_type:
        written["annotationType"] = annotation_type
    if task_type.human_task_ui and (short_instruction or full_instruction):
        written["instructions"] = {
            "shortInstruction": instruction_html.paragraphs(short_instruction or full_instruction),
            "fullInstruction": instruction_html.paragraphs(full_instruction or short_instruction),
        }
    return json.dumps(written, ensure_ascii=False).encode()


def _version(task_type: TaskType) -> dict[str, Any]:
    """What a new file begins with."""
    if task_type.one_worker_only:
        return {"documentVersion": FRAME_VERSION}
    return {"document-version": VERSION}


def _put_short_names(labels: list[dict[str, Any]], short: Mapping[str, str]) -> None:
    for label in labels:
        label.pop("shortDisplayName", None)
        if short.get(label["label"]):
            label["shortDisplayName"] = short[label["label"]]


def problems(labels: Sequence[str], task_type: TaskType) -> list[str]:
    """Why these labels cannot be used for a task type, as sentences: every reason."""
    return list(_problems(labels, task_type))


def _problems(labels: Sequence[str], task_type: TaskType) -> Iterator[str]:
    if len(labels) < (number := least(task_type)):
        given = {0: "none", 1: "only one"}.get(len(labels), str(len(labels)))
        plural = "s" * (number > 1)
        yield f"{task_type.name} needs at least {number} label{plural}: there is {given}."
    number = most(task_type) or len(labels)
    if len(labels) > number:
        yield f"{task_type.name} takes at most {number} labels: there are {len(labels)}."
    for label, count in Counter(labels).items():
        if count > 1:
            yield f"“{label}” is there {count} times: write each label once."
    number = longest(task_type)
    for label in labels:
        if len(label) > number:
            yield f"“{label[:40]}…” is too long: {len(label)} characters, at most {number}."


def least(task_type: TaskType) -> int:
    """How many labels there must be."""
    return 2 if task_type.suffix in _CLASSIFICATION else 1


def most(task_type: TaskType) -> int | None:
    """How many labels there may be, None for any number."""
    return _MOST_FOR_VIDEO_AND_3D if _is_framed(task_type) else _MOST.get(task_type.suffix)


def longest(task_type: TaskType) -> int:
    """How many characters a label may have."""
    return MAX_FRAME_LENGTH if task_type.one_worker_only else MAX_LENGTH


def _is_framed(task_type: TaskType) -> bool:
    return task_type.one_worker_only or task_type.suffix == "VideoMultiClass"
