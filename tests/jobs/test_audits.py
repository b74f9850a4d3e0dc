"""A chain that verifies or adjusts labels: from the form to the labels that come of it."""

import json

import pytest

from tests.jobs.browse import count, fill, plan, press_create
from tests.jobs.checks import PREFLIGHT, line
from tests.jobs.conftest import finish_errands
from tests.jobs.markup import by_id, fields, parse
from tests.jobs.paths import JOBS, PLAN, fragment, job
from tests.jobs.work import Work
from tests.local_endpoint import label_categories

AWS = "arn:aws:lambda:us-east-1:432418664414:function:"
CHAIN = job("cats", "chain/")
CATS = ("cat", "dog")
VIDEO = json.dumps(
    {
        "documentVersion": "2020-03-01",
        "annotationType": "Polygon",
        "frameAttributes": [{"name": "blurred", "type": "string", "description": "Is it?"}],
        "labels": [
            {"label": "cat", "categoryAttributes": [{"name": "fur", "type": "string"}]},
            {"label": "dog"},
        ],
        "instructions": {"shortInstruction": "<p>No tails.</p>", "fullInstruction": "<p>No.</p>"},
    }
).encode()


@pytest.fixture
def boxed(work: Work) -> Work:
    """A completed job that drew boxes, with a page and its instructions."""
    work.put(
        "t.liquid",
        b"<crowd-form><short-instructions>No tails.</short-instructions><full-instructions>"
        b"No tails.</full-instructions></crowd-form>",
    )
    work.completed(task_type="BoundingBox")
    return work


def chained(client, work, path=CHAIN, name="cats-chain", **changes):
    """The job that the form makes, run to its end."""
    press_create(client, client.get(path), **changes)
    work.finish(name)
    assert work.status(name) == "Completed", work.describe(name).get("FailureReason")
    return work.describe(name)


def functions(described):
    task = described["HumanTaskConfig"]
    consolidation = task["AnnotationConsolidationConfig"]["AnnotationConsolidationLambdaArn"]
    return [arn.removeprefix(AWS) for arn in (task["PreHumanTaskLambdaArn"], consolidation)]


def options(page):
    select = by_id(page, "audit_label_attribute_name")
    return [option["value"] for option in select.all("option") if option["value"]]


def refused(client, path=CHAIN, **changes):
    page = client.post(path, fill(client.get(path), **changes))
    assert page.status_code == 422
    return page


# ---------------------------------------------------------------------------------- end to end


def test_boxes_are_adjusted_under_a_name_of_their_own(client, boxed):
    before = [json.loads(each)["cats"] for each in boxed.output("cats")]
    described = chained(client, boxed, audit="adjustment")
    assert functions(described) == ["PRE-AdjustmentBoundingBox", "ACS-AdjustmentBoundingBox"]
    assert described["LabelCategoryConfigS3Uri"].endswith("/cats/labels.json")
    lines = [json.loads(each) for each in boxed.output("cats-chain")]
    assert [each["cats"] for each in lines] == before
    statuses = {each["cats-chain-metadata"]["adjustment-status"] for each in lines}
    assert statuses == {"adjusted", "unadjusted"}


def test_boxes_are_verified_with_the_answers_that_were_typed(client, boxed):
    changes = {"audit": "verification", "verification_labels": "fine\npoor"}
    described = chained(client, boxed, **changes)
    assert functions(described) == ["PRE-VerificationBoundingBox", "ACS-VerificationBoundingBox"]
    written = json.loads(boxed.get(described["LabelCategoryConfigS3Uri"]))
    assert written["labels"] == [{"label": "fine"}, {"label": "poor"}]
    lines = [json.loads(each) for each in boxed.output("cats-chain")]
    assert {each["cats-chain-metadata"]["type"] for each in lines} == {
        "groundtruth/label-verification"
    }
    assert {each["cats-chain-metadata"]["class-name"] for each in lines} <= {"fine", "poor"}
    assert all("cats" in each for each in lines)


