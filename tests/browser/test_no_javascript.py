"""The seed story in a browser that runs no script: links and forms alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import story
from tests.browser.story import field, plan


@pytest.fixture
def plain(new_page):
    return new_page(java_script_enabled=False)


def go_on(page, name, button):
    """Choose a job on the list and press one of the buttons that stand in for the menu."""
    page.goto(f"{story.LIST}?q={name}")
    if name:
        story.choose(page, name)
    page.get_by_role("button", name=button, exact=True).click()


@pytest.mark.parametrize("button", ["View", "Chain", "Clone"])
def test_button_leads_to_the_page_of_the_chosen_job(plain, button):
    go_on(plain, "harbor-buoys", button)
    path = {"View": "", "Chain": "chain/", "Clone": "clone/"}[button]
    expect(plain).to_have_url(story.job_page("harbor-buoys") + path)


def test_button_without_a_choice_asks_for_one(plain):
    go_on(plain, "", "Chain")
    expect(plain.get_by_role("alert")).to_contain_text("Select a labeling job.")


def test_controls_that_need_a_script_are_not_shown(plain):
    plain.goto(story.LIST)
    expect(plain.locator("#actions-button")).to_be_hidden()
    plain.goto(f"{story.job_page('harbor-buoys')}chain/")
    expect(
        plain.locator("[data-copy], [data-copy-from], [data-use-attribute]").locator("visible=true")
    ).to_have_count(0)


def test_stopped_job_is_chained_to_its_end(plain, work):
    source = work.stopped()
    go_on(plain, source, "Chain")
    story.expect_filled(
        plain, f"{source}-chain", source, specified=True, manifest=story.output_manifest(source)
    )
    left = work.counters(source)["Unlabeled"]
    expect(plan(plain)).to_contain_text(f"{left} of 24 objects will be labeled")
    story.create(plain)
    story.expect_created(plain, f"{source}-chain")
    work.advance(120)
    plain.get_by_role("link", name="View labeling job").click()
    expect(plain.locator("#job-progress")).to_contain_text("24 of 24 data objects labeled")


def test_update_preview_counts_for_what_is_typed_and_keeps_it(plain, work):
    source = work.stopped()
    plain.goto(f"{story.job_page(source)}chain/")
    field(plain, "label_attribute_name").fill("another-name")
    plain.get_by_role("button", name="Update preview").click()
    expect(plan(plain)).to_contain_text("All 24 objects will be labeled.")
    expect(field(plain, "label_attribute_name")).to_have_value("another-name")
    expect(plain.locator("#request")).to_contain_text('"LabelAttributeName": "another-name"')


def test_request_is_shown_as_a_command_and_as_a_program(plain):
    plain.goto(f"{story.job_page('harbor-buoys')}chain/")
    plain.get_by_role("button", name="AWS CLI").click()
    expect(plain.locator("#request")).to_contain_text("aws sagemaker create-labeling-job")
    plain.get_by_role("button", name="boto3").click()
    expect(plain.locator("#request")).to_contain_text("sagemaker.create_labeling_job(**request)")


def test_wrong_name_is_said_at_the_field_and_what_was_typed_is_kept(plain, work):
    source = work.completed()
    plain.goto(f"{story.job_page(source)}clone/")
    field(plain, "labeling_job_name").fill("no spaces")
    field(plain, "task_title").fill("Kept")
    story.create(plain)
    expect(plain.locator("#labeling_job_name-msg")).to_contain_text("“no spaces”")
    expect(field(plain, "labeling_job_name")).to_have_value("no spaces")
    expect(field(plain, "task_title")).to_have_value("Kept")


def test_running_job_is_stopped_after_a_question(plain, work):
    name = work.running()
    go_on(plain, name, "Stop")
    expect(plain.locator("main")).to_contain_text(f"Stop {name}?")
    plain.get_by_role("button", name="Stop job").click()
    expect(plain.locator("#flash")).to_contain_text(f"Stopping {name}.")


def test_list_is_searched_filtered_and_sorted(plain):
    plain.goto(story.LIST)
    plain.get_by_role("searchbox").fill("road")
    plain.get_by_role("combobox", name="Status").select_option(label="Failed")
    plain.get_by_role("button", name="Apply").click()
    expect(plain.locator("tbody th > a")).to_have_text(["road-weather"])
    plain.get_by_role("link", name="Remove Status: Failed").click()
    plain.get_by_role("columnheader", name="Name").get_by_role("link").click()
    shown = plain.locator("tbody th > a").all_inner_texts()
    assert shown == sorted(shown)
    assert "road-scenes" in shown


def test_theme_is_changed_and_the_page_stays(plain):
    plain.goto(f"{story.LIST}?q=road")
    plain.get_by_role("button", name="Theme: Auto").click()
    expect(plain.locator("html")).to_have_attribute("data-theme", "light")
    expect(plain).to_have_url(f"{story.LIST}?q=road")
