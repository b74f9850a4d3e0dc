"""Labels by task type: the shapes that the guide's page on output data shows."""

from __future__ import annotations

import io
import json
import zlib
from typing import Any

import pytest
from PIL import Image

from groundtruth.endpoint import boxes, classes, drawings
from groundtruth.endpoint.subject import Box
from groundtruth.task_types import TASK_TYPES
from tests.endpoint.conftest import Jobs
from tests.local_endpoint import BUCKET, TEMPLATE, create_request, label_categories

COMMON = {"type", "job-name", "human-annotated", "creation-date"}


def labeled(jobs: Jobs, task_type: str, **changes: Any) -> list[tuple[Any, dict[str, Any]]]:
    """Label and metadata of every object of a finished job named Job."""
    text = TASK_TYPES[task_type].data_key == "source"
    line = (
        b'{"source":"Anna met Berta in Paris."}\n' if text else b'{"source-ref":"s3://x/y.jpg"}\n'
    )
    jobs.create("Job", lines=line * 6, task_type=task_type, **changes)
    jobs.finish("Job")
    name = jobs.describe("Job")["LabelAttributeName"]
    return [(line[name], line[f"{name}-metadata"]) for line in jobs.output_lines("Job")]


@pytest.mark.parametrize("task_type", [name for name in TASK_TYPES if not TASK_TYPES[name].audit])
def test_every_label_has_the_common_metadata(jobs: Jobs, task_type: str) -> None:
    for _, metadata in labeled(jobs, task_type):
        assert metadata.keys() >= COMMON
        assert metadata["job-name"] == "labeling-job/job"
        assert metadata["human-annotated"] == "yes"
        if TASK_TYPES[task_type].metadata_type:
            assert metadata["type"] == TASK_TYPES[task_type].metadata_type


@pytest.mark.parametrize("task_type", ["ImageMultiClass", "TextMultiClass", "VideoMultiClass"])
def test_a_single_label_is_the_number_of_a_class(jobs: Jobs, task_type: str) -> None:
    for value, metadata in labeled(jobs, task_type, labels=("a", "b", "c")):
        assert metadata["class-name"] == "abc"[value]
        assert 0 < metadata["confidence"] <= 0.95


def test_with_one_worker_confidence_is_0(jobs: Jobs) -> None:
    found = labeled(jobs, "ImageMultiClass", NumberOfHumanWorkersPerDataObject=1)
    assert {metadata["confidence"] for _, metadata in found} == {0}


@pytest.mark.parametrize("task_type", ["ImageMultiClassMultiLabel", "TextMultiClassMultiLabel"])
def test_a_multi_label_maps_its_classes(jobs: Jobs, task_type: str) -> None:
    for value, metadata in labeled(jobs, task_type, labels=("a", "b", "c")):
        assert value
        assert metadata["class-map"] == {str(number): "abc"[number] for number in value}
        assert metadata["confidence-map"].keys() == metadata["class-map"].keys()


def test_a_class_needs_more_than_half_of_the_workers(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classes, "_RIGHT", 0.5)
    found = labeled(jobs, "ImageMultiClassMultiLabel", labels=("a", "b", "c"))
    several = [metadata["confidence-map"] for value, metadata in found if len(value) > 1]
    assert several
    assert all(confidence > 0.95 / 2 for each in several for confidence in each.values())


def test_boxes_stay_within_the_picture(jobs: Jobs) -> None:
    for value, metadata in labeled(jobs, "BoundingBox", labels=("a", "b")):
        (size,) = value["image_size"]
        assert (size["width"], size["height"], size["depth"]) == (640, 480, 3)
        assert len(metadata["objects"]) == len(value["annotations"])
        for box in value["annotations"]:
            assert 0 <= box["left"] <= box["left"] + box["width"] <= 640
            assert 0 <= box["top"] <= box["top"] + box["height"] <= 480
            assert metadata["class-map"][str(box["class_id"])] == "ab"[box["class_id"]]


