"""Labels that are boxes: every worker draws them, and boxes that lie on each other become one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any

from groundtruth.endpoint import subject
from groundtruth.endpoint.subject import Box
from groundtruth.endpoint.work import Label, Task, Work
from groundtruth.label_attribute import metadata_key

_SEEN = 0.96  # how often a worker draws a box that should be there
_OFF = 0.02  # how far its sides are off, as a share of its size
_SAME = 0.5  # from this overlap on (intersection over union) two boxes mean the same thing

_WRONG = 0.7  # how often boxes are to be adjusted
_SIDES = ("left", "top", "width", "height")

Size = tuple[int, int]

Truth = tuple[list[Box], Size]


def _there(work: Work) -> Truth:
    """The things in a picture, and its size."""
    size = subject.size(work.data_object, work.objects)
    return subject.boxes(work.data_object, work.names, size, work.dice("boxes")), size


def _draw(work: Work, truth: Truth, dice: Random) -> dict[str, Any]:
    """What one worker draws: not always every box, and never quite in the same place."""
    there, size = truth
    boxes = [_jittered(box, size, dice) for box in there if dice.random() < _SEEN]
    drawn = [{"label": box.name, **_pixels(box)} for box in boxes]
    return _answer(drawn, {"width": size[0], "height": size[1]})


def _merge(work: Work, answers: Sequence[Mapping[str, Any]]) -> Label:
    """Boxes that lie on each other become one."""
    merged = consolidated(
        [
            [Box(each["label"], *(each[side] for side in _SIDES)) for each in _drawn(answer)]
            for answer in answers
        ]
    )
    numbers = {name: number for number, name in enumerate(work.names)}
    picture = answers[0]["boundingBox"]["inputImageProperties"]
    annotations = [{"class_id": numbers[box.name], **_pixels(box)} for box, _ in merged]
    return Label(
        {"image_size": [{**picture, "depth": 3}], "annotations": annotations},
        {
            "objects": [{"confidence": work.confidence(agreed)} for _, agreed in merged],
            "class-map": {str(numbers[box.name]): box.name for box, _ in merged},
        },
    )


drawn = Task(_there, _draw, _merge)


# ------------------------------------------------------------------------- adjustment

Shift = tuple[int, int]


def _before(work: Work) -> list[Mapping[str, Any]]:
    """The boxes of the audited label."""
    return list(work.data_object[str(work.job.plan.audited)].get("annotations", ()))


def _off(work: Work) -> list[Shift]:
    """How far off each box is; in some pictures none is."""
    dice = work.dice("adjust")
    right = dice.random() > _WRONG
    return [(0, 0) if right else (dice.randint(3, 6), dice.randint(3, 6)) for _ in _before(work)]


def _adjust(work: Work, truth: list[Shift], dice: Random) -> dict[str, Any]:
    """What one worker makes of the boxes: those that are off are moved, if it is seen."""
    sees = dice.random() < _SEEN
    boxes = []
    for before, (right, down) in zip(_before(work), truth, strict=True):
        box = {side: before[side] for side in _SIDES if side in before}
        if sees and right:
            box["left"] += right + dice.randint(-1, 1)
            box["top"] += down + dice.randint(-1, 1)
        boxes.append({"label": _name(work, before), **box})
    return _answer(boxes, {})


def _adjusted(work: Work, answers: Sequence[Mapping[str, Any]]) -> Label:
    """Every box where the workers have it on average, adjusted if one of them moved something."""
    audited = str(work.job.plan.audited)
    before = _before(work)
    answered = [_drawn(answer) for answer in answers]
    annotations = [
        {**box, **{side: _average(each[side] for each in places) for side in _SIDES if side in box}}
        for box, *places in zip(before, *answered, strict=True)
    ]
    changed = annotations != before
    return Label(
        {**work.data_object[audited], "annotations": annotations},
        {
            "objects": [{"confidence": work.confidence(1)} for _ in annotations],
            "class-map": _class_map(work),
            "adjustment-status": "adjusted" if changed else "unadjusted",
        },
    )


adjusted = Task(_off, _adjust, _adjusted)


def _class_map(work: Work) -> Mapping[str, str]:
    """The names of the audited label's classes, as far as they are known."""
    known = work.data_object.get(metadata_key(str(work.job.plan.audited)))
    class_map = known.get("class-map") if isinstance(known, dict) else None
    return class_map if isinstance(class_map, dict) else {}


def _name(work: Work, box: Mapping[str, Any]) -> str:
    number = str(box.get("class_id", ""))
    return str(_class_map(work).get(number, number))


def _average(values: Iterable[float]) -> float:
    """The mean; a value that all agree on stays as it is."""
    given = list(values)
    return given[0] if len(set(given)) == 1 else sum(given) / len(given)


# ------------------------------------------------------------------------- consolidation


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


def _jittered(box: Box, size: Size, dice: Random) -> Box:
    left = min(max(0.0, box.left + dice.uniform(-_OFF, _OFF) * box.width), size[0] - 1)
    top = min(max(0.0, box.top + dice.uniform(-_OFF, _OFF) * box.height), size[1] - 1)
    width = min(box.width * dice.uniform(1 - _OFF, 1 + _OFF), size[0] - left)
    height = min(box.height * dice.uniform(1 - _OFF, 1 + _OFF), size[1] - top)
    return Box(box.name, left, top, width, height)


def _pixels(box: Box) -> dict[str, int]:
    """A box in whole pixels, whose far side is where it was."""
    left, top = round(box.left), round(box.top)
    width = max(1, round(box.left + box.width) - left)
    height = max(1, round(box.top + box.height) - top)
    return {"left": left, "top": top, "width": width, "height": height}


def _answer(boxes: list[dict[str, Any]], picture: Mapping[str, int]) -> dict[str, Any]:
    """Boxes as the crowd element hands them over."""
    return {"boundingBox": {"boundingBoxes": boxes, "inputImageProperties": picture}}


def _drawn(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(answer["boundingBox"]["boundingBoxes"])
