"""When objects are finished: batches, what expires in them, and rounds of automated labeling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundtruth.endpoint import automated
from groundtruth.endpoint.pace import Pace, Timing, expired


def timing(**changes: float) -> Timing:
    return Timing(**{"initializing": 0, "object": 10, "machine": 1, "stopping": 0, **changes})


def test_what_nobody_gets_to_in_time_expires_with_its_batch() -> None:
    slow = timing(batch=4, lifetime=25)
    assert list(expired([(10, 0)], slow)) == [2, 3, 6, 7]
    pace = Pace([(10, 0)], slow)
    times = [pace.time(number) for number in range(1, 11)]
    assert times == [10, 20, 25, 25, 35, 45, 50, 50, 60, 70]


@pytest.mark.parametrize("lifetime", [None, 40, 60])
def test_nothing_expires_that_somebody_gets_to(lifetime: float | None) -> None:
    assert not list(expired([(10, 0)], timing(batch=4, lifetime=lifetime)))


def test_a_batch_ends_with_its_round() -> None:
    assert list(expired([(3, 5), (3, 0)], timing(batch=4, lifetime=25))) == [2, 5]


def test_nothing_expires_when_no_time_passes() -> None:
    assert not list(expired([(10, 0)], timing(object=0, lifetime=1)))


ROUNDS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4)
TIMINGS = st.builds(
    Timing,
    initializing=st.just(0.0),
    object=st.floats(0.01, 100),
    machine=st.floats(0.01, 5),
    stopping=st.just(0.0),
    training=st.floats(0, 100),
    batch=st.integers(1, 40),
    lifetime=st.none() | st.floats(60, 1000),
)


@given(rounds=ROUNDS, how=TIMINGS)
def test_objects_are_finished_one_after_the_other_at_their_times(
    rounds: list[tuple[int, int]], how: Timing
) -> None:
    pace = Pace(rounds, how)
    times = [pace.time(number) for number in range(pace.objects + 1)]
    assert times == sorted(times)
    for number, time in enumerate(times):
        done = pace.finished(time)
        assert done >= number
        assert done == pace.objects or times[done + 1] > time


@given(objects=st.integers(0, 3000) | st.just(100_000), batch=st.integers(1, 5000))
@pytest.mark.parametrize("has_model", [False, True])
def test_every_object_is_labeled_in_some_round(objects: int, batch: int, has_model: bool) -> None:
    rounds = list(automated.rounds(objects, batch, has_model=has_model))
    assert sum(map(sum, rounds)) == objects
    assert all(by_people >= 0 and by_machine >= 0 for by_people, by_machine in rounds)


def test_automated_labeling_begins_with_people_and_trains_again_and_again() -> None:
    rounds = list(automated.rounds(10_000, 500, has_model=False))
    assert rounds[:3] == [(500, 0), (500, 0), (500, 4250)]  # a tenth to measure the model by
    assert all(by_people == 500 for by_people, _ in rounds[:-1])
    assert sum(by_machine for _, by_machine in rounds) > 7000


def test_a_model_from_before_begins() -> None:
    assert next(automated.rounds(100, 1000, has_model=True)) == (0, 70)