@pytest.mark.parametrize("audit", ["adjustment", "verification"])
def test_the_page_shows_the_audited_labels_and_the_prior_job_s_instructions(client, boxed, audit):
    described = chained(client, boxed, audit=audit)
    page = boxed.get(described["HumanTaskConfig"]["UiConfig"]["UiTemplateS3Uri"]).decode()
    assert "manifestLine['cats'].annotations" in page
    assert "<short-instructions>No tails.</short-instructions>" in page
    assert boxed.get("s3://test-bucket/t.liquid").startswith(b"<crowd-form><short")


def test_other_instructions_are_those_that_were_typed(client, boxed):
    page = client.get(CHAIN)
    assert fields(page)["short_instruction"] == "No tails."
    changes = {"audit": "adjustment", "short_instruction": "Tails, too."}
    described = chained(client, boxed, **changes)
    page = boxed.get(described["HumanTaskConfig"]["UiConfig"]["UiTemplateS3Uri"]).decode()
    assert "<short-instructions>Tails, too.</short-instructions>" in page
    assert "manifestLine['cats']" in page


def test_video_frames_keep_what_else_their_file_says(client, work):
    work.put("cats/labels.json", VIDEO)
    work.completed(task_type="VideoObjectDetection", lines=2)
    work.put("cats/labels.json", VIDEO)  # which the fixture had made simpler
    described = chained(client, work, audit="verification")
    written = json.loads(work.get(described["LabelCategoryConfigS3Uri"]))
    before = json.loads(VIDEO)
    assert {name: written[name] for name in before if name != "labels"} == {
        name: before[name] for name in before if name != "labels"
    }
    assert written["labels"] == [{**label, "editsAllowed": "none"} for label in before["labels"]]


def test_a_template_that_was_typed_is_used_as_it_is(client, boxed):
    own = boxed.put("own.liquid", b"<crowd-form>task.input.manifestLine.cats</crowd-form>")
    described = chained(client, boxed, audit="adjustment", ui_template_s3_uri=own)
    assert described["HumanTaskConfig"]["UiConfig"] == {"UiTemplateS3Uri": own}


@pytest.mark.parametrize(
    ("audit", "attribute"), [("adjustment", "cats-chain-ref"), ("verification", "cats-chain")]
)
def test_masks_take_the_suffix_only_when_masks_come_of_it(client, work, audit, attribute):
    work.completed(task_type="SemanticSegmentation")
    described = chained(client, work, audit=audit)
    assert described["LabelAttributeName"] == attribute
    assert {"cats-ref", attribute} <= json.loads(work.output("cats-chain")[0]).keys()


@pytest.mark.parametrize(("audit", "edits"), [("adjustment", None), ("verification", "none")])
def test_video_frames_are_audited_by_their_label_category_file(client, work, audit, edits):
    work.completed(task_type="VideoObjectTracking", lines=2)
    prior = work.describe("cats")
    described = chained(client, work, audit=audit)
    assert functions(described) == [
        "PRE-AdjustmentVideoObjectTracking",
        "ACS-AdjustmentVideoObjectTracking",
    ]
    assert described["HumanTaskConfig"]["UiConfig"] == prior["HumanTaskConfig"]["UiConfig"]
    written = json.loads(work.get(described["LabelCategoryConfigS3Uri"]))
    assert written["auditLabelAttributeName"] == "cats-ref"
    assert [label["label"] for label in written["labels"]] == list(CATS)
    assert {label.get("editsAllowed") for label in written["labels"]} == {edits}
    assert work.get(prior["LabelCategoryConfigS3Uri"]) == label_categories(*CATS)
    assert {"cats-ref", "cats-chain-ref"} <= json.loads(work.output("cats-chain")[0]).keys()


def test_an_adjustment_is_adjusted_again(client, boxed):
    chained(client, boxed, audit="adjustment")
    path = job("cats-chain", "chain/")
    page = client.get(path)
    assert options(page) == ["cats", "cats-chain"]
    assert by_id(page, "audit").text.startswith("Go on as cats-chain did: Bounding box adjustment")
    described = chained(client, boxed, path, "cats-chain-chain", audit="adjustment")
    page = boxed.get(described["HumanTaskConfig"]["UiConfig"]["UiTemplateS3Uri"]).decode()
    assert "manifestLine['cats-chain'].annotations" in page


