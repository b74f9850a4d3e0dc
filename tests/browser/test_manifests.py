"""A manifest added to, linted, edited, fought over and merged, as a person does it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import story
from tests.browser.console import messages

MANIFESTS = "/us-east-1/manifests/"


def open_manifest(page, uri, tab=""):
    page.goto(MANIFESTS)
    page.get_by_label("Location of a manifest").fill(uri)
    page.get_by_role("button", name="Open").click()
    if tab:
        page.get_by_role("navigation", name="Manifest").get_by_role("link", name=tab).click()


def press(page, name):
    page.get_by_role("button", name=name).click()


@pytest.fixture
def uri(work):
    return work.put(f"{work.name('manifest')}/my.manifest", messages(5))


def key(uri):
    return uri.removeprefix("s3://").partition("/")[2]


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def reader(new_page, request):
    """A person's page, with JavaScript and without."""
    return new_page(java_script_enabled=request.param)


def test_objects_are_added_and_the_job_goes_on_from_them(reader, work):
    name = work.completed("grows")
    reader.goto(f"/us-east-1/labeling-jobs/details/{name}/")
    reader.get_by_role("link", name=re.compile("output.manifest$")).click()
    reader.get_by_role("navigation", name="Manifest").get_by_role("link", name="Add").click()
    reader.get_by_label("Objects", exact=True).fill("One more\nCaf\u00e9 No. 1\nAnd another")
    expect(reader.get_by_label("a text to be labeled")).to_be_checked()
    press(reader, "Show what will be added")
    expect(reader.locator(".change-words")).to_have_text(
        "2 new objects, 1 already there and left out."
    )
    expect(reader.locator(".diff__line--added")).to_have_count(2)
    press(reader, "Add 2 objects")
    expect(reader.locator("#flash")).to_contain_text("2 objects are added at the end.")
    expect(reader.locator("#manifest-objects")).to_contain_text("10")
    story.follow(reader, reader.get_by_role("link", name=f"Chain from {name}"))
    reader.get_by_label("I want to specify").check()
    if reader.get_by_role("button", name="Update preview").is_visible():
        press(reader, "Update preview")
    expect(reader.locator("#label-plan")).to_contain_text("2 of 10 objects will be labeled.")


def test_what_is_typed_is_told_below_it_and_a_long_text_is_not_sent(page, uri):
    sent = []
    page.on("request", lambda request: sent.append(request.url) if "typed" in request.url else None)
    open_manifest(page, uri, "Add")
    objects, told = page.get_by_label("Objects", exact=True), page.locator("#typed")
    objects.press_sequentially("Café No. 1\nnew")
    expect(told).to_contain_text("1 new object, 1 already there and left out.")
    objects.press_sequentially("er\n{")
    expect(told).to_contain_text("Line 3: An object begins in this line")
    expect(objects).to_have_value("Café No. 1\nnewer\n{")
    expect(objects).to_be_focused()
    asked = len(sent)
    objects.fill("x" * 100_001)
    expect(told).to_have_text(re.compile("Press “Show what will be added”"))
    assert len(sent) == asked


def test_lint_leads_to_the_line_and_the_line_is_mended(page, work, uri):
    work.put(key(uri), messages(3) + b"not json\n" + messages(1))
    open_manifest(page, uri, "Lint (")
    page.get_by_role("region", name="Errors").get_by_role("link", name="4").click()
    lines = page.locator("#lines")
    expect(lines).to_be_focused()
    chosen = "area => area.value.slice(area.selectionStart, area.selectionEnd)"
    assert lines.evaluate(chosen) == "not json"
    page.keyboard.type('{"source": "mended"}')
    press(page, "Show what will change")
    expect(page.locator(".diff__line--removed")).to_contain_text("not json")
    press(page, "Save")
    expect(page.locator("#flash")).to_contain_text("1 line is changed.")
    assert work.get(uri) == messages(3) + b'{"source": "mended"}\n' + messages(1)


def test_line_numbers_follow_what_is_typed(page, uri):
    open_manifest(page, uri, "Edit")
    expect(page.locator(".editor__numbers")).to_have_text("1\n2\n3\n4\n5\n")
    page.locator("#lines").press("Control+End")
    page.keyboard.type('\n{"source": "six"}')
    expect(page.locator(".editor__numbers")).to_have_text("1\n2\n3\n4\n5\n6")


def edit(page, uri, old, new):
    open_manifest(page, uri, "Edit")
    lines = page.locator("#lines")
    lines.fill(lines.input_value().replace(old, new))
    press(page, "Show what will change")


