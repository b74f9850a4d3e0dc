"""What is typed, opened and pressed while the form's settings are being drawn anew is not lost."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import story
from tests.browser.story import field

CREATE = f"{story.LIST}create/"


class Held:
    """Keeps the answers to the form back until they are let go."""

    def __init__(self, page: Page) -> None:
        self._routes: list[Route] | None = []
        page.route(f"**{CREATE}", self._hold)

    def _hold(self, route: Route) -> None:
        if self._routes is not None and route.request.method == "POST":
            self._routes.append(route)
        else:
            route.continue_()

    def let_go(self) -> None:
        """Answer what was asked so far, and hold nothing back any more."""
        held, self._routes = self._routes or [], None
        for route in held:
            route.continue_()


@pytest.fixture
def form(page: Page) -> Page:
    page.goto(CREATE)
    story.choose_task_type(page, "Image", "BoundingBox")
    expect(page.get_by_role("heading", name="Bounding box labeling tool")).to_be_visible()
    return page


@pytest.fixture
def held(form: Page) -> Iterator[Held]:
    return Held(form)


def label(page: Page, number: int):
    return page.get_by_label(f"Label {number}", exact=True)


def fill_labels(page: Page, *labels: str) -> None:
    for number, text in enumerate(labels, start=1):
        if number > 2:
            page.get_by_role("button", name="Add new label").click()
        label(page, number).fill(text)


def expect_labels(page: Page, *labels: str) -> None:
    expect(field(page, "labels")).to_have_count(len(labels))
    assert [each.input_value() for each in field(page, "labels").all()] == list(labels)


def test_what_is_typed_in_workers_and_tool_stays_with_the_caret_in_its_place(form, held):
    form.locator("summary").filter(has_text="Use existing files").click()
    form.locator("[name=task_type][value=ImageMultiClass]").check()
    field(form, "workteam_arn").fill("arn:aws:sagemaker:us-east-1:1:workteam/private-crowd/birds")
    label(form, 2).fill("heron")
    field(form, "enable_automated_data_labeling").check()
    field(form, "label_category_config_s3_uri").fill("s3://test-bucket/labels.json")
    title = field(form, "task_title")
    title.fill("Birds")
    title.press("Home")
    title.press_sequentially("Water ")
    held.let_go()
    expect(field(form, "task_type_before")).to_have_value("ImageMultiClass")
    expect(title).to_be_focused()
    title.press_sequentially("and sea ")
    expect(title).to_have_value("Water and sea Birds")
    expect(field(form, "workteam_arn")).to_have_value(
        "arn:aws:sagemaker:us-east-1:1:workteam/private-crowd/birds"
    )
    expect_labels(form, "", "heron")
    expect(field(form, "enable_automated_data_labeling")).to_be_checked()
    expect(field(form, "label_category_config_s3_uri")).to_be_visible()
    expect(field(form, "label_category_config_s3_uri")).to_have_value(
        "s3://test-bucket/labels.json"
    )
    # The time nobody typed follows the task type.
    expect(field(form, "task_time_limit_in_seconds")).to_have_value("5 minutes")


def test_a_row_that_is_typed_in_while_another_one_goes_keeps_its_text(form):
    fill_labels(form, "cat", "dog", "owl")
    held = Held(form)
    form.get_by_role("button", name="Remove label 1: cat").click()
    label(form, 3).press("End")
    label(form, 3).press_sequentially("et")
    held.let_go()
    expect(field(form, "labels")).to_have_count(2)
    expect(label(form, 2)).to_be_focused()
    label(form, 2).press_sequentially("s")
    expect_labels(form, "dog", "owlets")


def test_each_press_of_a_list_s_button_counts(form, held):
    add = form.get_by_role("button", name="Add new label")
    for _ in range(3):
        add.click()
    held.let_go()
    expect(field(form, "labels")).to_have_count(5)
    expect(label(form, 5)).to_be_focused()


def test_who_goes_on_before_a_new_row_has_settled_is_not_fetched_back(form):
    form.evaluate("htmx.config.defaultSettleDelay = 1000")
    form.get_by_role("button", name="Add new label").press("Enter")
    expect(label(form, 3)).to_be_focused()
    form.keyboard.press("Tab")
    expect(form.locator(".htmx-settling")).to_have_count(0)
    expect(form.get_by_role("button", name="Remove label 3")).to_be_focused()