def test_what_was_verified_can_be_adjusted_once_its_labels_are_chosen(client, boxed):
    chained(client, boxed, audit="verification")
    path = job("cats-chain", "chain/")
    page = refused(client, path, audit="adjustment")
    assert "Choose which labels" in by_id(page, "audit_label_attribute_name-msg").text
    changes = {"audit_label_attribute_name": "cats", "labels": "cat\ndog"}
    described = chained(client, boxed, path, "cats-chain-chain", audit="adjustment", **changes)
    written = json.loads(boxed.get(described["LabelCategoryConfigS3Uri"]))
    assert [label["label"] for label in written["labels"]] == list(CATS)


def test_a_job_that_was_stopped_can_be_audited_under_another_name(client, work):
    work.stopped(task_type="BoundingBox")
    page = refused(client, audit="adjustment")
    assert "name of its own" in by_id(page, "label_attribute_name-msg").text
    assert "untick the box" in plan(page)
    page = client.post(
        CHAIN,
        fill(
            client.get(CHAIN), audit="adjustment", preview="json", specify_label_attribute_name=None
        ),
    )
    assert "8 objects have no such label. They fail by themselves" in plan(page)
    chained(client, work, audit="adjustment", specify_label_attribute_name=None)
    counters = work.describe("cats-chain")["LabelCounters"]
    assert (counters["TotalLabeled"], counters["FailedNonRetryableError"]) == (2, 8)


def test_automated_labeling_does_not_go_on_in_an_audit(client, work):
    algorithm = "arn:aws:sagemaker:us-east-1:027400017018:labeling-job-algorithm-specification/"
    config = {"LabelingJobAlgorithmSpecificationArn": f"{algorithm}object-detection"}
    work.completed(task_type="BoundingBox", LabelingJobAlgorithmsConfig=config)
    assert "LabelingJobAlgorithmsConfig" not in chained(client, work, audit="adjustment")


# --------------------------------------------------------------------------------- the choice


def test_a_chain_labels_on_unless_it_is_asked_for_more(client, boxed):
    described = chained(client, boxed)
    assert functions(described) == ["PRE-BoundingBox", "ACS-BoundingBox"]


def test_only_labels_of_the_task_type_are_offered(client, work):
    kinds = {"cats": "object-detection", "mood": "image-classification", "old": "object-detection"}
    members = {"source-ref": "s3://images/1.jpg"}
    for name, kind in kinds.items():
        members |= {name: {"annotations": []}, f"{name}-metadata": {"type": f"groundtruth/{kind}"}}
    work.completed(task_type="BoundingBox", lines=json.dumps(members).encode())
    assert options(client.get(CHAIN)) == ["cats", "old"]


@pytest.mark.parametrize("task_type", ["ImageMultiClass", "TextMultiClass", "VideoMultiClass"])
def test_what_aws_cannot_have_looked_at_again_has_no_choice(client, work, task_type):
    work.completed(task_type=task_type)
    page = client.get(CHAIN)
    assert page.status_code == 200
    assert not parse(page).all(id="audit")


@pytest.mark.parametrize("path", [job("cats", "clone/"), "/us-east-1/labeling-jobs/create/"])
def test_only_a_chain_has_the_choice(client, boxed, path):
    assert not parse(client.get(path)).all(id="audit")


def test_labels_of_another_kind_cannot_be_audited(client, boxed):
    page = refused(client, audit="adjustment", audit_label_attribute_name="dogs")
    message = by_id(page, "audit_label_attribute_name-msg").text
    assert message == (
        "Error: “dogs” has no labels of the type Bounding box in this manifest. "
        "Choose another label attribute."
    )


def test_an_adjustment_keeps_every_label_that_was_used(client, boxed):
    page = refused(client, audit="adjustment", labels="cat\nbird")
    assert "“dog” is used under “cats”" in by_id(page, "labels-msg").text


