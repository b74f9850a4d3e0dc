"""What is told of objects and lines while they are typed."""

import pytest

from jobs.manifests import typed
from tests.jobs.markup import parse
from tests.jobs.work import partly_labeled
from tests.local_endpoint import input_manifest

MANIFESTS = "/us-east-1/manifests/"


def told_of(client, uri, *lines, key="source-ref"):
    """What stands under the objects that are being added: the sentence, and that of each line."""
    sent = {"objects": "\r\n".join(lines), "key": key}
    page = client.post(f"{MANIFESTS}add/typed/?uri={uri}", sent)
    return told(page)


def told(page):
    assert page.status_code == 200
    return [each.text for each in [*parse(page).all("p"), *parse(page).all("li")]]


def test_objects_are_counted_and_those_that_are_there_are_named(client, work):
    uri = work.put("m", partly_labeled(1, 3, "cats"))
    found = told_of(
        client, uri, "s3://images/caf\u00e9-1.jpg", "", "s3://images/a.jpg", "s3://images/a.jpg"
    )
    assert found == [
        "1 new object, 2 already there and left out.",
        "Line 1: This object is in line 2 of the manifest.",
        "Line 4: This is the same object as in your line 3.",
    ]


def test_what_is_wrong_is_told_by_its_line(client, work):
    uri = work.put("m", b"")
    found = told_of(client, uri, "cat.jpg", '{"source-ref":"cat.jpg"}', '{"source":"a"')
    assert found[0] == "1 new object, 2 that cannot be added."
    assert found[1] == "Line 1: “cat.jpg” is neither an S3 URI nor a JSON object."
    assert found[2].startswith("Line 2: “cat.jpg” of “source-ref” is no S3 URI. Write it like")
    assert found[3].startswith("Line 3: This line is not valid JSON")


def test_texts_are_counted_as_texts(client, work):
    uri = work.put("m", b'{"source":"one"}\n')
    assert told_of(client, uri, "two", key="source") == ["1 new object."]


def test_nothing_is_said_of_nothing(client, work):
    assert told_of(client, work.put("m", b""), "", " ") == []


def test_nothing_is_kept_or_written(client, work, calls):
    uri = work.put("m", input_manifest(1))
    told_of(client, uri, "s3://images/a.jpg")
    assert calls == ["HeadObject", "GetObject"]
    assert work.get(uri) == input_manifest(1)


def test_the_manifest_is_read_once_for_all_pauses(client, work, calls):
    uri = work.put("m", input_manifest(3))
    told_of(client, uri, "s3://images/a.jpg")
    calls.clear()
    assert told_of(client, uri, "s3://images/2.jpg")[1] == (
        "Line 1: This object is in line 3 of the manifest."
    )
    assert calls == ["HeadObject"]


def test_a_manifest_that_became_another_one_is_read_again(client, work):
    uri = work.put("m", input_manifest(3))
    told_of(client, uri, "s3://images/5.jpg")
    work.put("m", input_manifest(6))
    assert (
        told_of(client, uri, "s3://images/5.jpg")[0]
        == "0 new objects, 1 already there and left out."
    )


def test_a_large_manifest_is_not_read(client, work, calls):
    uri = work.put("m", b'{"source":"%s"}\n' % (b"x" * 2_000_000))
    (words,) = told_of(client, uri, "s3://images/a.jpg")
    assert words.startswith("1 new object. The manifest is too large to be searched while you type")
    assert "GetObject" not in calls


def test_a_manifest_that_cannot_be_read_is_not_searched(client, work):
    (words,) = told_of(client, "s3://test-bucket/nowhere", "s3://images/a.jpg")
    assert words.startswith("1 new object. The manifest")


@pytest.mark.parametrize(
    ("path", "name", "button"),
    [("add", "objects", "Show what will be added"), ("edit", "lines", "Show what will change")],
)
def test_a_long_text_is_not_looked_at(client, path, name, button):
    (words,) = told(client.post(f"{MANIFESTS}{path}/typed/", {name: "x" * (typed.MOST + 1)}))
    assert f"Press “{button}”." in words


def test_what_is_said_of_lines_is_cut(client, work):
    *_, last = parse(
        client.post(f"{MANIFESTS}add/typed/?uri={work.put('m', b'')}", {"objects": "x\n" * 25})
    ).all("p")
    assert last.text == "and 5 more."


# ----------------------------------------------------------------------------------- editing


def told_of_lines(client, uri, change):
    page = client.get(MANIFESTS, {"uri": uri, "tab": "edit"})
    sent = {each["name"]: each["value"] for each in parse(page).all("input", name="window")}
    text = parse(page).one("textarea").raw_text.removeprefix("\n")
    return told(client.post(f"{MANIFESTS}edit/typed/", sent | {"lines": change(text)}))


def test_changed_lines_are_counted_and_linted_by_their_numbers(client, work):
    uri = work.put("m", input_manifest(5))
    found = told_of_lines(client, uri, lambda text: text.replace("s3://images/2", "s3x://images/2"))
    assert found[0] == "1 line is changed."
    assert found[1].startswith("Line 3: “s3x://images/2.jpg” of “source-ref” is no S3 URI.")


def test_lines_as_they_were_are_not_changed(client, work):
    uri = work.put("m", input_manifest(5))
    assert told_of_lines(client, uri, lambda text: f"{text}\r\n") == ["Nothing is changed."]


def test_lines_that_nobody_remembers_are_told(client):
    (words,) = told(client.post(f"{MANIFESTS}edit/typed/", {"window": "x" * 64, "lines": "x"}))
    assert "too old to be saved" in words


def test_the_fields_ask_for_it_and_hold_what_is_told_from_the_beginning(client, work):
    uri = work.put("m", input_manifest(1))
    for tab in ("add", "edit"):
        page = client.get(MANIFESTS, {"uri": uri, "tab": tab})
        (asking,) = [each for each in parse(page).all() if each.get("hx-target") == "#typed"]
        assert int(asking["data-most"]) == typed.MOST
        assert parse(page).all(id="typed")[0]["role"] == "status"
