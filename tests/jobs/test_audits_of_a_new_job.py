"""A new job over a manifest that holds labels verifies or adjusts them."""

import json

import pytest

from tests.jobs.markup import by_id, parse
from tests.jobs.paths import CREATE, PLAN
from tests.jobs.test_audits import VIDEO, boxed, functions, options
from tests.local_endpoint import BUCKET, ROLE, WORKTEAM

__all__ = ["boxed"]

INPUT = f"s3://{BUCKET}/cats/input.manifest"


def output_manifest(name):
    return f"s3://{BUCKET}/output/{name}/manifests/output/output.manifest"


def new_job(manifest, **changes):
    """What is typed for a new job that draws boxes."""
    return {
        "labeling_job_name": "again",
        "task_type": "BoundingBox",
        "manifest_s3_uri": manifest,
        "s3_output_path": f"s3://{BUCKET}/output/",
        "role_arn": ROLE,
        "worker_type": "private",
        "workteam_arn": WORKTEAM,
        "task_time_limit_in_seconds": "5 minutes",
        "number_of_human_workers_per_data_object": "1",
        "task_title": "Boxes",
        "task_description": "Look at them again.",
        "labels": ["cat", "dog"],
        "tags-key": "",
        "tags-value": "",
        **changes,
    }


def test_the_labels_of_its_type_that_the_manifest_holds_are_offered(client, boxed):
    page = client.post(CREATE, new_job(output_manifest("cats"), preview="json"))
    choices = [each["value"] for each in by_id(page, "audit").all("input")]
    assert choices == ["", "adjustment", "verification"]
    assert options(page) == ["cats"]


@pytest.mark.parametrize(
    ("manifest", "task_type"),
    [
        (INPUT, "BoundingBox"),  # no labels
        (output_manifest("cats"), "SemanticSegmentation"),  # boxes
        (output_manifest("cats"), "ImageMultiClass"),  # nobody adjusts classes
    ],
)
def test_where_there_is_nothing_to_look_at_again_nothing_is_offered(
    client, boxed, manifest, task_type
):
    page = client.post(CREATE, new_job(manifest, task_type=task_type, preview="json"))
    assert not parse(page).all("input", name="audit")


def test_the_offer_comes_and_goes_with_the_manifest(client, boxed):
    said = new_job(output_manifest("cats"), how="create")
    asked = client.get(PLAN, said)
    assert by_id(asked, "audit-offer")["hx-swap-oob"] == "outerHTML"
    assert parse(asked).one("input", name="audit_offered")["value"] == "cats"
    drawn = said | {"audit_offered": "cats"}
    assert not parse(client.get(PLAN, drawn)).all(id="audit-offer")
    other = client.get(PLAN, drawn | {"manifest_s3_uri": INPUT})
    assert by_id(other, "audit-offer").all("input") == []


def test_labels_are_adjusted(client, boxed):
    said = new_job(output_manifest("cats"), audit="adjustment", audit_label_attribute_name="cats")
    assert client.post(CREATE, said).status_code == 303
    boxed.finish("again")
    described = boxed.describe("again")
    assert described["LabelingJobStatus"] == "Completed", described.get("FailureReason")
    assert functions(described) == ["PRE-AdjustmentBoundingBox", "ACS-AdjustmentBoundingBox"]
    (first, *_) = [json.loads(each) for each in boxed.output("again")]
    assert "adjustment-status" in first["again-metadata"]
    assert "cats" in first


def test_labels_are_verified_with_answers_and_no_labels_of_the_job_s_own(client, boxed):
    said = new_job(
        output_manifest("cats"),
        audit="verification",
        audit_label_attribute_name="cats",
        verification_labels="right\nwrong",
        labels=["", ""],
    )
    assert client.post(CREATE, said).status_code == 303
    boxed.finish("again")
    described = boxed.describe("again")
    assert described["LabelingJobStatus"] == "Completed", described.get("FailureReason")
    assert functions(described)[0] == "PRE-VerificationBoundingBox"
    labels = json.loads(boxed.get(described["LabelCategoryConfigS3Uri"]))["labels"]
    assert labels == [{"label": "right"}, {"label": "wrong"}]


def test_an_adjustment_begins_with_the_labels_that_were_used(client, boxed):
    said = new_job(
        output_manifest("cats"),
        audit="adjustment",
        audit_label_attribute_name="cats",
        preview="json",
        labels=["", ""],
    )
    assert sorted(labels(client.post(CREATE, said))) == ["cat", "dog"]
    assert labels(client.post(CREATE, said | {"labels": ["bird"]})) == ["bird"]


def labels(page):
    return [each["value"] for each in parse(page).all("input", name="labels")]


def test_an_adjustment_of_video_names_the_labels_that_it_shows(client, boxed):
    boxed.put("clips/labels.json", VIDEO)
    boxed.completed("clips", task_type="VideoObjectTracking")
    said = new_job(
        output_manifest("clips"),
        task_type="VideoObjectTracking",
        audit="adjustment",
        audit_label_attribute_name="clips-ref",
        annotation_type="Polygon",
        short_instruction="Mend them.",
    )
    assert client.post(CREATE, said).status_code == 303
    described = boxed.describe("again")
    assert functions(described)[0] == "PRE-AdjustmentVideoObjectTracking"
    assert described["LabelAttributeName"] == "again-ref"
    content = json.loads(boxed.get(described["LabelCategoryConfigS3Uri"]))
    assert content["auditLabelAttributeName"] == "clips-ref"


def test_the_labels_to_look_at_have_to_be_in_the_manifest(client, boxed):
    said = new_job(output_manifest("cats"), audit="adjustment", audit_label_attribute_name="dogs")
    page = client.post(CREATE, said)
    assert page.status_code == 422
    told = by_id(page, "audit_label_attribute_name-msg").text
    assert "“dogs” has no labels of the type Bounding box in this manifest." in told


@pytest.mark.parametrize(
    ("name", "task_type"), [("cats", "BoundingBox"), ("clips", "VideoObjectTracking")]
)
def test_an_adjustment_without_labels_is_refused_at_the_labels(client, boxed, name, task_type):
    boxed.put("clips/labels.json", VIDEO)
    boxed.completed("clips", task_type="VideoObjectTracking")
    audited = "clips-ref" if name == "clips" else "cats"
    said = new_job(
        output_manifest(name),
        task_type=task_type,
        audit="adjustment",
        audit_label_attribute_name=audited,
        labels=["", ""],
    )
    page = client.post(CREATE, said)
    assert page.status_code == 422
    assert "Workers need the labels that were used" in by_id(page, "labels-msg").text
