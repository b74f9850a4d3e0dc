"""The files beside the output manifest: answers, consolidation, and what is between."""

from __future__ import annotations

import base64
import io
import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from groundtruth.endpoint import filing, settle
from groundtruth.endpoint.app import Endpoint
from groundtruth.endpoint.boxes import consolidated
from groundtruth.endpoint.iterations import iterations
from groundtruth.endpoint.subject import Box
from groundtruth.task_types import TASK_TYPES, algorithm_specification_arn
from tests.endpoint.conftest import Jobs
from tests.local_endpoint import BUCKET

RESPONSES = "annotations/worker-response/"
CONSOLIDATION = "annotations/consolidated-annotation/consolidation-"
AUTOMATED = {
    "LabelingJobAlgorithmsConfig": {
        "LabelingJobAlgorithmSpecificationArn": algorithm_specification_arn(
            TASK_TYPES["ImageMultiClass"], "us-east-1"
        )
    }
}


def listed(jobs: Jobs, below: str = "", name: str = "job") -> list[str]:
    """The keys that a listing of a job's folder, or of a part of it, shows, without the folder."""
    folder = f"output/{name}/"
    pages = jobs.s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=folder + below)
    return [each["Key"].removeprefix(folder) for page in pages for each in page.get("Contents", ())]


def read(jobs: Jobs, key: str, name: str = "job") -> Any:
    body = jobs.s3.get_object(Bucket=BUCKET, Key=f"output/{name}/{key}")["Body"]
    return json.loads(body.read())


def answers(jobs: Jobs, line: int) -> list[dict[str, Any]]:
    (key,) = listed(jobs, f"{RESPONSES}iteration-1/{line}/")
    return read(jobs, key)["answers"]


def test_a_folder_has_the_files_that_the_guide_shows(jobs: Jobs) -> None:
    jobs.create(lines=3)
    jobs.finish()
    when = r"\d{4}-\d\d-\d\d_\d\d:\d\d:\d\d\.json"
    wanted = [
        rf"{CONSOLIDATION}request/iteration-1/{when}",
        rf"{CONSOLIDATION}response/iteration-1/{when}",
        r"annotations/intermediate/1/annotations\.json",
        *(rf"{RESPONSES}iteration-1/{line}/{when}" for line in range(3)),
        r"manifests/intermediate/1/output\.manifest",
        r"manifests/output/output\.manifest",
    ]
    there = listed(jobs)
    assert len(there) == len(wanted)
    for key, pattern in zip(there, wanted, strict=True):
        assert re.fullmatch(pattern, key)


@pytest.mark.parametrize("workers", [1, 4, 9])
def test_every_worker_of_an_object_answers(jobs: Jobs, workers: int) -> None:
    jobs.create(lines=2, NumberOfHumanWorkersPerDataObject=workers)
    jobs.finish()
    given = answers(jobs, 1)
    assert len({answer["workerId"] for answer in given}) == workers
    for answer in given:
        assert answer["workerId"].startswith("private.us-east-1.")
        assert answer["acceptanceTime"] < answer["submissionTime"]
        assert answer["timeSpentInSeconds"] > 0
        assert answer["workerMetadata"]["identityData"]["identityProviderType"] == "Cognito"
        assert answer["answerContent"]["crowd-image-classifier"]["label"] in ("cat", "dog")


def test_a_class_is_what_most_workers_answered(jobs: Jobs) -> None:
    jobs.create(lines=60, labels=("cat", "dog", "owl"), NumberOfHumanWorkersPerDataObject=3)
    jobs.finish()
    divided = 0
    for number, line in enumerate(jobs.output_lines()):
        given = [
            answer["answerContent"]["crowd-image-classifier"]["label"]
            for answer in answers(jobs, number)
        ]
        ((name, votes),) = Counter(given).most_common(1)
        metadata = line["job-metadata"]
        assert (metadata["class-name"], metadata["confidence"]) == (
            name,
            pytest.approx(0.95 * votes / 3, abs=0.01),
        )
        divided += votes < 3
    assert divided


def test_boxes_are_what_the_workers_boxes_make_together(jobs: Jobs) -> None:
    jobs.create(lines=8, task_type="BoundingBox", NumberOfHumanWorkersPerDataObject=5)
    jobs.finish()
    for number, line in enumerate(jobs.output_lines()):
        given = [
            [Box(**box) for box in _renamed(answer["answerContent"])]
            for answer in answers(jobs, number)
        ]
        merged = consolidated(given)
        annotations = line["job"]["annotations"]
        assert len(annotations) == len(merged)
        for annotation, (box, _) in zip(annotations, merged, strict=True):
            assert annotation["left"] == round(box.left)
            assert ("cat", "dog")[annotation["class_id"]] == box.name


def _renamed(content: dict[str, Any]) -> list[dict[str, Any]]:
    boxes = content["boundingBox"]["boundingBoxes"]
    return [{"name": box.pop("label"), **box} for box in boxes]


