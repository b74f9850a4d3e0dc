"""Labels and instructions: written to files of the new job when they are new, else left alone."""

import json

import pytest

from groundtruth import worker_template
from groundtruth.task_types import TASK_TYPES
from tests.jobs.browse import fill, send
from tests.jobs.markup import by_id, fields, message
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


# ------------------------------------------------------------------------------------ rows


def rows(page):
    return [
        each["value"] for each in by_id(page, "labels").all("input") if each["name"] == "labels"
    ]


def test_labels_are_shown_in_rows(client, work):
    work.completed()
    assert rows(client.get(CLONE)) == ["cat", "dog"]


def test_a_row_is_added_and_takes_the_focus(client, work):
    work.completed()
    page = client.post(CLONE, fill(client.get(CLONE), **{"labels-add": "1"}))
    assert rows(page) == ["cat", "dog", ""]
    assert "autofocus" in by_id(page, "labels").all("input")[-1]


def test_a_row_is_removed_and_the_next_takes_the_focus(client, work):
    work.completed()
    page = client.post(CLONE, fill(client.get(CLONE), **{"labels-remove": "0"}))
    assert rows(page) == ["dog"]
    assert "autofocus" in by_id(page, "labels").all("input")[0]


def test_an_empty_row_is_no_label(client, work):
    work.completed()
    page = client.post(CLONE, fill(client.get(CLONE), **{"labels-add": "1"}))
    assert client.post(CLONE, fields(page)).status_code == 303
    assert uri(work) == PRIOR


def test_a_label_that_is_there_twice_is_refused(client, work):
    work.completed()
    answer = send(client, CLONE, labels=["cat", "dog", "cat"])
    assert "“cat” is there 2 times: write each label once." in message(answer, "labels")


def test_labels_that_the_manifest_has_and_the_list_lacks_are_named(client, work):
    work.completed()
    page = client.post(
        job("cats", "chain/"), fill(client.get(job("cats", "chain/")), labels="bird", preview="1")
    )
    told = by_id(page, "missing-labels").text
    assert told.startswith("This list lacks label")
    assert "that the manifest has under cats: " in told


def test_labels_that_are_all_there_are_not_spoken_of(client, work):
    work.completed()
    assert by_id(client.get(job("cats", "chain/")), "missing-labels").text == ""


# ------------------------------------------------------------------- short names, attributes

PERSON = {
    "document-version": "2018-11-28",
    "labels": [{"label": "Person", "shortDisplayName": "PER"}, {"label": "Date"}],
    "instructions": {"shortInstruction": "<p>Mark it.</p>", "fullInstruction": "<p>Mark it.</p>"},
}
CARS = {
    "documentVersion": "2020-03-01",
    "labels": [{"label": "Car", "categoryAttributes": [{"name": "plate", "type": "string"}]}],
    "frameAttributes": [{"name": "wet", "type": "number", "description": "How wet?"}],
    "annotationType": "Polygon",
    "instructions": {"shortInstruction": "Draw.", "fullInstruction": "<b>Draw</b> all."},
}


def entities(work):
    work.completed(task_type="NamedEntityRecognition", lines=b'{"source":"Ada, 1815"}\n')
    work.put("cats/labels.json", json.dumps(PERSON).encode())


def frames(work):
    work.completed(task_type="VideoObjectDetection", NumberOfHumanWorkersPerDataObject=1)
    work.put("cats/labels.json", json.dumps(CARS).encode())


# What the guide's page on linking point clouds and images spells its own way.
LINKED = {
    "document-version": "2020-03-01",
    "labels": [{"label": "Car", "attributes": [{"name": "Wet", "type": "string", "enum": ["no"]}]}],
    "annotationType": [{"type": "BoundingBox"}, {"type": "Cuboid"}],
    "instructions": {"shortIntroduction": "Draw.", "fullIntroduction": "Draw all."},
}


def linked(work):
    work.completed(task_type="3DPointCloudObjectTracking", NumberOfHumanWorkersPerDataObject=1)
    work.put("cats/labels.json", json.dumps(LINKED).encode())


def content(work):
    return json.loads(work.get(uri(work)))


@pytest.mark.parametrize("made", [entities, frames, linked])
def test_a_tool_that_nobody_changed_keeps_its_file(client, work, made):
    made(work)
    assert send(client, CLONE).status_code == 303
    assert uri(work) == PRIOR


