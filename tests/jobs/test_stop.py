"""Stopping a job: the question, the act, and the answer when there is nothing to stop."""

import pytest

from tests.jobs.markup import flashes, parse, title
from tests.jobs.paths import fragment, job

STOP = job("cats", "stop/")


def test_the_question_says_what_stopping_means(client, work):
    work.running()
    text = parse(client.get(STOP)).one("main").text
    assert "Stop cats? A stopped job cannot be started again." in text
    assert "You can chain from it to go on, or clone it to start over." in text


def test_asking_stops_nothing(client, work):
    work.running()
    client.get(STOP)
    assert work.status("cats") == "InProgress"


def test_htmx_gets_the_question_as_a_dialog(client, work):
    work.running()
    dialog = parse(client.get(STOP, headers=fragment("dialog"))).one("dialog")
    assert dialog.one("form")["action"] == STOP
    assert dialog.one("h2").text == "Stop labeling job"


def test_the_question_has_a_page_of_its_own(client, work):
    work.running()
    assert title(client.get(STOP)).startswith("Stop cats")


def test_stopping_stops_and_leads_to_the_job(client, work):
    work.running()
    answer = client.post(STOP)
    assert (answer.status_code, answer.headers["Location"]) == (303, job("cats"))
    assert work.status("cats") == "Stopping"


def test_the_job_page_says_that_it_is_being_stopped(client, work):
    work.running()
    page = client.post(STOP, follow=True)
    assert flashes(page) == ["Stopping cats. Its labels so far are kept."]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        ("create", "Only a job that is In progress can be stopped."),
        ("completed", "Only a job that is In progress can be stopped."),
        ("failed", "Only a job that is In progress can be stopped."),
        ("stopped", "Only a job that is In progress can be stopped."),
        ("stopping", "This job is already stopping."),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_does_not_run_is_a_409_with_the_reason(client, work, method, make, reason):
    if make == "stopping":
        work.running()
        client.post(STOP)
    else:
        getattr(work, make)()
    answer = getattr(client, method)(STOP)
    assert answer.status_code == 409
    assert reason in parse(answer).one("main").text


def test_a_refused_dialog_is_marked_as_ours(client, work):
    work.completed()
    answer = client.get(STOP, headers=fragment("dialog"))
    assert (answer.status_code, answer.headers["GC-Fragment"]) == (409, "1")
    assert not parse(answer).all("form")


def test_a_refusal_by_aws_is_a_page_of_its_own(client, work, between):
    work.running()
    between.refuse("StopLabelingJob", "AccessDeniedException", "no")
    answer = client.post(STOP)
    assert answer.status_code == 403
    assert "You need permission sagemaker:StopLabelingJob." in parse(answer).one("h1").text


def test_stopping_needs_a_token(work, strict_client):
    work.running()
    answer = strict_client.post(STOP)
    assert answer.status_code == 403
    assert "This form has expired" in parse(answer).one("main").text
    assert work.status("cats") == "InProgress"
