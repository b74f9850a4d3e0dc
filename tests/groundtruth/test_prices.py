import json
from decimal import Decimal

import pytest

from groundtruth import prices
from groundtruth.prices import KNOWN, Prices, Tier


@pytest.mark.parametrize(
    ("objects", "usd"),
    [
        (0, "0"),
        (1, "0.08"),
        (2_340, "187.20"),
        (50_000, "4000"),
        (50_001, "4000.04"),
        (100_000, "6000"),
        (1_000_000, "42000"),
        (1_000_001, "42000.02"),
        (2_000_000, "62000"),
    ],
)
def test_each_object_costs_what_its_tier_says(objects, usd):
    assert prices.object_fee(objects, KNOWN) == Decimal(usd)


def test_shares_tell_how_many_objects_fall_into_which_tier():
    found = [(count, str(tier.usd)) for count, tier in prices.shares(60_000, KNOWN)]
    assert found == [(50_000, "0.08"), (10_000, "0.04")]


def test_prices_are_read_from_json_without_rounding():
    text = '{"tiers": [[1000, 0.1], [null, 0.07]], "source": " Our contract. "}'
    assert prices.read(text) == Prices(
        (Tier(1000, Decimal("0.1")), Tier(None, Decimal("0.07"))), "Our contract."
    )


def test_whole_dollars_are_prices_too():
    read = prices.read('{"tiers": [[null, 1]], "source": "x"}')
    assert prices.object_fee(3, read) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0.08", "members tiers and source"),
        ("{", "It is not JSON"),
        ("{}", "members tiers and source"),
        ('{"tiers": [[null, 1]]}', "members tiers and source"),
        ('{"tiers": [[null, 1]], "source": "x", "currency": "EUR"}', "members tiers and source"),
        ('{"tiers": [[null, 1]], "source": " "}', "is no source"),
        ('{"tiers": [[null, 1]], "source": 2027}', "“2027” is no source"),
        ('{"tiers": [], "source": "x"}', "no list of tiers"),
        ('{"tiers": 0.08, "source": "x"}', "no list of tiers"),
        ('{"tiers": [[50000, 0.08]], "source": "x"}', "The last tier, and only that one"),
        ('{"tiers": [[null, 1], [null, 1]], "source": "x"}', "The last tier, and only that one"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(text, said):
    with pytest.raises(ValueError, match=said) as refused:
        prices.read(text)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    "tier",
    [
        [1.5, 1],
        [0, 1],
        [-1, 1],
        [10, -0.01],
        [10, "0.08"],
        [10],
        [None, None],
        3,
        {"a": 1},
        [True, 1],
    ],
)
def test_a_tier_that_makes_no_sense_is_refused_and_named(tier):
    text = json.dumps({"tiers": [tier, [None, 0.02]], "source": "x"})
    with pytest.raises(ValueError, match="is no tier"):
        prices.read(text)


def test_not_a_number_is_no_price():
    with pytest.raises(ValueError, match="is no tier"):
        prices.read('{"tiers": [[null, NaN]], "source": "x"}')
