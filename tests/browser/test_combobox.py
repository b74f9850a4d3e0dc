"""static/js/combobox.js: work teams and roles are searched among hundreds, by keyboard alone."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser import story
from tests.browser.story import field
from tests.local_endpoint import TRUST, WORKTEAM, client

CREATE = f"{story.LIST}create/"
NIGHT = "arn:aws:iam::123456789012:role/team-night-shift"


@pytest.fixture(scope="module")
def roles(work):
    """Sixty roles beside the one that is always there."""
    iam = client("iam", work.endpoint)
    for name in ["team-night-shift", *(f"team-{number}" for number in range(59))]:
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))


@pytest.fixture
def role(page: Page, roles):
    page.goto(CREATE)
    expect(field(page, "role_arn")).to_have_role("combobox")
    return field(page, "role_arn")


def options(page: Page):
    return page.locator(".combobox:visible [role=option]")


def note(page: Page):
    return page.locator(".combobox:visible > .menu__note")


def test_a_role_is_found_by_a_part_of_its_name_and_chosen_by_keyboard(page, role):
    role.press_sequentially("shift NIGHT")
    expect(options(page)).to_have_text([f"team-night-shift{NIGHT}"])
    expect(role).to_have_attribute("aria-expanded", "true")
    role.press("ArrowDown")
    active = options(page).first.get_attribute("id")
    expect(role).to_have_attribute("aria-activedescendant", active)
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    role.press("Enter")
    expect(role).to_have_value(NIGHT)
    expect(role).to_have_attribute("aria-expanded", "false")
    expect(role).to_be_focused()
    expect(options(page)).to_have_count(0)
    expect(page.locator("#request")).to_contain_text(NIGHT)  # without the form being sent
    assert page.url.endswith(CREATE)


def test_hundreds_are_not_all_shown_and_how_many_there_are_is_said(page, role):
    role.click()
    expect(options(page)).to_have_count(50)
    expect(note(page)).to_contain_text("50 of 61 suggestions.")
    expect(page.locator("#live")).to_contain_text("50 of 61 suggestions.")
    role.press_sequentially("nobody")
    expect(note(page)).to_contain_text("None of the 61 suggestions matches.")
    expect(role).to_have_attribute("aria-expanded", "false")
    role.press("Tab")
    expect(note(page)).to_have_count(0)
    expect(role).to_have_value("nobody")


def test_escape_closes_and_then_clears_and_alt_with_an_arrow_opens(page, role):
    role.press_sequentially("team-5")
    role.press("Escape")
    expect(options(page)).to_have_count(0)
    expect(role).to_have_value("team-5")
    role.press("Alt+ArrowDown")
    expect(options(page)).to_have_count(10)
    expect(page.locator(".combobox [aria-selected=true]")).to_have_count(0)
    role.press("Escape")
    role.press("Escape")
    expect(role).to_have_value("")


def test_a_chosen_one_does_not_hide_the_others(page, role):
    role.press_sequentially("night")
    options(page).first.click()
    expect(role).to_have_value(NIGHT)
    role.press("ArrowDown")
    expect(options(page)).to_have_count(50)


def test_teams_are_still_suggested_once_the_panel_was_drawn_anew(page):
    page.goto(CREATE)
    story.choose_task_type(page, "Text", "TextMultiClass")
    expect(field(page, "task_type_before")).to_have_value("TextMultiClass")
    team = field(page, "workteam_arn")
    expect(team).to_have_role("combobox")
    team.press_sequentially("labelers")
    team.press("ArrowUp")  # to the last one
    team.press("Enter")
    expect(team).to_have_value(WORKTEAM)
    team.press("Escape")
    expect(team).to_have_value("")
