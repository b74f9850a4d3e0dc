"""Adjustment jobs: their labels come of the audited ones, changed here and there."""

from __future__ import annotations

import copy
import io
import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image

from groundtruth.endpoint import filing
from groundtruth.task_types import TASK_TYPES
from tests.endpoint.conftest import Jobs
from tests.local_endpoint import BUCKET, from_manifest

OBJECTS = 10  # as many as there may be sequences
OF_FILES = [
    "SemanticSegmentation",
    "VideoObjectDetection",
    "VideoObjectTracking",
    "3DPointCloudObjectTracking",
    "3DPointCloudSemanticSegmentation",
]


def read(jobs: Jobs, uri: str) -> bytes:
    key = uri.removeprefix(f"s3://{BUCKET}/")
    return jobs.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()


def output(name: str) -> dict[str, Any]:
    return from_manifest(f"s3://{BUCKET}/output/{name}/manifests/output/output.manifest")


def adjust(jobs: Jobs, base: str, attribute: str, **changes: Any) -> list[dict[str, Any]]:
    """The output lines of a job named again that adjusts the labels of that type."""
    config = {"labels": [{"label": "cat"}, {"label": "dog"}], "auditLabelAttributeName": attribute}
    uri = jobs.put("again/audit.json", json.dumps(config).encode())
    changes = {"LabelCategoryConfigS3Uri": uri, **changes}
    jobs.create("again", task_type=f"Adjustment{base}", **changes)
    jobs.finish("again")
    return jobs.output_lines("again")


def chained(jobs: Jobs, base: str, objects: int = OBJECTS, **changes: Any) -> list[dict[str, Any]]:
    """The same, of all objects of a job named first."""
    jobs.create("first", task_type=base, lines=objects)
    jobs.finish("first")
    attribute = jobs.describe("first")["LabelAttributeName"]
    return adjust(jobs, base, attribute, InputConfig=output("first"), **changes)


def metadata(line: dict[str, Any]) -> dict[str, Any]:
    return line.get("again-ref-metadata") or line["again-metadata"]


def status(line: dict[str, Any]) -> str:
    return metadata(line)["adjustment-status"]


def content(jobs: Jobs, line: dict[str, Any], name: str) -> bytes:
    """A label, or what is in its file, without what every file has of its own."""
    if f"{name}-ref" in line:
        return read(jobs, line[f"{name}-ref"])
    return json.dumps(line[name]).encode()


@pytest.mark.parametrize("base", [*OF_FILES, "3DPointCloudObjectDetection", "BoundingBox"])
def test_some_labels_are_changed_and_the_status_says_which(jobs: Jobs, base: str) -> None:
    lines = chained(jobs, base)
    assert {status(line) for line in lines} == {"adjusted", "unadjusted"}
    for line in lines:
        same = content(jobs, line, "first") == content(jobs, line, "again")
        assert same == (status(line) == "unadjusted")


@pytest.mark.parametrize("base", OF_FILES)
def test_an_adjusted_label_is_a_file_of_its_own(jobs: Jobs, base: str) -> None:
    for line in chained(jobs, base):
        assert "/output/again/annotations/consolidated-annotation/output/" in line["again-ref"]


def mask(jobs: Jobs, uri: str) -> Image.Image:
    return Image.open(io.BytesIO(read(jobs, uri))).convert("RGB")


def test_a_mask_is_moved_a_little_in_its_own_colors(jobs: Jobs) -> None:
    lines = chained(jobs, "SemanticSegmentation")
    for line in (line for line in lines if status(line) == "adjusted"):
        one, other = mask(jobs, line["first-ref"]), mask(jobs, line["again-ref"])
        assert one.size == other.size
        bands = list(zip(one.tobytes(), other.tobytes(), strict=True))
        assert sum(a == b for a, b in bands) > 0.9 * len(bands)
        assert {color for _, color in other.getcolors()} <= {color for _, color in one.getcolors()}
        before = line["first-ref-metadata"]["internal-color-map"]
        after = metadata(line)["internal-color-map"]
        for member in ("class-name", "hex-color"):
            assert all(before[number][member] == after[number][member] for number in after)


