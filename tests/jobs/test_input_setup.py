"""Manifests that are written for a new job: automated data setup, and random samples."""

import json
import re
import threading

import pytest
from django.core.cache import cache

from jobs.manifests import claims, new_manifests
from tests.jobs.browse import count, fill, press_create
from tests.jobs.markup import by_id, fields, parse
from tests.jobs.paths import CREATE, JOBS, fragment, job
from tests.local_endpoint import BUCKET, input_manifest

DATA_SETUP = f"{JOBS}data-setup/"
SAMPLE = f"{JOBS}sample/"
IMAGES = f"s3://{BUCKET}/images/"


@pytest.fixture
def images(work):
    for name in ("2.PNG", "1.jpg", "deep/3.jpeg", "notes.txt", "folder/"):
        work.put(f"images/{name}", b"x")
    return work


def press(client, page=CREATE, kind="data_setup", **changes):
    """Press one of the two buttons without JavaScript."""
    return client.post(page, fill(client.get(page), input_setup=kind, **changes))


def set_up(client, location=IMAGES, data_type="image", **changes):
    said = {"input_data_setup": "automated", "data_location": location, "data_type": data_type}
    return press(client, **said, **changes)


def sampled(client, uri, percentage="20", seed="7", page=CREATE, **changes):
    said = {"dataset_object_selection": "sample", "manifest_s3_uri": uri}
    said |= {"sample_percentage": percentage, "sample_seed": seed}
    return press(client, page, "sample", **said, **changes)


def status(page, kind="data_setup"):
    return by_id(page, f"{kind}-status").text


def filled_in(page):
    return fields(page)["manifest_s3_uri"]


def written(work, page):
    return [json.loads(line) for line in work.get(filled_in(page)).splitlines()]


def manifests(work):
    listed = work.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])
    return [each["Key"] for each in listed if each["Key"].endswith(".manifest")]


# ------------------------------------------------------------------------ automated data setup


def test_images_become_a_manifest_in_their_folder(client, images):
    page = set_up(client)
    assert page.status_code == 200
    assert re.fullmatch(rf"{IMAGES}dataset-\d{{8}}T\d{{6}}\.manifest", filled_in(page))
    assert [each["source-ref"] for each in written(images, page)] == [
        f"{IMAGES}1.jpg",
        f"{IMAGES}2.PNG",
        f"{IMAGES}deep/3.jpeg",
    ]
    assert "The manifest is there3 objects." in status(page)
    assert "The manifest holds 3 objects" in count(page)


def test_texts_are_read_line_by_line_and_row_by_row(client, work):
    work.put("texts/a.txt", b"one\r\n\ntwo\n")
    work.put("texts/b.csv", b'"three, really"\nfour\n')
    page = set_up(client, f"s3://{BUCKET}/texts", "text")
    assert [each["source"] for each in written(work, page)] == [
        "one",
        "two",
        "three, really",
        "four",
    ]


def test_video_files_are_referred_to(client, work):
    work.put("videos/a.mp4", b"x")
    page = set_up(client, f"s3://{BUCKET}/videos/", "video-files")
    assert written(work, page) == [{"source-ref": f"s3://{BUCKET}/videos/a.mp4"}]


def test_video_frames_get_a_sequence_file_for_each_folder(client, work):
    for name in ("cat/1.jpg", "cat/2.jpg", "dog/1.jpg"):
        work.put(f"v/{name}", b"x")
    page = set_up(client, f"s3://{BUCKET}/v/", "video-frames")
    sequences = [json.loads(work.get(each["source-ref"])) for each in written(work, page)]
    assert [each["prefix"] for each in sequences] == [
        f"s3://{BUCKET}/v/cat/",
        f"s3://{BUCKET}/v/dog/",
    ]
    assert [each["number-of-frames"] for each in sequences] == [2, 1]


def test_a_job_labels_what_was_set_up(client, images):
    images.put("labels.json", b'{"labels": [{"label": "cat"}, {"label": "dog"}]}')
    page = set_up(
        client,
        labeling_job_name="cats",
        task_type="ImageMultiClass",
        s3_output_path=f"s3://{BUCKET}/output/",
        role_arn="arn:aws:iam::123456789012:role/service-role/AmazonSageMaker-ExecutionRole",
        workteam_arn="arn:aws:sagemaker:us-east-1:123456789012:workteam/private-crowd/labelers",
        task_title="Label it",
        task_description="Say what is in it.",
        label_category_config_s3_uri=f"s3://{BUCKET}/labels.json",
        ui_template_s3_uri=f"s3://{BUCKET}/t.liquid",
    )
    assert fields(page)["task_title"] == "Label it"
    answer = client.post(CREATE, fields(page))
    assert answer.status_code == 303, by_id(answer, "main").text
    images.finish("cats")
    assert len(images.output("cats")) == 3


def test_a_clone_can_be_set_up_anew(client, images):
    images.completed()
    page = press(
        client,
        job("cats", "clone/"),
        data_location=IMAGES,
        data_type="image",
        input_data_setup="automated",
    )
    press_create(client, page)
    images.finish("cats-clone")
    assert len(images.output("cats-clone")) == 3


