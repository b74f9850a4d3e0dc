"""Manifests made into one: shown with their conflicts first, then written to a new place."""

import json

import pytest

from tests.jobs.conftest import finish_errands
from tests.jobs.markup import by_id, fields, parse
from tests.jobs.test_add_objects import large_manifest, press, press_and_wait
from tests.jobs.work import partly_labeled
from tests.local_endpoint import BUCKET, input_manifest

MERGE = "/us-east-1/manifests/merge/"
TARGET = f"s3://{BUCKET}/merged.manifest"


def merged(client, *uris, **changes):
    page = client.get(MERGE, {"uri": list(uris)})
    sent = fields(page, "merge-form") | {"target": TARGET} | changes
    answer = client.post(MERGE, sent)
    return client.get(answer["Location"]) if answer.status_code == 303 else answer


def two(work, first=b"cat", second=b"dog"):
    """Two manifests with a label each under one name, of one object alike and one not."""
    line = b'{"source":"%s","a":%d,"a-metadata":{"class-name":"%s","type":"groundtruth/x"}}\n'
    return (
        work.put("one", line % (b"x", 0, first) + line % (b"y", 0, first)),
        work.put("two", line % (b"x", 1, second) + line % (b"z", 1, second)),
    )


def test_labels_of_two_jobs_stand_on_one_line(client, work):
    labeled = partly_labeled(2, 3, "cats")
    dogs = partly_labeled(3, 3, "dogs")
    page = merged(client, work.put("one", labeled), work.put("two", dogs))
    assert parse(page).of_class("change-words")[0].text == "3 objects."
    answer = press(client, page)
    assert answer.status_code == 303
    expected = [
        json.loads(one) | json.loads(two)
        for one, two in zip(labeled.splitlines(), dogs.splitlines(), strict=True)
    ]
    assert [json.loads(line) for line in work.get(TARGET).splitlines()] == expected
    assert work.get(f"s3://{BUCKET}/one") == labeled
    told = by_id(client.get(answer["Location"]), "flash").text
    assert f"3 objects of 2 manifests are in {TARGET}." in told


def test_conflicts_are_shown_and_agreed_to(client, work):
    page = merged(client, *two(work))
    (row,) = parse(page).all("table")[1].one("tbody").all("tr")
    assert [cell.text for cell in row.all("td")] == ["a", "0", "1"]
    assert press(client, page).status_code == 422
    assert press(client, page, agree="conflicts").status_code == 303
    labels = {each["source"]: each["a"] for each in map(json.loads, work.get(TARGET).splitlines())}
    assert labels == {"x": 0, "y": 0, "z": 1}


def test_other_classes_under_an_id_are_told(client, work):
    line = b'{"source":"%s","a":0,"a-metadata":{"class-name":"%s","type":"groundtruth/x"}}\n'
    page = merged(
        client, work.put("one", line % (b"x", b"cat")), work.put("two", line % (b"y", b"dog"))
    )
    assert "“a”: 0 is cat, and in s3://test-bucket/two dog." in parse(page).text
    assert press(client, page).status_code == 422
    assert press(client, page, agree="classes").status_code == 303


def test_lines_that_cannot_be_merged_block(client, work):
    page = merged(client, work.put("one", input_manifest(1)), work.put("two", b"junk\n"))
    told = by_id(page, "change-form").text
    assert "Line 1 of s3://test-bucket/two: This line is not valid JSON" in told
    assert press(client, page).status_code == 422


def test_a_line_too_long_to_be_read_blocks(client, work):
    long = work.put("two", b'{"source":"%s"}\n' % (b"x" * 2_000_000))
    page = merged(client, work.put("one", input_manifest(1)), long)
    told = by_id(page, "change-form").text
    assert "Line 1 of s3://test-bucket/two: This line is longer than 1,048,576 bytes" in told


def test_what_is_at_the_target_is_overwritten_only_when_told(client, work):
    sources = work.put("one", input_manifest(1)), work.put("two", input_manifest(2))
    work.put("merged.manifest", b"old")
    page = merged(client, *sources)
    assert press(client, page).status_code == 422
    assert press(client, page, agree="overwrite").status_code == 303
    assert work.get(TARGET) == input_manifest(2)


def test_what_comes_to_the_target_meanwhile_is_not_overwritten(client, work):
    page = merged(client, work.put("one", input_manifest(1)), work.put("two", input_manifest(2)))
    work.put("merged.manifest", b"theirs")
    conflict = press(client, page)
    assert conflict.status_code == 412
    assert work.get(TARGET) == b"theirs"
    assert press(client, conflict, agree="overwrite").status_code == 303


def test_large_manifests_are_merged_while_the_page_waits(client, work):
    before = large_manifest()
    page = merged(client, work.put("one", before), work.put("two", input_manifest(3)))
    assert "being read" in parse(page).text
    finish_errands()
    page = client.get(page.request["PATH_INFO"])
    press_and_wait(client, page)
    assert work.get(TARGET) == before + input_manifest(3)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"uris": f"s3://{BUCKET}/one"}, "Name two to 10 different manifests"),
        ({"uris": "nonsense"}, "“nonsense” is not an S3 location"),
        ({"target": ""}, "Say where the merged manifest is to be written."),
        ({"target": f"s3://{BUCKET}/folder/"}, "is a folder. Add a file name."),
        ({"target": f"s3://{BUCKET}/one"}, "Write to another location than those"),
        ({"uris": f"s3://{BUCKET}/one\r\ns3://{BUCKET}/gone"}, "There is no object at"),
    ],
)
def test_what_is_wrong_is_told_and_kept(client, work, changes, told):
    page = merged(client, *two(work), **changes)
    assert page.status_code == 422
    assert told in by_id(page, "error-summary").text
    kept = fields(page, "merge-form")
    assert {name: kept[name].strip() for name in changes} == changes
