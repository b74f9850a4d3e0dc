"""Every task type that can be created: created, cloned without edits, and chained."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from groundtruth.task_types import TASK_TYPES
from jobs.new_job.beginnings import CREATABLE
from tests.browser import story
from tests.browser.story import field, job_page
from tests.local_endpoint import BUCKET, ROLE, WORKTEAM, create_request, label_categories

TYPES = [each for each in CREATABLE if each.suffix]
AUDITED = [each.base for each in TASK_TYPES.values() if each.audit == "adjustment"]
OF_THE_JOB_ALONE = {  # what Describe tells of one job and no other
    "LabelingJobArn",
    "JobReferenceCode",
    "CreationTime",
    "LastModifiedTime",
    "LabelingJobStatus",
    "LabelCounters",
    "LabelingJobOutput",
    "ResponseMetadata",
}


def fill(page, work, kind, name):
    key = (kind.data_key or "source-ref").encode()
    manifest = b"".join(b'{"%b":"s3://data/%d"}\n' % (key, number) for number in range(2))
    story.choose_task_type(page, kind.category, kind.suffix)
    # The settings below have come once more, for this type.
    expect(field(page, "task_type_before")).to_have_value(kind.suffix)
    for control, text in {
        "labeling_job_name": name,
        "manifest_s3_uri": work.put(f"{name}/input.manifest", manifest),
        "s3_output_path": f"s3://{BUCKET}/output/",
        "role_arn": ROLE,
        "workteam_arn": WORKTEAM,
        "task_title": f"{kind.name} task",
        "task_description": "Do it well.",
        "short_instruction": "Look twice.",
    }.items():
        field(page, control).fill(text)
    page.get_by_label("Label 1", exact=True).fill("cat")
    page.get_by_label("Label 2", exact=True).fill("dog")


def settings(work, name) -> dict[str, Any]:
    told = work.describe(name)
    return {member: told[member] for member in told if member not in OF_THE_JOB_ALONE}


def create(page, job):
    expect(page.locator("#request")).to_contain_text(job)
    story.create(page)
    story.expect_created(page, job)


@pytest.mark.parametrize("kind", TYPES, ids=lambda each: each.suffix)
def test_a_task_type_is_created_cloned_and_chained(page, work, kind):
    name = work.name("typed")
    page.goto(f"{story.LIST}create/")
    fill(page, work, kind, name)
    create(page, name)
    work.advance(120)
    assert work.describe(name)["LabelingJobStatus"] == "Completed"

    page.goto(f"{job_page(name)}clone/")
    create(page, f"{name}-clone")
    source, clone = settings(work, name), settings(work, f"{name}-clone")
    ref = "-ref" if TASK_TYPES[kind.suffix].needs_ref else ""
    assert clone == source | {
        "LabelingJobName": f"{name}-clone",
        "LabelAttributeName": f"{name}-clone{ref}",
        "Tags": [{"Key": "gtconsole:cloned-from", "Value": name}],
    }

    page.goto(f"{job_page(name)}chain/")
    create(page, f"{name}-chain")
    chain = settings(work, f"{name}-chain")
    manifest = {"S3DataSource": {"ManifestS3Uri": story.output_manifest(name)}}
    assert chain["InputConfig"] == {"DataSource": manifest}
    assert chain["HumanTaskConfig"] == source["HumanTaskConfig"]


def labeled(work, suffix):
    """A completed job of that type, with two objects."""
    name = work.name("labeled")
    lines = (b'{"source-ref":"s3://data/%d"}\n' % number for number in range(2))
    work.put(f"{name}/input.manifest", b"".join(lines))
    work.put(f"{name}/labels.json", label_categories("cat", "dog"))
    work.sagemaker.create_labeling_job(**create_request(name, task_type=suffix))
    work.advance(120)
    return name


def chain(page, name, **choice):
    """Chain from a job, and give the new job's name."""
    page.goto(f"{job_page(name)}chain/")
    if choice:
        page.locator(f"[name=audit][value={choice['audit']}]").check()
        field(page, "audit_label_attribute_name").select_option(choice["of"])
        expect(page.locator("#request")).to_contain_text(re.compile("PRE-(Adjust|Verif)"))
    create(page, f"{name}-chain")
    return f"{name}-chain"


@pytest.mark.parametrize("audit", ["adjustment", "verification"])
@pytest.mark.parametrize("suffix", AUDITED)
def test_an_audit_of_a_type_is_chained_from_it_cloned_and_chained(page, work, suffix, audit):
    name = labeled(work, suffix)
    audited = chain(page, name, audit=audit, of=settings(work, name)["LabelAttributeName"])
    work.advance(120)
    source = settings(work, audited)
    assert work.describe(audited)["LabelingJobStatus"] == "Completed"

    page.goto(f"{job_page(audited)}clone/")
    create(page, f"{audited}-clone")
    clone = settings(work, f"{audited}-clone")
    named = ("LabelingJobName", "LabelAttributeName", "Tags")
    assert [member for member in source if clone[member] != source[member]] == [*named]

    page.goto(f"{job_page(audited)}chain/")
    again = chain(page, audited)
    assert settings(work, again)["HumanTaskConfig"] == source["HumanTaskConfig"]


def test_tiles_are_chosen_with_the_keyboard(page):
    page.goto(f"{story.LIST}create/")
    field(page, "task_category").focus()
    page.keyboard.press("I")  # Image
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[name=task_type]:checked")
    expect(chosen).to_have_value("ImageMultiClassMultiLabel")
    expect(field(page, "task_type_before")).to_have_value("ImageMultiClassMultiLabel")
    expect(chosen).to_be_focused()


def test_label_rows_are_added_and_removed_with_the_keyboard(page):
    page.goto(f"{job_page('harbor-buoys')}clone/")
    page.get_by_role("button", name="Add new label").press("Enter")
    expect(page.get_by_label("Label 2", exact=True)).to_be_focused()
    page.keyboard.type("anchor")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Label 2", exact=True)).to_have_count(0)
    expect(page.get_by_label("Label 1", exact=True)).to_be_focused()


def test_without_a_script_the_type_is_updated_by_a_button(new_page):
    plain = new_page(java_script_enabled=False)
    plain.goto(f"{story.LIST}create/")
    field(plain, "task_title").fill("Kept")
    story.choose_task_type(plain, "Text", "NamedEntityRecognition")
    plain.get_by_role("button", name="Update the settings below").click()
    expect(plain.get_by_label("Short name of label 1")).to_be_visible()
    expect(field(plain, "task_title")).to_have_value("Kept")
    plain.get_by_role("button", name="Add new label").click()
    expect(plain.get_by_label("Label 3", exact=True)).to_be_visible()


def test_the_worker_page_is_shown_in_a_frame_that_runs_nothing(new_page):
    # Its script is blocked, which is what the console of the browser says and is meant.
    page = new_page()
    page.goto(f"{job_page('harbor-buoys')}clone/")
    page.locator("#worker-page summary").click()
    page.get_by_role("button", name="Show the page for what is typed").click()
    frame = page.frame_locator("iframe[name=worker-preview]")
    expect(frame.locator("aside")).to_contain_text("A preview without AWS’s script.")
    expect(frame.locator("crowd-bounding-box")).to_be_visible()
    expect(page).to_have_url(f"{job_page('harbor-buoys')}clone/")