def test_boxes_know_the_size_of_a_picture_in_the_bucket(jobs: Jobs) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (123, 45)).save(picture, "PNG")
    uri = jobs.put("picture.png", picture.getvalue())
    jobs.create("Job", lines=json.dumps({"source-ref": uri}).encode(), task_type="BoundingBox")
    jobs.finish("Job")
    (line,) = jobs.output_lines("Job")
    assert line["Job"]["image_size"] == [{"width": 123, "height": 45, "depth": 3}]


def test_boxes_on_a_sample_picture_are_where_its_things_are(jobs: Jobs) -> None:
    uri = drawings.uri("harbor", 1)
    truth = drawings.truth(uri)
    names = tuple({shape.name for shape in truth.shapes})
    line = json.dumps({"source-ref": uri}).encode()
    jobs.create("Job", lines=line, task_type="BoundingBox", labels=names)
    jobs.finish("Job")
    (line,) = jobs.output_lines("Job")
    drawn = [
        Box(names[box["class_id"]], box["left"], box["top"], box["width"], box["height"])
        for box in line["Job"]["annotations"]
    ]
    assert drawn
    for box in drawn:
        shapes = [Box(s.name, s.left, s.top, s.width, s.height) for s in truth.shapes]
        assert max(boxes.overlap(box, shape) for shape in shapes if shape.name == box.name) > 0.6


def test_a_mask_is_a_picture_of_the_colors_in_its_map(jobs: Jobs) -> None:
    for uri, metadata in labeled(jobs, "SemanticSegmentation", labels=("a", "b")):
        folder = f"s3://{BUCKET}/output/Job/annotations/consolidated-annotation/output/"
        assert uri.startswith(folder)
        assert uri.endswith(".png")
        body = jobs.s3.get_object(Bucket=BUCKET, Key=uri.removeprefix(f"s3://{BUCKET}/"))["Body"]
        mask = Image.open(io.BytesIO(body.read()))
        assert mask.size == (640, 480)
        painted = {f"#{bytes(color).hex()}" for _, color in mask.convert("RGB").getcolors()}
        colors = {each["hex-color"] for each in metadata["internal-color-map"].values()}
        assert painted <= colors
        assert metadata["internal-color-map"]["0"]["class-name"] == "BACKGROUND"


def test_entities_are_spans_of_the_text(jobs: Jobs) -> None:
    text = "Anna met Berta in Paris."
    for value, metadata in labeled(jobs, "NamedEntityRecognition", labels=("Person", "Place")):
        entities = value["annotations"]["entities"]
        for entity in entities:
            assert text[entity["startOffset"] : entity["endOffset"]].isalpha()
        used = {entity["label"] for entity in entities}
        assert {each["label"] for each in value["annotations"]["labels"]} == used
        assert len(metadata["entities"]) == len(entities)


def read(jobs: Jobs, uri: str) -> bytes:
    key = uri.removeprefix(f"s3://{BUCKET}/")
    return jobs.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()


@pytest.mark.parametrize(
    ("task_type", "member"),
    [
        ("VideoObjectDetection", "detection-annotations"),
        ("VideoObjectTracking", "tracking-annotations"),
        ("3DPointCloudObjectTracking", "tracking-annotations"),
    ],
)
def test_a_sequence_is_labeled_in_a_file_of_its_own(
    jobs: Jobs, task_type: str, member: str
) -> None:
    frames = [{"frame-no": 1, "frame": "a.jpg"}, {"frame-no": 2, "frame": "b.jpg"}]
    uri = jobs.put("seq.json", json.dumps({"frames": frames}).encode())
    jobs.create("Job", lines=json.dumps({"source-ref": uri}).encode(), task_type=task_type)
    jobs.finish("Job")
    (line,) = jobs.output_lines("Job")
    assert line["Job-ref"].endswith(
        "/Job/annotations/consolidated-annotation/output/0/SeqLabel.json"
    )
    assert len(json.loads(read(jobs, line["Job-ref"]))[member]) == 2


