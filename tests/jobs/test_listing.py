"""What a list page was asked for, and how it is asked for again."""

from urllib.parse import parse_qsl

import pytest

from jobs.listing import Page, Query

FULL = Query(q="cats", status="Failed", sort="name", dir="asc", size=50, page=3, cur="abc")


def of(address):
    return Query.of(dict(parse_qsl(address)))


@pytest.mark.parametrize("query", [Query(), FULL, Query(sort="status"), Query(page=12345)])
def test_an_address_asks_for_what_it_was_made_of(query):
    assert of(query.encode()) == query


def test_defaults_stand_in_no_address():
    assert Query().encode() == ""


@pytest.mark.parametrize(
    "asked",
    [
        *({"page": page} for page in ("0", "-1", "x", "1.5", "999999", "٣")),
        *({"size": size} for size in ("0", "7", "1000", "x")),
        {"sort": "size"},
        {"dir": "up"},
        {"status": "completed"},
        {},
    ],
)
def test_what_is_not_known_is_the_default(asked):
    assert Query.of(asked) == Query()


def test_a_search_is_cut_to_the_length_of_a_name():
    assert Query.of({"q": f"  {'c' * 70}"}).q == "c" * 63


@pytest.mark.parametrize(
    ("q", "unmatchable"), [("", False), ("a-B9", False), ("a_b", True), ("é", True)]
)
def test_what_no_name_can_hold_is_known_beforehand(q, unmatchable):
    assert Query(q=q).unmatchable is unmatchable


def test_the_api_is_asked_for_the_newest_first():
    assert Query().parameters() == {
        "SortBy": "CreationTime",
        "SortOrder": "Descending",
        "MaxResults": 25,
    }


def test_filters_go_to_the_api():
    assert FULL.parameters() == {
        "SortBy": "Name",
        "SortOrder": "Ascending",
        "MaxResults": 50,
        "NameContains": "cats",
        "StatusEquals": "Failed",
    }


def test_sorting_begins_at_the_first_page():
    assert FULL.sorted_by("status") == Query("cats", "Failed", "status", "desc", 50)


@pytest.mark.parametrize(
    ("sort", "first"), [("name", "asc"), ("status", "desc"), ("created", "desc")]
)
def test_a_column_has_a_first_direction_and_then_turns(sort, first):
    other = Query(sort="status" if sort == "name" else "name")
    once = other.sorted_by(sort)
    assert once.dir == first
    assert {once.dir, once.sorted_by(sort).dir} == {"asc", "desc"}


def test_a_filter_that_is_taken_off_leaves_the_rest():
    assert FULL.without("q") == Query("", "Failed", "name", "asc", 50)


def test_jobs_of_the_pages_before_are_known_too():
    assert Page(Query(page=3, size=10), [{}] * 4).known == 24
