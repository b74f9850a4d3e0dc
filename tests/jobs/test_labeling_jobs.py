"""The labeling jobs list: what it shows, how it is narrowed, and the way on from a chosen job."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache

from tests.jobs.markup import alert, by_id, fields, flashes, names, parse, title
from tests.jobs.paths import ACTION, CREATE, JOBS, fragment, job
from tests.jobs.work import FAILS_HALF_WAY
from tests.local_endpoint import from_manifest

ASKED = {"q", "status", "sort", "dir", "size", "page", "cur"}


def heads(response):
    """The column heads with their aria-sort."""
    return [(head.text, head.get("aria-sort")) for head in parse(response).all("th", scope="col")]


def row(response, name):
    """What the table says of a job, cell by cell."""
    (line,) = [line for line in parse(response).all("tr") if line.all("a", id=f"n-{name}")]
    return [cell.text for cell in line.all(where=lambda each: each.tag in ("td", "th"))]


def counter(response):
    return parse(response).of_class("toolbar__count")[0].text.removeprefix("Labeling jobs ")


def link(response, label):
    """Where the pagination link of that label leads; nothing at an end."""
    return (
        parse(response).one("nav", aria_label="Pagination").one("a", aria_label=label).get("href")
    )


def turn(client, response, label="Next page"):
    return client.get(JOBS + link(response, label))


# ---------------------------------------------------------------------------------- the table


def test_the_front_door_leads_to_the_default_regions_list(client):
    assert client.get("/").headers["Location"] == JOBS


def test_the_newest_job_is_at_the_top(client, work):
    assert names(client.get(JOBS)) == []
    work.create_many(3)
    assert names(client.get(JOBS)) == ["job-02", "job-01", "job-00"]


def test_the_columns_are_those_of_aws_with_the_task_type(client, work):
    work.create()
    assert heads(client.get(JOBS)) == [
        ("Select", ""),
        ("Name", ""),
        ("Status", ""),
        ("Task type", ""),
        ("Labeled objects/total", ""),
        ("Creation time", "descending"),
    ]


def test_a_row_counts_what_is_labeled(client, work):
    work.running(labeled=4)
    cells = row(client.get(JOBS), "cats")
    assert cells[1:5] == ["cats", "In progress", "Image Classification (Single Label)", "4 / 10"]


def test_a_job_that_has_not_begun_has_no_numbers_yet(client, work):
    work.create()
    assert row(client.get(JOBS), "cats")[4] == "–Not counted yet"


def test_failed_objects_count_towards_the_total_and_are_named(client, work):
    work.completed(tags={"gtconsole:simulate-failed-objects": "3"})
    assert row(client.get(JOBS), "cats")[4] == "7 / 10 · 3 failed"


def test_the_creation_time_is_told_in_utc_and_for_machines(client, work):
    work.create()
    created = work.describe()["CreationTime"]
    cell = parse(client.get(JOBS)).one("time")
    assert cell.text == f"{created:%b} {created.day}, {created:%Y, %H:%M} (UTC)"
    assert cell["datetime"][:19] == created.isoformat()[:19]


def test_a_custom_job_is_called_custom(client, work):
    work.create(PreHumanTaskLambdaArn="arn:aws:lambda:us-east-1:123456789012:function:PRE-mine")
    assert row(client.get(JOBS), "cats")[3] == "Custom"


def test_a_failed_row_says_why(client, work):
    work.failed()
    assert (
        "LambdaErrorCode" in by_id(client.get(JOBS), "st-cats").of_class("toggletip__text")[0].text
    )


def test_a_chained_row_names_the_job_it_goes_on_from(client, work):
    work.completed()
    output = work.describe()["LabelingJobOutput"]["OutputDatasetS3Uri"]
    work.create("cats-chain", InputConfig=from_manifest(output))
    cells = parse(client.get(JOBS)).of_class("table__second")
    assert [cell.text for cell in cells] == ["chained from cats"]
    assert cells[0].one("a")["href"] == job("cats")


def test_every_row_can_be_chosen_and_its_name_is_a_link(client, work):
    work.create_many(2)
    page = parse(client.get(JOBS))
    assert [each["value"] for each in page.all("input", type="radio")] == ["job-01", "job-00"]
    assert page.one(id="n-job-01")["href"] == job("job-01")


def test_the_job_of_the_address_is_the_chosen_one(client, work):
    work.create_many(2)
    chosen = parse(client.get(f"{JOBS}?job=job-00")).all(
        "input", type="radio", where=lambda each: "checked" in each
    )
    assert [each["value"] for each in chosen] == ["job-00"]


# ------------------------------------------------------- what a row's status allows, with reasons

REUSE = "Chain and Clone need a job that is Completed, Failed or Stopped. cats is "
NOT_RUNNING = "Only a job that is In progress can be stopped."
ALLOWED = {
    "Initializing": (REUSE + "Initializing: wait.", NOT_RUNNING),
    "InProgress": (REUSE + "In progress: stop it or wait.", ""),
    "Stopping": (REUSE + "Stopping: wait.", "This job is already stopping."),
    "Stopped": ("", NOT_RUNNING),
    "Completed": ("", NOT_RUNNING),
    "Failed": ("", NOT_RUNNING),
}


def bring(work, status, name="cats", **changes):
    """A job that has this status now."""
    if status == "Stopping":
        work.running(name, **changes)
        work.sagemaker.stop_labeling_job(LabelingJobName=name)
    else:
        make = {"Initializing": work.create, "InProgress": work.running}
        make |= {"Stopped": work.stopped, "Completed": work.completed, "Failed": work.failed}
        make[status](name, **changes)
    assert work.status(name) == status


@pytest.mark.parametrize("status", ALLOWED)
def test_a_row_says_what_its_status_allows_and_why_not(client, work, status):
    bring(work, status)
    cell = by_id(client.get(JOBS), "st-cats")
    assert cell["data-status"] == status
    assert (cell["data-actions-reason"], cell["data-stop-reason"]) == ALLOWED[status]


def test_a_finished_row_says_where_its_actions_lead(client, work):
    work.completed()
    cell = by_id(client.get(JOBS), "st-cats")
    assert cell["data-chain"] == job("cats", "chain/")
    assert cell["data-clone"] == job("cats", "clone/")
    assert cell["data-stop"] == job("cats", "stop/")


def test_a_running_row_does_not_say_where_to_chain(client, work):
    work.running()
    assert by_id(client.get(JOBS), "st-cats")["data-chain"] == ""


# ------------------------------------------------------------------------ filters and the order


def test_the_status_filter_shows_jobs_of_that_status_alone(client, work):
    work.completed("done")
    work.create("new")
    assert names(client.get(f"{JOBS}?status=Completed")) == ["done"]


def test_the_search_finds_any_part_of_a_name_in_any_case(client, work):
    work.create_many(2)
    work.create("Cats")
    assert names(client.get(f"{JOBS}?q=cAT")) == ["Cats"]


def test_what_no_name_can_hold_is_not_asked_of_aws(client, work, calls):
    work.create_many(1)
    page = client.get(f"{JOBS}?q=job_00")
    assert "Job names contain only letters, digits and hyphens." in by_id(page, "jobs-region").text
    assert calls == []


def test_filters_that_are_on_can_be_taken_off_one_by_one(client, work):
    work.create_many(1)
    page = parse(client.get(f"{JOBS}?q=job&status=Initializing&size=10"))
    tokens = {each.one("span").text: each.one("a")["href"] for each in page.of_class("token")}
    assert tokens == {
        "Name contains “job”": "?status=Initializing&size=10",
        "Status: Initializing": "?q=job&size=10",
    }


def test_the_filters_stay_as_they_were_typed(client):
    form = fields(
        client.get(f"{JOBS}?q=cats&status=Failed&size=50&sort=name&dir=asc"), "jobs-filter"
    )
    assert form == {"q": "cats", "status": "Failed", "size": "50", "sort": "name", "dir": "asc"}


def test_values_that_are_unknown_are_the_defaults(client, work):
    work.create_many(2)
    page = client.get(f"{JOBS}?status=Nope&sort=size&dir=up&size=7&page=0")
    assert page.status_code == 200
    assert fields(page, "jobs-filter") == {"q": "", "status": "", "size": "25"}
    assert names(page) == ["job-01", "job-00"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("sort=name&dir=asc", ["a", "b", "c"]),
        ("sort=name", ["c", "b", "a"]),
        ("dir=asc", ["b", "c", "a"]),
        ("sort=status&dir=asc", ["b", "c", "a"]),
    ],
)
def test_the_list_is_sorted_as_asked(client, work, asked, expected):
    for name in "bca":
        work.create(name)
    work.sagemaker.stop_labeling_job(LabelingJobName="a")
    assert names(client.get(f"{JOBS}?{asked}")) == expected


def test_the_head_of_the_sorted_column_turns_the_order_round(client, work):
    work.create_many(2)
    page = client.get(f"{JOBS}?sort=name&dir=asc&q=job")
    links = {each.text: each["href"] for each in parse(page).of_class("table__sort")}
    assert links == {
        "Name": "?q=job&sort=name",
        "Status": "?q=job&sort=status",
        "Creation time": "?q=job",
    }
    assert ("Name", "ascending") in heads(page)
    assert names(client.get(JOBS + links["Name"])) == ["job-01", "job-00"]


# ---------------------------------------------------------------------------------------- pages


def test_pages_follow_the_walk_there_and_back(client, work):
    created = work.create_many(23)[::-1]
    first = client.get(f"{JOBS}?size=10")
    second = turn(client, first)
    third = turn(client, second)
    assert names(first) + names(second) + names(third) == created
    assert names(turn(client, third, "Previous page")) == names(second)
    assert names(turn(client, third, "Page 1")) == names(first)


def test_the_ends_of_the_walk_lead_nowhere(client, work):
    work.create_many(11)
    first = client.get(f"{JOBS}?size=10")
    second = turn(client, first)
    assert link(first, "Previous page") == ""
    assert link(second, "Next page") == ""


def test_one_page_needs_no_pages(client, work):
    work.create_many(10)
    assert not parse(client.get(f"{JOBS}?size=10")).of_class("pagination")


def test_a_page_whose_walk_is_forgotten_is_page_one_and_says_so(client, work):
    work.create_many(11)
    second = link(client.get(f"{JOBS}?size=10"), "Next page")
    cache.clear()
    page = client.get(JOBS + second)
    assert flashes(page) == ["That page link has expired. Showing page 1."]
    assert names(page)[0] == "job-10"


def test_no_next_token_stands_in_an_address(client, work):
    work.create_many(11)
    page = parse(client.get(f"{JOBS}?size=10&status=Initializing"))
    addresses = [each.get(name) for each in page.all() for name in ("href", "hx-get")]
    asked = [
        parse_qs(urlsplit(address).query)
        for address in addresses
        if JOBS in address or "?" in address
    ]
    pages = [query for query in asked if "page" in query]
    assert pages
    assert all(len(query["cur"][0]) <= 16 for query in pages)
    assert set().union(*asked) <= ASKED | {"v", "since"}


@pytest.mark.parametrize(
    ("number", "asked", "words"),
    [
        (7, "", "(7)"),
        (26, "", "(25+)"),
        (11, "?size=10", "(10+)"),
        (3, "?q=job", "(3 matches)"),
        (1, "?q=job", "(1 match)"),
        (11, "?size=10&q=job", "(10+ matches)"),
    ],
)
def test_the_counter_tells_what_is_known(client, work, number, asked, words):
    work.create_many(number)
    assert counter(client.get(JOBS + asked)) == words


def test_the_last_page_counts_all_jobs(client, work):
    work.create_many(12)
    assert counter(turn(client, client.get(f"{JOBS}?size=10"))) == "(12)"


# ------------------------------------------------------------------ nothing there, or refused


def test_an_empty_region_offers_to_create_a_job(client):
    region = by_id(client.get(JOBS), "jobs-region")
    assert "Labeling jobs that you create in this Region appear here." in region.text
    assert region.one("a", class_="btn")["href"] == CREATE


def test_no_match_offers_to_clear_the_filters(client, work):
    work.create()
    region = by_id(client.get(f"{JOBS}?q=dogs&size=10"), "jobs-region")
    assert "No labeling job matches these filters." in region.text
    assert region.one("a", class_="btn")["href"] == "?size=10"


def test_a_refused_list_keeps_heading_and_filters_around_the_alert(client, between):
    between.refuse("ListLabelingJobs", "AccessDeniedException", "no")
    page = client.get(f"{JOBS}?q=cats")
    assert page.status_code == 403
    assert "You need permission sagemaker:ListLabelingJobs." in alert(page)
    assert fields(page, "jobs-filter")["q"] == "cats"


def test_a_refused_fragment_is_marked_as_ours(client, between):
    between.refuse("ListLabelingJobs", "AccessDeniedException", "no")
    answer = client.get(JOBS, headers=fragment("jobs-region"))
    assert (answer.status_code, answer.headers["GC-Fragment"]) == (403, "1")
    assert by_id(answer, "jobs-region").one(role="alert")


def test_a_list_that_is_throttled_says_when_to_try_again(client, between):
    between.refuse("ListLabelingJobs", "ThrottlingException", "Rate exceeded")
    page = client.get(JOBS)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "60")


def test_an_unreachable_endpoint_is_named(client, unreachable):
    page = client.get(JOBS)
    assert page.status_code == 502
    assert f"Can’t reach {unreachable}/." in alert(page) or f"Can’t reach {unreachable}." in alert(
        page
    )


# ------------------------------------------------------------------------- page and fragment


def test_htmx_gets_the_region_alone(client, work):
    work.create()
    answer = client.get(JOBS, headers=fragment("jobs-region"))
    assert answer.content.decode().strip().startswith('<div class="jobs-region"')
    assert names(answer) == ["cats"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        fragment("somewhere-else"),
        fragment("jobs-region") | {"HX-History-Restore-Request": "true"},
    ],
)
def test_everybody_else_gets_the_page(client, headers):
    assert title(client.get(JOBS, headers=headers)).startswith("Labeling jobs")


def test_the_answer_depends_on_who_asks(client):
    varies = client.get(JOBS).headers["Vary"]
    assert {"HX-Request", "HX-Target"} <= {each.strip() for each in varies.split(",")}


def test_the_list_stays_private(client):
    assert client.get(JOBS).headers["Cache-Control"] == "private, no-cache"


def test_a_page_costs_one_listing_and_no_describe(client, work, calls):
    work.create_many(12)
    client.get(f"{JOBS}?size=10")
    assert calls == ["ListLabelingJobs"]


# -------------------------------------------------------------- the actions without JavaScript


@pytest.mark.parametrize("do", ["chain", "clone", "stop"])
def test_a_button_leads_to_its_page_of_the_chosen_job(client, do):
    answer = client.get(ACTION, {"job": "cats", "do": do})
    assert (answer.status_code, answer.headers["Location"]) == (302, job("cats", f"{do}/"))


@pytest.mark.parametrize("asked", [{"do": "view"}, {}])
def test_view_leads_to_the_job(client, asked):
    assert client.get(ACTION, asked | {"job": "cats"}).headers["Location"] == job("cats")


@pytest.mark.parametrize(
    "asked", [{"do": "chain"}, {"job": "a_b", "do": "chain"}, {"job": "a", "do": "x"}]
)
def test_without_a_choice_the_list_asks_for_one(client, work, asked):
    work.create()
    page = client.get(ACTION, asked)
    assert page.status_code == 409
    assert flashes(page) == ["Select a labeling job."]
    assert names(page) == ["cats"]


def test_the_buttons_without_javascript_send_the_chosen_row(client, work):
    work.create()
    page = parse(client.get(JOBS))
    form = page.one("form", id="jobs-form")
    assert (form["action"], form["method"]) == (ACTION, "get")
    assert [each["value"] for each in form.all("button", name="do")] == [
        "view",
        "stop",
        "chain",
        "clone",
    ]
    assert page.one("input", type="radio", name="job")["form"] == "jobs-form"


# --------------------------------------------------------------------------------- polling


def poll(client, page):
    return client.get(by_id(page, "jobs-poller")["hx-get"], headers=fragment("jobs-poller"))


def later(work, seconds):
    """Time passes, at AWS and for what the console remembers of it."""
    work.advance(seconds)
    cache.clear()


@pytest.mark.parametrize("status", ["Initializing", "InProgress", "Stopping"])
def test_the_list_asks_again_while_something_can_change(client, work, status):
    bring(work, status)
    assert "hx-get" in by_id(client.get(JOBS), "jobs-poller")


@pytest.mark.parametrize("status", ["Completed", "Failed", "Stopped"])
def test_the_list_does_not_ask_when_nothing_can_change(client, work, status):
    bring(work, status)
    assert "hx-get" not in by_id(client.get(JOBS), "jobs-poller")


def test_a_poll_without_news_is_204(client, work):
    work.create()
    assert poll(client, client.get(JOBS)).status_code == 204


def test_a_poll_brings_the_cells_that_can_have_changed(client, work):
    work.running()
    page = client.get(JOBS)
    later(work, 25)
    news = poll(client, page)
    assert news.status_code == 200
    cell = by_id(news, "cnt-cats")
    assert (cell["hx-swap-oob"], cell.text) == ("outerHTML", "2 / 10")
    assert by_id(news, "st-cats")["data-status"] == "InProgress"


def test_the_poll_that_sees_the_end_stops_polling(client, work):
    work.running()
    page = client.get(JOBS)
    later(work, 86_400)
    news = poll(client, page)
    assert news.status_code == 286
    assert by_id(news, "st-cats")["data-status"] == "Completed"
    assert "hx-get" not in by_id(news, "jobs-poller")


def test_a_poll_of_a_walk_that_is_forgotten_ends(client, work):
    work.create_many(11)
    page = turn(client, client.get(f"{JOBS}?size=10"))
    cache.clear()
    assert poll(client, page).status_code == 286


def test_polls_of_ten_tabs_ask_aws_once(client, work, calls):
    work.running()
    page = client.get(JOBS)
    calls.clear()
    for _ in range(10):
        poll(client, page)
    assert calls == ["ListLabelingJobs"]


def test_a_job_created_since_is_announced_with_a_link(client, work):
    work.create()
    page = client.get(JOBS)
    work.create("dogs")
    new = by_id(poll(client, page), "jobs-new")
    assert new.text == "1 new labeling job. Show"
    assert new.one("a")["href"] == JOBS


def test_a_later_page_does_not_speak_of_new_jobs(client, work):
    work.create_many(11)
    page = turn(client, client.get(f"{JOBS}?size=10"))
    work.create("dogs")
    work.advance(31)
    assert not parse(poll(client, page)).all(id="jobs-new")


def test_a_refused_poll_is_an_error(client, work, between):
    work.running()
    page = client.get(JOBS)
    between.refuse("ListLabelingJobs", "AccessDeniedException", "no")
    assert poll(client, page).status_code == 403


def test_a_poll_finds_the_failure_and_its_reason(client, work):
    work.create(tags=FAILS_HALF_WAY)
    page = client.get(JOBS)
    later(work, 86_400)
    assert "LambdaErrorCode" in by_id(poll(client, page), "st-cats").text