def test_point_classes_are_compressed_bytes(jobs: Jobs) -> None:
    for uri, metadata in labeled(jobs, "3DPointCloudSemanticSegmentation"):
        points = set(zlib.decompress(read(jobs, uri)))
        assert {str(number) for number in points} <= metadata["color-map"].keys()


def test_cuboids_stand_in_the_line(jobs: Jobs) -> None:
    for value, metadata in labeled(jobs, "3DPointCloudObjectDetection", labels=("Car",)):
        assert value["annotations"][0]["object-name"] == "Car:1"
        assert metadata["class_map"] == {"0": "Car"}


BOXES = {
    "boxes": {
        "image_size": [{"width": 100, "height": 100, "depth": 3}],
        "annotations": [{"class_id": 0, "left": 10, "top": 10, "width": 20, "height": 20}],
    },
    "boxes-metadata": {
        "objects": [{"confidence": 0.9}],
        "class-map": {"0": "cat"},
        "type": "groundtruth/object-detection",
        "human-annotated": "yes",
        "creation-date": "2024-01-01T00:00:00.000000",
        "job-name": "labeling-job/boxes",
    },
}


def audit(jobs: Jobs, task_type: str, objects: int = 12) -> list[dict[str, Any]]:
    with_label = [{"source-ref": f"s3://x/{number}", **BOXES} for number in range(objects)]
    manifest = [*with_label, {"source-ref": "s3://x/none"}]
    jobs.create(
        "audit",
        lines="\n".join(map(json.dumps, manifest)).encode(),
        task_type=task_type,
        labels=("good", "bad"),
    )
    jobs.finish("audit")
    return jobs.output_lines("audit")


def test_verification_gives_a_verdict_on_every_label(jobs: Jobs) -> None:
    for line in audit(jobs, "VerificationBoundingBox")[:-1]:
        assert line["audit-metadata"]["class-name"] == ("good", "bad")[line["audit"]]
        assert line["audit-metadata"]["type"] == "groundtruth/label-verification"
        assert line["boxes"] == BOXES["boxes"]


def test_adjustment_moves_some_boxes_and_says_which(jobs: Jobs) -> None:
    lines = audit(jobs, "AdjustmentBoundingBox")[:-1]
    for line in lines:
        unchanged = line["audit"]["annotations"] == BOXES["boxes"]["annotations"]
        status = line["audit-metadata"]["adjustment-status"]
        assert status == ("unadjusted" if unchanged else "adjusted")
    assert {line["audit-metadata"]["adjustment-status"] for line in lines} == {
        "adjusted",
        "unadjusted",
    }


@pytest.mark.parametrize("label", [None, 0, "boxes", {"annotations": 1}, {"annotations": [{}]}])
def test_a_label_that_cannot_be_adjusted_fails_by_itself(jobs: Jobs, label: Any) -> None:
    line = {"source-ref": "s3://x/y", **BOXES, "boxes": label}
    manifest = "\n".join(map(json.dumps, [{"source-ref": "s3://x/z", **BOXES}, line]))
    jobs.create("audit", lines=manifest.encode(), task_type="AdjustmentBoundingBox")
    jobs.finish("audit")
    assert jobs.counters("audit")["FailedNonRetryableError"] == 1
    assert "audit" not in jobs.output_lines("audit")[1]


def test_an_object_without_the_audited_label_fails_by_itself(jobs: Jobs) -> None:
    last = audit(jobs, "VerificationBoundingBox")[-1]
    assert "audit" not in last
    assert "boxes" in last["audit-metadata"]["failure-reason"]
    assert jobs.describe("audit")["LabelingJobStatus"] == "Completed"
    assert jobs.counters("audit")["FailedNonRetryableError"] == 1


def test_the_same_job_gives_the_same_labels(jobs: Jobs) -> None:
    """Labels are a function of job and object, so that settling twice changes nothing."""
    first = [value for value, _ in labeled(jobs, "BoundingBox")]
    jobs.endpoint.reset()
    jobs.s3.create_bucket(Bucket=BUCKET)
    jobs.put("t.liquid", TEMPLATE)
    assert [value for value, _ in labeled(jobs, "BoundingBox")] == first


