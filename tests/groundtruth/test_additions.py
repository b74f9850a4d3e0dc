"""Data objects to be added: what is typed becomes lines, and what is there already does not."""

import pytest

from groundtruth.manifest.additions import (
    Addition,
    Unfit,
    data_object,
    find,
    mark,
    marks,
    read,
    sort,
)
from groundtruth.manifest.blocks import MAX_LINE_BYTES


def added(*typed, key="source-ref"):
    return list(read([each.encode() for each in typed], key))


def test_an_s3_uri_becomes_an_object():
    assert added("s3://b/a.jpg") == [
        Addition(1, b'{"source-ref":"s3://b/a.jpg"}', ("source-ref", "s3://b/a.jpg"))
    ]


def test_a_text_becomes_an_object_with_what_json_escapes():
    (one,) = added('She said "no" \u2013 caf\u00e9', key="source")
    assert one.line == '{"source":"She said \\"no\\" \u2013 caf\u00e9"}'.encode()


def test_a_json_object_keeps_every_byte():
    line = '{ "source-ref" : "s3://b/caf\\u00e9.jpg",  "id": 1.0 }'
    (one,) = added(line)
    assert (one.line, one.data_object) == (line.encode(), ("source-ref", "s3://b/caf\u00e9.jpg"))


def test_blank_lines_and_line_ends_are_left_out_and_counted():
    found = added("\ufeffs3://b/1", "", "  ", "s3://b/4\r", key="source-ref")
    assert [(each.number, each.data_object[1]) for each in found] == [
        (1, "s3://b/1"),
        (4, "s3://b/4"),
    ]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("cat.jpg", "“cat.jpg” is neither an S3 URI nor a JSON object."),
        ("s3://b/folder/", "“s3://b/folder/” is a folder and no object."),
        ("s3://b", "“s3://b” is a folder and no object."),
        ("s3://{}/x", "names no bucket that can exist"),
        ('{"source-ref": ', "This line is not valid JSON"),
        ('{"x": 1}', "has neither “source-ref” nor “source”"),
        ('{"source": "a", "source-ref": "s3://b/c"}', "has both"),
    ],
)
def test_what_cannot_be_an_object_is_told(typed, told):
    (one,) = added(typed)
    assert isinstance(one, Unfit)
    assert told in one.text


def test_a_line_that_is_not_utf_8_is_told():
    (one,) = read([b"s3://b/\xff"], "source-ref")
    assert one.text == "This line is not UTF-8."


def test_a_text_that_is_too_long_is_told():
    (one,) = added("x" * 20_001, key="source")
    assert "too long" in one.text


def test_what_is_there_already_is_left_out_and_named():
    found = added("s3://b/1", "s3://b/2", "s3://b/1", '{"source-ref":"s3://b/2","x":1}', "junk")
    sorted_ = sort(found, {("source-ref", "s3://b/1"): 7})
    assert sorted_.text() == b'{"source-ref":"s3://b/2"}\n'
    assert [(each.number, line) for each, line in sorted_.present] == [(1, 7)]
    assert [(each.number, first) for each, first in sorted_.repeated] == [(3, 1), (4, 2)]
    assert [each.number for each in sorted_.unfit] == [5]


@pytest.mark.parametrize(
    ("line", "about"),
    [
        (b'{"a":1,"source":"\\u0061"}', ("source", "a")),
        (b'{"source-ref":"s3://b/k"}', ("source-ref", "s3://b/k")),
        (b'{"source":"a","source-ref":"b"}', None),
        (b'{"a":1}', None),
        (b"[]", None),
        (b"", None),
        (b'{"source":"\xff"}', None),
    ],
)
def test_what_a_line_is_about(line, about):
    assert data_object(line) == about


def test_objects_are_found_by_their_first_line_however_chunks_are_cut():
    chunks = [b'{"source":"a"}\n{"sour', b'ce":"b"}\n{"source":"a"}\nbroken\n{"source":"c"}']
    wanted = {("source", "a"), ("source", "c"), ("source", "d")}
    assert find(chunks, wanted) == ({("source", "a"): 1, ("source", "c"): 5}, 0)


def test_a_line_of_the_manifest_that_is_too_long_is_told():
    chunks = [b'{"source":"a"}\n{"source":"', b"x" * MAX_LINE_BYTES, b'"}\n{"source":"b"}\n']
    wanted = {("source", "b")}
    assert find(chunks, wanted) == ({("source", "b"): 3}, 2)


def test_marks_tell_the_first_line_about_each_object():
    manifest = [b'{"source":"a"}\n{"source-ref":"a"}\nbroken\n{"source":"a"}\n{"source":"b', b'"}']
    assert marks(manifest) == {
        mark(("source", "a")): 1,
        mark(("source-ref", "a")): 2,
        mark(("source", "b")): 5,
    }


def test_marks_leave_out_lines_that_are_too_long_to_be_read():
    manifest = [b'{"source":"%s"}\n' % (b"x" * MAX_LINE_BYTES), b'{"source":"b"}']
    assert marks(manifest) == {mark(("source", "b")): 2}
