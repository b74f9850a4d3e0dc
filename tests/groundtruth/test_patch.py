"""Changes made by hand: found again in a version that somebody else has changed meanwhile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundtruth.manifest.blocks import MAX_LINE_BYTES
from groundtruth.manifest.patch import Hunk, at_home, find, hunks, text


def written(manifest, found):
    """The manifest with the hunks that have a place."""
    for each in sorted(found, key=lambda each: each.place.start, reverse=True):
        start, end = each.place.start, each.place.end
        new = text(
            each.hunk, at_end=end == len(manifest), ends_with_newline=manifest.endswith(b"\n")
        )
        manifest = manifest[:start] + new + manifest[end:]
    return manifest


def changes(old, new, first=1, *, last=True):
    return hunks(old.encode().split(), new.encode().split(), first, last=last)


def rebased(old, mine, theirs):
    """Theirs with mine in it, lines given as words; None for a hunk without a place."""
    found = find([b"".join(line + b"\n" for line in theirs.encode().split())], changes(old, mine))
    if not all(each.place for each in found):
        return None
    return (
        written(b"".join(line + b"\n" for line in theirs.encode().split()), found).decode().split()
    )


@pytest.mark.parametrize(
    ("old", "mine", "theirs", "both"),
    [
        ("a b c", "a B c", "a b c", "a B c"),
        ("a b c", "a B c", "a b c d", "a B c d"),
        ("a b c", "a B c", "x a b c", "x a B c"),
        ("a b c d e", "a B c d e", "a b c D e", "a B c D e"),
        ("a b c", "a B c", "A b C", "A B C"),
        ("a b c", "a c", "a b c d", "a c d"),
        ("a b c", "a x b c", "y a b c", "y a x b c"),
        ("a b", "a b c", "a b", "a b c"),
        ("a b c d", "A b c D", "a b x c d", "A b x c D"),
        ("a", "b", "a", "b"),
    ],
)
def test_changes_that_do_not_overlap_go_together(old, mine, theirs, both):
    assert rebased(old, mine, theirs) == both.split()


@pytest.mark.parametrize(
    ("old", "mine", "theirs"),
    [
        ("a b c", "a B c", "a X c"),
        ("a b c", "a c", "a X c"),
        ("a b c", "a x b c", "a y b c"),
        ("a b", "a b c", "a b d"),
        ("x a a a y", "x a B a y", "z x a a a a y"),
    ],
)
def test_changes_of_the_same_lines_have_no_place(old, mine, theirs):
    assert rebased(old, mine, theirs) is None


def test_what_stands_there_now_is_told():
    (found,) = find([b"a\nX\nc\n"], changes("a b c", "a B c"))
    assert (found.place, found.there, found.own) == (None, (b"X",), (2, 2, 4))


def test_a_window_knows_nothing_of_the_lines_around_it():
    (hunk,) = changes("b c", "B c", first=2, last=False)
    assert hunk == Hunk(2, (b"b",), (b"B",), (), (b"c",))


@pytest.mark.parametrize(
    ("before", "old", "new", "after"),
    [
        (b"a\nb", "a b", "a B", b"a\nB"),
        (b"a\nb", "a b", "a b c", b"a\nb\nc"),
        (b"a\nb\n", "a b", "a b c", b"a\nb\nc\n"),
        (b"a\nb", "a b", "A b", b"A\nb"),
        (b"", "", "a", b"a\n"),
    ],
)
def test_the_end_of_the_file_stays_as_it_is(before, old, new, after):
    found = find([before], changes(old, new))
    result = written(before, found)
    assert result == after or (before == b"" and result.strip() == after.strip())


def test_the_lines_that_were_edited_are_where_they_were():
    data = b"b\nc\nd"
    wanted = hunks([b"b", b"c", b"d"], [b"B", b"c", b"d", b"e"], 7, last=True)
    places = [each.place for each in at_home(data, 7, 100, wanted)]
    assert places == [(7, 100, 102), (10, 105, 105)]


WORDS = st.lists(st.sampled_from("abcdef"), max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_a_change_in_the_same_version_is_that_change(old, new):
    assert rebased(old, new, old) == new.split()


@given(WORDS, st.integers(1, 5))
def test_places_do_not_depend_on_how_chunks_are_cut(old, size):
    manifest = "".join(f"{word}\n" for word in old.split()).encode()
    cut = [manifest[at : at + size] for at in range(0, len(manifest), size)]
    wanted = changes(old, old.replace("a", "x y"))
    assert find(cut, wanted) == find([manifest], wanted)


def test_changes_find_their_place_behind_a_line_that_is_too_long():
    long = b"x" * (MAX_LINE_BYTES + 100)
    (hunk,) = hunks([b"b", b"c"], [b"b", b"C"], 1, last=True)
    (found,) = find([b"a\n" + long + b"\nb\nc\n"], [hunk])
    assert found.place == (4, len(long) + 5, len(long) + 7)
