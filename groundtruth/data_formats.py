"""Which files the data objects of a task type are, told by how their names end.

Source: the developer guide's page on supported data formats.
"""

from __future__ import annotations

from groundtruth.task_types import TaskType

IMAGES = (".jpg", ".jpeg", ".png")
VIDEOS = (".mp4", ".ogg", ".webm")
SEQUENCES = (".json",)


def endings(task_type: TaskType) -> tuple[str, ...]:
    """The endings that a type knows, in lower case; () where the guide names none."""
    if task_type.category == "Image":
        return IMAGES
    if task_type.category == "Video":
        return VIDEOS
    return SEQUENCES if task_type.category.startswith("Video") else ()


def ending(uri: str) -> str:
    """The ending of an object's name with its dot, in lower case; "" where it has none."""
    name = uri.rpartition("/")[2]
    return f".{name.rpartition('.')[2].lower()}" if "." in name else ""
