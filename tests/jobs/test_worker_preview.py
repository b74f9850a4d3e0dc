"""The worker page for the form as it stands: what it shows, and that it can do no harm."""

import json

import pytest

from groundtruth import worker_template
from groundtruth.task_types import TASK_TYPES
from tests.jobs.browse import fill
from tests.jobs.markup import by_id, parse
from tests.jobs.paths import CREATE, JOBS, job
from tests.local_endpoint import BUCKET, ROLE

PREVIEW = f"{JOBS}worker-preview/"


def preview(client, path, **changes):
    return client.post(PREVIEW, fill(client.get(path), **changes))


def new(**changes):
    return {
        "labeling_job_name": "new",
        "task_type": "ImageMultiClass",
        "s3_output_path": f"s3://{BUCKET}/out",
        "role_arn": ROLE,
        "task_description": "What is it?",
        "labels": "cat\ndog",
        "short_instruction": "Look at the ears.",
        **changes,
    }


def test_a_page_that_is_not_written_yet_is_shown(client, work):
    page = preview(client, CREATE, **new())
    (element,) = parse(page).all("crowd-image-classifier")
    assert element["header"] == "What is it?"
    assert json.loads(element["categories"]) == ["cat", "dog"]
    assert "Look at the ears." in element.text
    assert work.s3.list_objects_v2(Bucket=BUCKET, Prefix="out/")["KeyCount"] == 0


def test_the_first_object_of_the_manifest_is_in_it(client, work):
    manifest = work.put("texts.manifest", b'{"source":"Ada wrote this."}\n{"source":"Not this."}\n')
    page = preview(client, CREATE, **new(task_type="TextMultiClass", manifest_s3_uri=manifest))
    assert "Ada wrote this." in parse(page).one("classification-target").text
    assert b"Not this." not in page.content


def test_a_page_of_the_prior_job_is_shown_with_other_instructions(client, work):
    kind = TASK_TYPES["ImageMultiClass"]
    page = worker_template.template(kind, "Cats", "Look.", "Look well.")
    work.completed(UiConfig={"UiTemplateS3Uri": work.put("page.liquid", page.encode())})
    clone = job("cats", "clone/")
    assert b"Look." in preview(client, clone).content
    assert b"Look twice." in preview(client, clone, short_instruction="Look twice.").content


def test_aws_s_own_page_is_shown(client, work):
    page = preview(client, CREATE, **new(task_type="NamedEntityRecognition"))
    assert parse(page).one("crowd-entity-annotation").one("short-instructions").text == (
        "Look at the ears."
    )


def test_the_page_is_shut_up(client, work):
    page = preview(client, CREATE, **new())
    policy = {each.strip() for each in page.headers["Content-Security-Policy"].split(";")}
    assert {"sandbox", "default-src 'none'", "frame-ancestors 'self'"} <= policy
    assert not [each for each in policy if each.startswith(("script-src", "connect-src"))]


def test_the_form_has_a_frame_without_rights(client):
    frame = by_id(client.get(CREATE), "worker-page").one("iframe")
    assert frame["sandbox"] == ""
    assert frame["title"] == "Preview of the worker page"


def test_what_is_wrong_with_a_template_is_told(client, work):
    uri = work.put("bad.liquid", b"{% if %}")
    page = preview(client, CREATE, **new(labels=None, ui_template_s3_uri=uri))
    assert "InvalidTemplate" in parse(page).text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"role_arn": ""}, "Choose an IAM role first"),
        ({"labels": ""}, "Choose a task type and give labels first"),
        ({"role_arn": "arn:aws:iam::123456789012:role/nobody"}, "AWS did not accept the request."),
        ({"labels": "", "ui_template_s3_uri": f"s3://{BUCKET}/none"}, "AWS found nothing for"),
    ],
)
def test_why_there_is_no_page_is_a_sentence(client, work, changes, told):
    page = preview(client, CREATE, **new(**changes))
    assert page.status_code >= 400
    assert told in parse(page).text
