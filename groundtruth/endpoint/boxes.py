"""Labels that are boxes: every worker draws them, and boxes that lie on each other become one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from groundtruth.endpoint import subject
from groundtruth.endpoint.subject import Box
from groundtruth.endpoint.work import Label, Work
from groundtruth.label_attribute import metadata_key

_SEEN = 0.96  # how often a worker draws a box that should be there
_OFF = 0.02  # how far its sides are off, as a share of its size
_SAME = 0.5  # from this overlap on (intersection over union) two boxes mean the same thing

Size = tuple[int, int]


def drawn(work: Work) -> Label:
    """Boxes around the things of a picture."""
    size = subject.size(work.data_object, work.objects)
    truth = subject.boxes(work.data_object, work.names, size, work.dice("boxes"))
    answers = [_answer(truth, size, work.dice(f"answer {each}")) for each in range(work.answers)]
    merged = consolidated(answers)
    numbers = {name: number for number, name in enumerate(work.names)}
    return Label(
        _value([_annotation(box, numbers[box.name]) for box, _ in merged], size),
        {
            "objects": [{"confidence": work.confidence(agreed)} for _, agreed in merged],
            "class-map": {str(numbers[box.name]): box.name for box, _ in merged},
        },
    )


def adjusted(work: Work) -> Label:
    """The boxes of the audited label, moved a little where somebody found them wrong."""
    audited = str(work.job.plan.audited)
    before: Mapping[str, Any] = work.data_object[audited]
    known = work.data_object.get(metadata_key(audited))
    class_map = known.get("class-map") if isinstance(known, dict) else None
    annotations = list(before.get("annotations", ()))
    dice = work.dice("adjust")
    changes = bool(annotations) and dice.random() < 0.7
    if changes:
        annotations = [_moved(each, dice) for each in annotations]
    return Label(
        {**before, "annotations": annotations},
        {
            "objects": [{"confidence": work.confidence(1)} for _ in annotations],
            "class-map": class_map or {},
            "adjustment-status": "adjusted" if changes else "unadjusted",
        },
    )


def consolidated(answers: Sequence[Sequence[Box]]) -> list[tuple[Box, float]]:
    """One box for every group that more than half of the workers drew, and the share that did."""
    groups: list[list[Box]] = []
    for answer in answers:
        taken: set[int] = set()
        for box in answer:
            index = _group_of(box, groups, taken)
            if index is None:
                groups.append([])
                index = len(groups) - 1
            groups[index].append(box)
            taken.add(index)
    agreed = [group for group in groups if 2 * len(group) > len(answers)]
    return [(_mean(group), len(group) / len(answers)) for group in agreed]


def overlap(one: Box, other: Box) -> float:
    """Intersection over union, 0 to 1."""
    width = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    height = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    if width <= 0 or height <= 0:
        return 0.0
    common = width * height
    return common / (one.width * one.height + other.width * other.height - common)


def _group_of(box: Box, groups: Sequence[Sequence[Box]], taken: set[int]) -> int | None:
    """The group that a box lies on best, among those this worker has not drawn into."""
    fits = [
        (overlap(box, group[0]), index)
        for index, group in enumerate(groups)
        if index not in taken and group[0].name == box.name
    ]
    best = max(fits, default=(0.0, 0))
    return best[1] if best[0] >= _SAME else None


def _mean(group: Sequence[Box]) -> Box:
    count = len(group)
    return Box(
        group[0].name,
        sum(box.left for box in group) / count,
        sum(box.top for box in group) / count,
        sum(box.width for box in group) / count,
        sum(box.height for box in group) / count,
    )


def _answer(truth: Sequence[Box], size: Size, dice: Random) -> list[Box]:
    """What one worker draws: not always every box, and never quite in the same place."""
    return [_jittered(box, size, dice) for box in truth if dice.random() < _SEEN]


def _jittered(box: Box, size: Size, dice: Random) -> Box:
    left = min(max(0.0, box.left + dice.uniform(-_OFF, _OFF) * box.width), size[0] - 1)
    top = min(max(0.0, box.top + dice.uniform(-_OFF, _OFF) * box.height), size[1] - 1)
    width = min(box.width * dice.uniform(1 - _OFF, 1 + _OFF), size[0] - left)
    height = min(box.height * dice.uniform(1 - _OFF, 1 + _OFF), size[1] - top)
    return replace(box, left=left, top=top, width=width, height=height)


def _annotation(box: Box, number: int) -> dict[str, int]:
    """A box in whole pixels, whose far side is where it was."""
    left, top = round(box.left), round(box.top)
    return {
        "class_id": number,
        "left": left,
        "top": top,
        "width": max(1, round(box.left + box.width) - left),
        "height": max(1, round(box.top + box.height) - top),
    }


def _moved(annotation: Mapping[str, Any], dice: Random) -> dict[str, Any]:
    left, top = (max(0, annotation[side] + dice.choice((-2, -1, 1, 2))) for side in ("left", "top"))
    return {**annotation, "left": left, "top": top}


def _value(annotations: list[dict[str, int]], size: Size) -> dict[str, Any]:
    picture = {"width": size[0], "height": size[1], "depth": 3}
    return {"image_size": [picture], "annotations": annotations}
