"""Parts of an upload: the same bytes, in sizes that S3 takes, as few of them sent as can be."""

from hypothesis import given
from hypothesis import strategies as st

from groundtruth.manifest.spans import COPIED_PART, MIN_PART, SENT_PART, Span, is_copy, parts, size

MIB = 1024 * 1024


def kept(start, end):
    return Span("kept", start, end)


def new(end, start=0):
    return Span("new", start, end)


def joined(spans):
    """The spans with neighbours put together: the bytes that they stand for."""
    found = []
    for span in spans:
        last = found[-1] if found else None
        if last and last.of == span.of and last.end == span.start:
            found[-1] = last._replace(end=span.end)
        elif span.size:
            found.append(span)
    return found


def test_an_appended_line_is_all_that_is_sent():
    made = parts([kept(0, 1000 * MIB), new(100)])
    assert [is_copy(part) for part in made] == [True, True, False]
    assert made[-1] == (new(100),)


def test_what_follows_a_change_in_the_middle_is_sent_up_to_the_smallest_part():
    made = parts([kept(0, 100 * MIB), new(10), kept(100 * MIB + 10, 200 * MIB)])
    assert [is_copy(part) for part in made] == [True, False, True]
    assert size(made[1]) == MIN_PART


def test_a_small_object_is_sent_with_what_is_appended():
    assert parts([kept(0, MIB), new(MIB)]) == [(kept(0, MIB), new(MIB))]


SPANS = st.lists(st.tuples(st.sampled_from(["kept", "new"]), st.integers(0, 30 * MIB)), max_size=8)


@given(SPANS)
def test_parts_hold_the_same_bytes_in_sizes_that_s3_takes(pieces):
    at = {"kept": 0, "new": 0}
    spans = []
    for of, length in pieces:
        spans.append(Span(of, at[of], at[of] + length))
        at[of] += length + 1
    made = parts(spans)
    assert joined(span for part in made for span in part) == joined(spans)
    assert all(size(part) >= MIN_PART for part in made[:-1])
    assert all(size(part) <= SENT_PART + MIN_PART for part in made if not is_copy(part))
    assert all(size(part) <= COPIED_PART + MIN_PART for part in made if is_copy(part))
