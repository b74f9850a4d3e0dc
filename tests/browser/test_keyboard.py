"""The seed story with nothing but a keyboard: every step can be reached, seen and undone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import story
from tests.browser.story import field, plan

LONG_ENOUGH = 60  # presses of Tab; a page with more stops between two steps is no help to anybody

FOCUS = """() => {
  const focused = document.activeElement;
  const style = getComputedStyle(focused);
  const box = focused.getBoundingClientRect();
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const covering = document.elementFromPoint(
    Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1),
    Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1));
  const hidden = covering?.closest('.topnav, .flash') && !covering.contains(focused)
    && !focused.closest('.topnav, .flash');
  return {ring, hidden: Boolean(hidden), text: focused.outerHTML.slice(0, 120)};
}"""


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def tab_to(page, locator, key="Tab"):
    """Press Tab until the focus is there, and see that it can be seen at every stop."""
    for _ in range(LONG_ENOUGH):
        press(page, key)
        focus = page.evaluate(FOCUS)
        assert focus["ring"], f"No focus ring on {focus['text']}"
        assert not focus["hidden"], f"Something covers {focus['text']}"
        if locator.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{LONG_ENOUGH} presses of {key} do not lead to {locator}.")


def choose(page, name):
    """Into the table's radio buttons, then along them with the arrows."""
    first = page.get_by_role("radio").first
    tab_to(page, first)
    press(page, "Space")
    for _ in range(page.get_by_role("radio").count()):
        if page.get_by_role("radio", name=name, exact=True).is_checked():
            return
        press(page, "ArrowDown")
    pytest.fail(f"The arrows do not lead to {name}.")


def test_chain_is_reached_from_the_list(page, work):
    source = work.stopped()
    work.stopped("above")
    page.goto(story.LIST)
    choose(page, source)
    tab_to(page, page.get_by_role("button", name="Actions"), "Shift+Tab")
    press(page, "Enter")
    expect(page.get_by_role("menuitem", name="Chain")).to_be_focused()
    press(page, "Enter")
    expect(page).to_have_url(f"{story.job_page(source)}chain/")


def test_chain_is_filled_in_and_sent_and_ends_completed(page, work):
    source = work.stopped()
    page.goto(f"{story.job_page(source)}chain/")
    tab_to(page, field(page, "labeling_job_name"))
    press(page, "End")
    page.keyboard.type("-by-keys")
    tab_to(page, field(page, "specify_label_attribute_name"))
    press(page, "Space", "Space")
    tab_to(page, field(page, "label_attribute_name"))
    expect(field(page, "label_attribute_name")).to_have_value(source)
    left = work.counters(source)["Unlabeled"]
    expect(plan(page)).to_contain_text(f"{left} of 24 objects will be labeled")
    tab_to(page, page.get_by_role("button", name="Create labeling job"))
    press(page, "Enter")
    story.expect_created(page, f"{source}-chain-by-keys")
    tab_to(page, page.get_by_role("link", name="View labeling job"))
    press(page, "Enter")
    story.expect_completed_on_its_page(page, work)


def open_stop_dialog(page, work):
    name = work.running()
    page.goto(f"{story.LIST}?q={name}")
    choose(page, name)
    tab_to(page, page.locator("#stop-button"), "Shift+Tab")
    press(page, "Enter")
    return name


def test_stop_asks_first_and_escape_leads_back_to_where_one_was(page, work):
    open_stop_dialog(page, work)
    dialog = page.get_by_role("dialog", name="Stop labeling job")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    press(page, "Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator("#stop-button")).to_be_focused()


def test_focus_stays_in_the_stop_dialog(page, work):
    open_stop_dialog(page, work)
    dialog = page.get_by_role("dialog", name="Stop labeling job")
    expect(dialog).to_be_visible()
    for _ in range(6):
        press(page, "Tab")
        inside = page.evaluate("document.activeElement.closest('dialog') !== null")
        assert inside or page.evaluate("document.activeElement === document.body")


def test_running_job_is_stopped(page, work):
    name = open_stop_dialog(page, work)
    stop = page.get_by_role("button", name="Stop job")
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    press(page, "Tab")
    expect(stop).to_be_focused()
    press(page, "Enter")
    expect(page.locator("#flash")).to_contain_text(f"Stopping {name}.")
    assert work.describe(name)["LabelingJobStatus"] in ("Stopping", "Stopped")


def test_skip_link_is_the_first_stop_and_leads_to_the_content(page):
    page.goto(story.LIST)
    press(page, "Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    press(page, "Enter")
    expect(page.locator("#main")).to_be_focused()


def test_enter_in_a_field_creates_no_job(page, work):
    source = work.completed()
    page.goto(f"{story.job_page(source)}clone/")
    tab_to(page, field(page, "labeling_job_name"))
    with page.expect_navigation():
        press(page, "Enter")
    expect(page.locator("#job-form")).to_be_visible()
    found = work.sagemaker.list_labeling_jobs(NameContains=f"{source}-clone")
    assert found["LabelingJobSummaryList"] == []
