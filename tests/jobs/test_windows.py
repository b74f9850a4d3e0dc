"""A window of lines: the right ones, wherever they are cut, and few bytes read for them."""

import pytest

from jobs import aws
from jobs.manifests import windows
from tests.jobs.conftest import finish_errands
from tests.jobs.test_add_objects import large_manifest

REGION = "us-east-1"
MIB = 1024 * 1024


def window(uri, first):
    head = aws.head_object(REGION, uri)
    windows.window(REGION, head, first)
    finish_errands()
    return windows.window(REGION, head, first)


@pytest.fixture(scope="module")
def manifest():
    return large_manifest()


def test_lines_around_every_step_of_the_index_are_found(work, manifest):
    uri = work.put("m", manifest)
    lines = manifest.removesuffix(b"\n").split(b"\n")
    steps = [manifest.count(b"\n", 0, at) for at in range(MIB, len(manifest), MIB)]
    for number in {step + more for step in steps for more in (0, 1, 2)}:
        shown = window(uri, number).lines
        assert shown == lines[number - 1 : number - 1 + windows.LINES]


def test_a_line_that_ends_with_a_step_is_found(work):
    line = b"x" * 1023 + b"\n"
    uri = work.put("m", line * 5000)
    assert [window(uri, number).start for number in (1024, 1025, 1026)] == [
        1023 * 1024,
        MIB,
        MIB + 1024,
    ]


def test_a_window_past_the_end_is_empty(work, manifest):
    found = window(work.put("m", manifest), 1_000_000)
    assert (found.lines, found.last) == ([], True)


def test_the_last_window_has_the_last_line_without_a_newline(work, manifest):
    uri = work.put("m", manifest + b"end")
    found = window(uri, manifest.count(b"\n"))
    assert (found.lines[-1], found.last, found.end) == (b"end", True, len(manifest) + 3)


def test_a_line_too_long_for_a_window_is_not_shown(work):
    uri = work.put("m", b"a\n" + b"x" * 3 * MIB + b"\nb\n")
    assert window(uri, 1).lines == [b"a"]
    found = window(uri, 2)
    assert (found.lines, found.last) == ([], False)
    assert window(uri, 3).lines == [b"b"]


def test_a_line_after_one_of_several_steps_is_found(work):
    uri = work.put("m", b"x" * 9 * MIB + b"\nb\n")
    assert window(uri, 2).lines == [b"b"]