def test_a_mask_of_pixels_without_a_palette_is_understood(jobs: Jobs) -> None:
    picture = Image.new("RGB", (40, 30), "#123456")
    picture.paste((255, 0, 0), (10, 10, 20, 20))
    data = io.BytesIO()
    picture.save(data, "PNG")
    uri = jobs.put("mask.png", data.getvalue())
    names = {"0": ("BACKGROUND", "#ffffff"), "7": ("sky", "#123456"), "9": ("roof", "#FF0000")}
    colors = {number: {"class-name": n, "hex-color": c} for number, (n, c) in names.items()}
    known = {"internal-color-map": colors, "type": "groundtruth/semantic-segmentation"}
    line = {"source-ref": "s3://x/y", "first-ref": uri, "first-ref-metadata": known}
    manifest = (json.dumps(line) + "\n") * OBJECTS
    lines = adjust(jobs, "SemanticSegmentation", "first-ref", lines=manifest.encode())
    for line in lines:
        found = metadata(line)["internal-color-map"]
        assert {each["class-name"] for each in found.values()} == {"BACKGROUND", "sky", "roof"}
        assert found["9"]["hex-color"].lower() == "#ff0000"
        assert (read(jobs, line["again-ref"]) == data.getvalue()) == (status(line) == "unadjusted")


def sequence(kind: str, things: dict[str, Any]) -> dict[str, Any]:
    frame = {"frame-no": "1", "frame": "a.jpg", "frame-attributes": {"dark": "yes"}, **things}
    return {f"{kind}-annotations": [frame]}


THING = {"class-id": "0", "label-category-attributes": {"new": "no"}, "object-name": "cat:1"}
CUBOID = {"center-x": 1.5, "center-y": 2.5, "center-z": 0, "length": 4, "yaw": 1}
SEQUENCES = [
    sequence("detection", {"annotations": [{**THING, "left": 1, "top": 2, "width": 9}]}),
    sequence("tracking", {"keypoints": [{**THING, "x": 1.5, "y": 2}]}),
    sequence("tracking", {"polygons": [{**THING, "vertices": [{"x": 1, "y": 2}]}]}),
    sequence("tracking", {"polylines": [{**THING, "vertices": [{"x": 1, "y": 2}]}]}),
    {"lidar": sequence("tracking", {"annotations": [{**THING, **CUBOID}]}), "camera-0": {}},
]


def of_files(jobs: Jobs, *files: bytes, base: str = "VideoObjectTracking") -> list[dict[str, Any]]:
    """What comes of labels that somebody else's files hold."""
    known = {"class-map": {"0": "cat"}, "type": "groundtruth/video-object-tracking"}
    lines = []
    for number, file in enumerate(files):
        uri = jobs.put(f"elsewhere/{number}/SeqLabel.json", file)
        line = {"source-ref": "s3://x/y", "first-ref": uri, "first-ref-metadata": known}
        lines.append(json.dumps(line))
    return adjust(jobs, base, "first-ref", lines="\n".join(lines).encode())


def without_places(value: Any) -> Any:
    """A sequence without what an adjustment may change."""
    if isinstance(value, list):
        return [without_places(each) for each in value]
    if isinstance(value, dict):
        places = ("left", "top", "x", "y", "center-x", "center-y")
        return {name: without_places(each) for name, each in value.items() if name not in places}
    return value


@pytest.mark.parametrize("before", SEQUENCES)
def test_only_places_change_in_a_sequence(jobs: Jobs, before: dict[str, Any]) -> None:
    found = of_files(jobs, *[json.dumps(before).encode()] * OBJECTS)
    after = [json.loads(read(jobs, line["again-ref"])) for line in found]
    assert all(without_places(each) == without_places(before) for each in after)
    assert {each != before for each in after} == {True, False}
    assert all(metadata(line)["class-map"] == {"0": "cat"} for line in found)


@pytest.mark.parametrize("base", [*OF_FILES[1:], "3DPointCloudObjectDetection"])
def test_what_may_not_be_edited_stays(jobs: Jobs, base: str) -> None:
    """Verification of video frames and point clouds is an adjustment that may change nothing."""
    labels = [{"label": name, "editsAllowed": "none"} for name in ("cat", "dog")]
    attribute = "first-ref" if TASK_TYPES[base].needs_ref else "first"
    config = {"labels": labels, "auditLabelAttributeName": attribute}
    uri = jobs.put("again/none.json", json.dumps(config).encode())
    lines = chained(jobs, base, LabelCategoryConfigS3Uri=uri)
    assert {status(line) for line in lines} == {"unadjusted"}