def test_workers_paint_masks_in_png(jobs: Jobs) -> None:
    jobs.create(lines=1, task_type="SemanticSegmentation", NumberOfHumanWorkersPerDataObject=3)
    jobs.finish()
    (line,) = jobs.output_lines()
    colors = set()
    for answer in answers(jobs, 0):
        painted = answer["answerContent"]["crowd-semantic-segmentation"]
        png = base64.b64decode(painted["labeledImage"]["pngImageData"])
        colors |= {color for _, color in Image.open(io.BytesIO(png)).convert("RGB").getcolors()}
    known = {
        entry["hex-color"] for entry in line["job-ref-metadata"]["internal-color-map"].values()
    }
    assert {f"#{bytes(color).hex()}" for color in colors} >= known


def test_consolidation_is_asked_with_the_answers_and_gives_the_labels(jobs: Jobs) -> None:
    jobs.create(lines=4)
    jobs.finish()
    (request,) = listed(jobs, f"{CONSOLIDATION}request/")
    (response,) = listed(jobs, f"{CONSOLIDATION}response/")
    asked, given, lines = read(jobs, request), read(jobs, response), jobs.output_lines()
    for number in range(4):
        assert asked[number]["datasetObjectId"] == given[number]["datasetObjectId"] == str(number)
        assert asked[number]["dataObject"] == {"s3Uri": lines[number]["source-ref"]}
        contents = [
            json.loads(each["annotationData"]["content"]) for each in asked[number]["annotations"]
        ]
        assert contents == [answer["answerContent"] for answer in answers(jobs, number)]
        content = given[number]["consolidatedAnnotation"]["content"]
        assert content == {key: lines[number][key] for key in ("job", "job-metadata")}


def test_a_running_job_has_the_files_of_what_is_finished(jobs: Jobs) -> None:
    jobs.create(lines=10)
    jobs.endpoint.clock.advance(2 + 4 * 0.4)
    assert len(listed(jobs, RESPONSES)) == 4
    assert not listed(jobs, CONSOLIDATION)  # which waits for more
    assert len(read(jobs, "annotations/intermediate/1/annotations.json")) == 4
    jobs.endpoint.clock.advance(2 * 0.4)
    assert len(listed(jobs, RESPONSES)) == 6
    assert len(read(jobs, "annotations/intermediate/1/annotations.json")) == 6


def test_a_stopped_job_has_the_files_of_what_was_finished(jobs: Jobs) -> None:
    jobs.create(lines=10)
    jobs.endpoint.clock.advance(2 + 4 * 0.4)
    jobs.sagemaker.stop_labeling_job(LabelingJobName="job")
    jobs.finish()
    (response,) = listed(jobs, f"{CONSOLIDATION}response/")
    assert len(read(jobs, response)) == len(listed(jobs, RESPONSES)) == 4


def test_an_object_that_fails_has_no_answers(jobs: Jobs) -> None:
    jobs.create(lines=10, tags={"gtconsole:simulate-failed-objects": "3"})
    jobs.finish()
    assert len(listed(jobs, RESPONSES)) == 7
    assert len(read(jobs, listed(jobs, f"{CONSOLIDATION}response/")[0])) == 7


def test_a_batch_is_an_iteration(jobs: Jobs) -> None:
    jobs.create(lines=5, MaxConcurrentTaskCount=2)
    jobs.finish()
    folders = {key.split("/")[2] for key in listed(jobs, RESPONSES)}
    assert folders == {"iteration-1", "iteration-2", "iteration-3"}
    key = "output/job/manifests/intermediate/2/output.manifest"
    lines = jobs.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read().splitlines()
    assert lines == jobs.output().splitlines()[2:4]


def test_what_was_deleted_stays_deleted(jobs: Jobs) -> None:
    jobs.create(lines=3)
    jobs.finish()
    for key in listed(jobs):
        jobs.s3.delete_object(Bucket=BUCKET, Key=f"output/job/{key}")
    assert listed(jobs) == []
    assert listed(jobs, RESPONSES) == []


def test_a_file_that_nobody_saw_can_be_deleted_by_its_name(jobs: Jobs) -> None:
    jobs.create("job", lines=2)
    jobs.create("twin", lines=2)
    jobs.finish()
    (key,) = listed(jobs, f"{RESPONSES}iteration-1/0/", "twin")
    jobs.s3.delete_object(Bucket=BUCKET, Key=f"output/job/{key}")
    assert key not in listed(jobs)


def test_files_outlive_the_process(jobs: Jobs, restart: Callable[[], Endpoint]) -> None:
    jobs.create(lines=3)
    jobs.finish()
    before = listed(jobs)
    restart()
    assert listed(jobs) == before


