"""Lines that are held, none of them longer than the limit."""

import itertools
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundtruth.manifest import bounded
from groundtruth.manifest.blocks import MAX_LINE_BYTES
from groundtruth.manifest.bounded import is_too_long, lines, with_bytes

LONGEST = b"x" * MAX_LINE_BYTES


@given(st.lists(st.binary(max_size=4)))
def test_lines_are_those_of_the_whole_however_chunks_are_cut(chunks):
    whole = b"".join(chunks)
    expected = whole.split(b"\n") if whole else []
    assert list(lines(chunks)) == (expected[:-1] if whole.endswith(b"\n") else expected)


@given(st.lists(st.binary(max_size=4)))
def test_each_line_is_where_its_bytes_are(chunks):
    whole = b"".join(chunks)
    found = list(with_bytes(chunks))
    assert [whole[start:end].removesuffix(b"\n") for _, start, end in found] == list(lines(chunks))
    assert b"".join(whole[start:end] for _, start, end in found) == whole


@pytest.mark.parametrize("size", [1000, 65_536, 3 * MAX_LINE_BYTES])
def test_a_line_over_the_limit_is_cut_the_same_way_however_chunks_are(size):
    data = b"a\n" + LONGEST * 2 + b"\n" + LONGEST + b"\nb\n"
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    found = list(with_bytes(chunks))
    assert [line for line, _, _ in found] == [b"a", LONGEST + b"x", LONGEST, b"b"]
    assert [is_too_long(line) for line, _, _ in found] == [False, True, False, False]
    assert found[-1][1:] == (len(data) - 2, len(data))


def test_no_more_of_a_line_is_held_than_the_limit():
    chunk = b"x" * 65_536
    tracemalloc.start()
    [line] = lines(itertools.repeat(chunk, 1000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(line) == bounded.MAX_LINE_BYTES + 1
    assert peak < 4 * MAX_LINE_BYTES
