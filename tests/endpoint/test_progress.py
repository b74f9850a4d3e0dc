"""Status and counters: functions of a record and the time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundtruth.endpoint import progress
from groundtruth.endpoint.job import Job, Plan
from groundtruth.endpoint.pace import Timing
from tests.local_endpoint import create_request

DAY = 86_400
CREATED = 1000.0


def job(codes: bytes = b"hhhhhhhhhh", **plan: Any) -> Job:
    """A job created at 1000 s that begins at 1002 s and labels an object in 1 s."""
    return Job(
        region="us-east-1",
        account="123456789012",
        request=create_request("job"),
        reference="123456789012x",
        created=CREATED,
        timing=Timing(initializing=2, object=1, machine=0.1, stopping=3),
        plan=Plan(codes=codes, **plan),
    )


def at(running: Job, seconds: float) -> tuple[str, int]:
    """Status and finished objects so many seconds after creation."""
    now = CREATED + seconds
    return progress.status(running, now), progress.finished(running, now)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, ("Initializing", 0)),
        (1.99, ("Initializing", 0)),
        (2, ("InProgress", 0)),
        (2.99, ("InProgress", 0)),
        (3, ("InProgress", 1)),
        (11.99, ("InProgress", 9)),
        (12, ("Completed", 10)),
        (1e9, ("Completed", 10)),
    ],
)
def test_a_job_goes_its_way(seconds: float, expected: tuple[str, int]) -> None:
    assert at(job(), seconds) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (5.4, ("InProgress", 3)),
        (5.5, ("Stopping", 3)),
        (8.4, ("Stopping", 3)),
        (8.5, ("Stopped", 3)),
        (1e9, ("Stopped", 3)),
    ],
)
def test_a_job_that_is_stopped(seconds: float, expected: tuple[str, int]) -> None:
    assert at(replace(job(), stop_requested=CREATED + 5.5), seconds) == expected


def test_a_stop_that_comes_too_late_stops_nothing() -> None:
    assert at(replace(job(), stop_requested=CREATED + 12), 20) == ("Completed", 10)


def test_a_job_fails_after_so_many_objects() -> None:
    failing = job(fails_after=4, failure="why")
    assert at(failing, 5.9) == ("InProgress", 3)
    assert at(failing, 6) == ("Failed", 4)
    assert progress.failure_reason(failing, CREATED + 5) is None
    assert progress.failure_reason(failing, CREATED + 6) == "why"


def test_a_condition_stops_a_job_after_so_many_objects() -> None:
    assert at(job(stops_after=4), 6) == ("Stopped", 4)


def test_a_job_with_nothing_left_to_label_completes_as_it_starts() -> None:
    assert at(job(b"iii"), 1) == ("Initializing", 0)
    assert at(job(b"iii"), 2) == ("Completed", 0)


def test_a_job_fails_after_30_days() -> None:
    slow = replace(job(), timing=Timing(initializing=0, object=10 * DAY, machine=1, stopping=1))
    assert at(slow, 29.9 * DAY) == ("InProgress", 2)
    assert at(slow, 30 * DAY) == ("Failed", 3)
    assert "30 days" in progress.failure_reason(slow, CREATED + 31 * DAY)


def test_an_idle_streaming_job_is_stopped_after_10_days() -> None:
    assert at(job(b"h", streaming=True), 9 * DAY) == ("InProgress", 1)
    assert at(job(b"h", streaming=True), 11 * DAY) == ("Stopped", 1)


def test_the_model_labels_after_the_workers_and_faster() -> None:
    assert at(job(b"hmmmmmmmmmm"), 3.55) == ("InProgress", 6)


def test_the_model_labels_first_when_there_is_one_from_the_start() -> None:
    assert at(job(b"hmmmmmmmmmm", rounds=((0, 10), (1, 0))), 2.55) == ("InProgress", 5)


def test_the_model_is_trained_before_it_labels() -> None:
    timing = Timing(initializing=0, object=1, machine=0.5, stopping=0, training=10)
    trained = replace(job(b"hhhmm", rounds=((2, 1), (1, 1))), timing=timing)
    ends = [progress.finishing_time(trained, number) - CREATED for number in range(1, 6)]
    assert ends == [1, 2, 12.5, 13.5, 24]


def test_an_instant_job_is_done_when_it_is_looked_at() -> None:
    instant = replace(job(), timing=progress.timing("instant", workers_per_object=3, at_once=1000))
    assert at(instant, 0) == ("Completed", 10)


@pytest.mark.parametrize(
    ("speed", "workers", "at_once", "seconds"),
    [
        ("real", 1, 1000, 4),
        ("real", 3, 1000, 12),
        ("real", 3, 1, 60),
        ("fast", 1, 1000, 0.4),
        ("fast", 9, 1000, 0.4),
        ("fast", 3, 2, 1),
    ],
)
def test_seconds_from_one_object_to_the_next(
    speed: progress.Speed, workers: int, at_once: int, seconds: float
) -> None:
    timing = progress.timing(speed, workers_per_object=workers, at_once=at_once)
    assert timing.object == pytest.approx(seconds)


def test_100_objects_take_less_than_a_minute() -> None:
    timing = progress.timing("fast", workers_per_object=9, at_once=1000)
    assert timing.initializing + 100 * timing.object < 60


def test_counters_are_0_until_the_job_has_started() -> None:
    assert set(progress.counters(job(b"ih"), CREATED + 1).values()) == {0}


def test_inherited_labels_count_from_the_start() -> None:
    assert progress.counters(job(b"iiahh"), CREATED + 2) == {
        "TotalLabeled": 3,
        "HumanLabeled": 2,
        "MachineLabeled": 1,
        "FailedNonRetryableError": 0,
        "Unlabeled": 2,
    }


def test_objects_that_fail_count_apart() -> None:
    assert progress.counters(job(b"hfhm"), CREATED + 100) == {
        "TotalLabeled": 3,
        "HumanLabeled": 2,
        "MachineLabeled": 1,
        "FailedNonRetryableError": 1,
        "Unlabeled": 0,
    }


TIMES = st.floats(0, 60) | st.floats(0, 40 * DAY)


def cut(total: int, cuts: list[float]) -> list[int]:
    """A number in as many parts as there are cuts, and one."""
    places = sorted(round(each * total) for each in cuts)
    return [after - before for before, after in zip([0, *places], [*places, total], strict=True)]


@st.composite
def jobs(draw: st.DrawFn) -> Job:
    """Any job: codes, rounds, batches, expiry, failures, conditions, and a stop."""
    codes = draw(st.lists(st.sampled_from(list(b"iahfm "))).map(bytes))
    cuts = draw(st.lists(st.floats(0, 1), max_size=3))
    people, machine = codes.count(b"h") + codes.count(b"f"), codes.count(b"m")
    rounds = tuple(zip(cut(people, cuts), cut(machine, cuts[::-1]), strict=True))
    timing = Timing(
        initializing=2,
        object=draw(st.sampled_from([0, 0.5, 1, 7])),
        machine=draw(st.sampled_from([0, 0.1])),
        stopping=3,
        training=draw(st.sampled_from([0, 4])),
        batch=draw(st.integers(1, 9)),
        lifetime=draw(st.none() | st.sampled_from([0.7, 3, 60])),
    )
    limits = st.none() | st.integers(0, people + machine)
    made = job(codes, rounds=rounds, failure="why", fails_after=draw(limits))
    plan = replace(made.plan, stops_after=draw(limits))
    stop = draw(st.none() | TIMES)
    halt = None if stop is None else CREATED + stop
    return replace(made, plan=plan, timing=timing, stop_requested=halt)


@given(running=jobs(), times=st.lists(TIMES, min_size=2, max_size=5).map(sorted))
def test_counters_add_up_and_never_fall(running: Job, times: list[float]) -> None:
    before, ended = 0, ""
    for seconds in times:
        counted = progress.counters(running, CREATED + seconds)
        status = progress.status(running, CREATED + seconds)
        total = progress.objects(running) if seconds >= 2 and running.plan.codes else 0
        assert counted["TotalLabeled"] == counted["HumanLabeled"] + counted["MachineLabeled"]
        failed, unlabeled = counted["FailedNonRetryableError"], counted["Unlabeled"]
        assert counted["TotalLabeled"] + failed + unlabeled == total
        assert counted["TotalLabeled"] >= before
        assert not ended or status == ended
        before = counted["TotalLabeled"]
        ended = status if status in ("Completed", "Failed", "Stopped") else ""


@given(running=jobs(), seconds=TIMES)
def test_the_output_tells_of_no_more_than_is_finished(running: Job, seconds: float) -> None:
    now = CREATED + seconds
    finished, shown = progress.finished(running, now), progress.shown(running, now)
    assert shown == finished if progress.ended(running, now) else shown <= finished
    assert progress.last_modified(running, now) <= max(now, CREATED)