def test_a_label_more_leaves_the_rest_of_a_file_that_links_points_to_images(client, work):
    linked(work)
    send(client, CLONE, labels="Car\nVan")
    assert content(work) == LINKED | {"labels": [*LINKED["labels"], {"label": "Van"}]}


def test_a_short_name_is_changed(client, work):
    entities(work)
    send(client, CLONE, short_display_names=["P", "D"])
    assert content(work)["labels"] == [
        {"label": "Person", "shortDisplayName": "P"},
        {"label": "Date", "shortDisplayName": "D"},
    ]
    assert content(work)["instructions"] == PERSON["instructions"]


def test_a_short_name_goes_with_its_label(client, work):
    entities(work)
    page = client.post(CLONE, fill(client.get(CLONE), **{"labels-remove": "0", "labels-add": "1"}))
    names = [e["value"] for e in by_id(page, "labels").all("input", name="short_display_names")]
    assert (rows(page), names) == (["Date", ""], ["", ""])


def test_instructions_of_aws_s_own_page_are_changed_in_the_file(client, work):
    entities(work)
    assert fields(client.get(CLONE))["short_instruction"] == "Mark it."
    send(client, CLONE, short_instruction="Mark <all>.", full_instruction="<h2>All</h2>")
    assert content(work)["instructions"] == {
        "shortInstruction": "<p>Mark &lt;all&gt;.</p>",
        "fullInstruction": "<h2>All</h2>",
    }
    assert json.loads(work.get(PRIOR)) == PERSON


def test_attributes_are_shown_and_changed(client, work):
    frames(work)
    form = fields(client.get(CLONE))
    assert form["label_attributes-name"] == ["wet", "plate"]
    assert form["annotation_type"] == "Polygon"
    send(client, CLONE, **{"label_attributes-values": ["0 to 3", ""]})
    assert content(work) == CARS | {
        "frameAttributes": [
            {"name": "wet", "type": "number", "minimum": 0, "maximum": 3, "description": "How wet?"}
        ]
    }


def test_an_attribute_is_added(client, work):
    frames(work)
    page = client.post(CLONE, fill(client.get(CLONE), **{"label_attributes-add": "1"}))
    form = fields(page)
    form["label_attributes-name"][-1] = "color"
    form["label_attributes-kind"][-1] = "choice"
    form["label_attributes-values"][-1] = "red, green"
    assert client.post(CLONE, form).status_code == 303
    assert content(work)["categoryGlobalAttributes"] == [
        {"name": "color", "type": "string", "enum": ["red", "green"]}
    ]


def test_an_attribute_that_cannot_be_is_a_sentence(client, work):
    frames(work)
    answer = send(client, CLONE, **{"label_attributes-kind": ["choice", "text"]})
    assert "“wet” takes 1 to 10 choices" in message(answer, "label_attributes")


def test_another_annotation_type_is_written(client, work):
    frames(work)
    send(client, CLONE, annotation_type="Keypoint")
    assert content(work)["annotationType"] == "Keypoint"


# --------------------------------------------------------------------------------- instructions

TEMPLATE = f"s3://{BUCKET}/cats/page.liquid"


def with_page(work):
    page = worker_template.template(TASK_TYPES["ImageMultiClass"], "Cats", "Look.", "Look well.")
    work.completed(UiConfig={"UiTemplateS3Uri": work.put("cats/page.liquid", page.encode())})
    return page


def template_uri(work):
    return work.describe("cats-clone")["HumanTaskConfig"]["UiConfig"]["UiTemplateS3Uri"]


def test_the_instructions_of_a_page_are_shown(client, work):
    with_page(work)
    form = fields(client.get(CLONE))
    assert (form["short_instruction"], form["full_instruction"]) == ("Look.", "Look well.")


def test_a_page_whose_instructions_stay_is_kept(client, work):
    with_page(work)
    send(client, CLONE)
    assert template_uri(work) == TEMPLATE


def test_other_instructions_get_a_page_of_their_own(client, work):
    page = with_page(work)
    send(client, CLONE, short_instruction="Look twice.")
    assert template_uri(work).startswith(f"s3://{BUCKET}/output/cats-clone/annotation-tool/")
    assert work.get(template_uri(work)).decode() == page.replace("Look.", "Look twice.")
    assert work.get(TEMPLATE).decode() == page
    assert uri(work) == PRIOR


def test_a_page_that_cannot_be_read_has_no_instructions_to_change(client, work):
    work.completed()
    assert "short_instruction" not in fields(client.get(CLONE))
