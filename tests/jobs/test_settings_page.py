"""The Settings page: preferences that hold on every page, and what the console is connected to."""

from datetime import UTC, datetime

import pytest

from tests.jobs.markup import by_id, fields, message, parse
from tests.jobs.paths import JOBS, job

SETTINGS = "/settings/"


def form(page):
    return fields(page, "settings-form")


def save(client, **chosen):
    return client.post(SETTINGS, form(client.get(SETTINGS)) | chosen)


def test_saved_settings_are_shown_again(client):
    chosen = {"region": "eu-west-1", "time_zone": "Europe/Berlin", "page_size": "50"}
    answer = save(client, **chosen, density="compact", auto_refresh="off")
    assert (answer.status_code, answer.headers["Location"]) == (303, SETTINGS)
    page = client.get(SETTINGS)
    assert "Settings saved." in by_id(page, "flash").text
    assert form(page).items() >= {**chosen, "density": "compact", "auto_refresh": "off"}.items()


@pytest.mark.parametrize("name", ["region", "theme", "density", "time_zone", "page_size"])
def test_a_value_that_there_is_not_is_refused_at_its_field(client, name):
    answer = save(client, **{name: "mars"})
    assert answer.status_code == 422
    assert "mars" in message(answer, name)


def test_the_default_region_is_shown_first(client):
    save(client, region="eu-west-1")
    assert client.get("/").headers["Location"] == "/eu-west-1/labeling-jobs/"


def test_times_are_shown_in_the_chosen_time_zone(client, work):
    work.completed()
    created = work.describe("cats")["CreationTime"].astimezone(UTC)
    assert f"{created:%H:%M} (UTC)" in parse(client.get(JOBS)).text
    save(client, time_zone="Asia/Kolkata")
    there = datetime.fromisoformat(created.isoformat()).timestamp() + 5.5 * 3600
    words = f"{datetime.fromtimestamp(there, UTC):%H:%M} (IST)"
    assert words in parse(client.get(JOBS)).text
    assert words in parse(client.get(job("cats"))).text


def test_a_page_of_the_list_has_the_chosen_size(client, work):
    save(client, page_size="10")
    for number in range(11):
        work.create(f"job-{number}")
    assert len(parse(client.get(JOBS)).all("input", name="job")) == 10
    assert len(parse(client.get(f"{JOBS}?size=25")).all("input", name="job")) == 11


def test_another_size_than_the_chosen_one_stays_in_the_links(client, work):
    save(client, page_size="50")
    work.create("one")
    links = parse(client.get(f"{JOBS}?size=25")).links
    assert any("sort=name" in href and "size=25" in href for href in links)


@pytest.mark.parametrize(("chosen", "asking"), [("on", True), ("off", False)])
def test_pages_ask_for_news_unless_they_shall_stay_as_they_are(client, work, chosen, asking):
    work.create("cats")
    save(client, auto_refresh=chosen)
    assert ("hx-get" in by_id(client.get(JOBS), "jobs-poller").attributes) is asking
    assert ("hx-get" in by_id(client.get(job("cats")), "job-progress").attributes) is asking


def test_density_is_told_to_the_style_sheets(client):
    save(client, density="compact")
    assert parse(client.get(JOBS)).one("html")["data-density"] == "compact"


def test_the_page_tells_where_calls_go(client, work):
    assert work.server.url in by_id(client.get(SETTINGS), "connection").text


def test_nothing_is_tested_unasked(client, calls):
    client.get(SETTINGS)
    assert "ListWorkteams" not in calls


def test_a_test_of_the_connection_makes_each_call_once(client, calls):
    words = by_id(client.get(f"{SETTINGS}?test=1"), "connection").text
    assert sorted(set(calls) - {"GetCallerIdentity"}) == [
        "ListLabelingJobs",
        "ListRoles",
        "ListWorkteams",
    ]
    assert words.count("Answered") == 4


def test_a_test_tells_which_permission_is_missing(client, between):
    between.refuse("ListWorkteams", "AccessDeniedException", "not authorized")
    words = by_id(client.get(f"{SETTINGS}?test=1"), "connection").text
    assert words.count("Answered") == 3
    assert "You need permission sagemaker:ListWorkteams" in words
