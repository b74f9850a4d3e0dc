"""Chain: from a finished job to a new one over its output manifest, as without JavaScript."""

import json

import pytest

from tests.jobs.browse import choose, count, fill, plan, press_create, send
from tests.jobs.markup import by_id, fields, flashes, names, parse, title
from tests.jobs.paths import CREATE, JOBS, job
from tests.jobs.work import manifest_of, partly_labeled
from tests.local_endpoint import BUCKET, from_manifest

OUTPUT = f"s3://{BUCKET}/output/cats/manifests/output/output.manifest"
# Ten objects, three of them labeled by somebody under another name, oddly written.
MIXED = partly_labeled(3, 10, "old")


def old_lines(work, name):
    """The lines of a job's output manifest that have its label."""
    attribute = work.describe(name)["LabelAttributeName"]
    return [line for line in work.output(name) if attribute in json.loads(line)]


# -------------------------------------------------------------------------------- the story


def test_a_stopped_job_is_chained_to_its_end(client, work):
    work.stopped(lines=MIXED)
    before = old_lines(work, "cats")
    page = choose(client, "cats", "chain")
    assert count(page).startswith("6 of 10 objects will be labeled.")
    press_create(client, page)
    work.finish("cats-chain")
    assert work.describe("cats-chain")["LabelCounters"]["TotalLabeled"] == 10
    after = work.output("cats-chain")
    assert len([line for line in after if b'"cats"' in line]) == 10
    assert [line for line in after if line in before] == before


def test_only_the_objects_that_are_left_are_labeled(client, work):
    work.stopped(lines=MIXED)
    press_create(client, choose(client, "cats", "chain"))
    work.finish("cats-chain")
    made_by = [json.loads(line)["cats-metadata"]["job-name"] for line in work.output("cats-chain")]
    assert made_by.count("labeling-job/cats") == 4
    assert made_by.count("labeling-job/cats-chain") == 6


def test_a_failed_job_goes_on_with_its_label_attribute_name(client, work):
    work.failed(lines=MIXED)
    page = choose(client, "cats", "chain")
    form = fields(page)
    assert (form["labeling_job_name"], form["label_attribute_name"]) == ("cats-chain", "cats")
    assert form["specify_label_attribute_name"]
    assert count(page).startswith("5 of 10 objects will be labeled. 5 already have a label")
    press_create(client, page)
    work.finish("cats-chain")
    assert work.status("cats-chain") == "Completed"
    assert work.describe("cats-chain")["LabelCounters"]["TotalLabeled"] == 10


def test_a_completed_job_is_labeled_again_under_the_new_jobs_name(client, work):
    work.completed(lines=MIXED)
    before = work.output("cats")
    page = choose(client, "cats", "chain")
    assert count(page).startswith("All 10 objects will be labeled.")
    press_create(client, page)
    work.finish("cats-chain")
    after = work.output("cats-chain")
    assert all(new.startswith(old.rstrip(b" }")) for old, new in zip(before, after, strict=True))
    assert {"cats", "cats-chain"} <= json.loads(after[0]).keys()


def test_the_new_job_is_at_the_top_of_the_list_and_marked(client, work):
    work.stopped()
    work.create("dogs")
    page = press_create(client, choose(client, "cats", "chain"))
    assert names(page)[0] == "cats-chain"
    assert [each.text for each in parse(page).of_class("badge--blue") if each.text == "New"]


def test_the_list_says_that_it_was_created_and_leads_to_it(client, work):
    work.stopped()
    page = press_create(client, choose(client, "cats", "chain"))
    assert flashes(page) == ["Labeling job cats-chain was created. View labeling job"]
    assert job("cats-chain") in by_id(page, "flash").links


# ----------------------------------------------------------------------------- the form opens


@pytest.mark.parametrize("make", ["stopped", "failed"])
def test_a_job_that_was_cut_short_has_its_box_ticked(client, work, make):
    getattr(work, make)()
    form = fields(client.get(job("cats", "chain/")))
    assert "specify_label_attribute_name" in form


def test_a_completed_job_has_its_box_unticked(client, work):
    work.completed()
    assert "specify_label_attribute_name" not in fields(client.get(job("cats", "chain/")))


def test_the_input_is_the_output_manifest_and_read_only(client, work):
    work.completed()
    location = by_id(client.get(job("cats", "chain/")), "manifest_s3_uri")
    assert location["value"] == OUTPUT
    assert "readonly" in location
    assert "disabled" not in location


def test_the_output_manifest_can_be_copied(client, work):
    work.completed()
    copy = by_id(client.get(job("cats", "chain/")), "f-manifest_s3_uri").one("button")
    assert copy["data-copy-from"] == "manifest_s3_uri"


def test_the_page_says_where_it_comes_from(client, work):
    work.completed()
    page = client.get(job("cats", "chain/"))
    assert title(page).startswith("Chain labeling job")
    assert job("cats") in by_id(page, "main").one(class_="heading").links