def test_a_verification_needs_answers(client, boxed):
    page = refused(client, audit="verification", verification_labels="")
    assert "Workers need answers" in by_id(page, "verification_labels-msg").text


def test_a_name_that_needs_no_suffix_is_shown_without_one(client, work):
    work.completed(task_type="SemanticSegmentation")
    form = fill(client.get(CHAIN), audit="verification")
    answer = client.get(PLAN, form, headers=fragment("label-plan"))
    assert "No object has the attribute cats-chain." in count(answer)
    assert "Workers see the labels under cats-ref" in plan(answer)


def test_the_labels_to_choose_come_with_the_count(client, boxed, slow, monkeypatch):
    slow.set()
    client.get(job("cats", "clone/"))  # so that the job's files are known, which a page waits for
    slow.clear()
    monkeypatch.setattr("jobs.manifests.counting.AT_ONCE", 0)
    page = client.get(CHAIN)
    assert "Counting" in plan(page)
    assert options(page) == ["cats"]
    slow.set()
    finish_errands()
    form = fill(page)
    answer = client.get(PLAN, form, headers=fragment("label-plan"))
    assert by_id(answer, "audit-choice")["hx-swap-oob"] == "outerHTML"
    answer = client.get(PLAN, form | {"audit_counted": "1"}, headers=fragment("label-plan"))
    assert not parse(answer).all(id="audit-choice")


def test_preflight_knows_that_the_files_are_written_with_the_job(client, boxed):
    form = fill(client.get(CHAIN), audit="verification")
    answer = client.post(PREFLIGHT, form, headers=fragment("preflight"))
    assert line(answer, "Label categories") == ("Passed", "The labels are written with the job.")
    assert line(answer, "Worker template")[0] == "Passed"


def test_the_review_says_that_the_task_type_changes(client, boxed):
    page = client.post(CHAIN, fill(client.get(CHAIN), audit="adjustment", preview="json"))
    assert "Task typeBounding box → Bounding box adjustment" in by_id(page, "review-changes").text


@pytest.mark.parametrize(("color", "word"), [({"hex-color": "#ff0000"}, "Passed"), ({}, "Failed")])
def test_masks_without_their_colors_cannot_be_shown(client, work, color, word):
    metadata = {"type": "groundtruth/semantic-segmentation"}
    metadata |= {"internal-color-map": {"0": {"class-name": "cat", **color}}}
    members = {"source-ref": "s3://images/1.jpg", "cats-ref": "s3://m/1.png"}
    manifest = json.dumps(members | {"cats-ref-metadata": metadata}).encode()
    work.completed(task_type="SemanticSegmentation", lines=manifest)
    form = fill(client.get(CHAIN), audit="verification")
    answer = client.post(PREFLIGHT, form, headers=fragment("preflight"))
    assert line(answer, "Colors of masks")[0] == word


@pytest.mark.parametrize("audit", ["adjustment", "verification"])
@pytest.mark.parametrize("task_type", ["BoundingBox", "SemanticSegmentation"])
def test_the_page_can_be_rendered_for_an_object(client, work, audit, task_type):
    work.completed(task_type=task_type)
    described = chained(client, work, audit=audit)
    page = work.get(described["HumanTaskConfig"]["UiConfig"]["UiTemplateS3Uri"]).decode()
    data_object = json.loads(work.output("cats")[0])
    task = {"taskObject": data_object["source-ref"], "labels": ["cat", "dog"]}
    answer = work.sagemaker.render_ui_template(
        UiTemplate={"Content": page},
        Task={"Input": json.dumps(task | {"manifestLine": data_object})},
        RoleArn=described["RoleArn"],
    )
    assert answer["Errors"] == []
    assert "cat" in answer["RenderedContent"]
    assert "manifestLine" not in answer["RenderedContent"]


def test_the_preview_shows_the_answers_of_a_verification(client, boxed):
    form = fill(client.get(CHAIN), audit="verification", verification_labels="fine\npoor")
    page = client.post(f"{JOBS}worker-preview/", form).content.decode()
    assert "fine" in page
    assert "poor" in page