def test_custom_work_needs_no_label_category_file(jobs: Jobs) -> None:
    jobs.put("job/input.manifest", b'{"source":"x"}')
    request = create_request("job", task_type="PassThrough", LabelCategoryConfigS3Uri=None)
    jobs.sagemaker.create_labeling_job(**request)
    assert jobs.finish()["LabelingJobStatus"] == "Completed"
    assert jobs.output_lines()[0]["job-metadata"]["type"] == "groundtruth/custom"


CUSTOM = {
    "PreHumanTaskLambdaArn": "arn:aws:lambda:us-east-1:123456789012:function:sagemaker-mine",
    "AnnotationConsolidationConfig": None,
}


def test_custom_work_without_consolidation_refers_to_the_answers(jobs: Jobs) -> None:
    jobs.create(lines=3, MaxConcurrentTaskCount=2, **CUSTOM)
    jobs.finish()
    for number, line in enumerate(jobs.output_lines()):
        assert line["job"] == {}
        assert line["job-metadata"].keys() == {*COMMON, "worker-response-ref"}
        answers = json.loads(read(jobs, line["job-metadata"]["worker-response-ref"]))["answers"]
        assert len(answers) == 3
        assert (
            f"/iteration-{number // 2 + 1}/{number}/" in line["job-metadata"]["worker-response-ref"]
        )


def test_without_consolidation_there_are_no_files_of_it(jobs: Jobs) -> None:
    jobs.create(**CUSTOM)
    jobs.finish()
    below = "output/job/annotations/consolidated-annotation/"
    assert jobs.s3.list_objects_v2(Bucket=BUCKET, Prefix=below)["KeyCount"] == 0


@pytest.mark.parametrize(
    "file",
    [
        None,
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"labels":[]}',
        b'{"labels":["a"]}',
        label_categories("a", "a"),
        b'{"labels":[{"label":"\\ud800"}]}',
        b'{"labels":[{"label":"a"}],"auditLabelAttributeName":["b"]}',
        b"[" * 100_000,
    ],
)
def test_a_broken_label_category_file_fails_the_job(jobs: Jobs, file: bytes | None) -> None:
    jobs.put("job/input.manifest", b'{"source-ref":"s3://x/y"}')
    if file is not None:
        jobs.put("job/labels.json", file)
    jobs.sagemaker.create_labeling_job(**create_request("job"))
    ended = jobs.finish()
    assert ended["LabelingJobStatus"] == "Failed"
    assert "label category file" in ended["FailureReason"]


class TestConsolidation:
    """Boxes of several workers become one where more than half of them agree."""

    def test_boxes_on_each_other_are_averaged(self) -> None:
        merged = boxes.consolidated([[Box("a", 0, 0, 10, 10)], [Box("a", 2, 0, 10, 10)]])
        assert merged == [(Box("a", 1, 0, 10, 10), 1.0)]

    def test_a_box_that_most_did_not_draw_is_dropped(self) -> None:
        assert boxes.consolidated([[Box("a", 0, 0, 10, 10)], [], []]) == []

    def test_boxes_of_two_classes_stay_apart(self) -> None:
        answer = [Box("a", 0, 0, 10, 10), Box("b", 0, 0, 10, 10)]
        assert len(boxes.consolidated([answer, answer])) == 2

    def test_two_boxes_of_one_worker_stay_apart(self) -> None:
        answer = [Box("a", 0, 0, 10, 10), Box("a", 1, 0, 10, 10)]
        assert len(boxes.consolidated([answer])) == 2

    @pytest.mark.parametrize(
        ("other", "share"),
        [
            (Box("a", 0, 0, 10, 10), 1.0),
            (Box("a", 5, 0, 10, 10), 1 / 3),
            (Box("a", 10, 0, 10, 10), 0.0),
            (Box("a", 20, 20, 1, 1), 0.0),
        ],
    )
    def test_overlap(self, other: Box, share: float) -> None:
        assert boxes.overlap(Box("a", 0, 0, 10, 10), other) == pytest.approx(share)
