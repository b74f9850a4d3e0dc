"""What is looked up when a job is created, and what a person decides about it."""

import pytest

from tests.jobs.browse import fill
from tests.jobs.checks import CLONE, IMAGES, line, lines, ready
from tests.jobs.markup import by_id, fields, parse
from tests.jobs.paths import job
from tests.local_endpoint import BUCKET, ROLE, WORKTEAM

__all__ = ["ready"]


@pytest.fixture(autouse=True)
def checking(settings):
    settings.CHECK_BEFORE_CREATING = True


def create(client, **changes):
    return client.post(CLONE, fill(client.get(CLONE), **changes))


def failing(work):
    """Let workers' browsers in no longer, which only the checks can know."""
    work.s3.delete_bucket_cors(Bucket=IMAGES)


def test_a_job_with_nothing_wrong_is_created(client, ready):
    assert create(client).status_code == 303
    assert ready.exists("cats-clone")


def test_what_failed_is_told_before_anything_is_created(client, ready, calls):
    failing(ready)
    calls.clear()
    page = create(client)
    assert page.status_code == 422
    assert not ready.exists("cats-clone")
    assert not [call for call in calls if call.startswith(("Create", "Put"))]
    assert line(page, "CORS for workers’ browsers")[0] == "Failed"
    told = by_id(page, "error-summary").text
    assert "Nothing was created yet: One check failed (CORS for workers’ browsers)." in told


def test_a_job_is_created_anyway_once_somebody_says_so(client, ready):
    failing(ready)
    page = create(client)
    (box,) = parse(page).all("input", name="agreed")
    answer = client.post(CLONE, fields(page) | {"agreed": box["value"]})
    assert answer.status_code == 303
    assert ready.exists("cats-clone")


def test_what_failed_since_is_asked_about_once_more(client, ready):
    failing(ready)
    page = create(client)
    (box,) = parse(page).all("input", name="agreed")
    ready.delete(f"s3://{IMAGES}/0.jpg")
    page = client.post(CLONE, fields(page) | {"agreed": box["value"]})
    assert page.status_code == 422
    assert "2 checks failed (" in by_id(page, "error-summary").text
    (box,) = parse(page).all("input", name="agreed")
    answer = client.post(CLONE, fields(page) | {"agreed": box["value"]})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"role_arn": f"{ROLE}-2"}, "IAM role"),
        ({"workteam_arn": f"{WORKTEAM}-2"}, "Work team"),
        ({"s3_output_path": "s3://nowhere-to-be-found/"}, "Output bucket"),
        ({"kms_key_id": "1234abcd"}, "Encryption keys"),
        ({"label_category_config_s3_uri": f"s3://{BUCKET}/none.json"}, "Label categories"),
        ({"ui_template_s3_uri": f"s3://{BUCKET}/none.liquid"}, "Worker template"),
    ],
)
def test_what_aws_refuses_for_certain_cannot_be_created_anyway(client, ready, changes, title):
    page = create(client, **changes)
    assert page.status_code == 422
    told = by_id(page, "error-summary").text
    assert f"failed ({title}). AWS would refuse this job" in told
    assert not parse(page).all(name="agreed")
    assert "GTCONSOLE_CHECK_BEFORE_CREATING" in by_id(page, "preflight").text
    (link,) = [each for each in by_id(page, "error-summary").links if each != "#preflight"]
    assert line(page, title)[1].startswith(
        by_id(page, f"{link[1:]}-msg").text.removeprefix("Error: ")
    )
    again = client.post(CLONE, fields(page) | {"agreed": title})
    assert again.status_code == 422
    assert ready.names() == ["cats"]


@pytest.mark.parametrize(
    ("task_type", "objects", "raised"),
    [("SemanticSegmentation", 20_001, False), ("VideoObjectTracking", 11, True)],
)
def test_whether_more_objects_than_the_quota_may_go_depends_on_the_quota(
    client, ready, task_type, objects, raised
):
    one = b'{"source-ref":"s3://images/0.jpg"}\n'
    ready.completed("many", task_type=task_type, lines=one)
    ready.put("many/input.manifest", one * objects)
    page = client.post(job("many", "clone/"), fill(client.get(job("many", "clone/"))))
    assert line(page, "Number of objects")[0] == "Failed"
    assert bool(parse(page).all(name="agreed")) == raised


def test_a_manifest_that_is_not_there_cannot_be_used_anyway(client, ready):
    uri = f"s3://{BUCKET}/nowhere"
    page = create(client, manifest_s3_uri=uri, confirm="missing")
    assert page.status_code == 422
    assert f"There is no manifest at “{uri}”." in by_id(page, "error-summary").text
    assert not parse(page).all(name="confirm")


def test_warnings_and_what_is_not_known_stop_nobody(client, ready, between):
    between.refuse("DescribeWorkteam", "AccessDeniedException", "not authorized")
    assert create(client).status_code == 303


def test_what_aws_and_the_form_say_themselves_is_not_asked_twice(client, ready):
    failing(ready)
    titles = {title for title, _, _ in lines(create(client))}
    assert not titles & {"Request", "Job name", "Manifest"}
    assert {"Data objects", "IAM role", "Worker template"} <= titles


def test_the_same_form_sent_twice_still_makes_one_job(client, ready):
    form = fill(client.get(CLONE))
    assert [client.post(CLONE, form).status_code for _ in range(2)] == [303, 303]
    assert ready.names() == ["cats-clone", "cats"]


def test_nobody_waits_long_for_an_answer(client, ready, between, monkeypatch):
    monkeypatch.setattr("jobs.new_job.preflight.PATIENCE", 0.01)
    failing(ready)
    page = create(client)
    assert page.status_code == 303  # what is not known stops nobody


def test_checks_can_be_left_to_the_button(client, ready, settings):
    settings.CHECK_BEFORE_CREATING = False
    failing(ready)
    assert create(client).status_code == 303


@pytest.mark.parametrize(
    ("field", "arn", "said"),
    [
        (
            "workteam_arn",
            "arn:aws:sagemaker:eu-west-1:123456789012:workteam/private-crowd/labelers",
            "is in eu-west-1, and the job is to run in us-east-1",
        ),
        ("kms_key_id", "arn:aws:kms:eu-west-1:123456789012:key/k", "is in eu-west-1"),
    ],
)
def test_an_arn_of_another_region_is_refused_at_its_field(client, ready, field, arn, said):
    page = create(client, **{field: arn})
    assert page.status_code == 422
    assert said in by_id(page, f"{field}-msg").text
    assert not parse(page).all(name="agreed")
