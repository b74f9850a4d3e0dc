"""Every state of every page that has its own look, and the way to it."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import story
from tests.browser.console import Work
from tests.browser.story import field, job_page

State = Callable[[Page, Work], None]


def at(path: str) -> State:
    return lambda page, work: _go(page, path)


def _go(page: Page, path: str) -> None:
    page.goto(path)


def list_with_a_choice(page: Page, work: Work) -> None:
    page.goto(f"{story.LIST}?q=fruit")
    story.choose(page, "fruit-bowls")


def list_with_a_running_choice(page: Page, work: Work) -> None:
    page.goto(f"{story.LIST}?q=ticket")
    story.choose(page, "ticket-backlog")


def list_with_open_menu(page: Page, work: Work) -> None:
    list_with_a_choice(page, work)
    page.get_by_role("button", name="Actions").click()


def list_with_open_regions(page: Page, work: Work) -> None:
    page.goto("/eu-west-1/labeling-jobs/")
    page.locator("header summary").first.click()


def list_with_open_account(page: Page, work: Work) -> None:
    page.goto("/eu-west-1/labeling-jobs/")
    page.locator("header summary").last.click()


def list_with_open_reason(page: Page, work: Work) -> None:
    page.goto(f"{story.LIST}?q=birds")
    page.get_by_label("Why lake-birds failed").click()


def list_with_filters(page: Page, work: Work) -> None:
    page.goto(f"{story.LIST}?q=r&status=Completed&size=10")


def list_after_creating(page: Page, work: Work) -> None:
    page.goto(f"{job_page('harbor-buoys')}clone/")
    field(page, "labeling_job_name").fill(work.name("after-creating"))
    story.create(page)
    expect(page.locator(".flash--success")).to_be_visible()


def stop_dialog(page: Page, work: Work) -> None:
    page.goto(job_page("ticket-backlog"))
    page.get_by_role("link", name="Stop", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def form_with_errors(page: Page, work: Work) -> None:
    page.goto(f"{job_page('harbor-buoys')}chain/")
    page.locator("summary").filter(has_text="Additional configuration").click()
    field(page, "labeling_job_name").fill("no spaces")
    field(page, "max_human_labeled_object_count").fill("0")
    field(page, "role_arn").fill("")
    story.create(page)
    expect(page.locator("#error-summary")).to_be_visible()


def form_of_nothing(page: Page, work: Work) -> None:
    page.goto(f"{story.LIST}create/")
    story.create(page)
    expect(page.locator("#error-summary")).to_be_visible()


def form_that_labels_again(page: Page, work: Work) -> None:
    page.goto(f"{job_page('harbor-buoys')}chain/")
    field(page, "label_attribute_name").fill("another")
    expect(story.plan(page)).to_contain_text("labels everything again")


def form_that_labels_nothing(page: Page, work: Work) -> None:
    page.goto(f"{job_page('fruit-bowls')}chain/")
    page.get_by_role("button", name="Use fruit-bowls").click()
    expect(story.plan(page)).to_contain_text("0 of 32")
    expect(page.locator("#request")).to_contain_text('"LabelAttributeName": "fruit-bowls"')


def compact_list(page: Page, work: Work) -> None:
    page.goto("/settings/")
    page.get_by_label("Compact").check()
    page.get_by_role("button", name="Save settings").click()
    expect(page.locator(".flash--success")).to_be_visible()
    page.goto(story.LIST)


MANIFESTS = "/us-east-1/manifests/"
SAMPLE = "s3://gtconsole-samples/output/harbor-boats-chain/manifests/output/output.manifest"
DIRTY = (
    b'{"source":"one"}\n\nnot json\n{"source":"one"}\n'
    b'{"source":"two","a-metadata":{"failure-reason":"Tasks expired.","retry-count":1}}\n'
)


def manifest(uri: str, tab: str = "") -> State:
    return at(f"{MANIFESTS}?uri={uri}&tab={tab}")


def dirty_manifest(tab: str) -> State:
    def state(page: Page, work: Work) -> None:
        page.goto(f"{MANIFESTS}?uri={work.put('states/dirty.manifest', DIRTY)}&tab={tab}")

    return state


def manifest_to_be_added_to(page: Page, work: Work) -> None:
    uri = work.put("states/add.manifest", DIRTY)
    page.goto(f"{MANIFESTS}?uri={uri}&tab=add")
    page.get_by_label("Objects", exact=True).fill("one\nthree\n{broken")
    page.get_by_role("button", name="Show what will be added").click()
    expect(page.locator("#change-form")).to_be_visible()


def add_form_with_errors(page: Page, work: Work) -> None:
    page.goto(f"{MANIFESTS}?uri={SAMPLE}&tab=add")
    page.get_by_role("button", name="Show what will be added").click()
    expect(page.locator("#error-summary")).to_be_visible()


def objects_being_typed(page: Page, work: Work) -> None:
    uri = work.put("states/typed.manifest", DIRTY)
    page.goto(f"{MANIFESTS}?uri={uri}&tab=add")
    page.get_by_label("Objects", exact=True).fill('one\nthree\n{"source"')
    page.get_by_text("1 that cannot be added").wait_for()


def manifest_in_conflict(page: Page, work: Work) -> None:
    uri = work.put("states/conflict.manifest", b'{"source":"one"}\n{"source":"two"}\n')
    page.goto(f"{MANIFESTS}?uri={uri}&tab=edit")
    page.locator("#lines").fill('{"source":"mine"}\n{"source":"two"}')
    page.get_by_role("button", name="Show what will change").click()
    expect(page.locator("#change-form")).to_be_visible()
    work.put("states/conflict.manifest", b'{"source":"theirs"}\n{"source":"two"}\n')
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Apply my changes").click()
    expect(page.get_by_role("alert")).to_be_visible()


def manifest_to_be_replaced(page: Page, work: Work) -> None:
    uri = work.put("states/replace.manifest", b'{"source":"one"}\n')
    page.goto(f"{MANIFESTS}?uri={uri}&tab=replace")
    file = {"name": "new.manifest", "mimeType": "text/plain", "buffer": DIRTY}
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Show what will change").click()
    expect(page.locator("#change-form")).to_be_visible()


def manifests_to_be_merged(page: Page, work: Work) -> None:
    line = '{"source":"%s","a":%d,"a-metadata":{"class-name":"%s","type":"groundtruth/x"}}\n'
    one = work.put("states/one.manifest", (line % ("x", 0, "cat")).encode())
    other = (line % ("x", 1, "dog") + line % ("y", 0, "dog")).encode()
    two = work.put("states/two.manifest", other)
    page.goto(f"{MANIFESTS}merge/?uri={one}&uri={two}")
    page.get_by_label("Write the result to").fill(f"{one}.merged")
    page.get_by_role("button", name="Show what they make").click()
    expect(page.locator("#change-form")).to_be_visible()


def merge_form_with_errors(page: Page, work: Work) -> None:
    page.goto(f"{MANIFESTS}merge/")
    page.get_by_role("button", name="Show what they make").click()
    expect(page.locator("#error-summary")).to_be_visible()


def job_with_leftovers(page: Page, work: Work) -> None:
    expires = {"tags": {"gtconsole:simulate-failed-objects": "3"}}
    page.goto(job_page(work.completed("left-over", **expires)))
    expect(page.locator("#leftovers")).to_be_visible()


def form_that_verifies(page: Page, work: Work) -> None:
    page.goto(f"{job_page('harbor-boats')}chain/")
    page.get_by_label("Verify labels").check()
    expect(story.plan(page)).to_contain_text("Workers see the labels under")
    expect(page.locator("#request")).to_contain_text("VerificationBoundingBox")


def form_with_a_manifest_written(page: Page, work: Work) -> None:
    page.goto(f"{job_page('harbor-boats')}clone/")
    page.locator("summary").filter(has_text="Additional configuration").click()
    page.get_by_label("Automated data setup").check()
    page.get_by_role("button", name="Complete data setup").click()
    expect(page.locator("#data_type-msg")).to_contain_text("required")
    page.get_by_label("Random sample").check()
    field(page, "sample_percentage").fill("20")
    page.get_by_role("button", name="Create subset").click()
    expect(page.locator("#sample-status")).to_contain_text("6 objects of")
    expect(story.plan(page)).to_contain_text("All 6 objects")


def _typed(page: Page, category: str, task_type: str) -> None:
    page.goto(f"{story.LIST}create/")
    story.choose_task_type(page, category, task_type)
    expect(field(page, "task_type_before")).to_have_value(task_type)


def _uncover(page: Page) -> None:
    """Scroll to where nothing that sticks stands over half a line of the request."""
    page.locator(".form-columns__review").evaluate("review => review.scrollTo(0, 1e6)")
    page.evaluate("scrollTo(0, 0)")


def form_of_video_frames(page: Page, work: Work) -> None:
    _typed(page, "Video - Object tracking", "VideoObjectTracking")
    page.get_by_role("button", name="Add attribute").click()
    expect(page.get_by_label("Choices or range")).to_be_visible()
    _uncover(page)


def form_of_entities(page: Page, work: Work) -> None:
    _typed(page, "Text", "NamedEntityRecognition")
    expect(page.get_by_label("Short name of label 1")).to_be_visible()


def form_with_suggestions(page: Page, work: Work) -> None:
    page.goto(f"{job_page('harbor-boats')}clone/")
    expect(field(page, "workteam_arn")).to_have_role("combobox")
    field(page, "workteam_arn").press("ArrowDown")
    expect(page.locator(".combobox [aria-selected=true]")).to_be_visible()


def form_for_the_public(page: Page, work: Work) -> None:
    _typed(page, "Image", "BoundingBox")
    page.get_by_role("radio", name="Amazon Mechanical Turk").check()
    expect(field(page, "worker_type_before")).to_have_value("public")
    _uncover(page)


def manifest_being_chosen(page: Page, work: Work) -> None:
    page.goto(f"{MANIFESTS}merge/")
    page.get_by_role("link", name="Browse S3").click()
    dialog = page.get_by_role("dialog", name="Choose a manifest")
    dialog.get_by_role("link", name="gtconsole-samples/").click()
    expect(dialog.get_by_role("navigation", name="Folders")).to_be_visible()


STATES: dict[str, State] = {
    "manifests": at(MANIFESTS),
    "folders of S3": at(f"{MANIFESTS}browse/?in=s3://gtconsole-samples/"),
    "manifest being chosen": manifest_being_chosen,
    "manifest": manifest(SAMPLE),
    "manifest that will not do": dirty_manifest("overview"),
    "manifest that is not there": manifest("s3://gtconsole-samples/nothing"),
    "lint": dirty_manifest("lint"),
    "lint without finding": manifest(SAMPLE, "lint"),
    "add form": manifest(SAMPLE, "add"),
    "objects being typed": objects_being_typed,
    "add form with errors": add_form_with_errors,
    "manifest to be added to": manifest_to_be_added_to,
    "editor": manifest(SAMPLE, "edit"),
    "manifest in conflict": manifest_in_conflict,
    "replace form": manifest(SAMPLE, "replace"),
    "manifest to be replaced": manifest_to_be_replaced,
    "merge form": at(f"{MANIFESTS}merge/?uri={SAMPLE}"),
    "merge form with errors": merge_form_with_errors,
    "manifests to be merged": manifests_to_be_merged,
    "change that is gone": at(f"{MANIFESTS}changes/0123456789abcdef/"),
    "job with leftovers": job_with_leftovers,
    "list": at(story.LIST),
    "compact list": compact_list,
    "settings": at("/settings/"),
    "tested connection": at("/settings/?test=1"),
    "list with a choice": list_with_a_choice,
    "list with a running choice": list_with_a_running_choice,
    "list with open menu": list_with_open_menu,
    "list with open Regions": list_with_open_regions,
    "list with open account": list_with_open_account,
    "list with open reason": list_with_open_reason,
    "list with filters": list_with_filters,
    "list after creating": list_after_creating,
    "list without match": at(f"{story.LIST}?q=nothing-is-called-so"),
    "list with impossible search": at(f"{story.LIST}?q=under_score"),
    "empty Region": at("/eu-west-1/labeling-jobs/"),
    "job": at(job_page("harbor-boats")),
    "job lineage": at(f"{job_page('harbor-boats')}?tab=lineage"),
    "job tags": at(f"{job_page('harbor-boats')}?tab=tags"),
    "job API response": at(f"{job_page('harbor-boats')}?tab=api"),
    "running job": at(job_page("ticket-backlog")),
    "failed job": at(job_page("road-weather")),
    "stop dialog": stop_dialog,
    "stop page": at(f"{job_page('ticket-backlog')}stop/"),
    "stop of an ended job": at(f"{job_page('harbor-boats')}stop/"),
    "chain form": at(f"{job_page('harbor-buoys')}chain/"),
    "chain form with suffix": at(f"{job_page('road-scenes')}chain/"),
    "clone form": at(f"{job_page('museum-news')}clone/"),
    "create form": at(f"{story.LIST}create/"),
    "form of video frames": form_of_video_frames,
    "form of entities": form_of_entities,
    "form for the public": form_for_the_public,
    "create form with suggestions": form_with_suggestions,
    "form with errors": form_with_errors,
    "form of nothing": form_of_nothing,
    "form that labels again": form_that_labels_again,
    "form that labels nothing": form_that_labels_nothing,
    "form that verifies": form_that_verifies,
    "form with a manifest written": form_with_a_manifest_written,
    "unknown job": at(job_page("nobody")),
    "unknown page": at("/us-east-1/nowhere/"),
    "unknown Region": at("/xx-west-1/labeling-jobs/"),
    "chain of a running job": at(f"{job_page('ticket-backlog')}chain/"),
}
