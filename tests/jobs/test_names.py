"""Names at the form and at the endpoint: what one refuses, the other refuses too."""

import pytest
from botocore.exceptions import ClientError

from tests.jobs.browse import send
from tests.jobs.markup import fields, message, parse
from tests.jobs.paths import CHECK_NAME, CREATE, fragment, job
from tests.local_endpoint import (
    BUCKET,
    ROLE,
    WORKTEAM,
    create_request,
    from_manifest,
    input_manifest,
    label_categories,
)

JOB_NAMES = ["", "-cats", "cats-", "cats_1", "cats 1", "cäts", "a.b", "c" * 64, "-", "a/b", "a\tb"]

BOX, MASK, VIDEO = "BoundingBox", "SemanticSegmentation", "VideoObjectTracking"
LABEL_ATTRIBUTE_NAMES = [
    *((BOX, name) for name in ("", "-a", "a-", "a_b", "a b", "é", "a" * 128, "a.b")),
    *((BOX, name) for name in ("source", "source-ref", "cats-metadata", "cats-ref", "-ref")),
    *((MASK, name) for name in ("source", "a_b", "a" * 124, "-", "source-ref")),
    *((VIDEO, name) for name in ("source", "a b", "a" * 124)),
]


def described(work, task_type, **changes):
    """A request for ten pictures; the endpoint would take it as it is."""
    work.put("in.manifest", input_manifest(10))
    work.put("labels.json", label_categories("cat", "dog"))
    return create_request(
        "cats",
        task_type=task_type,
        InputConfig=from_manifest(f"s3://{BUCKET}/in.manifest"),
        LabelCategoryConfigS3Uri=f"s3://{BUCKET}/labels.json",
        **changes,
    )


def typed(task_type, **changes):
    """The same as a person types it."""
    return {
        "labeling_job_name": "cats",
        "task_type": task_type,
        "manifest_s3_uri": f"s3://{BUCKET}/in.manifest",
        "s3_output_path": f"s3://{BUCKET}/output/",
        "role_arn": ROLE,
        "workteam_arn": WORKTEAM,
        "task_title": "Label it",
        "task_description": "Say what is in it.",
        "label_category_config_s3_uri": f"s3://{BUCKET}/labels.json",
        "ui_template_s3_uri": f"s3://{BUCKET}/t.liquid",
        "task_time_limit_in_seconds": "300",
    } | changes


def refused_by_endpoint(work, request):
    with pytest.raises(ClientError) as refused:
        work.sagemaker.create_labeling_job(**request)
    return refused.value.response["Error"]["Code"]


def stored(name, task_type):
    """What the form makes of a typed name."""
    return name if task_type == BOX or not name or name.endswith("-ref") else f"{name}-ref"


@pytest.mark.parametrize("name", JOB_NAMES)
def test_a_job_name_is_refused_by_form_and_endpoint(client, work, name):
    request = described(work, BOX) | {"LabelingJobName": name}
    assert refused_by_endpoint(work, request) == "ValidationException"
    page = send(client, CREATE, **typed(BOX, labeling_job_name=name))
    assert page.status_code == 422
    assert message(page, "labeling_job_name").startswith("Error: ")
    assert fields(page)["labeling_job_name"] == name
    assert work.names() == []


@pytest.mark.parametrize(("task_type", "name"), LABEL_ATTRIBUTE_NAMES)
def test_a_label_attribute_name_is_refused_by_form_and_endpoint(client, work, task_type, name):
    request = described(work, task_type) | {"LabelAttributeName": stored(name, task_type)}
    assert refused_by_endpoint(work, request) == "ValidationException"
    said = {"specify_label_attribute_name": "on", "label_attribute_name": name}
    page = send(client, CREATE, **typed(task_type, **said))
    assert page.status_code == 422
    assert message(page, "label_attribute_name").startswith("Error: ")
    assert fields(page)["label_attribute_name"] == name
    assert work.names() == []


@pytest.mark.parametrize("task_type", [MASK, VIDEO])
def test_the_form_adds_the_ref_that_the_endpoint_asks_for(client, work, task_type):
    request = described(work, task_type) | {"LabelAttributeName": "mask"}
    assert refused_by_endpoint(work, request) == "ValidationException"
    said = {"specify_label_attribute_name": "on", "label_attribute_name": "mask"}
    assert send(client, CREATE, **typed(task_type, **said)).status_code == 303
    assert work.describe()["LabelAttributeName"] == "mask-ref"


@pytest.mark.parametrize("name", ["c", "0", "a--b", "c" * 63, "CATS-2"])
def test_a_good_name_passes_both(client, work, name):
    work.sagemaker.create_labeling_job(**described(work, BOX))
    assert send(client, CREATE, **typed(BOX, labeling_job_name=name)).status_code == 303
    assert work.exists(name)


def test_a_job_name_that_makes_a_bad_label_attribute_name_is_told_at_the_job_name(client, work):
    described(work, BOX)
    page = send(client, CREATE, **typed(BOX, labeling_job_name="cats-metadata"))
    assert page.status_code == 422
    assert "“cats-metadata” ends with “-metadata”" in message(page, "labeling_job_name")
    assert message(page, "label_attribute_name") == ""


# --------------------------------------------------------------------------- names in use


@pytest.mark.parametrize("name", ["cats", "CATS", "cAtS"])
def test_a_name_in_use_in_any_case_is_a_sentence_at_the_field(client, work, name):
    work.sagemaker.create_labeling_job(**described(work, BOX))
    page = send(client, CREATE, **typed(BOX, labeling_job_name=name))
    assert page.status_code == 422
    assert work.names() == ["cats"]
    said = message(page, "labeling_job_name")
    assert said.startswith(f"Error: “{name}” is already used in us-east-1")
    assert fields(page)["labeling_job_name"] == name


# ----------------------------------------------------------------------- the check while typing


def check(client, name):
    return client.post(
        CHECK_NAME, {"labeling_job_name": name}, headers=fragment("labeling_job_name-msg")
    )


def test_a_free_name_needs_no_message(client):
    answer = check(client, "cats")
    assert answer.status_code == 200
    assert message(answer, "labeling_job_name") == ""


def test_a_taken_name_is_told_as_it_is_written_there(client, work):
    work.create("Cats")
    answer = check(client, "cATS")
    assert (answer.status_code, answer.headers["GC-Fragment"]) == (422, "1")
    assert message(answer, "labeling_job_name") == (
        "Error: “Cats” is already used in us-east-1. Choose another name."
    )


@pytest.mark.parametrize("name", JOB_NAMES)
def test_a_bad_name_is_told_without_asking_aws(client, calls, name):
    answer = check(client, name)
    assert answer.status_code == 422
    assert "data-invalid" in parse(answer).one(id="labeling_job_name-msg")
    assert calls == []


def test_a_check_that_aws_does_not_answer_is_a_warning(client, between):
    between.refuse("DescribeLabelingJob", "AccessDeniedException", "no")
    answer = check(client, "cats")
    assert answer.status_code == 200
    assert message(answer, "labeling_job_name") == (
        "Warning: It could not be checked whether this name is free."
    )


def test_names_proposed_by_chain_pass_the_check(client, work):
    work.completed()
    proposed = fields(client.get(job("cats", "chain/")))["labeling_job_name"]
    assert check(client, proposed).status_code == 200