@pytest.mark.parametrize(
    ("location", "data_type", "field", "said"),
    [
        ("", "image", "data_location", "required"),
        (IMAGES, "", "data_type", "required"),
        ("images", "image", "data_location", "is not an S3 location"),
    ],
)
def test_what_is_missing_is_said_at_its_field(client, work, location, data_type, field, said):
    page = set_up(client, location, data_type)
    assert said in by_id(page, f"{field}-msg").text
    assert filled_in(page) == ""


@pytest.mark.parametrize(
    ("location", "said"),
    [
        (f"s3://{BUCKET}/nothing/", "There is nothing to label in “s3://test-bucket/nothing/”"),
        ("s3://no-such-bucket/a/", "There is no bucket for “s3://no-such-bucket/a/”."),
    ],
)
def test_a_location_without_data_writes_nothing(client, images, location, said):
    page = set_up(client, location)
    assert said in status(page)
    assert filled_in(page) == ""
    assert manifests(images) == []


def test_a_text_that_is_not_utf_8_writes_nothing(client, work):
    work.put("texts/a.txt", b"fine\ncaf\xe9\n")
    page = set_up(client, f"s3://{BUCKET}/texts/", "text")
    assert "“s3://test-bucket/texts/a.txt” is not UTF-8" in status(page)
    assert manifests(work) == []


def test_more_objects_than_a_job_takes_write_nothing(client, work):
    work.put("texts/a.txt", b"a\n" * 100_001)
    page = set_up(client, f"s3://{BUCKET}/texts/", "text")
    while "so far" in status(page):
        page = client.post(CREATE, fields(page) | {"input_setup": "data_setup"})
    assert "more than 100,000 objects" in status(page)
    assert manifests(work) == []


def test_who_may_not_list_is_told_the_permission(client, images, between):
    between.refuse("GET", "AccessDenied", "not authorized", 403)
    assert "s3:ListBucket" in status(set_up(client))


def test_the_page_that_is_sent_again_writes_no_second_manifest(client, images):
    form = fill(client.get(CREATE), input_setup="data_setup")
    form |= {"data_location": IMAGES, "data_type": "image"}
    first, again = client.post(CREATE, form), client.post(CREATE, form)
    assert filled_in(first) == filled_in(again)
    assert len(manifests(images)) == 1


def test_the_button_pressed_once_more_looks_anew(client, images):
    first = set_up(client)
    images.put("images/4.jpg", b"x")
    second = client.post(CREATE, fields(first) | {"input_setup": "data_setup"})
    assert len(written(images, second)) == 4
    assert len(manifests(images)) == 2


def test_everybody_who_asks_meanwhile_looks_at_the_same_work(client, images, monkeypatch):
    monkeypatch.setattr(new_manifests, "PATIENCE", 0)
    going_on, begun = threading.Event(), []

    def work(progress):
        begun.append(1)
        progress(1_000)
        going_on.wait(30)
        return new_manifests.Outcome("s3://b/m", 2_000)

    assert new_manifests.start("name", work).begun
    while not claims.progress("name").lines:
        assert new_manifests.start("name", work).outcome is None
    assert new_manifests.start("name", work) == new_manifests.State(seen=1_000)
    going_on.set()
    while (state := new_manifests.look("name")).outcome is None:
        assert state.begun
    assert state.outcome == new_manifests.Outcome("s3://b/m", 2_000)
    assert new_manifests.start("name", work) == state
    assert begun == [1]


def test_a_manifest_is_written_where_nothing_lies(work):
    taken, free = work.put("a.manifest", b"somebody else's"), f"s3://{BUCKET}/b.manifest"
    lines = input_manifest(3).splitlines(keepends=True)
    outcome = new_manifests.write("us-east-1", [taken, free], lines, lambda seen: None)
    assert outcome == new_manifests.Outcome(free, 3)
    assert work.get(taken) == b"somebody else's"
    assert work.get(free) == input_manifest(3)


def test_what_nobody_began_is_not_under_way(work):
    assert new_manifests.look("other") == new_manifests.State(begun=False)


# ---------------------------------------------------------------------------- while it is live


def test_a_live_page_gets_the_location_the_count_and_the_request(client, images):
    form = fields(client.get(CREATE)) | {"data_location": IMAGES, "data_type": "image"}
    answer = client.post(DATA_SETUP, form, headers=fragment("data_setup-status"))
    assert answer.status_code == 200
    place = by_id(answer, "manifest-field")
    assert place["hx-swap-oob"] == "outerHTML"
    assert place.one("input")["value"].startswith(IMAGES)
    asked_next = by_id(answer, "data_setup-status").all(hx_trigger="load")
    assert [each["hx-target"] for each in asked_next] == ["#label-plan", "#request-preview"]


