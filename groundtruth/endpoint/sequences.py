"""Labels of video frames and point clouds: most are files beside the output manifest."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from groundtruth.endpoint import masks
from groundtruth.endpoint.objects import ObjectError
from groundtruth.endpoint.work import Label, Task, Work

Answers = Sequence[Mapping[str, Any]]

BACKGROUND = "Background"  # the class of points that no worker has classified
_FRAMES = 3  # of a sequence whose file cannot be read
_POINTS = 1000  # of a point cloud, which is not read
_KINDS = {
    "Polyline": ("polylines", "vertices"),
    "Polygon": ("polygons", "vertices"),
    "Keypoint": ("keypoints", ""),
}


def _number(work: Work) -> int:
    """The class of the one thing in a sequence."""
    return work.dice("things").randrange(len(work.names))


def _file_of(work: Work, answers: Answers) -> Label:
    """What the worker marked is a file beside the manifest; more than one there cannot be."""
    content = answers[0]
    frames = next(iter(content.values()))
    numbers = {_class_id(thing) for frame in frames for thing in _things(frame)}
    class_map = {str(number): work.names[number] for number in sorted(numbers)}
    uri = work.file(f"{work.line}/SeqLabel.json")
    data = json.dumps(content).encode()
    return Label(uri, {"class-map": class_map}, {uri: (data, "application/json")})


def _things(frame: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    members = ("annotations", *(member for member, _ in _KINDS.values()))
    return next(frame[member] for member in members if member in frame)


def _class_id(thing: Mapping[str, Any]) -> int:
    return int(thing["class-id"])


# ------------------------------------------------------------------------- frames of a video


def _mark_frames(work: Work, number: int, _: Random) -> dict[str, Any]:
    frames = [_video_frame(work, each, number, tracked=False) for each in _frames(work)]
    return {"detection-annotations": frames}


def _follow_frames(work: Work, number: int, _: Random) -> dict[str, Any]:
    frames = [_video_frame(work, each, number, tracked=True) for each in _frames(work)]
    return {"tracking-annotations": frames}


# Things in every frame of a video, and things followed from frame to frame.
detected = Task(_number, _mark_frames, _file_of)
tracked = Task(_number, _follow_frames, _file_of)


def _video_frame(
    work: Work, frame: Mapping[str, Any], number: int, *, tracked: bool
) -> dict[str, Any]:
    dice = work.dice(f"frame {frame['frame-no']}")
    thing: dict[str, Any] = {"label-category-attributes": {}, "class-id": str(number)}
    if tracked:
        name = f"{work.names[number]}:1"
        thing |= {"object-id": f"{work.line}-1", "object-name": name}
    members, points = _KINDS.get(str(work.job.plan.annotation_type), ("annotations", None))
    left, top = dice.randint(0, 400), dice.randint(0, 300)
    if points is None:
        thing |= {"left": left, "top": top, "width": 80, "height": 60}
    elif points:
        corners = ((left, top), (left + 80, top), (left + 80, top + 60))
        thing[points] = [{"x": x, "y": y} for x, y in corners]
    else:
        thing |= {"x": left, "y": top}
    return {
        "frame-no": str(frame["frame-no"]),
        "frame": frame["frame"],
        "frame-attributes": {},
        members: [thing],
    }


def _frames(work: Work) -> list[Mapping[str, Any]]:
    """The frames that the object's sequence file lists."""
    try:
        sequence = json.loads(work.objects.read(str(work.data_object.get("source-ref", ""))))
        return [
            {"frame-no": frame.get("frame-no", number), "frame": frame["frame"]}
            for number, frame in enumerate(sequence["frames"])
        ]
    except (ObjectError, ValueError, TypeError, KeyError, AttributeError):
        return [{"frame-no": number, "frame": f"frame{number:04}.jpg"} for number in range(_FRAMES)]


# ------------------------------------------------------------------------- point clouds


def _chosen(work: Work) -> list[int]:
    dice = work.dice("cuboids")
    return [dice.randrange(len(work.names)) for _ in range(dice.randint(1, 3))]


def _place(work: Work, chosen: list[int], _: Random) -> dict[str, Any]:
    annotations = [
        _cuboid(work, number, f"{work.names[number]}:{count}")
        for count, number in enumerate(chosen, start=1)
    ]
    return {"annotations": annotations}


def _in_line(work: Work, answers: Answers) -> Label:
    """What the worker placed stands in the manifest line itself."""
    numbers = {_class_id(each) for each in answers[0]["annotations"]}
    # 3D object detection writes class_map with an underscore; the others write class-map.
    named = {str(number): work.names[number] for number in sorted(numbers)}
    return Label(dict(answers[0]), {"objects": [], "class_map": named})


# Things in one point cloud.
cuboids = Task(_chosen, _place, _in_line)


def _follow(work: Work, number: int, _: Random) -> dict[str, Any]:
    frames = [
        {
            "frame-number": frame["frame-no"],
            "frame-name": frame["frame"],
            "frame-attributes": {},
            "annotations": [_cuboid(work, number, f"{work.names[number]}:1")],
        }
        for frame in _frames(work)
    ]
    return {"tracking-annotations": frames}


def _tracks(work: Work, answers: Answers) -> Label:
    label = _file_of(work, answers)
    frames = answers[0]["tracking-annotations"]
    objects = [{"frame-no": frame["frame-number"], "confidence": []} for frame in frames]
    return Label(label.value, {"objects": objects, **label.metadata}, label.files)


# Things followed through a sequence of point clouds.
tracked_cuboids = Task(_number, _follow, _tracks)


def _points(work: Work) -> bytes:
    return bytes(work.dice("points").choices(range(len(work.names[:255]) + 1), k=_POINTS))


def _classify(work: Work, points: bytes, _: Random) -> dict[str, Any]:
    return {"points": list(points)}


def _compressed(work: Work, answers: Answers) -> Label:
    points = bytes(answers[0]["points"])
    names = (BACKGROUND, *work.names)
    classes = {number: (names[number], masks.color(number)) for number in set(points) | {0}}
    return classified(work, points, classes)


def classified(work: Work, points: bytes, classes: Mapping[int, tuple[str, str]]) -> Label:
    """A class for every point, in a file; `classes` are names and colors by number."""
    uri = work.file(f"{work.line}/{work.line}_{work.timestamp}.zlib")
    colors = {
        str(number): {"class-name": name, "hex-color": color, "confidence": 0.0}
        for number, (name, color) in sorted(classes.items())
    }
    return Label(uri, {"color-map": colors}, {uri: (zlib.compress(points), "application/zlib")})


# A class for every point of a point cloud, as a compressed array of bytes.
point_classes = Task(_points, _classify, _compressed)


def _cuboid(work: Work, number: int, name: str) -> dict[str, Any]:
    dice = work.dice(name)
    return {
        "label-category-attributes": {},
        "object-name": name,
        "class-id": number,
        "center-x": round(dice.uniform(-50, 50), 3),
        "center-y": round(dice.uniform(-50, 50), 3),
        "center-z": round(dice.uniform(-2, 2), 3),
        "length": round(dice.uniform(2, 5), 2),
        "width": round(dice.uniform(1, 2.5), 2),
        "height": round(dice.uniform(1, 3), 2),
        "roll": 0,
        "pitch": 0,
        "yaw": round(dice.uniform(-3.14, 3.14), 3),
    }