def test_two_people_edit_and_nothing_is_lost(new_page, work, uri):
    one, other = new_page(), new_page()
    edit(one, uri, "No. 1", "No. one")
    edit(other, uri, "No. 3", "No. three")
    press(one, "Save")
    expect(one.locator("#flash")).to_contain_text("1 line is changed.")
    press(other, "Save")
    expect(other.locator("main")).to_contain_text("This manifest changed since you opened it")
    expect(other.locator("main")).to_contain_text("are in different lines and go together")
    press(other, "Apply my changes to the current version")
    expect(other.locator("#flash")).to_contain_text("1 line is changed.")
    both = messages(5).replace(b"No. 1", b"No. one").replace(b"No. 3", b"No. three")
    assert work.get(uri) == both


def test_who_was_quicker_is_overwritten_only_when_that_is_ticked(page, work, uri):
    edit(page, uri, "No. 1", "No. mine")
    work.put(key(uri), messages(5).replace(b"No. 1", b"No. theirs"))
    press(page, "Save")
    press(page, "Apply my changes to the current version")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was saved.")
    page.get_by_label("Overwrite what is there by now").check()
    press(page, "Apply my changes to the current version")
    expect(page.locator("#flash")).to_contain_text("1 line is changed.")
    assert work.get(uri) == messages(5).replace(b"No. 1", b"No. mine")


def test_manifest_is_replaced_by_a_file(reader, work, uri):
    open_manifest(reader, uri, "Replace")
    file = {"name": "new.manifest", "mimeType": "text/plain", "buffer": messages(7)}
    reader.get_by_label("File").set_input_files(file)
    press(reader, "Show what will change")
    expect(reader.locator(".change-words")).to_have_text("7 objects (+2, −0, changed 0).")
    press(reader, "Replace manifest")
    expect(reader.locator("#manifest-objects")).to_contain_text("7")
    assert work.get(uri) == messages(7)


def test_large_manifest_is_written_while_the_page_tells_how_far_it_is(page, work, uri, tmp_path):
    large = tmp_path / "large.manifest"
    large.write_bytes(b"".join(b'{"source":"%06d%s"}\n' % (n, b"x" * 1000) for n in range(9_000)))
    open_manifest(page, uri, "Replace")
    page.get_by_label("File").set_input_files(large)
    press(page, "Show what will change")
    press(page, "Replace manifest")
    expect(page.locator("#flash")).to_contain_text("The manifest has 9,000 objects now")
    assert work.get(uri) == large.read_bytes()


def test_manifest_is_chosen_over_the_form_that_asks_for_it(page, uri):
    page.goto("/us-east-1/labeling-jobs/create/")
    page.locator("#labeling_job_name").fill("typed-before")
    page.get_by_role("link", name="Browse S3").click()
    dialog = page.get_by_role("dialog", name="Choose a manifest")
    bucket, *folders, name = uri.removeprefix("s3://").split("/")
    for folder in (bucket, *folders):
        dialog.get_by_role("link", name=f"{folder}/", exact=True).click()
    dialog.get_by_role("button", name=f"Choose {name}").click()
    expect(dialog).to_have_count(0)
    field = page.locator("#manifest_s3_uri")
    expect(field).to_have_value(uri)
    expect(field).to_be_focused()
    expect(page.locator("#label-plan")).to_contain_text("5 objects")
    expect(page.locator("#labeling_job_name")).to_have_value("typed-before")


def test_manifests_are_merged(page, work, uri):
    other = work.put(f"{key(uri)}.other", messages(8))
    target = f"{uri}.merged"
    open_manifest(page, uri)
    page.get_by_role("link", name="Merge").click()
    page.get_by_label("Manifests", exact=True).fill(f"{uri}\n{other}")
    page.get_by_label("Write the result to").fill(target)
    press(page, "Show what they make")
    expect(page.locator(".change-words")).to_have_text("8 objects.")
    press(page, "Write merged manifest")
    expect(page.locator("h1")).to_have_text("my.manifest.merged")
    assert work.get(target) == messages(8)


def test_large_manifest_shows_how_far_it_is_counted(page, work, uri):
    work.put(key(uri), b'{"source":"%s"}\n' % (b"x" * 1000) * 40_000)
    page.goto(f"{MANIFESTS}?uri={uri}")
    expect(page.locator("#manifest-objects")).to_contain_text("40,000", timeout=60_000)
    expect(page.get_by_role("heading", name="Label attributes")).to_be_visible()
    expect(page.get_by_role("link", name="Lint (39,999)")).to_be_visible()


def test_all_problems_are_downloaded_as_a_table(page, work, uri):
    work.put(key(uri), b"broken\n" * 150)
    open_manifest(page, uri, "Lint (")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all as CSV").click()
    assert download.value.suggested_filename == "my.manifest-problems.csv"
    assert download.value.path().read_text().count("not-json") == 150
