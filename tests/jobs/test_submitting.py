"""One form, one job: whatever is pressed twice, whatever breaks on the way."""

import pytest

from jobs.aws import clients
from tests.jobs.browse import fill, send
from tests.jobs.markup import alert, by_id, fields, message, parse
from tests.jobs.paths import CREATE, JOBS, job
from tests.local_endpoint import (
    input_manifest,
)

CLONE = job("cats", "clone/")
NO_ANSWER = "Can’t reach http://127.0.0.1:"


@pytest.fixture
def form(client, work):
    """The fields of a clone's form that was opened while everything was well."""
    work.completed()
    return fields(client.get(CLONE))


@pytest.fixture
def new_job(client, work):
    """The fields of a new job's form, filled out and counted."""
    typed = work.typed(input_manifest(10)) | {"labeling_job_name": "cats-clone"}
    return fields(client.post(CREATE, fill(client.get(CREATE), preview="json", **typed)))


# ------------------------------------------------------------------------------ pressed twice


def test_the_same_form_sent_twice_makes_one_job_and_leads_to_it_twice(client, work, form):
    answers = [client.post(CLONE, form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert {answer.headers["Location"] for answer in answers} == {JOBS}
    assert work.names() == ["cats-clone", "cats"]


def test_the_second_press_does_not_ask_aws_to_create(client, form, calls):
    client.post(CLONE, form)
    calls.clear()
    client.post(CLONE, form)
    assert "CreateLabelingJob" not in calls


def test_a_second_press_that_overtakes_the_first_leads_both_to_the_one_job(client, work, form):
    presses = [client.post]
    sagemaker = clients.cached_client("sagemaker", "us-east-1", work.server.url)

    def press_again(**told):
        for press in presses[:1]:
            presses.clear()
            assert press(CLONE, form).status_code == 303

    sagemaker.meta.events.register("before-call.sagemaker.CreateLabelingJob", press_again)
    first = client.post(CLONE, form)
    sagemaker.meta.events.unregister("before-call.sagemaker.CreateLabelingJob", press_again)
    assert first.status_code == 303
    assert work.names() == ["cats-clone", "cats"]


def test_two_forms_for_one_name_make_one_job_and_a_sentence(client, work, form):
    other = fields(client.get(CLONE))
    assert client.post(CLONE, form).status_code == 303
    answer = client.post(CLONE, other)
    assert answer.status_code == 422
    assert "“cats-clone” is already used" in message(answer, "labeling_job_name")
    assert fields(answer)["labeling_job_name"] == "cats-clone"


def test_a_form_sent_again_under_another_name_makes_another_job(client, work, form):
    client.post(CLONE, form)
    assert client.post(CLONE, form | {"labeling_job_name": "other"}).status_code == 303
    assert work.names()[:2] == ["other", "cats-clone"]


def test_a_refused_form_can_be_mended_and_sent(client, work, form):
    work.create("taken")
    refused = client.post(CLONE, form | {"labeling_job_name": "taken"})
    assert refused.status_code == 422
    assert client.post(CLONE, fill(refused, labeling_job_name="free")).status_code == 303


@pytest.mark.parametrize("submission_id", ["", "x", "0" * 500])
def test_a_form_with_another_id_is_sent_all_the_same(client, work, form, submission_id):
    assert client.post(CLONE, form | {"submission_id": submission_id}).status_code == 303
    assert work.exists("cats-clone")


# ------------------------------------------------------------------------- answers that get lost


def test_a_job_whose_answer_was_lost_is_found(client, work, form, between):
    between.lose("CreateLabelingJob")
    assert client.post(CLONE, form).status_code == 303
    assert work.names() == ["cats-clone", "cats"]


def test_a_job_that_could_not_be_found_yet_is_found_by_the_next_press(client, work, form, between):
    between.lose("CreateLabelingJob")

    def lose_the_new_job(go_on):
        answer = go_on()
        return None if b'"LabelingJobName": "cats-clone"' in answer[2] else answer

    between.react("DescribeLabelingJob", lose_the_new_job)
    assert client.post(CLONE, form).status_code == 502
    between.forget()
    assert client.post(CLONE, form).status_code == 303
    assert work.names() == ["cats-clone", "cats"]


def test_a_job_of_somebody_else_is_not_taken_for_ours(client, work, form, between):
    between.lose("CreateLabelingJob")
    work.create("cats-clone", TaskTitle="Not what was asked for")
    answer = client.post(CLONE, form)
    assert answer.status_code == 502
    assert work.describe("cats-clone")["HumanTaskConfig"]["TaskTitle"] == "Not what was asked for"


# ------------------------------------------------------------------------- refused by AWS

REFUSALS = [
    ("AccessDeniedException", "not authorized", 403, "sagemaker:CreateLabelingJob"),
    ("ValidationException", "No such role.", 422, "No such role."),
    ("ResourceLimitExceeded", "At most 20 jobs.", 422, "At most 20 jobs."),
    ("ExpiredTokenException", "expired", 503, "The AWS credentials have expired."),
]


@pytest.mark.parametrize(("code", "told", "status", "shown"), REFUSALS)
def test_a_refusal_is_shown_above_the_buttons_and_nothing_is_lost(
    client, form, between, code, told, status, shown
):
    between.refuse("CreateLabelingJob", code, told)
    typed = form | {"labeling_job_name": "new", "task_title": "Other"}
    answer = client.post(CLONE, typed)
    assert answer.status_code == status
    assert shown in alert(answer)
    assert fields(answer) == typed | {"csrfmiddlewaretoken": fields(answer)["csrfmiddlewaretoken"]}


def test_a_refusal_tells_aws_message_and_request_id(client, form, between):
    between.refuse("CreateLabelingJob", "ValidationException", "No such role.")
    details = parse(client.post(CLONE, form)).of_class("alert")[0].one("details").text
    assert "ValidationException" in details
    assert "req-42" in details


def test_passing_the_role_is_named_when_creating_is_denied(client, form, between):
    between.refuse("CreateLabelingJob", "AccessDeniedException", "no")
    assert "iam:PassRole" in alert(client.post(CLONE, form))


# ------------------------------------------------------------------------- nobody answers


def everything_typed(form):
    """What a person would have to type again."""
    ours = ("csrfmiddlewaretoken", "manifest_etag", "confirm", "preview")
    return {name: value for name, value in form.items() if name not in ours}


@pytest.mark.parametrize("do", ["clone", "chain"])
def test_an_endpoint_that_is_gone_loses_nothing_of_a_reuse(client, work, settings, do):
    work.completed()
    path = job("cats", f"{do}/")
    typed = fill(client.get(path), labeling_job_name="new", task_title="Other")
    up, settings.LOCAL_ENDPOINT_URL = settings.LOCAL_ENDPOINT_URL, "http://127.0.0.1:1"
    answer = client.post(path, typed)
    assert answer.status_code == 502
    assert NO_ANSWER in by_id(answer, "main").text
    settings.LOCAL_ENDPOINT_URL = up
    again = fields(answer, "again")
    assert everything_typed(again) == everything_typed(typed)
    assert client.post(path, again).status_code == 303
    assert work.describe("new")["HumanTaskConfig"]["TaskTitle"] == "Other"


def test_an_endpoint_that_is_gone_loses_nothing_of_a_new_job(client, work, settings, new_job):
    up, settings.LOCAL_ENDPOINT_URL = settings.LOCAL_ENDPOINT_URL, "http://127.0.0.1:1"
    answer = client.post(CREATE, new_job)
    assert answer.status_code == 502
    assert NO_ANSWER in by_id(answer, "main").text
    assert everything_typed(fields(answer)) == everything_typed(new_job)
    settings.LOCAL_ENDPOINT_URL = up
    assert client.post(CREATE, fields(answer)).status_code == 303


def test_an_endpoint_that_goes_in_the_middle_loses_nothing(client, work, form, between):
    between.react("CreateLabelingJob", lambda go_on: None)
    typed = form | {"labeling_job_name": "new", "task_title": "Other"}
    answer = client.post(CLONE, typed)
    assert answer.status_code == 502
    assert NO_ANSWER in alert(answer)
    assert everything_typed(fields(answer)) == everything_typed(typed)
    assert not work.exists("new")
    between.forget()
    assert client.post(CLONE, fields(answer)).status_code == 303


def test_a_form_opened_without_an_endpoint_still_opens(client, unreachable):
    assert client.get(CREATE).status_code == 200


def test_stopping_without_an_endpoint_can_be_tried_again(client, work, settings):
    work.running()
    up, settings.LOCAL_ENDPOINT_URL = settings.LOCAL_ENDPOINT_URL, "http://127.0.0.1:1"
    answer = client.post(job("cats", "stop/"))
    assert answer.status_code == 502
    settings.LOCAL_ENDPOINT_URL = up
    assert client.post(job("cats", "stop/"), fields(answer, "again")).status_code == 303


def test_a_list_that_is_refused_is_tried_again_by_a_link(client, between):
    between.refuse("DescribeLabelingJob", "AccessDeniedException", "no")
    page = client.get(job("cats"))
    assert job("cats") in by_id(page, "main").links
    assert not parse(page).all("form", id="again")


def test_sending_needs_no_listing(client, form, calls):
    calls.clear()
    send(client, CLONE, labeling_job_name="x")
    assert calls.count("CreateLabelingJob") == 1
