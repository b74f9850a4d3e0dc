"""The task type: its tiles, what follows from it, and what stays when it is changed."""

import pytest

from groundtruth.task_types import (
    TASK_TYPES,
    algorithm_specification_arn,
    annotation_consolidation_lambda_arn,
    human_task_ui_arn,
    pre_human_task_lambda_arn,
)
from tests.jobs.browse import fill, send
from tests.jobs.markup import by_id, fields, message, parse
from tests.jobs.paths import CREATE, fragment, job
from tests.local_endpoint import BUCKET, label_categories

CLONE = job("cats", "clone/")
ALGORITHM = algorithm_specification_arn(TASK_TYPES["ImageMultiClass"], "us-east-1")


def updated(client, path, **changes):
    """The page after “Update the settings below”."""
    return client.post(path, fill(client.get(path), preview="json", **changes))


def tiles(page):
    return {each["value"]: each for each in by_id(page, "task_type").all("input", type="radio")}


def config(work, name="cats-clone"):
    return work.describe(name)["HumanTaskConfig"]


def test_a_tile_says_what_workers_do(client):
    (tile,) = [
        each
        for each in by_id(client.get(CREATE), "task_type").all("label")
        if each.one("input")["value"] == "BoundingBox"
    ]
    assert tile.text == "Bounding box Workers draw boxes around the objects in an image."


def test_the_tiles_are_grouped_by_the_categories_that_can_be_chosen(client):
    page = client.get(CREATE)
    groups = [each["data-category"] for each in parse(page).of_class("tiles")]
    options = [each["value"] for each in by_id(page, "task_category").all("option")]
    assert options == ["", *groups]


def test_a_clone_starts_with_the_prior_jobs_type(client, work):
    work.completed(task_type="BoundingBox")
    form = fields(client.get(CLONE))
    assert (form["task_category"], form["task_type"]) == ("Image", "BoundingBox")


@pytest.mark.parametrize("suffix", ["VerificationBoundingBox", "PassThrough"])
def test_a_type_that_cannot_be_created_is_a_tile_of_its_clone_alone(client, work, suffix):
    work.completed(task_type=suffix)
    assert suffix in tiles(client.get(CLONE))
    assert suffix not in tiles(client.get(CREATE))


def test_a_chain_keeps_the_type_of_its_labels(client, work):
    work.completed()
    assert "task_type" not in fields(client.get(job("cats", "chain/")))


@pytest.mark.parametrize(
    ("typed", "shown"), [("1 hour", "5 minutes"), ("20 minutes", "20 minutes"), ("x", "x")]
)
def test_a_default_time_becomes_that_of_the_new_type(client, typed, shown):
    form = updated(client, CREATE, task_type="ImageMultiClass", task_time_limit_in_seconds=typed)
    assert fields(form)["task_time_limit_in_seconds"] == shown


def test_a_time_that_is_too_long_for_the_new_type_is_its_longest(client, work):
    work.completed(task_type="VideoObjectTracking", TaskTimeLimitInSeconds=604_800)
    form = updated(client, CLONE, task_category="Image", task_type="BoundingBox")
    assert fields(form)["task_time_limit_in_seconds"] == "8 hours"


def test_video_frames_take_one_worker(client, work):
    work.completed()
    form = updated(client, CLONE, task_category="", task_type="VideoObjectDetection")
    assert fields(form)["number_of_human_workers_per_data_object"] == "1"


def test_what_was_typed_stays_when_the_type_changes(client):
    said = {"task_title": "Cats", "labels": "cat\ndog", "workteam_arn": "x", "role_arn": "y"}
    page = updated(client, CREATE, task_type="TextMultiClass", **said)
    again = client.post(CREATE, fill(page, preview="json", task_type="BoundingBox"))
    kept = fields(again)
    assert {name: kept[name] for name in ("task_title", "workteam_arn", "role_arn")} == {
        name: said[name] for name in ("task_title", "workteam_arn", "role_arn")
    }


def test_only_the_settings_are_sent_to_a_script(client):
    page = client.get(CREATE)
    answer = client.post(
        CREATE,
        fill(page, preview="json", task_type="SemanticSegmentation"),
        headers=fragment("job-settings"),
    )
    assert parse(answer).all(id="job-overview") == []
    assert by_id(answer, "label_attribute_name-suffix").text == "-ref"
    assert by_id(answer, "job-settings").one("input", name="task_type_before")["value"] == (
        "SemanticSegmentation"
    )


