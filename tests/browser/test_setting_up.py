"""A job that looks at labels again, and a manifest that the console writes, in the browser."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

from tests.browser import story
from tests.browser.console import Work
from tests.browser.story import field, job_page
from tests.local_endpoint import BUCKET


def test_a_chain_verifies_boxes(page: Page, work: Work) -> None:
    name = work.name("boats-verified")
    page.goto(f"{job_page('harbor-boats')}chain/")
    expect(field(page, "audit_label_attribute_name")).to_be_hidden()
    page.get_by_label("Verify labels").check()
    expect(field(page, "audit_label_attribute_name")).to_have_value("harbor-boats")
    expect(page.locator("#f-labels")).to_be_hidden()
    expect(field(page, "short_instruction")).to_be_visible()
    expect(story.plan(page)).to_contain_text("Workers see the labels under harbor-boats")
    expect(page.locator("#request")).to_contain_text("PRE-VerificationBoundingBox")
    field(page, "labeling_job_name").fill(name)
    story.create(page)
    story.expect_created(page, name)
    story.expect_completed(page, work, name)
    output = work.describe(name)["LabelingJobOutput"]["OutputDatasetS3Uri"]
    line = json.loads(work.get(output).split(b"\n")[0])
    assert line[f"{name}-metadata"]["class-name"] in ("good", "bad")
    assert "annotations" in line["harbor-boats"]


def test_a_manifest_is_written_and_filled_in(page: Page, work: Work) -> None:
    for number in range(3):
        work.put(f"setting-up/{number}.jpg", b"x")
    page.goto(f"{story.LIST}create/")
    expect(field(page, "data_location")).to_be_hidden()
    page.get_by_label("Automated data setup").check()
    page.get_by_role("button", name="Complete data setup").click()
    expect(page.locator("#data_type-msg")).to_contain_text("required")
    field(page, "data_location").fill(f"s3://{BUCKET}/setting-up/")
    field(page, "data_type").select_option("image")
    page.get_by_role("button", name="Complete data setup").click()
    expect(page.locator("#data_setup-status")).to_contain_text("3 objects")
    expect(page.locator("#data_type-msg")).to_be_empty()
    expect(page.get_by_role("button", name="Complete data setup")).to_be_focused()
    expect(story.plan(page)).to_contain_text("The manifest holds 3 objects")
    expect(page.locator("#request")).to_contain_text("setting-up/dataset-")
