"""Labels of video frames and point clouds: most are files beside the output manifest."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

from groundtruth.endpoint import masks
from groundtruth.endpoint.objects import ObjectError
from groundtruth.endpoint.work import Label, Work

_FRAMES = 3  # of a sequence whose file cannot be read
_POINTS = 1000  # of a point cloud, which is not read
_KINDS = {
    "Polyline": ("polylines", "vertices"),
    "Polygon": ("polygons", "vertices"),
    "Keypoint": ("keypoints", ""),
}


def detected(work: Work) -> Label:
    """Things in every frame of a video."""
    return _sequence(work, "detection-annotations", tracked=False)


def tracked(work: Work) -> Label:
    """Things followed from frame to frame of a video."""
    return _sequence(work, "tracking-annotations", tracked=True)


def cuboids(work: Work) -> Label:
    """Things in a point cloud, in the manifest line itself."""
    dice = work.dice("cuboids")
    chosen = [dice.randrange(len(work.names)) for _ in range(dice.randint(1, 3))]
    annotations = [
        _cuboid(work, number, f"{work.names[number]}:{count}")
        for count, number in enumerate(chosen, start=1)
    ]
    # 3D object detection writes class_map with an underscore; the others write class-map.
    named = {str(number): work.names[number] for number in sorted(set(chosen))}
    return Label({"annotations": annotations}, {"objects": [], "class_map": named})


def tracked_cuboids(work: Work) -> Label:
    """Things followed through a sequence of point clouds."""
    number = work.dice("cuboids").randrange(len(work.names))
    frames = [
        {
            "frame-number": frame["frame-no"],
            "frame-name": frame["frame"],
            "frame-attributes": {},
            "annotations": [_cuboid(work, number, f"{work.names[number]}:1")],
        }
        for frame in _frames(work)
    ]
    objects = [{"frame-no": frame["frame-number"], "confidence": []} for frame in frames]
    metadata = {"objects": objects, "class-map": {str(number): work.names[number]}}
    return _in_file(work, {"tracking-annotations": frames}, metadata)


def point_classes(work: Work) -> Label:
    """A class for every point of a point cloud, as a compressed array of bytes."""
    dice = work.dice("points")
    points = bytes(dice.choices(range(len(work.names) + 1), k=_POINTS))
    uri = work.file(f"{work.line}/{work.line}_{work.timestamp}.zlib")
    names = ("Background", *work.names)
    colors = {
        str(number): {
            "class-name": names[number],
            "hex-color": masks.color(number),
            "confidence": 0.0,
        }
        for number in sorted(set(points) | {0})
    }
    return Label(uri, {"color-map": colors}, {uri: (zlib.compress(points), "application/zlib")})


def _sequence(work: Work, member: str, *, tracked: bool) -> Label:
    number = work.dice("things").randrange(len(work.names))
    frames = [_video_frame(work, frame, number, tracked=tracked) for frame in _frames(work)]
    metadata = {"class-map": {str(number): work.names[number]}}
    return _in_file(work, {member: frames}, metadata)


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


def _in_file(work: Work, content: Mapping[str, Any], metadata: Mapping[str, Any]) -> Label:
    uri = work.file(f"{work.line}/SeqLabel.json")
    return Label(uri, metadata, {uri: (json.dumps(content).encode(), "application/json")})


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