def test_a_live_page_asks_again_while_it_is_written(client, images, slow, monkeypatch):
    monkeypatch.setattr(new_manifests, "PATIENCE", 0)
    form = fields(client.get(CREATE)) | {"data_location": IMAGES, "data_type": "image"}
    slow.clear()
    answer = client.post(DATA_SETUP, form, headers=fragment("data_setup-status"))
    region = by_id(answer, "data_setup-status")
    assert region["hx-trigger"] == "load delay:1s"
    assert "Writing the manifest… 0 objects so far." in region.text
    assert not parse(answer).all(id="manifest-field")
    slow.set()
    while "so far" in by_id(answer, "data_setup-status").text:
        answer = client.post(DATA_SETUP, form, headers=fragment("data_setup-status"))
    assert by_id(answer, "manifest-field")


def test_a_live_page_gets_what_is_wrong_beside_the_fields(client, work):
    form = fields(client.get(CREATE)) | {"data_location": "images", "data_type": "image"}
    answer = client.post(DATA_SETUP, form, headers=fragment("data_setup-status"))
    assert (answer.status_code, answer.headers["GC-Fragment"]) == (422, "1")
    assert "is not an S3 location" in by_id(answer, "data_location-msg").text
    assert by_id(answer, "data_type-msg").text == ""


@pytest.mark.parametrize("path", [DATA_SETUP, SAMPLE])
def test_a_chain_has_its_manifest(client, work, path):
    work.completed()
    page = client.get(job("cats", "chain/"))
    assert not parse(page).all(id="data-setup")
    assert not parse(page).all(id="sample")
    assert client.post(path, fields(page)).status_code == 404


# --------------------------------------------------------------------------------- the sample


def test_a_sample_lies_beside_the_manifest_and_keeps_its_lines(client, work):
    uri = work.put("in/cats.manifest", input_manifest(20))
    page = sampled(client, uri)
    assert re.fullmatch(
        rf"s3://{BUCKET}/in/cats-sample-20-percent-7-[0-9a-f]{{8}}\.manifest", filled_in(page)
    )
    lines = work.get(filled_in(page)).splitlines(keepends=True)
    assert len(lines) == 4
    assert set(lines) < set(input_manifest(20).splitlines(keepends=True))
    assert f"The sample is there4 objects of {uri}." in status(page, "sample")
    assert "The manifest holds 4 objects" in count(page)


def test_the_same_sample_is_written_but_once(client, work):
    uri = work.put("cats.manifest", input_manifest(20))
    first = filled_in(sampled(client, uri))
    assert filled_in(sampled(client, uri)) == first
    work.s3.put_object(Bucket=BUCKET, Key="cats.manifest", Body=input_manifest(21))
    assert filled_in(sampled(client, uri)) != first


def test_what_lies_where_the_sample_goes_stays(client, work):
    uri = work.put("cats.manifest", input_manifest(20))
    place = filled_in(sampled(client, uri))
    cache.clear()  # so that the work is done once more
    work.put(place.removeprefix(f"s3://{BUCKET}/"), b"somebody else's")
    page = sampled(client, uri)
    assert filled_in(page) == place
    assert work.get(place) == b"somebody else's"


def test_another_sample_is_taken_of_the_whole_manifest(client, work):
    uri = work.put("cats.manifest", input_manifest(20))
    first = sampled(client, uri)
    form = fields(first) | {"input_setup": "sample", "sample_percentage": "50"}
    second = client.post(CREATE, form)
    assert len(written(work, second)) == 10
    assert f"of {uri}" in status(second, "sample")


def test_the_seed_is_shown_before_anything_is_drawn(client, work):
    seeds = {fields(client.get(CREATE))["sample_seed"] for _ in range(3)}
    assert all(seed.isdigit() for seed in seeds)
    assert len(seeds) > 1


@pytest.mark.parametrize(
    ("uri", "percentage", "said"),
    [
        ("", "10", "Give an input dataset location first"),
        ("s3://test-bucket/none", "10", "could not be read"),
        (f"s3://{BUCKET}/cats.manifest", "0", "greater than or equal to 1"),
        (f"s3://{BUCKET}/cats.manifest", "101", "less than or equal to 100"),
        (f"s3://{BUCKET}/cats.manifest", "half", "“half” is not a whole number"),
    ],
)
def test_what_stands_against_a_sample_is_said(client, work, uri, percentage, said):
    work.put("cats.manifest", input_manifest(20))
    page = sampled(client, uri, percentage)
    assert said in by_id(page, "sample_percentage-msg").text
    assert filled_in(page) == uri
    assert manifests(work) == ["cats.manifest"]
    assert "open" in by_id(page, "sample").parent


def test_a_live_page_gets_the_sample(client, work):
    uri = work.put("cats.manifest", input_manifest(20))
    form = fields(client.get(CREATE)) | {"manifest_s3_uri": uri, "sample_percentage": "10"}
    answer = client.post(SAMPLE, form, headers=fragment("sample-status"))
    assert "sample-10-percent" in by_id(answer, "manifest-field").one("input")["value"]