def test_everything_else_is_carried_over(client, work):
    work.completed(tags={"team": "birds"}, TaskKeywords=["cat", "dog"], MaxConcurrentTaskCount=7)
    send(client, job("cats", "chain/"))
    prior, chained = work.describe("cats"), work.describe("cats-chain")
    assert chained["HumanTaskConfig"] == prior["HumanTaskConfig"]
    assert chained["OutputConfig"] == prior["OutputConfig"]
    assert chained["RoleArn"] == prior["RoleArn"]
    assert {"Key": "team", "Value": "birds"} in chained["Tags"]


def test_the_new_job_is_tagged_with_its_prior_job(client, work):
    work.completed()
    send(client, job("cats", "chain/"))
    tags = work.describe("cats-chain")["Tags"]
    assert tags == [{"Key": "gtconsole:chained-from", "Value": "cats"}]


@pytest.mark.parametrize(
    ("taken", "proposed"),
    [
        ([], "cats-chain"),
        (["cats-chain"], "cats-chain-2"),
        (["CATS-Chain", "cats-chain-2"], "cats-chain-3"),
        (["cats-chain-2"], "cats-chain"),
    ],
)
def test_the_proposed_name_is_the_next_free_one(client, work, taken, proposed):
    work.completed()
    for name in taken:
        work.create(name)
    assert fields(client.get(job("cats", "chain/")))["labeling_job_name"] == proposed


def test_a_long_name_is_cut_for_its_suffix(client, work):
    name = work.completed("c" * 63)
    proposed = fields(client.get(job(name, "chain/")))["labeling_job_name"]
    assert proposed == "c" * 57 + "-chain"


def test_a_form_for_a_manifest_that_was_counted_reads_no_byte_of_it(client, work, calls):
    work.completed()
    client.get(job("cats", "chain/"))
    assert "output/cats/manifests/output/output.manifest" in calls.read
    calls.read.clear()
    client.get(job("cats", "chain/"))
    assert "output/cats/manifests/output/output.manifest" not in calls.read


def test_the_form_asks_sagemaker_twice(client, work, calls):
    work.completed()
    client.get(job("cats", "chain/"))
    asked = [call for call in calls if "LabelingJob" in call]
    assert asked == ["DescribeLabelingJob", "ListLabelingJobs"]


# ---------------------------------------------------------------------- the label attribute name


def test_unticked_the_label_attribute_name_follows_the_typed_job_name(client, work):
    work.completed()
    send(client, job("cats", "chain/"), labeling_job_name="whiskers")
    assert work.describe("whiskers")["LabelAttributeName"] == "whiskers"


def test_ticked_the_typed_label_attribute_name_counts(client, work):
    work.completed()
    changes = {"specify_label_attribute_name": "on", "label_attribute_name": "audience"}
    send(client, job("cats", "chain/"), **changes)
    assert work.describe("cats-chain")["LabelAttributeName"] == "audience"


def test_a_stopped_job_that_is_unticked_would_label_everything_again(client, work):
    work.stopped()
    path = job("cats", "chain/")
    form = fill(client.get(path), specify_label_attribute_name=None, preview="json")
    page = client.post(path, form)
    assert count(page).startswith("All 10 objects will be labeled.")
    assert "This labels everything again. To continue, use cats." in plan(page)


def test_a_completed_job_with_objects_left_offers_to_label_those_alone(client, work):
    work.completed(tags={"gtconsole:simulate-failed-objects": "3"})
    page = client.get(job("cats", "chain/"))
    assert count(page).startswith("All 10 objects will be labeled.")
    assert "Keep cats: label only the 3 objects left." in plan(page)


def test_objects_that_failed_are_said_to_be_tried_again(client, work):
    work.completed(tags={"gtconsole:simulate-failed-objects": "3"})
    changes = {"specify_label_attribute_name": "on", "label_attribute_name": "cats"}
    path = job("cats", "chain/")
    page = client.post(path, fill(client.get(path), preview="json", **changes))
    assert count(page).startswith("3 of 10 objects will be labeled. 7 already have")
    assert "3 objects failed last time and will be tried again." in plan(page)


def test_segmentation_shows_the_name_without_ref_and_stores_it_with(client, work):
    work.stopped(task_type="SemanticSegmentation")
    page = client.get(job("cats", "chain/"))
    assert fields(page)["label_attribute_name"] == "cats"
    assert "Labels are stored under cats-ref." in plan(page)
    assert count(page).startswith("6 of 10 objects will be labeled.")
    press_create(client, page)
    assert work.describe("cats-chain")["LabelAttributeName"] == "cats-ref"


def test_ref_that_is_typed_is_not_doubled(client, work):
    work.completed(task_type="SemanticSegmentation")
    changes = {"specify_label_attribute_name": "on", "label_attribute_name": "mask-ref"}
    send(client, job("cats", "chain/"), **changes)
    assert work.describe("cats-chain")["LabelAttributeName"] == "mask-ref"


# ------------------------------------------------------------------- automated data labeling

MODEL = "arn:aws:sagemaker:us-east-1:123456789012:model/cats-model"
AUTOMATED = {
    "LabelingJobAlgorithmSpecificationArn": "arn:aws:sagemaker:us-east-1:027400017018:"
    "labeling-job-algorithm-specification/image-classification"
}


