"""Two versions of a manifest: what came, what went, what is written differently."""

import pytest

from groundtruth.manifest.blocks import MAX_LINE_BYTES
from groundtruth.manifest.compare import compare


def manifest(*objects):
    return b"".join(f'{{"source":"{each[0]}","v":"{each[1:]}"}}\n'.encode() for each in objects)


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        (("a", "b"), ("a", "b"), (0, 0, 0, False)),
        (("a", "b"), ("a", "b", "c"), (1, 0, 0, False)),
        (("a", "b"), ("z", "a", "b"), (1, 0, 0, False)),
        (("a", "b"), ("b",), (0, 1, 0, False)),
        (("a", "b"), ("a", "b2"), (0, 0, 1, False)),
        (("a", "b", "c"), ("c2", "a", "d"), (1, 1, 1, False)),
        (("a", "b"), ("b", "a"), (0, 0, 0, True)),
        (("a", "a"), ("a",), (0, 1, 0, False)),
        ((), ("a",), (1, 0, 0, False)),
    ],
)
def test_versions_are_compared(old, new, difference):
    assert compare([manifest(*old)], [manifest(*new)]) == difference


def test_lines_that_are_no_objects_count_as_they_are():
    assert compare([b"junk\n\n"], [b"other\n"]) == (1, 1, 0, False)


def test_lines_that_are_too_long_are_never_equal():
    long = b'{"source":"%s"}\n' % (b"x" * MAX_LINE_BYTES)
    assert compare([b"a\n" + long], [b"a\n" + long]) == (0, 0, 1, False)
    assert compare([long], [b'{"source":"x"}\n']) == (1, 1, 0, False)


def test_a_missing_newline_at_the_end_is_no_difference():
    assert compare([b'{"source":"a"}'], [b'{"source":"a"}\n']) == (0, 0, 0, False)
