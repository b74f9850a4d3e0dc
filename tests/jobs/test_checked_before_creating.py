"""What is looked up when a job is created, and what a person decides about it."""

import pytest

from tests.jobs.browse import fill
from tests.jobs.markup import by_id, fields, parse
from tests.jobs.test_preflight import CLONE, IMAGES, line, lines, ready
from tests.local_endpoint import ROLE

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
    changes = {"agreed": box["value"], "role_arn": f"{ROLE}-2"}
    page = client.post(CLONE, fields(page) | changes)
    assert page.status_code == 422
    assert "2 checks failed (" in by_id(page, "error-summary").text


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
    monkeypatch.setattr("jobs.preflight.PATIENCE", 0.01)
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
