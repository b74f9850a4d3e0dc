import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundtruth import task_price


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0.036", (0, 3, 6)),
        ("$1.2", (1, 20, 0)),
        ("2", (2, 0, 0)),
        ("0.84", (0, 84, 0)),
    ],
)
def test_a_price_is_taken_apart_into_the_api_s_members(text, amount):
    assert tuple(task_price.parse(text).values()) == amount


@pytest.mark.parametrize("text", ["", "cheap", "0.0361", "-1", "1,20", "1e2"])
def test_what_is_no_price_is_refused_with_what_was_typed(text):
    with pytest.raises(ValueError, match="is no price"):
        task_price.parse(text)


@given(st.integers(0, 9), st.integers(0, 99), st.integers(0, 9))
def test_a_price_that_is_written_is_read_back(dollars, cents, tenths):
    amount = {"Dollars": dollars, "Cents": cents, "TenthFractionsOfACent": tenths}
    assert task_price.parse(task_price.words(amount)) == amount
