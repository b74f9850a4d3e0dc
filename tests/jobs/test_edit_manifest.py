"""Lines edited and files replaced: shown and linted first, and never over what others wrote."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from groundtruth.manifest.spans import SENT_PART
from jobs.manifests import windows
from tests.jobs.conftest import finish_errands
from tests.jobs.markup import by_id, parse
from tests.jobs.test_add_objects import large_manifest, press, press_and_wait
from tests.jobs.work import partly_labeled
from tests.local_endpoint import input_manifest

MANIFESTS = "/us-east-1/manifests/"


def editor(client, uri, **query):
    return client.get(MANIFESTS, {"uri": uri, "tab": "edit"} | query)


def lines_of(page):
    return by_id(page, "lines").raw_text.removeprefix("\n").split("\n")


def save(client, page, lines):
    """The page that shows the change, for lines as a browser sends them."""
    (form,) = [each for each in parse(page).all("form") if "manifests/edit/" in each.get("action")]
    sent = {each["name"]: each["value"] for each in form.all("input", type="hidden")}
    answer = client.post(form["action"], sent | {"lines": "\r\n".join(lines)})
    return client.get(answer["Location"]) if answer.status_code == 303 else answer


def edited(client, uri, change, **query):
    page = editor(client, uri, **query)
    return save(client, page, change(lines_of(page)))


def at(number, text):
    """A change of one line, numbered from 1."""
    return lambda lines: [*lines[: number - 1], text, *lines[number:]]


OBJECT = '{"source-ref":"s3://images/%s.jpg"}'


def test_only_the_edited_line_is_written(client, work):
    before = partly_labeled(2, 5, "cats")
    uri = work.put("m", before)
    page = edited(client, uri, at(4, OBJECT % "other"))
    removed, added = (parse(page).of_class(f"diff__line--{how}") for how in ("removed", "added"))
    assert ("caf\\u00e9-3.jpg" in removed[0].text, added[0].text) == (
        True,
        f"Yours: {OBJECT % 'other'}",
    )
    answer = press(client, page)
    assert answer.status_code == 303
    lines = before.split(b"\n")
    assert work.get(uri).split(b"\n") == [*lines[:3], (OBJECT % "other").encode(), *lines[4:]]


def test_bytes_that_a_text_field_cannot_show_stay(client, work):
    before = b'{"source":"a"}\r\n{"source":"\xff"}\r\n{"source":"c"}'
    uri = work.put("m", before)
    press(client, edited(client, uri, at(3, '{"source":"d"}')))
    assert work.get(uri) == b'{"source":"a"}\r\n{"source":"\xff"}\r\n{"source":"d"}'


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (lambda lines: lines[1:], ["1", "2"]),
        (lambda lines: [*lines, OBJECT % "3"], ["0", "1", "2", "3"]),
        (lambda lines: [OBJECT % "x", *lines], ["x", "0", "1", "2"]),
        (lambda lines: [*lines, "", ""], ["0", "1", "2"]),
    ],
)
def test_lines_are_removed_and_put_in(client, work, change, after):
    uri = work.put("m", input_manifest(3))
    press(client, edited(client, uri, change))
    assert work.get(uri).decode() == "".join(f"{OBJECT % name}\n" for name in after)


def test_nothing_changed_is_nothing_to_save(client, work):
    uri = work.put("m", input_manifest(3))
    page = edited(client, uri, lambda lines: lines)
    assert "Nothing was changed." in by_id(page, "change-form").text


@pytest.mark.parametrize("wrong", ["not json", "", '{"x":1}'])
def test_a_line_that_will_not_do_is_not_saved(client, work, wrong):
    uri = work.put("m", input_manifest(3))
    page = edited(client, uri, at(2, wrong))
    assert "Line 2: " in by_id(page, "change-form").text
    assert press(client, page).status_code == 422
    assert work.get(uri) == input_manifest(3)


def test_errors_in_other_lines_do_not_keep_one_from_being_mended(client, work):
    uri = work.put("m", b"broken\nbroken\n")
    press(client, edited(client, uri, at(1, OBJECT % "0")))
    assert work.get(uri) == f"{OBJECT % '0'}\nbroken\n".encode()


def test_warnings_are_agreed_to(client, work):
    uri = work.put("m", input_manifest(2))
    page = edited(client, uri, at(2, '{"source-ref":"http://images/1.jpg"}'))
    assert press(client, page).status_code == 422
    assert press(client, page, agree="warnings").status_code == 303


def test_back_leads_to_what_was_typed_in_the_editor(client, work):
    uri = work.put("m", input_manifest(3))
    page = edited(client, uri, at(2, "not json"))
    (back,) = [each for each in by_id(page, "change-form").links if "tab=edit" in each]
    assert lines_of(client.get(back))[1] == "not json"


# --------------------------------------------------------------------------- large manifests


def test_a_large_manifest_is_edited_through_a_window(client, work):
    before = large_manifest()
    uri = work.put("m", before)
    number = 6000
    page = editor(client, uri, **{"from": str(number)})
    assert "Looking for line 6,000" in parse(page).text
    finish_errands()
    page = editor(client, uri, **{"from": str(number)})
    shown = lines_of(page)
    lines = before.split(b"\n")
    assert [line.encode() for line in shown] == lines[number - 1 : number - 1 + windows.LINES]
    press_and_wait(client, save(client, page, [OBJECT % "other", *shown[1:]]))
    lines[number - 1] = (OBJECT % "other").encode()
    assert work.get(uri) == b"\n".join(lines)


@pytest.mark.parametrize(
    ("manifest", "first", "told"),
    [
        (b"a\nb\n" + b"x" * 2_000_000 + b"\nend\n", 3, "Line 3 is longer than 1 MB"),
        (input_manifest(3000), 9000, "There is no line 9,000 in this manifest."),
    ],
)
def test_lines_that_cannot_be_edited_are_told_with_the_way_on(client, work, manifest, first, told):
    page = editor(client, work.put("m", manifest), **{"from": str(first)})
    assert told in by_id(page, "manifest-tab").text
    (later,) = [link for link in parse(page).all("a") if link.text == "Later lines"] or [None]
    assert later is None or lines_of(client.get(later["href"])) == ["end"]


def test_an_empty_manifest_can_be_written_into(client, work):
    uri = work.put("m", b"")
    press(client, edited(client, uri, lambda lines: [OBJECT % "0"]))
    assert work.get(uri).strip() == (OBJECT % "0").encode()


def test_windows_follow_one_another(client, work):
    uri = work.put("m", input_manifest(3000))
    first = editor(client, uri)
    assert len(lines_of(first)) == windows.LINES
    (later,) = [link for link in parse(first).all("a") if link.text == "Later lines"]
    second = client.get(later["href"])
    assert lines_of(second)[0] == OBJECT % "200"
    (earlier,) = [link for link in parse(second).all("a") if link.text == "Earlier lines"]
    assert lines_of(client.get(earlier["href"])) == lines_of(first)


@pytest.mark.parametrize("first", [1, 2, 199, 2_750, 3_000, 7_919, 7_920, 7_921])
def test_every_line_is_found(client, work, first):
    before = large_manifest()
    uri = work.put("m", before)
    editor(client, uri, **{"from": "2"})
    finish_errands()
    lines = before.removesuffix(b"\n").split(b"\n")
    shown = lines_of(editor(client, uri, **{"from": str(first)}))
    assert shown[0].encode() == (lines[first - 1] if first <= len(lines) else b"")


# --------------------------------------------------------------------------------- conflicts


def test_changes_of_different_lines_go_together(client, work):
    uri = work.put("m", input_manifest(6))
    page = edited(client, uri, at(5, OBJECT % "mine"))
    theirs = [OBJECT % name for name in ("new", "0", "theirs", "2", "3", "4", "5", "6")]
    work.put("m", "\n".join(theirs).encode())
    conflict = press(client, page)
    assert conflict.status_code == 412
    assert "Your changes and theirs are in different lines and go together." in parse(conflict).text
    assert press(client, conflict).status_code == 303
    theirs[5] = OBJECT % "mine"
    assert work.get(uri) == "\n".join(theirs).encode()


def test_a_change_of_the_same_line_is_overwritten_only_when_told(client, work):
    uri = work.put("m", input_manifest(3))
    page = edited(client, uri, at(2, OBJECT % "mine"))
    theirs = input_manifest(3).replace(b"1.jpg", b"theirs.jpg")
    work.put("m", theirs)
    conflict = press(client, page)
    assert "Both of you changed the same place: line 2." in parse(conflict).text
    assert f"Theirs: {OBJECT % 'theirs'}" in parse(conflict).text
    assert press(client, conflict).status_code == 422
    assert work.get(uri) == theirs
    assert press(client, conflict, agree="overwrite").status_code == 303
    assert work.get(uri) == theirs.replace(b"theirs.jpg", b"mine.jpg")


def test_a_change_between_look_and_save_is_a_conflict(client, work, between):
    uri = work.put("m", input_manifest(3))
    page = edited(client, uri, at(2, OBJECT % "mine"))
    overtaken = []

    def overtake(go_on):
        if not overtaken:
            overtaken.append(work.put("m", input_manifest(4)))
        return go_on()

    between.react("PUT", overtake)
    conflict = press(client, page, keep_copy=None)
    assert conflict.status_code == 412
    assert work.get(uri) == input_manifest(4)
    assert press(client, conflict, keep_copy=None).status_code == 303
    assert work.get(uri) == input_manifest(4).replace(b"1.jpg", b"mine.jpg")


# ----------------------------------------------------------------------------------- replace


def replaced(client, uri, data):
    page = client.get(MANIFESTS, {"uri": uri, "tab": "replace"})
    form = parse(page).all("form", enctype="multipart/form-data")[0]
    sent = {each["name"]: each["value"] for each in form.all("input", type="hidden")}
    file = {"file": SimpleUploadedFile("new.manifest", data)} if data is not None else {}
    answer = client.post(form["action"], sent | file)
    return client.get(answer["Location"]) if answer.status_code == 303 else answer


def test_a_file_takes_the_place_of_the_manifest(client, work):
    uri = work.put("m", input_manifest(5))
    after = partly_labeled(1, 1, "cats") + input_manifest(4)
    page = replaced(client, uri, after)
    assert parse(page).of_class("change-words")[0].text == "5 objects (+1, −1, changed 0)."
    assert press(client, page).status_code == 303
    assert work.get(uri) == after


@pytest.mark.parametrize(
    ("lines", "press"), [(100, press), (SENT_PART // 1000 + 1000, press_and_wait)]
)
def test_a_file_of_any_size_arrives_as_it_is(client, work, lines, press):
    uri = work.put("m", input_manifest(5))
    after = large_manifest(lines * 1040)
    page = replaced(client, uri, after)
    finish_errands()
    press(client, client.get(page.request["PATH_INFO"]))
    assert work.get(uri) == after


def test_errors_of_a_file_block_and_warnings_are_agreed_to(client, work):
    uri = work.put("m", input_manifest(5))
    page = replaced(client, uri, input_manifest(5) + b"broken\n")
    assert "Line 6 of the file: This line is not valid JSON" in by_id(page, "change-form").text
    assert press(client, page).status_code == 422
    page = replaced(client, uri, input_manifest(5) + input_manifest(1))
    assert press(client, page).status_code == 422
    assert press(client, page, agree="warnings").status_code == 303


def test_a_replaced_manifest_that_changed_is_overwritten_only_when_told(client, work):
    uri = work.put("m", input_manifest(5))
    page = replaced(client, uri, input_manifest(2))
    work.put("m", input_manifest(6))
    conflict = press(client, page)
    assert conflict.status_code == 412
    assert press(client, conflict).status_code == 422
    assert work.get(uri) == input_manifest(6)
    assert press(client, conflict, agree="overwrite").status_code == 303
    assert work.get(uri) == input_manifest(2)


@pytest.mark.parametrize(("data", "told"), [(None, "Choose a file."), (b"", "This file is empty.")])
def test_a_replacement_needs_a_file(client, work, data, told):
    page = replaced(client, work.put("m", input_manifest(5)), data)
    assert page.status_code == 422
    assert told in by_id(page, "error-summary").text
