"""What holds on every page: headers, the Region menu, and a page for our own mistakes."""

import pytest

from groundtruth.regions import REGIONS
from tests.jobs.markup import parse, title
from tests.jobs.paths import CREATE, JOBS, job

MANIFESTS = "/us-east-1/manifests/"
PAGES = [
    JOBS,
    CREATE,
    MANIFESTS,
    f"{MANIFESTS}merge/",
    f"{MANIFESTS}browse/",
    job("cats"),
    job("cats", "chain/"),
    job("cats", "stop/"),
    "/nowhere/",
]
POLICY = {
    "default-src 'none'",
    *(f"{name}-src 'self'" for name in ("script", "style", "img", "media", "connect")),
    "font-src 'none'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "frame-src 'self'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "clipboard-write=(self)",
    "Cache-Control": "private, no-cache",
}


@pytest.mark.parametrize("page", PAGES)
def test_the_headers_are_everywhere(client, work, page):
    work.completed()
    told = client.get(page).headers
    assert {each.strip() for each in told["Content-Security-Policy"].split(";")} == POLICY
    assert {name: told[name] for name in HEADERS} == HEADERS


def region_menu(client, page):
    menu = parse(client.get(page)).one("ul", aria_label="Regions")
    return {link.text.split()[-1]: link["href"] for link in menu.all("a")}


def test_every_region_can_be_chosen(client):
    assert region_menu(client, JOBS) == {code: f"/{code}/labeling-jobs/" for code in REGIONS}


def test_the_region_menu_of_the_create_page_stays_on_it(client):
    assert region_menu(client, CREATE)["eu-west-1"] == "/eu-west-1/labeling-jobs/create/"


def test_the_region_menu_of_a_job_leads_to_the_other_regions_list(client, work):
    work.create()
    assert region_menu(client, job("cats"))["eu-west-1"] == "/eu-west-1/labeling-jobs/"


def test_the_region_of_the_page_is_marked(client):
    menu = parse(client.get("/eu-west-1/labeling-jobs/")).one("ul", aria_label="Regions")
    assert menu.one("a", aria_current="true")["href"] == "/eu-west-1/labeling-jobs/"


def test_the_account_is_asked_for_once(client, between):
    asked = []
    between.react("GetCallerIdentity", lambda go_on: asked.append(1) or go_on())
    assert "1234-5678-9012" in parse(client.get(JOBS)).one("header").text
    client.get(CREATE)
    assert len(asked) == 1


def test_our_own_mistake_has_an_incident_that_the_log_has_too(client, between, caplog):
    client.raise_request_exception = False
    between.react("ListLabelingJobs", lambda go_on: (200, {}, b"{}"))  # no answer AWS would give
    page = client.get(JOBS)
    assert page.status_code == 500
    assert title(page) == "Something went wrong – gtconsole"
    (incident,) = [record.args[0] for record in caplog.records if "incident" in record.msg]
    assert f"Incident {incident} stands in its log." in parse(page).text


@pytest.mark.parametrize("method", ["put", "delete", "patch", "post"])
def test_pages_that_only_show_take_no_other_method(client, method):
    assert getattr(client, method)(JOBS).status_code == 405