def automated(work):
    """A completed job that trained a model, with 1,250 objects."""
    work.completed(lines=1250, LabelingJobAlgorithmsConfig=AUTOMATED)
    work.put("output/cats/manifests/output/output.manifest", partly_labeled(5, 10, "cats"))


def initial_model(work):
    return work.describe("cats-chain")["LabelingJobAlgorithmsConfig"].get(
        "InitialActiveLearningModelArn"
    )


def test_the_model_is_carried_over_under_the_same_label_attribute_name(client, work):
    automated(work)
    changes = {"specify_label_attribute_name": "on", "label_attribute_name": "cats"}
    send(client, job("cats", "chain/"), **changes)
    assert initial_model(work) == MODEL


def test_the_model_is_left_behind_under_another_name(client, work):
    automated(work)
    send(client, job("cats", "chain/"))
    assert initial_model(work) is None


# ------------------------------------------------------------------------------ what is refused


def test_another_input_manifest_is_ignored(client, work):
    work.completed()
    evil = work.put("evil.manifest", partly_labeled(0, 3, "x"))
    send(client, job("cats", "chain/"), manifest_s3_uri=evil)
    assert manifest_of(work.describe("cats-chain")) == OUTPUT


def test_members_that_are_not_on_the_form_are_ignored(client, work):
    work.completed()
    lambda_arn = "arn:aws:lambda:us-east-1:123456789012:function:evil"
    send(
        client,
        job("cats", "chain/"),
        pre_human_task_lambda_arn=lambda_arn,
        human_task_ui_arn="arn:aws:sagemaker:us-east-1:394669845002:human-task-ui/evil",
        tags="evil",
        input_sns_topic_arn="arn:aws:sns:us-east-1:123456789012:evil",
    )
    assert work.describe("cats-chain")["HumanTaskConfig"] == work.describe()["HumanTaskConfig"]
    assert "evil" not in str(work.describe("cats-chain"))


def test_the_job_named_in_the_form_is_not_chained_but_the_one_in_the_path(client, work):
    work.completed()
    work.completed("dogs")
    send(client, job("cats", "chain/"), prior="dogs", how="create")
    assert manifest_of(work.describe("cats-chain")) == OUTPUT


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("do", ["chain", "clone"])
def test_a_running_job_is_a_409_with_the_reason(client, work, method, do):
    work.running()
    answer = getattr(client, method)(job("cats", f"{do}/"))
    assert answer.status_code == 409
    assert "cats is In progress: stop it or wait." in by_id(answer, "main").text
    assert job("cats", "clone/") not in by_id(answer, "main").links


def test_a_missing_output_manifest_is_a_409_that_offers_to_clone(client, work):
    work.completed()
    work.delete(OUTPUT)
    answer = client.get(job("cats", "chain/"))
    assert answer.status_code == 409
    main = by_id(answer, "main")
    assert "cats has no output manifest to chain from. Use Clone." in main.text
    assert job("cats", "clone/") in main.links


def test_a_job_that_never_began_has_nothing_to_chain_from(client, work):
    work.completed(lines=b"")
    assert work.status("cats") == "Failed"
    assert client.get(job("cats", "chain/")).status_code == 409
    assert client.get(job("cats", "clone/")).status_code == 200


def test_a_streaming_job_has_nothing_to_chain_from(client, work):
    topic = {"SnsDataSource": {"SnsTopicArn": "arn:aws:sns:us-east-1:123456789012:in"}}
    work.running(InputConfig={"DataSource": topic})
    work.sagemaker.stop_labeling_job(LabelingJobName="cats")
    work.advance(60)
    answer = client.get(job("cats", "chain/"))
    assert answer.status_code == 409
    assert "Use Clone." in by_id(answer, "main").text


def test_a_row_of_a_streaming_job_says_so_on_the_list(client, work):
    topic = {"SnsDataSource": {"SnsTopicArn": "arn:aws:sns:us-east-1:123456789012:in"}}
    work.running(InputConfig={"DataSource": topic})
    work.sagemaker.stop_labeling_job(LabelingJobName="cats")
    work.advance(60)
    cell = by_id(client.get(JOBS), "st-cats")
    assert cell["data-chain-reason"] == "cats has no output manifest to chain from. Use Clone."
    assert cell["data-actions-reason"] == ""


def test_a_chain_can_be_chained_on_and_on(client, work):
    work.stopped()
    press_create(client, choose(client, "cats", "chain"))
    work.finish("cats-chain")
    press_create(client, choose(client, "cats-chain", "chain"))
    prior = work.describe("cats-chain")["LabelingJobOutput"]["OutputDatasetS3Uri"]
    assert manifest_of(work.describe("cats-chain-chain")) == prior


def test_the_create_page_stays_reachable_for_a_job_of_that_name(client, work):
    work.completed("create", InputConfig=from_manifest(work.put("m", MIXED)))
    assert client.get(job("create", "chain/")).status_code == 200
    assert title(client.get(CREATE)).startswith("Create labeling job")
