"""Lines of a manifest: members are set without touching another byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundtruth.endpoint import lines

TEXT = st.text(max_size=5)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
OBJECTS = st.dictionaries(st.text(max_size=8), VALUES, max_size=5)


@st.composite
def data_objects(draw: st.DrawFn) -> bytes:
    """A data object with whatever spacing and escapes."""
    value = {"source": draw(st.text()), **draw(OBJECTS)}
    separators = draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,\t", " : ")]))
    text = json.dumps(value, separators=separators, ensure_ascii=draw(st.booleans()))
    space = st.sampled_from(["", " ", "\t", "\r"])
    padded = draw(space) + "{" + draw(space) + text[1:-1] + draw(space) + "}" + draw(space)
    return padded.encode("utf-8", "replace")


@settings(deadline=None)
@given(data_objects(), st.dictionaries(st.text(min_size=1), VALUES, min_size=1, max_size=2))
def test_members_are_set_and_all_others_stay(line: bytes, members: dict[str, Any]) -> None:
    encoded = {key: lines.encode(value) for key, value in members.items() if _text(key)}
    changed = lines.with_members(line, encoded)
    wanted = {**json.loads(line), **{key: members[key] for key in encoded}}
    assert json.loads(changed) == wanted
    assert list(json.loads(changed)) == list(wanted)


@given(data_objects())
def test_new_members_stand_before_the_closing_brace_of_the_same_bytes(line: bytes) -> None:
    changed = lines.with_members(line, {"cats-never-seen-before": b"0"})
    brace = line.rindex(b"}")
    assert changed == line[:brace] + b',"cats-never-seen-before":0' + line[brace:]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('{"a": 1 , "cats" : [ 2 ],"z":"}"}', '{"a": 1 , "cats" : 9,"z":"}"}'),
        ('{"a":{"cats":1}}', '{"a":{"cats":1},"cats":9}'),
        ('{"a":"\\"cats\\":1"}', '{"a":"\\"cats\\":1","cats":9}'),
        ('{"c\\u0061ts":1,"a":2}', '{"c\\u0061ts":9,"a":2}'),
        ('{"cats":1,"a":2,"cats":3}', '{"cats":9,"a":2,"cats":9}'),
        ('\ufeff{"a":1}\r', '\ufeff{"a":1,"cats":9}\r'),
    ],
)
def test_an_old_value_is_replaced_in_its_place(line: str, expected: str) -> None:
    assert lines.with_members(line.encode(), {"cats": b"9"}) == expected.encode()


@pytest.mark.parametrize(
    "line", [b"", b"[]", b"1", b"{", b'{"a":NaN}', b'{"a":1}x', b'{"a":"\xff"}']
)
def test_what_is_no_data_object_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (json's own is one)
        lines.data_object(line)


def test_half_a_surrogate_pair_stays_an_escape() -> None:
    assert lines.encode({"è": "\ud800"}) == b'{"\\u00e8":"\\ud800"}'


def test_members_keep_the_text_of_their_values() -> None:
    assert lines.members(b'{"a":1.50,"b":{"c": [ ]}}') == {"a": b"1.50", "b": b'{"c": [ ]}'}


@given(st.binary())
def test_lines_are_cut_where_one_ends(manifest: bytes) -> None:
    cut = lines.Lines(manifest)
    assert list(cut) == manifest.split(b"\n")
    assert cut[len(cut) - 1] == manifest.split(b"\n")[-1]


def _text(key: str) -> bool:
    return key.encode("utf-8", "ignore").decode() == key


def test_members_are_found_beside_half_a_surrogate_pair() -> None:
    data = lines.encode({"a": "\ud800", "b": [1]})
    assert lines.members(data) == {"a": b'"\\ud800"', "b": b"[1]"}
