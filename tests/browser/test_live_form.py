"""What the create form does while somebody types in it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import story
from tests.browser.console import partly_labeled
from tests.browser.story import field, plan


@pytest.fixture(scope="module")
def completed(work):
    return work.completed()


@pytest.fixture(scope="module")
def stopped(work):
    return work.stopped()


@pytest.fixture
def chain(page, stopped):
    page.goto(f"{story.job_page(stopped)}chain/")
    return page


def test_plan_changes_while_the_label_attribute_name_is_typed(chain, stopped):
    attribute = field(chain, "label_attribute_name")
    attribute.fill("another-name")
    expect(plan(chain)).to_contain_text("All 24 objects will be labeled.")
    expect(plan(chain)).to_contain_text(
        f"This labels everything again. To continue, use {stopped}."
    )
    expect(attribute).to_be_focused()


def test_plan_follows_the_job_name_once_the_box_is_off(chain, stopped):
    field(chain, "specify_label_attribute_name").uncheck()
    expect(field(chain, "label_attribute_name")).to_be_hidden()
    expect(plan(chain)).to_contain_text(f"No object has the attribute {stopped}-chain.")


def test_use_this_name_types_the_attribute_of_the_manifest(page, completed):
    page.goto(f"{story.job_page(completed)}chain/")
    page.get_by_role("button", name=f"Use {completed}").click()
    expect(field(page, "specify_label_attribute_name")).to_be_checked()
    expect(field(page, "label_attribute_name")).to_have_value(completed)
    expect(plan(page)).to_contain_text("0 of 8 objects will be labeled.")


def test_attributes_of_the_manifest_are_offered_while_typing(page, work):
    manifest = work.put("offered.manifest", partly_labeled(3, 10, "topic"))
    page.goto(f"{story.LIST}create/")
    field(page, "manifest_s3_uri").fill(manifest)
    field(page, "manifest_s3_uri").blur()
    expect(page.locator("datalist#attributes option")).to_have_attribute("value", "topic")
    expect(field(page, "label_attribute_name")).to_have_attribute("list", "attributes")


@pytest.mark.parametrize("spelling", [str, str.upper], ids=["same case", "other case"])
def test_name_that_is_used_is_said_at_the_field(chain, stopped, spelling):
    name = field(chain, "labeling_job_name")
    name.fill(spelling(stopped))
    message = chain.locator("#labeling_job_name-msg")
    expect(message).to_contain_text(f"“{stopped}” is already used in us-east-1.")
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_be_focused()
    name.press_sequentially("-free")
    expect(message).to_be_empty()
    expect(name).to_have_attribute("aria-invalid", "false")


def test_name_that_was_taken_in_the_meantime_is_said_at_the_field_after_create(chain, stopped):
    field(chain, "labeling_job_name").fill(stopped.upper())
    story.create(chain)
    expect(chain.locator("#error-summary")).to_be_focused()
    expect(chain.locator("#labeling_job_name-msg")).to_contain_text("is already used in us-east-1")
    expect(field(chain, "labeling_job_name")).to_have_value(stopped.upper())


def test_double_click_on_create_sends_the_form_once(page, work):
    source = work.completed()
    clone = f"{story.job_page(source)}clone/"
    page.goto(clone)
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.get_by_role("button", name="Create labeling job").dblclick()
    story.expect_created(page, f"{source}-clone")
    assert [url for url in sent if url.endswith(clone)] == [
        page.url.split("/us-east-1/")[0] + clone
    ]


def test_form_that_is_sent_twice_makes_one_job(page, work):
    source = work.completed()
    page.goto(f"{story.job_page(source)}clone/")
    twice = """form => Promise.all([1, 2].map(() =>
      fetch(form.action, {method: 'POST', body: new FormData(form)}).then(answer => answer.url)))"""
    assert page.locator("#job-form").evaluate(twice) == [page.url.split("details/")[0]] * 2
    made = work.sagemaker.list_labeling_jobs(NameContains=f"{source}-")["LabelingJobSummaryList"]
    assert [job["LabelingJobName"] for job in made] == [f"{source}-clone"]


def test_changes_are_not_left_without_a_question(chain):
    chain.on("dialog", lambda dialog: dialog.dismiss())
    field(chain, "task_title").fill("Something else")
    with chain.expect_event("dialog") as asked:
        chain.get_by_role("link", name="Cancel").click()
    assert asked.value.type == "beforeunload"
    expect(field(chain, "task_title")).to_have_value("Something else")


def test_form_without_changes_is_left_without_a_question(chain, stopped):
    asked = []
    chain.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    chain.get_by_role("link", name="Cancel").click()
    expect(chain).to_have_url(story.job_page(stopped))
    assert asked == []