def test_a_folder_that_is_whole_is_not_gone_through_again(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs.create(lines=3)
    jobs.finish()
    before = listed(jobs)
    monkeypatch.setattr(settle, "Folder", None)
    assert listed(jobs) == before


def test_a_text_that_is_no_unicode_is_told_as_it_was(jobs: Jobs) -> None:
    """Half of a surrogate pair is JSON, but not UTF-8."""
    jobs.create(lines=b'{"source":"half \\ud800 of it"}', task_type="TextMultiClass")
    jobs.finish()
    (key,) = listed(jobs, f"{CONSOLIDATION}request/")
    assert read(jobs, key)[0]["dataObject"] == {"content": "half \ud800 of it"}


class TestManyObjects:
    """Of a large job the files of most objects are written only when they are asked for."""

    @pytest.fixture
    def many(self, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> Jobs:
        monkeypatch.setattr(filing, "FIRST", 3)
        jobs.create(lines=9, task_type="SemanticSegmentation", MaxConcurrentTaskCount=5)
        jobs.finish()
        return jobs

    def test_a_listing_shows_those_of_the_first(self, many: Jobs) -> None:
        assert len(listed(many, RESPONSES)) == 3
        assert len(listed(many, "annotations/consolidated-annotation/output/")) == 3

    def test_a_listing_of_an_object_shows_its_own(self, many: Jobs) -> None:
        assert len(listed(many, f"{RESPONSES}iteration-2/7/")) == 1
        assert len(listed(many, RESPONSES)) == 4

    def test_a_listing_of_an_iteration_shows_its_own(self, many: Jobs) -> None:
        (key,) = listed(many, f"{CONSOLIDATION}response/iteration-2/")
        assert [entry["datasetObjectId"] for entry in read(many, key)] == ["5", "6", "7", "8"]

    def test_a_mask_is_there_when_it_is_read(self, many: Jobs) -> None:
        for line in many.output_lines():
            key = line["job-ref"].removeprefix(f"s3://{BUCKET}/")
            body = many.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
            assert Image.open(io.BytesIO(body)).size == (640, 480)

    def test_what_is_asked_for_must_be_there(self, many: Jobs) -> None:
        assert not listed(many, f"{RESPONSES}iteration-1/7/")
        assert not listed(many, f"{RESPONSES}iteration-2/99/")
        assert not listed(many, f"{CONSOLIDATION}response/iteration-9/")


def test_automated_labeling_tells_who_labeled_what(jobs: Jobs) -> None:
    jobs.create(lines=1300, **AUTOMATED)
    jobs.finish()
    job = jobs.endpoint.context.store.job("us-east-1", "job")
    by_machine = {
        str(number)
        for number, line in enumerate(jobs.output_lines())
        if line["job-metadata"]["human-annotated"] == "no"
    }
    told: list[str] = []
    for iteration in iterations(job):
        for key in listed(jobs, f"inference/iteration-{iteration.number}/"):
            told += read(jobs, key)["datasetObjectIds"]
    assert set(told) == by_machine
    assert len(told) == len(by_machine)
    first = read(jobs, "activelearning/iteration-1/selection.json")["datasetObjectIds"]
    assert len(first) == 260
    assert not by_machine & set(first)
    assert not listed(jobs, "training/iteration-1/")  # nothing is trained yet
    assert len(read(jobs, "training/iteration-2/objects.json")["datasetObjectIds"]) == 390


class TestFolders:
    """A listing with a delimiter shows folders, so that nobody waits for all that is in them."""

    @staticmethod
    def folders(jobs: Jobs, prefix: str) -> list[str]:
        asked = {"Bucket": BUCKET, "Prefix": prefix, "Delimiter": "/"}
        found = jobs.s3.list_objects_v2(**asked).get("CommonPrefixes", ())
        return [each["Prefix"].removeprefix(prefix) for each in found]

    @pytest.fixture
    def job(self, jobs: Jobs) -> Jobs:
        jobs.create(lines=4)
        jobs.finish()
        return jobs

    @pytest.mark.parametrize(
        ("prefix", "expected"),
        [
            ("output/", ["job/"]),
            ("output/job/", ["annotations/", "manifests/"]),
            ("output/job/manifests/", ["intermediate/", "output/"]),
            ("output/job/annotations/worker-response/iteration-1/", ["0/", "1/", "2/", "3/"]),
            ("output/job/annotations/worker-response/iteration-1/1/", []),
        ],
    )
    def test_every_folder_is_seen(self, job: Jobs, prefix: str, expected: list[str]) -> None:
        assert self.folders(job, prefix) == expected

    @pytest.mark.parametrize(
        ("prefix", "written"), [("output/", 0), ("output/job/", 2), ("output/job/annotations/", 3)]
    )
    def test_one_file_is_written_to_show_a_folder(
        self, job: Jobs, prefix: str, written: int
    ) -> None:
        self.folders(job, prefix)
        store = job.endpoint.context.store
        assert len(store.filed(store.job("us-east-1", "job"))) == written

    def test_the_whole_folder_is_there_for_who_looks_on(self, job: Jobs) -> None:
        self.folders(job, "output/job/")
        assert len(listed(job, RESPONSES)) == 4

    def test_a_folder_whose_first_file_was_deleted_is_seen(self, job: Jobs) -> None:
        (key,) = listed(job, f"{RESPONSES}iteration-1/0/")
        job.s3.delete_object(Bucket=BUCKET, Key=f"output/job/{key}")
        assert "worker-response/" in self.folders(job, "output/job/annotations/")
