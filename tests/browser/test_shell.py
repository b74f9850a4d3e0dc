"""What every page has around it, and what it is made of: badge, theme, policy, weight."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import story

KILOBYTE = 1000


def test_badge_says_that_the_endpoint_is_a_local_one(page, console):
    page.goto(story.LIST)
    expect(page.locator("header .badge")).to_have_text(f"Local · 127.0.0.1:{console.endpoint_port}")


@pytest.mark.parametrize(("presses", "theme"), [(1, "Light"), (2, "Dark"), (3, "Auto")])
def test_theme_changes_at_once_and_is_kept_on_other_pages(page, presses, theme):
    page.goto(story.LIST)
    page.evaluate("window.sameDocument = true")
    for _ in range(presses):
        with page.expect_response("**/settings/quick/"):
            page.get_by_role("button", name="Theme:").click()
    expect(page.get_by_role("button", name=f"Theme: {theme}")).to_be_focused()
    assert page.evaluate("window.sameDocument")
    page.goto(story.job_page("harbor-buoys"))
    expect(page.locator("html")).to_have_attribute("data-theme", theme.lower())


@pytest.mark.parametrize(("theme", "scheme"), [("Light", "light"), ("Dark", "dark")])
def test_chosen_theme_wins_over_the_systems(new_page, theme, scheme):
    page = new_page(color_scheme="dark" if scheme == "light" else "light")
    page.goto(story.LIST)
    button = page.get_by_role("button", name="Theme:")
    for _ in ("Light", "Dark")[: ("Light", "Dark").index(theme) + 1]:
        button.click()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == scheme


def test_region_menu_leads_to_the_same_page_in_another_region(page):
    page.goto(story.LIST)
    page.locator("summary").filter(has_text="US East (N. Virginia)").click()
    page.get_by_role("link", name="Europe (Ireland)").click()
    expect(page).to_have_url("/eu-west-1/labeling-jobs/")
    expect(page.get_by_role("heading", name="No labeling jobs")).to_be_visible()


def test_request_is_shown_in_three_spellings_as_the_form_stands(page):
    page.goto(f"{story.job_page('harbor-buoys')}chain/")
    request = page.locator("#request")
    story.field(page, "task_title").fill("Typed just now")
    story.field(page, "task_title").blur()
    expect(request).to_contain_text('"TaskTitle": "Typed just now"')
    page.get_by_role("button", name="AWS CLI").click()
    expect(request).to_contain_text("aws sagemaker create-labeling-job")
    page.get_by_role("button", name="boto3").click()
    expect(request).to_contain_text("'TaskTitle': 'Typed just now'")
    expect(page.locator("#request-preview [aria-current]")).to_have_text("boto3")


def test_request_is_copied_as_it_is_shown(new_page):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{story.job_page('harbor-buoys')}chain/")
    page.get_by_role("button", name="Copy JSON").click()
    expect(page.locator("#live")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#request").text_content()


# ------------------------------------------------------------------------- what it is made of


@pytest.mark.parametrize(
    "path",
    [
        "/",
        story.LIST,
        f"{story.LIST}create/",
        story.job_page("harbor-buoys"),
        f"{story.job_page('harbor-buoys')}chain/",
        f"{story.job_page('ticket-backlog')}chain/",
        story.job_page("nobody"),
        "/nowhere/",
        f"{story.LIST}updates/",
        "/healthz",
    ],
)
def test_answer_carries_the_security_policy(page, path):
    policy = page.request.get(path, max_redirects=0).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.fixture
def first_visit(page):
    """Every request of a first visit to the list, with the bytes that came over the wire."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    asked, sizes = {}, {}
    network.on("Network.requestWillBeSent", lambda e: asked.update({e["requestId"]: e["request"]}))
    network.on(
        "Network.loadingFinished", lambda e: sizes.update({e["requestId"]: e["encodedDataLength"]})
    )
    page.goto(story.LIST, wait_until="networkidle")
    return {request["url"]: sizes.get(id_, 0) for id_, request in asked.items()}


def test_first_visit_weighs_at_most_sixty_kilobytes(first_visit):
    assert 10 * KILOBYTE < sum(first_visit.values()) <= 60 * KILOBYTE, first_visit


def test_first_visit_takes_at_most_six_requests(first_visit):
    icon_of_the_tab = 1  # which a browser without a window does not ask for
    assert len(first_visit) + icon_of_the_tab <= 6, list(first_visit)


def test_no_page_asks_a_third_party(first_visit, console):
    assert {urlsplit(url).netloc for url in first_visit} == {f"127.0.0.1:{console.port}"}


def test_second_visit_weighs_at_most_twelve_kilobytes(page):
    page.goto(story.LIST, wait_until="networkidle")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    sizes = []
    network.on("Network.loadingFinished", lambda e: sizes.append(e["encodedDataLength"]))
    page.goto(story.job_page("harbor-buoys"), wait_until="networkidle")
    assert 0 < sum(sizes) <= 12 * KILOBYTE, sizes
