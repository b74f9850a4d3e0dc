"""What is said when the endpoint cannot be reached, and what stays of somebody's work."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import story
from tests.browser.axe import NARROW, WIDE, found
from tests.browser.console import Console, Work, free_ports
from tests.browser.story import field
from tests.local_endpoint import Server

CANNOT_REACH = re.compile("Can’t reach http://127.0.0.1:")
TYPED = """form => Object.fromEntries([...new FormData(form)].filter(
  ([name]) => !['csrfmiddlewaretoken', 'manifest_etag'].includes(name)))"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    port = str(free_ports(1)[0])
    running = Server(tmp_path_factory.mktemp("endpoint") / "state", "--port", port).start()
    yield running
    running.kill()


def apart_from_its_endpoint(state, url):
    """A console that takes what is at the URL for AWS, so that it goes on when nothing is there."""
    return Console(
        state,
        GTCONSOLE_ENDPOINT="aws",
        AWS_ENDPOINT_URL=url,
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
        AWS_EC2_METADATA_DISABLED="true",
    )


# -------------------------------------------------------------------------- nobody is there


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    nowhere = f"http://127.0.0.1:{free_ports(1)[0]}"
    running = apart_from_its_endpoint(tmp_path_factory.mktemp("alone") / "state", nowhere).start()
    yield running
    running.end()


@pytest.fixture
def lonely(new_page, alone):
    page = new_page(base_url=alone.url, reduced_motion="reduce")
    page.goto(story.LIST)
    return page


def test_list_says_in_its_place_what_cannot_be_reached(lonely):
    expect(lonely.locator("#jobs-region")).to_contain_text(CANNOT_REACH)
    expect(lonely.get_by_role("link", name="Try again")).to_be_visible()
    expect(lonely.get_by_role("heading", name="Labeling jobs", exact=True)).to_be_visible()


def test_search_goes_on_and_says_it_in_the_same_place(lonely):
    lonely.get_by_role("searchbox").fill("road")
    expect(lonely).to_have_url(re.compile("q=road"))
    expect(lonely.locator("#jobs-region")).to_contain_text(CANNOT_REACH)
    expect(lonely.get_by_role("searchbox")).to_be_focused()
    expect(lonely.locator("#neterr")).to_have_count(0)


def test_header_says_that_there_is_no_identity(lonely):
    expect(lonely.locator("header")).to_contain_text("Identity unavailable")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing_where_the_list_was(lonely, scheme, size):
    lonely.set_viewport_size(size)
    lonely.emulate_media(color_scheme=scheme)
    assert found(lonely) == []


# -------------------------------------------------------------------- somebody was there


@pytest.fixture(scope="module")
def apart(server, tmp_path_factory):
    state = tmp_path_factory.mktemp("apart") / "state"
    running = apart_from_its_endpoint(state, server.url).start()
    yield running
    running.end()


@pytest.fixture
def page(new_page, apart):
    return new_page(base_url=apart.url)


def test_create_form_keeps_what_was_typed_and_can_be_sent_again(page, server):
    work = Work(server.url)
    page.goto(f"{story.LIST}create/")
    story.fill_new_job(page, work, "kept", work.put("kept.manifest", b'{"source":"x"}\n'))
    expect(story.plan(page)).to_contain_text("will be labeled")  # so that nothing is on its way
    typed = page.locator("#job-form").evaluate(TYPED)
    server.kill()
    story.create(page)
    expect(page.locator(".alert--error")).to_contain_text(CANNOT_REACH)
    assert page.locator("#job-form").evaluate(TYPED) == typed
    server.start()
    story.create(page)
    story.expect_created(page, "kept")


def test_chain_that_was_sent_can_be_sent_again_with_all_that_was_typed(page, server):
    source = Work(server.url).completed()
    page.goto(f"{story.job_page(source)}chain/")
    field(page, "task_title").fill("Typed before the end")
    server.kill()
    story.create(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text(CANNOT_REACH)
    server.start()
    page.get_by_role("button", name="Try again").click()
    story.expect_created(page, f"{source}-chain")
    made = Work(server.url).describe(f"{source}-chain")
    assert made["HumanTaskConfig"]["TaskTitle"] == "Typed before the end"
