"""Clone: a new job with a prior one's setup and input, as without JavaScript."""

import json

import pytest

from tests.jobs.browse import choose, count, plan, press_create, send
from tests.jobs.markup import alert, by_id, fields, names, title
from tests.jobs.paths import job
from tests.jobs.work import manifest_of, partly_labeled
from tests.local_endpoint import BUCKET

INPUT = f"s3://{BUCKET}/cats/input.manifest"


def test_a_clone_labels_the_input_once_more(client, work):
    work.completed(lines=partly_labeled(3, 10, "old"))
    page = choose(client, "cats", "clone")
    assert count(page).startswith("All 10 objects will be labeled.")
    assert names(press_create(client, page))[0] == "cats-clone"
    work.finish("cats-clone")
    assert work.status("cats-clone") == "Completed"
    lines = [json.loads(line) for line in work.output("cats-clone")]
    assert [("cats-clone" in line, "cats" in line) for line in lines] == [(True, False)] * 10


def test_old_labels_of_the_input_stay_byte_for_byte(client, work):
    manifest = partly_labeled(10, 10, "old")
    work.completed(lines=manifest)
    press_create(client, choose(client, "cats", "clone"))
    work.finish("cats-clone")
    lines = zip(manifest.splitlines(), work.output("cats-clone"), strict=True)
    assert all(new.startswith(old.rstrip(b" }")) for old, new in lines)


@pytest.mark.parametrize("make", ["stopped", "failed", "completed"])
def test_the_box_is_unticked_and_the_name_follows(client, work, make):
    getattr(work, make)()
    assert "specify_label_attribute_name" not in fields(client.get(job("cats", "clone/")))
    send(client, job("cats", "clone/"), labeling_job_name="kittens")
    assert work.describe("kittens")["LabelAttributeName"] == "kittens"


def test_the_input_location_can_be_changed(client, work):
    work.completed()
    location = by_id(client.get(job("cats", "clone/")), "manifest_s3_uri")
    assert location["value"] == INPUT
    assert "readonly" not in location
    other = work.put("other.manifest", partly_labeled(0, 4, "x"))
    page = send(client, job("cats", "clone/"), manifest_s3_uri=other, manifest_etag="")
    assert page.status_code == 303
    assert manifest_of(work.describe("cats-clone")) == other


def test_the_page_says_what_is_carried_over(client, work):
    topic = "arn:aws:sns:us-east-1:123456789012:labels"
    output = {"S3OutputPath": f"s3://{BUCKET}/output/", "SnsTopicArn": topic}
    work.completed(tags={"team": "birds"}, OutputConfig=output)
    page = client.get(job("cats", "clone/"))
    assert title(page).startswith("Clone labeling job")
    assert "Carried over from cats" in by_id(page, "job-form").text
    assert topic in by_id(page, "carried").text
    assert "PRE-ImageMultiClass" in by_id(page, "served").text
    assert fields(page)["tags-key"][0] == "team"


def test_the_new_job_is_tagged_with_its_prior_job_in_place_of_an_older_one(client, work):
    work.completed(tags={"gtconsole:chained-from": "older", "team": "birds"})
    send(client, job("cats", "clone/"))
    assert sorted(tag["Key"] for tag in work.describe("cats-clone")["Tags"]) == [
        "gtconsole:cloned-from",
        "team",
    ]


def test_a_name_that_is_taken_is_not_proposed(client, work):
    work.completed()
    work.create("CATS-clone")
    assert fields(client.get(job("cats", "clone/")))["labeling_job_name"] == "cats-clone-2"


def test_when_aws_does_not_list_the_form_opens_all_the_same(client, work, between):
    work.completed()
    between.refuse("ListLabelingJobs", "AccessDeniedException", "no")
    page = client.get(job("cats", "clone/"))
    assert page.status_code == 200
    assert fields(page)["labeling_job_name"] == "cats-clone"


def test_members_that_are_not_on_the_form_are_ignored(client, work):
    work.completed()
    evil = "arn:aws:lambda:us-east-1:123456789012:function:evil"
    send(client, job("cats", "clone/"), annotation_consolidation_lambda_arn=evil, tags="evil")
    assert "evil" not in str(work.describe("cats-clone"))


def test_what_is_emptied_on_the_form_is_left_out_of_the_request(client, work):
    work.completed(TaskKeywords=["cat"], MaxConcurrentTaskCount=7)
    send(client, job("cats", "clone/"), task_keywords="", max_concurrent_task_count="")
    config = work.describe("cats-clone")["HumanTaskConfig"]
    assert "TaskKeywords" not in config
    assert "MaxConcurrentTaskCount" not in config


def test_a_manifest_that_is_gone_does_not_break_the_form(client, work):
    work.completed()
    work.delete(INPUT)
    page = client.get(job("cats", "clone/"))
    assert page.status_code == 200
    assert "There is no manifest at" in count(page)
    assert fields(page)["manifest_s3_uri"] == INPUT


def test_a_forbidden_manifest_names_the_permission(client, work, between):
    work.completed()
    between.refuse("HEAD", "403", status=403)
    page = client.get(job("cats", "clone/"))
    assert page.status_code == 200
    assert "You need permission s3:GetObject." in count(page)


def test_an_unreadable_manifest_can_be_used_once_somebody_says_so(client, work, between):
    work.completed()
    between.refuse("HEAD", "403", status=403)
    refused = send(client, job("cats", "clone/"))
    assert refused.status_code == 422
    assert "The manifest could not be read." in alert(refused)
    assert not work.exists("cats-clone")
    assert send(client, job("cats", "clone/"), confirm="unreadable").status_code == 303


def test_the_confirmation_is_for_the_case_that_was_shown(client, work):
    work.completed()
    work.delete(INPUT)
    assert send(client, job("cats", "clone/"), confirm="nothing-left").status_code == 422


def test_a_manifest_whose_labels_are_of_another_type_blocks(client, work):
    work.completed(lines=partly_labeled(3, 10, "boxes", "object-detection"))
    changes = {"specify_label_attribute_name": "on", "label_attribute_name": "boxes"}
    page = send(client, job("cats", "clone/"), confirm="other-type", **changes)
    assert page.status_code == 422
    assert "“boxes” holds labels of another task type in this manifest." in alert(page)
    assert "groundtruth/object-detection" in plan(page)
