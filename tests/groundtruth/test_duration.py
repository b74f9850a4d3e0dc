import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundtruth import duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("300", 300),
        ("5 minutes", 300),
        ("5min", 300),
        ("5 mins", 300),
        ("8 h", 28_800),
        ("2 hrs", 7_200),
        ("1 h 30 min", 5_400),
        ("2 days", 172_800),
        ("1 day 12 hours", 129_600),
        ("1 hour, 30 minutes", 5_400),
        (" 45 Seconds ", 45),
    ],
)
def test_a_span_is_read_the_way_people_write_it(text, seconds):
    assert duration.parse(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "5 fortnights",
        "3 ms",
        "-5",
        "1.5 hours",
        "5 minutes ago",
        "5 hours 30",
        "1" * 10,
    ],
)
def test_what_is_no_span_is_refused_with_what_was_typed(text):
    with pytest.raises(ValueError, match=f"“{text}” is no span of time"):
        duration.parse(text)


@pytest.mark.parametrize(
    ("seconds", "words"), [(864_000, "10 days"), (5_400, "1 hour 30 minutes"), (1, "1 second")]
)
def test_seconds_are_told_in_the_largest_units(seconds, words):
    assert duration.words(seconds) == words


@given(st.integers(0, 10**9))
def test_what_is_told_is_read_back(seconds):
    assert duration.parse(duration.words(seconds)) == seconds
