"""What the labeling jobs list does under somebody's hands: finding, choosing, keeping up."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import story
from tests.browser.story import poll, row, status


@pytest.fixture
def listed(page):
    """The list with room for the sample jobs below those of other tests."""
    page.goto(f"{story.LIST}?size=100")
    return page


def names(page):
    return page.locator("tbody th > a")


def test_typing_in_the_search_finds_jobs_and_keeps_the_focus(listed):
    search = listed.get_by_role("searchbox")
    search.press_sequentially("road-s")
    expect(names(listed)).to_have_text(["road-scenes-chain", "road-scenes"])
    expect(listed).to_have_url(re.compile(r"\?q=road-s&"))
    expect(search).to_be_focused()
    expect(search).to_have_value("road-s")


def test_typing_in_the_search_makes_no_history(listed):
    before = listed.evaluate("history.length")
    listed.get_by_role("searchbox").fill("road-s")
    expect(names(listed)).to_have_count(2)
    assert listed.evaluate("history.length") == before


def test_status_filter_leaves_the_jobs_of_that_status(listed):
    listed.get_by_role("combobox", name="Status").select_option(label="Failed")
    expect(listed).to_have_url(re.compile("status=Failed"))
    expect(listed.locator("tbody .status").filter(has_not_text="Failed")).to_have_count(0)
    expect(names(listed).filter(has_text="lake-birds")).to_be_visible()
    listed.go_back()
    expect(names(listed).filter(has_text="fruit-bowls")).to_be_visible()


def test_filter_is_taken_off_by_its_token(listed):
    listed.get_by_role("searchbox").fill("road-s")
    listed.get_by_role("link", name="Remove Name contains “road-s”").click()
    expect(names(listed).filter(has_text="fruit-bowls")).to_be_visible()
    expect(listed.get_by_role("searchbox")).to_have_value("")


def test_second_click_on_a_column_turns_its_order(listed):
    column = listed.get_by_role("columnheader", name="Name")
    column.get_by_role("link").click()
    expect(column).to_have_attribute("aria-sort", "ascending")
    column.get_by_role("link").click()
    expect(column).to_have_attribute("aria-sort", "descending")
    shown = names(listed).all_inner_texts()
    assert shown == sorted(shown, reverse=True)


def test_pages_are_walked_forth_and_back_with_the_browsers_back_button(listed):
    listed.get_by_role("combobox", name="Page size").select_option("10")
    expect(names(listed)).to_have_count(10)
    first = names(listed).all_inner_texts()
    listed.get_by_role("link", name="Next page").click()
    expect(listed.get_by_role("link", name="Page 2")).to_have_attribute("aria-current", "page")
    assert not set(first) & set(names(listed).all_inner_texts())
    listed.go_back()
    expect(names(listed)).to_have_text(first)


def test_choice_and_focus_outlive_a_poll_that_changes_the_row(page, work):
    name = work.running("polled")
    page.goto(f"{story.LIST}?q={name}")
    story.choose(page, name)
    work.sagemaker.stop_labeling_job(LabelingJobName=name)
    poll(page)
    expect(status(page, name)).to_contain_text("Stopping")
    expect(page.get_by_role("radio")).to_be_checked()
    expect(page.get_by_role("radio")).to_be_focused()


def test_poll_never_takes_the_list_back_behind_what_it_shows(page, work):
    name = work.running("stopping")
    page.goto(f"{story.LIST}?q={name}")
    work.advance(2)
    with page.expect_response("**/updates/**"):
        poll(page)
    work.sagemaker.stop_labeling_job(LabelingJobName=name)
    page.reload()
    with page.expect_response("**/updates/**") as answer:
        poll(page)
    assert answer.value.status == 204 or "In progress" not in answer.value.text()


def test_actions_open_up_when_a_poll_brings_the_end_of_the_chosen_job(page, work):
    name = work.running("ending", 8)
    page.goto(f"{story.LIST}?q={name}")
    story.choose(page, name)
    expect(page.locator("#actions-button")).to_have_attribute("aria-disabled", "true")
    work.advance(60)
    poll(page)
    expect(page.locator("#actions-button")).to_have_attribute("aria-disabled", "false")
    expect(page.locator("#stop-button")).to_have_attribute("aria-disabled", "true")


def test_list_says_that_there_is_a_new_job_and_leaves_its_rows_alone(page, work):
    first = work.running("newer")
    page.goto(f"{story.LIST}?q=newer")
    second = work.running("newer")
    poll(page)
    expect(page.locator("#jobs-new")).to_contain_text("1 new labeling job.")
    expect(names(page)).to_have_text([first])
    page.get_by_role("link", name="Show").click()
    expect(names(page).first).to_have_text(second)


NOTHING_CHOSEN = "Select a labeling job."
REASONS = {
    "fruit-bowls": (True, "Only a job that is In progress can be stopped."),
    "ticket-backlog": (False, "Chain and Clone need a job that is Completed, Failed or Stopped."),
}


@pytest.mark.parametrize("name", REASONS)
def test_reason_stands_beside_the_control_that_is_disabled(listed, name):
    expect(listed.get_by_text(NOTHING_CHOSEN).locator("visible=true")).to_have_count(1)
    story.choose(listed, name)
    actions, reason = REASONS[name]
    expect(listed.get_by_text(reason).locator("visible=true")).to_have_count(1)
    expect(listed.locator("#actions-button")).to_be_enabled(enabled=actions)
    expect(listed.locator("#stop-button")).to_be_enabled(enabled=not actions)


def test_disabled_control_can_be_reached_and_says_why(listed):
    stop = listed.locator("#stop-button")
    stop.focus()
    expect(stop).to_be_focused()
    expect(stop).to_have_accessible_description(NOTHING_CHOSEN)


def test_menu_says_why_a_streaming_job_cannot_be_chained(page, work):
    topic = {"SnsDataSource": {"SnsTopicArn": "arn:aws:sns:us-east-1:123456789012:photos"}}
    name = work.stopped("streaming", InputConfig={"DataSource": topic})
    page.goto(f"{story.LIST}?q={name}")
    story.choose(page, name)
    page.get_by_role("button", name="Actions").click()
    chain = page.get_by_role("menuitem", name="Chain")
    expect(chain).to_be_disabled()
    expect(chain).to_contain_text(f"{name} has no output manifest to chain from. Use Clone.")
    expect(page.get_by_role("menuitem", name="Clone", exact=True)).to_be_enabled()


def test_chain_of_a_job_that_never_began_offers_to_clone_it(listed):
    story.choose(listed, "lake-birds")
    story.act(listed, "Chain")
    expect(listed.get_by_label("Warning")).to_contain_text(
        "lake-birds has no output manifest to chain from. Use Clone."
    )
    listed.get_by_role("link", name="Clone lake-birds").click()
    expect(listed.get_by_role("heading", level=1)).to_have_text("Clone labeling job")


def test_click_anywhere_on_a_row_chooses_its_job(listed):
    row(listed, "fruit-bowls").get_by_role("cell").last.click()
    expect(listed.get_by_role("radio", name="fruit-bowls")).to_be_checked()


@pytest.mark.parametrize(
    ("keys", "item"),
    [
        ("Enter", "Chain"),
        ("ArrowUp", "Clone"),
        ("ArrowDown ArrowDown", "Clone"),
        ("Enter c", "Clone"),
    ],
)
def test_keys_lead_through_the_actions_menu_and_escape_leaves_it(listed, keys, item):
    story.choose(listed, "fruit-bowls")
    listed.locator("#actions-button").focus()
    for key in keys.split():
        listed.keyboard.press(key)
    expect(listed.get_by_role("menuitem", name=item)).to_be_focused()
    listed.keyboard.press("Escape")
    expect(listed.get_by_role("menu")).to_be_hidden()
    expect(listed.locator("#actions-button")).to_be_focused()


def test_reason_of_a_failure_opens_in_its_row(listed):
    listed.get_by_label("Why lake-birds failed").click()
    expect(row(listed, "lake-birds")).to_contain_text("lake-birds.manifest cannot be read")