@pytest.mark.parametrize(
    ("base", "broken"),
    [
        ("SemanticSegmentation", lambda data: b"no picture"),
        ("SemanticSegmentation", lambda data: data[: len(data) // 2]),
        ("SemanticSegmentation", lambda data: data[:60] + b"\0\0\0" + data[63:]),
        ("VideoObjectDetection", lambda data: b""),
        ("VideoObjectDetection", lambda data: b"[]"),
        ("VideoObjectDetection", lambda data: b"{}"),
        ("VideoObjectTracking", lambda data: data[:-2]),
        ("VideoObjectTracking", lambda data: b"[" * 100_000),
        ("3DPointCloudObjectTracking", lambda data: b'{"tracking-annotations": 1}'),
        ("3DPointCloudObjectTracking", lambda data: b'{"tracking-annotations": [1, {"a": 1}]}'),
        ("3DPointCloudSemanticSegmentation", lambda data: data[:-3]),
        ("3DPointCloudSemanticSegmentation", lambda data: zlib.compress(bytes(10_000_000))),
        ("3DPointCloudSemanticSegmentation", lambda data: zlib.compress(b"")),
    ],
)
def test_a_file_that_is_damaged_disturbs_nobody(
    jobs: Jobs, base: str, broken: Callable[[bytes], bytes]
) -> None:
    jobs.create("first", task_type=base, lines=OBJECTS)
    jobs.finish("first")
    for line in jobs.output_lines("first")[1:]:
        key = line["first-ref"].removeprefix(f"s3://{BUCKET}/")
        jobs.put(key, broken(read(jobs, line["first-ref"])))
    lines = adjust(jobs, base, "first-ref", InputConfig=output("first"))
    assert jobs.describe("again")["LabelingJobStatus"] == "Completed"
    assert all(status(line) in ("adjusted", "unadjusted") for line in lines)
    assert all(read(jobs, line["again-ref"]) for line in lines)


@pytest.mark.parametrize("audit", ["Adjustment", "Verification"])
def test_an_object_whose_audited_file_is_not_there_fails_by_itself(jobs: Jobs, audit: str) -> None:
    jobs.create("first", task_type="SemanticSegmentation", lines=3)
    jobs.finish("first")
    lost = jobs.output_lines("first")[1]["first-ref"]
    jobs.s3.delete_object(Bucket=BUCKET, Key=lost.removeprefix(f"s3://{BUCKET}/"))
    attribute = "again-ref" if audit == "Adjustment" else "again"
    jobs.create("again", task_type=f"{audit}SemanticSegmentation", InputConfig=output("first"))
    ended = jobs.finish("again")
    assert ended["LabelingJobStatus"] == "Completed"
    assert ended["LabelCounters"]["FailedNonRetryableError"] == 1
    line = jobs.output_lines("again")[1]
    assert attribute not in line
    assert lost in line[f"{attribute}-metadata"]["failure-reason"]


@pytest.mark.parametrize("audit", [name for name in TASK_TYPES if TASK_TYPES[name].audit])
def test_an_audit_of_nothing_fails(jobs: Jobs, audit: str) -> None:
    jobs.create("again", task_type=audit)
    ended = jobs.finish("again")
    assert ended["LabelingJobStatus"] == "Failed"
    assert "auditLabelAttributeName" in ended["FailureReason"]


@pytest.mark.parametrize("label", [None, 7, {}, "mask.png", "s3://", "s3://a", "https://x/y"])
def test_an_audited_label_that_is_no_place_fails_by_itself(jobs: Jobs, label: Any) -> None:
    there = jobs.put("there", b"")
    known = {"type": "groundtruth/semantic-segmentation"}
    lines = [
        json.dumps({"source-ref": "s3://x/y", "first-ref": each, "first-ref-metadata": known})
        for each in (there, label)
    ]
    manifest = "\n".join(lines).encode()
    jobs.create("again", task_type="AdjustmentSemanticSegmentation", lines=manifest)
    assert jobs.finish("again")["LabelCounters"]["FailedNonRetryableError"] == 1
    assert "again-ref" not in jobs.output_lines("again")[1]


ODD: list[Any] = [None, "", "\ud800", True, 10**400, 1e300, [], [[]], {}, {"x": 1}]


def with_oddities(value: Any) -> Iterator[Any]:
    """The value with something odd in the place of each of its parts, one after the other."""
    parts = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    for place, part in parts:
        within = with_oddities(part) if isinstance(part, dict | list) else ()
        for odd in (*ODD, *within):
            changed = copy.copy(value)
            changed[place] = odd
            yield changed


BOX = {"class_id": 0, "left": 1, "top": 2, "width": 3, "height": 4}
KNOWN: dict[str, Any] = {
    "class-map": {"0": "cat"},
    "internal-color-map": {"0": {"hex-color": "#ffffff"}},
}


@pytest.mark.parametrize(
    ("base", "thing"), [("BoundingBox", BOX), ("3DPointCloudObjectDetection", {**THING, **CUBOID})]
)
def test_an_odd_label_in_the_manifest_disturbs_nobody(
    jobs: Jobs, base: str, thing: dict[str, Any]
) -> None:
    label = {"first": {"annotations": [thing]}, "first-metadata": KNOWN}
    lines = [{"source-ref": "s3://x/y", **each} for each in (label, *with_oddities(label))]
    manifest = "\n".join(map(json.dumps, lines)).encode()
    found = adjust(jobs, base, "first", lines=manifest)
    assert len(found) == len(lines)
    assert status(found[0])
    assert all("again-metadata" in line for line in found)


@pytest.mark.parametrize("base", ["SemanticSegmentation", "3DPointCloudSemanticSegmentation"])
def test_odd_metadata_disturbs_nobody(jobs: Jobs, base: str) -> None:
    jobs.create("first", task_type=base, lines=1)
    jobs.finish("first")
    (line,) = jobs.output_lines("first")
    lines = [
        {**line, "first-ref-metadata": each} for each in with_oddities(line["first-ref-metadata"])
    ]
    manifest = "\n".join(map(json.dumps, lines)).encode()
    found = adjust(jobs, base, "first-ref", lines=manifest)
    assert [bool(status(each)) for each in found] == [True] * len(lines)


@pytest.mark.parametrize("before", [SEQUENCES[2], SEQUENCES[4]])
def test_an_odd_sequence_disturbs_nobody(jobs: Jobs, before: dict[str, Any]) -> None:
    files = [json.dumps(each).encode() for each in with_oddities(before)]
    found = of_files(jobs, *files, base="3DPointCloudObjectTracking")
    assert [bool(status(each)) for each in found] == [True] * len(files)


def test_labels_whose_files_nobody_has_looked_at_are_adjusted(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a large job only the first files are written before somebody asks for the others."""
    monkeypatch.setattr(filing, "FIRST", 3)
    lines = chained(jobs, "VideoObjectTracking")
    listed = jobs.s3.list_objects_v2(Bucket=BUCKET, Prefix="output/first/annotations/cons")
    files = [each["Key"] for each in listed["Contents"] if "SeqLabel" in each["Key"]]
    assert len(files) == 3
    assert {status(line) for line in lines} == {"adjusted", "unadjusted"}
    for line in lines:
        before = json.loads(read(jobs, line["first-ref"]))
        after = json.loads(read(jobs, line["again-ref"]))
        assert without_places(before) == without_places(after)
        assert (before == after) == (status(line) == "unadjusted")


def test_a_file_that_was_looked_at_and_deleted_is_not_there(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "FIRST", 3)
    jobs.create("first", task_type="VideoObjectTracking", lines=5)
    jobs.finish("first")
    last = jobs.output_lines("first")[-1]["first-ref"]
    read(jobs, last)
    jobs.s3.delete_object(Bucket=BUCKET, Key=last.removeprefix(f"s3://{BUCKET}/"))
    adjust(jobs, "VideoObjectTracking", "first-ref", InputConfig=output("first"))
    assert jobs.counters("again")["FailedNonRetryableError"] == 1


def test_adjusting_the_same_labels_gives_the_same(jobs: Jobs) -> None:
    first = [copy.deepcopy(line) for line in chained(jobs, "3DPointCloudObjectDetection")]
    jobs.endpoint.reset()
    jobs.s3.create_bucket(Bucket=BUCKET)
    assert chained(jobs, "3DPointCloudObjectDetection") == first
