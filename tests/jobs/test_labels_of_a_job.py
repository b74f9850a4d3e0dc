"""Labels and instructions: written to files of the new job when they are new, else left alone."""

import json

import pytest

from tests.jobs.browse import fill, send
from tests.jobs.markup import fields, message
from tests.jobs.paths import CREATE, job
from tests.local_endpoint import BUCKET, REGION

CLONE = job("cats", "clone/")
ACCOUNT = f"arn:aws:sagemaker:{REGION}:123456789012"
PRIOR = f"s3://{BUCKET}/cats/labels.json"


def uri(work, name="cats-clone"):
    return work.describe(name)["LabelCategoryConfigS3Uri"]


def labels(work, name="cats-clone"):
    return [label["label"] for label in json.loads(work.get(uri(work, name)))["labels"]]


def new_job(client, work, **changes):
    work.put("new/input.manifest", b'{"source-ref":"s3://images/1.jpg"}\n')
    return send(
        client,
        CREATE,
        **{
            "task_type": "ImageMultiClass",
            "labeling_job_name": "new",
            "manifest_s3_uri": f"s3://{BUCKET}/new/input.manifest",
            "s3_output_path": f"s3://{BUCKET}/out",
            "role_arn": "arn:aws:iam::123456789012:role/service-role/AmazonSageMaker-ExecutionRole",
            "workteam_arn": f"{ACCOUNT}:workteam/private-crowd/labelers",
            "task_title": "Cats",
            "task_description": "Cat or dog?",
            "labels": "cat\ndog\n",
            "short_instruction": "Look at the ears.",
            **changes,
        },
    )


def test_a_new_job_gets_a_file_of_the_labels_that_were_typed(client, work):
    assert new_job(client, work).status_code == 303
    assert labels(work, "new") == ["cat", "dog"]
    assert uri(work, "new").startswith(f"s3://{BUCKET}/out/new/annotation-tool/data-")


def test_a_new_job_gets_a_page_with_the_instructions(client, work):
    new_job(client, work)
    page = work.get(work.describe("new")["HumanTaskConfig"]["UiConfig"]["UiTemplateS3Uri"])
    assert b"<short-instructions>Look at the ears.</short-instructions>" in page


def test_a_new_job_with_typed_labels_is_labeled_with_them(client, work):
    new_job(client, work)
    work.finish("new")
    line = json.loads(work.output("new")[0])
    assert line["new-metadata"]["class-name"] in ("cat", "dog")


def test_one_label_is_too_few_to_choose_from(client, work):
    answer = new_job(client, work, labels="cat")
    assert answer.status_code == 422
    assert "needs at least 2 labels" in message(answer, "labels")


def test_labels_and_a_file_of_labels_exclude_each_other(client, work):
    answer = new_job(client, work, label_category_config_s3_uri=PRIOR)
    assert "Give either labels or a label category file" in message(answer, "labels")


def test_a_refused_form_writes_nothing(client, work):
    new_job(client, work, labels="cat")
    found = work.s3.list_objects_v2(Bucket=BUCKET, Prefix="out/")
    assert found["KeyCount"] == 0


@pytest.mark.parametrize("how", ["clone", "chain"])
def test_labels_that_stay_keep_their_file(client, work, how):
    work.completed()
    send(client, job("cats", f"{how}/"))
    assert uri(work, f"cats-{how}") == PRIOR


def test_changed_labels_get_a_file_of_their_own(client, work):
    work.completed()
    before = work.get(PRIOR)
    send(client, CLONE, labels="cat\ndog\nbird")
    assert labels(work) == ["cat", "dog", "bird"]
    assert uri(work) != PRIOR
    assert work.get(PRIOR) == before


def test_the_prior_page_is_kept_when_labels_change(client, work):
    work.completed()
    send(client, CLONE, labels="cat\nbird")
    ui = [work.describe(name)["HumanTaskConfig"]["UiConfig"] for name in ("cats", "cats-clone")]
    assert ui[0] == ui[1]


def test_changed_labels_are_still_changed_after_a_preview(client, work):
    work.completed()
    form = fill(client.get(CLONE), labels="cat\ndog\nbird")
    page = client.post(CLONE, form | {"preview": "json"})
    client.post(CLONE, fields(page))
    assert labels(work) == ["cat", "dog", "bird"]


def test_a_job_whose_labels_cannot_be_read_offers_none_to_change(client, work):
    work.completed()
    work.delete(PRIOR)
    assert "labels" not in fields(client.get(CLONE))
