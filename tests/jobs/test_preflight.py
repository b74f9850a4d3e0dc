"""Preflight: when it is asked for, and how what was found is told."""

from tests.jobs.browse import fill
from tests.jobs.checks import CLONE, IMAGES, PREFLIGHT, check, line, lines, ready
from tests.jobs.markup import by_id, fields, parse
from tests.jobs.paths import CREATE
from tests.local_endpoint import ROLE

__all__ = ["ready"]


def test_a_clone_with_nothing_wrong_passes(client, ready):
    found = {title: word for title, word, _ in lines(check(client))}
    assert found == {
        "Reading the input": "Passed",
        "Writing the output": "Passed",
        "Request": "Passed",
        "Job name": "Passed",
        "Manifest": "Passed",
        "Number of objects": "Passed",
        "Data objects": "Passed",
        "Region of the data": "Passed",
        "CORS for workers’ browsers": "Passed",
        "Input bucket": "Passed",
        "Output bucket": "Passed",
        "IAM role": "Passed",
        "Regions and accounts": "Passed",
        "Work team": "Passed",
        "Label categories": "Passed",
        "Worker template": "Passed",
    }


def test_the_worst_stands_first_and_the_summary_counts(client, ready):
    ready.s3.delete_bucket_cors(Bucket=IMAGES)
    answer = check(client)
    assert [word for _, word, _ in lines(answer)][:2] == ["Failed", "Passed"]
    assert parse(answer).one("h3").text == "1 failed, 15 passed."


def test_nothing_is_created_or_written(client, ready, calls):
    check(client)
    assert not [call for call in calls if call.startswith(("Create", "Put", "Delete", "Copy"))]
    assert not ready.exists("cats-clone")


def test_without_javascript_the_page_shows_the_lines_and_keeps_what_was_typed(client, ready):
    form = fill(client.get(CLONE), task_title="Birds") | {"preflight": "1"}
    page = client.post(CLONE, form)
    assert page.status_code == 200
    assert line(page, "IAM role")[0] == "Passed"
    assert fields(page)["task_title"] == "Birds"
    assert by_id(page, "preflight")["role"] == "status"
    assert not ready.exists("cats-clone")


def test_before_it_is_asked_for_nothing_is_said(client, work):
    work.completed()
    assert by_id(client.get(CLONE), "preflight").text == ""


def test_an_empty_form_is_told_what_is_missing(client, work):
    answer = check(client, CREATE)
    assert answer.status_code == 200
    failed = [text for title, word, text in lines(answer) if (title, word) == ("Request", "Failed")]
    assert any("“Job name” is missing" in text for text in failed)
    assert any("more problems" in text for text in failed)


def test_a_failed_line_leads_to_its_field(client, ready):
    answer = check(client, role_arn=f"{ROLE}-2")
    (failed,) = [
        each
        for each in parse(answer).of_class("checks__line")
        if each.one("strong").text == "IAM role"
    ]
    assert failed.links == ["#role_arn"]


def test_it_is_asked_for_by_post_only(client, work):
    assert client.get(PREFLIGHT).status_code == 405