def test_a_tile_of_another_category_is_not_chosen(client):
    answer = send(client, CREATE, task_category="Text", task_type="BoundingBox")
    assert message(answer, "task_type") == (
        "Error: Nothing of the category “Text” is chosen: choose one of these tiles."
    )


@pytest.mark.parametrize("suffix", ["BoundingBox", "TextMultiClass", "NamedEntityRecognition"])
def test_another_type_in_a_clone_brings_its_own_functions(client, work, suffix):
    work.completed()
    kind = TASK_TYPES[suffix]
    key = kind.data_key.encode()
    manifest = work.put("other.manifest", b'{"%b":"s3://images/1.jpg"}\n' % key)
    answer = send(
        client,
        CLONE,
        task_category="",
        task_type=suffix,
        manifest_s3_uri=manifest,
        manifest_etag="",
    )
    assert answer.status_code == 303
    made = config(work)
    assert made["PreHumanTaskLambdaArn"] == pre_human_task_lambda_arn(kind, "us-east-1")
    assert made["AnnotationConsolidationConfig"] == {
        "AnnotationConsolidationLambdaArn": annotation_consolidation_lambda_arn(kind, "us-east-1")
    }
    assert made["UiConfig"].get("HumanTaskUiArn") == human_task_ui_arn(kind, "us-east-1")


def test_another_type_in_a_clone_gets_a_page_of_its_own(client, work):
    work.completed()
    send(client, CLONE, task_type="BoundingBox")
    uri = config(work)["UiConfig"]["UiTemplateS3Uri"]
    assert uri.startswith(f"s3://{BUCKET}/output/cats-clone/annotation-tool/template-")
    assert b"crowd-bounding-box" in work.get(uri)


def test_another_type_in_a_clone_stores_labels_under_its_own_kind_of_name(client, work):
    work.completed()
    send(client, CLONE, task_type="SemanticSegmentation")
    assert work.describe("cats-clone")["LabelAttributeName"] == "cats-clone-ref"


def test_another_type_in_a_clone_may_need_more_labels(client, work):
    work.completed(task_type="BoundingBox")
    work.put("cats/labels.json", label_categories("cat"))
    answer = send(client, CLONE, task_type="ImageMultiClass")
    assert "needs at least 2 labels: there is only one." in message(answer, "labels")


def test_a_model_of_another_type_is_not_taken_along(client, work):
    automated = {
        "LabelingJobAlgorithmSpecificationArn": ALGORITHM,
        "InitialActiveLearningModelArn": "arn:aws:sagemaker:us-east-1:123456789012:model/cats",
    }
    work.completed(lines=1250, LabelingJobAlgorithmsConfig=automated)
    send(client, CLONE, task_type="BoundingBox")
    assert work.describe("cats-clone")["LabelingJobAlgorithmsConfig"] == {
        "LabelingJobAlgorithmSpecificationArn": algorithm_specification_arn(
            TASK_TYPES["BoundingBox"], "us-east-1"
        )
    }


def test_a_custom_clone_changes_its_functions(client, work):
    own = "arn:aws:lambda:us-east-1:123456789012:function:"
    work.completed(
        PreHumanTaskLambdaArn=f"{own}before",
        AnnotationConsolidationConfig={"AnnotationConsolidationLambdaArn": f"{own}after"},
    )
    send(client, CLONE, annotation_consolidation_lambda_arn=f"{own}later")
    made = config(work)
    assert made["PreHumanTaskLambdaArn"] == f"{own}before"
    assert made["AnnotationConsolidationConfig"]["AnnotationConsolidationLambdaArn"] == (
        f"{own}later"
    )


def test_custom_work_does_not_run_the_functions_of_another_type(client, work):
    work.completed()
    answer = send(client, CLONE, task_category="Custom", task_type="custom")
    assert answer.status_code == 422
    assert "is AWS’s own for Image Classification (Single Label)" in message(
        answer, "pre_human_task_lambda_arn"
    )


def test_the_functions_of_the_type_are_shown(client, work):
    work.completed()
    assert "function:PRE-ImageMultiClass" in by_id(client.get(CLONE), "served").text
