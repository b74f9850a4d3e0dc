"""Chain, clone and create with a mouse, from the list of jobs to the labels in S3."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import story
from tests.browser.console import partly_labeled
from tests.browser.story import field, plan


def open_chain(page, source):
    page.goto(story.LIST)
    story.choose(page, source)
    story.act(page, "Chain")


def test_chain_of_a_stopped_job_starts_with_its_output_and_its_label_attribute(page, work):
    source = work.stopped()
    open_chain(page, source)
    story.expect_filled(
        page, f"{source}-chain", source, specified=True, manifest=story.output_manifest(source)
    )
    expect(field(page, "manifest_s3_uri")).not_to_be_editable()
    counters = work.counters(source)
    assert 0 < counters["Unlabeled"] < 24
    expect(plan(page)).to_contain_text(f"{counters['Unlabeled']} of 24 objects will be labeled")


def test_chained_stopped_job_labels_what_is_left_and_keeps_every_byte_of_the_labels(page, work):
    source = work.stopped()
    open_chain(page, source)
    story.create(page)
    story.expect_created(page, f"{source}-chain")
    story.expect_completed_on_the_list(page, work, f"{source}-chain")
    before, after = work.output_lines(source), work.output_lines(f"{source}-chain")
    kept = story.labeled(before, source)
    assert 0 < len(kept) < 24
    assert [line for line in after if line in kept] == kept
    assert len(story.labeled(after, source)) == 24


def test_chain_of_a_completed_job_labels_everything_under_the_name_that_is_typed(page, work):
    source = work.completed()
    open_chain(page, source)
    story.expect_filled(
        page, f"{source}-chain", source, specified=False, manifest=story.output_manifest(source)
    )
    expect(plan(page)).to_contain_text(f"No object has the attribute {source}-chain.")
    field(page, "labeling_job_name").fill(f"{source}-again")
    expect(plan(page)).to_contain_text(
        f"All 8 objects will be labeled. No object has the attribute {source}-again."
    )


def test_chained_completed_job_adds_its_labels_to_those_that_are_there(page, work):
    source = work.completed()
    open_chain(page, source)
    field(page, "labeling_job_name").fill(f"{source}-again")
    story.create(page)
    story.expect_created(page, f"{source}-again")
    story.expect_completed(page, work, f"{source}-again")
    before, after = work.output_lines(source), work.output_lines(f"{source}-again")
    assert len(story.labeled(after, f"{source}-again")) == 8
    for old, new in zip(before, after, strict=True):
        assert new.startswith(old.removesuffix(b"}"))


def test_chain_of_a_job_that_failed_half_way_labels_the_other_half(page, work):
    source = work.failed()
    open_chain(page, source)
    story.expect_filled(
        page, f"{source}-chain", source, specified=True, manifest=story.output_manifest(source)
    )
    expect(plan(page)).to_contain_text("4 of 8 objects will be labeled. 4 already have a label")
    story.create(page)
    story.expect_created(page, f"{source}-chain")
    story.expect_completed(page, work, f"{source}-chain")
    kept, after = work.output_lines(source)[:4], work.output_lines(f"{source}-chain")
    assert after[:4] == kept
    assert len(story.labeled(after, source)) == 8


def test_clone_starts_with_the_input_manifest_and_the_new_job_name(page, work):
    source = work.stopped()
    page.goto(story.LIST)
    story.choose(page, source)
    story.act(page, "Clone")
    story.expect_filled(
        page, f"{source}-clone", source, specified=False, manifest=story.input_manifest(source)
    )
    expect(field(page, "manifest_s3_uri")).to_be_editable()
    expect(plan(page)).to_contain_text("All 24 objects will be labeled.")


def test_cloned_job_labels_everything_under_its_own_name(page, work):
    source = work.completed()
    page.goto(story.LIST)
    story.choose(page, source)
    story.act(page, "Clone")
    story.create(page)
    story.expect_created(page, f"{source}-clone")
    story.expect_completed(page, work, f"{source}-clone")
    after = work.output_lines(f"{source}-clone")
    assert len(story.labeled(after, f"{source}-clone")) == 8
    assert story.labeled(after, source) == []


def test_created_job_labels_only_what_a_partly_labeled_manifest_lacks(page, work):
    name = work.name("topics")
    manifest = work.put(f"{name}.manifest", partly_labeled(3, 10, "topic"))
    page.goto(story.LIST)
    page.get_by_role("link", name="Create labeling job").click()
    story.fill_new_job(page, work, name, manifest)
    field(page, "specify_label_attribute_name").check()
    field(page, "label_attribute_name").fill("topic")
    expect(plan(page)).to_contain_text(
        "7 of 10 objects will be labeled. 3 already have a label under topic"
    )
    story.create(page)
    story.expect_created(page, name)
    story.expect_completed(page, work, name)
    before, after = work.get(manifest).split(b"\n"), work.output_lines(name)
    assert after[:3] == before[:3]
    assert len(story.labeled(after, "topic")) == 10
