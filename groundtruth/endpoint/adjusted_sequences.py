"""Labels of video frames and point clouds that are adjusted: some of what is in them is moved."""

from __future__ import annotations

import copy
import zlib
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

import msgspec

from groundtruth.endpoint import adjustment, masks, sequences
from groundtruth.endpoint.audits import is_place
from groundtruth.endpoint.work import Label, Work

_MOVED = 0.5  # how much of what is in a label that is off
_MEMBERS = ("annotations", "polylines", "polygons", "keypoints")
_PIXELS = ("left", "top", "x", "y")
_METERS = ("center-x", "center-y")
_POINTS = 1_000_000  # a larger point cloud is not looked at

Content = Mapping[str, Any]


# ------------------------------------------------------------------------- files of frames


def _sequence(work: Work) -> Content | None:
    """What the audited label's file says."""
    try:
        content = msgspec.json.decode(work.audited_file or b"")
    except (msgspec.DecodeError, RecursionError):
        return None
    return content if isinstance(content, dict) and _has_frames(content) else None


def _has_frames(content: Content) -> bool:
    return any(
        key.endswith("-annotations") or (isinstance(value, dict) and _has_frames(value))
        for key, value in content.items()
    )


def _frames(content: Content) -> Iterator[Content]:
    """The frames; those of linked cameras and point clouds stand under the name of each."""
    for key, value in content.items():
        if isinstance(value, dict):
            yield from _frames(value)
        elif key.endswith("-annotations") and isinstance(value, list):
            yield from (frame for frame in value if isinstance(frame, dict))


def _move(work: Work, before: Content, dice: Random) -> Content:
    """What a worker makes of it who sees that it is off."""
    after = copy.deepcopy(before)
    for frame in _frames(after):
        _move_some(work, frame, dice)
    return after


def _move_some(work: Work, frame: Content, dice: Random) -> None:
    names = _class_map(work)
    for thing in (each for member in _MEMBERS for each in _list(frame.get(member))):
        if dice.random() < _MOVED and str(names.get(str(thing.get("class-id")))) not in work.fixed:
            for place in (thing, *_list(thing.get("vertices"))):
                _shift(place, dice)


def _list(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _shift(place: dict[str, Any], dice: Random) -> None:
    for names, distance in ((_PIXELS, dice.randint(2, 5)), (_METERS, dice.randint(2, 5) / 10)):
        for name in names:
            if is_place(place.get(name)):
                place[name] = round(place[name] + distance, 6)


def _file(work: Work, before: Content, answers: Sequence[Content]) -> Label:
    """What the worker made of it in a new file; of what was left alone a copy."""
    untouched = work.audited_file if answers[0] == before else None
    data = untouched or msgspec.json.encode(answers[0])
    uri = work.file(f"{work.line}/SeqLabel.json")
    known = work.audited_metadata
    metadata = {name: known[name] for name in ("objects",) if name in known}
    metadata["class-map"] = _class_map(work)
    return Label(uri, metadata, {uri: (data, "application/json")})


detected = adjustment.task(sequences.detected, _sequence, _move, _file)
tracked = adjustment.task(sequences.tracked, _sequence, _move, _file)
tracked_cuboids = adjustment.task(sequences.tracked_cuboids, _sequence, _move, _file)


# ------------------------------------------------------------------------- one point cloud


def _in_line(work: Work) -> Content | None:
    """The audited label, which `audits` has found to be one."""
    return dict(work.audited)


def _move_cuboids(work: Work, before: Content, dice: Random) -> Content:
    after = copy.deepcopy(before)
    _move_some(work, after, dice)
    return after


def _cuboids(work: Work, _: Content, answers: Sequence[Content]) -> Label:
    # 3D object detection writes class_map with an underscore; the others write class-map.
    return Label(dict(answers[0]), {"objects": [], "class_map": _class_map(work)})


cuboids = adjustment.task(sequences.cuboids, _in_line, _move_cuboids, _cuboids)


def _class_map(work: Work) -> Mapping[str, str]:
    """The names of the audited label's classes, as far as they are known."""
    known = work.audited_metadata
    class_map = known.get("class-map", known.get("class_map"))
    return class_map if isinstance(class_map, dict) else {}


# ------------------------------------------------------------------------- classes of points


def _points(work: Work) -> Content | None:
    """A class for every point of the audited label's file."""
    unpacking = zlib.decompressobj()
    try:
        points = unpacking.decompress(work.audited_file or b"", _POINTS)
    except zlib.error:
        return None
    return {"points": list(points)} if unpacking.eof else None


def _repaint(work: Work, before: Content, dice: Random) -> Content:
    """Some points next to each other become of another class that there is."""
    points = list(before["points"])
    free = {number for number in set(points) if _class_of(work, number)[0] not in work.fixed}
    if len(free) > 1:
        start, number = dice.randrange(len(points)), dice.choice(sorted(free))
        for each in range(start, min(len(points), start + 1 + len(points) // 20)):
            points[each] = number if points[each] in free else points[each]
    return {"points": points}


def _class_of(work: Work, number: int) -> tuple[str, str]:
    """Name and color of a class of the audited label's, as far as they are known."""
    color_map = work.audited_metadata.get("color-map")
    known = color_map.get(str(number)) if isinstance(color_map, dict) else None
    known = known if isinstance(known, dict) else {}
    name = known.get("class-name", sequences.BACKGROUND if number == 0 else str(number))
    return str(name), str(known.get("hex-color", masks.color(number)))


def _compressed(work: Work, _: Content, answers: Sequence[Content]) -> Label:
    points = bytes(answers[0]["points"])
    classes = {number: _class_of(work, number) for number in set(points) | {0}}
    return sequences.classified(work, points, classes)


point_classes = adjustment.task(sequences.point_classes, _points, _repaint, _compressed)
