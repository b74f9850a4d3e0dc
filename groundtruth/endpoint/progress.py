"""Status and counters of a labeling job: functions of its record and the time, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from groundtruth.endpoint.failures import NOT_IN_30_DAYS
from groundtruth.endpoint.job import BLANK, FAILS, INHERITED, INHERITED_MACHINE, MACHINE, Job
from groundtruth.endpoint.pace import Timing

Speed = Literal["real", "fast", "instant"]
Status = Literal["Initializing", "InProgress", "Completed", "Failed", "Stopping", "Stopped"]
Counters = dict[str, int]

WORKERS = 5  # simulated people, who can work on as many objects at once

LIFETIME = 30 * 86_400
# The guide on streaming jobs: one that has had nothing to do for so long is stopped.
IDLE = 10 * 86_400
_INITIALIZING = {"real": 30.0, "fast": 2.0, "instant": 0.0}
_ANSWER = {"real": 20.0, "fast": 2.0, "instant": 0.0}
_STOPPING = {"real": 20.0, "fast": 3.0, "instant": 0.0}
_TRAINING = {"real": 900.0, "fast": 5.0, "instant": 0.0}
_MACHINE_IS_FASTER = 20


def timing(
    speed: Speed, *, workers_per_object: int, at_once: int, available: float | None = None
) -> Timing:
    """How a job goes at a speed.

    At real speed an object waits for one answer after the other; at the others all its workers
    answer at the same moment. `at_once` is MaxConcurrentTaskCount, `available` the seconds of
    TaskAvailabilityLifetimeInSeconds, for ever when it is None.
    """
    answers = workers_per_object if speed == "real" else 1
    object_seconds = _ANSWER[speed] * answers / min(WORKERS, at_once)
    return Timing(
        initializing=_INITIALIZING[speed],
        object=object_seconds,
        machine=object_seconds / _MACHINE_IS_FASTER,
        stopping=_STOPPING[speed],
        training=_TRAINING[speed],
        batch=at_once,
        lifetime=available,
    )


@dataclass(frozen=True)
class End:
    """How and when a job comes to its end when nobody stops it."""

    status: Status
    time: float
    finished: int
    reason: str = ""


def started(job: Job) -> float:
    return job.created + job.timing.initializing


def finishing_time(job: Job, finished: int) -> float:
    """When the job has finished that many objects."""
    return started(job) + job.pace.time(finished)


def finished(job: Job, now: float) -> int:
    """How many objects are finished, labeled or failed, in the order of `job.sequence`."""
    until = min(now, _halted(job))
    end = _end(job)
    if until >= end.time:
        return end.finished
    return min(job.pace.finished(until - started(job)), end.finished)


def shown(job: Job, now: float) -> int:
    """Of how many finished objects the output manifest tells.

    It is written anew with every object of a small job, and with every hundredth of a large one.
    """
    done = finished(job, now)
    return done if ended(job, now) else done - done % max(1, objects(job) // 100)


def status(job: Job, now: float) -> Status:
    if now >= _halted(job):
        return "Stopped" if now >= _halted(job) + job.timing.stopping else "Stopping"
    if now >= _end(job).time:
        return _end(job).status
    return "InProgress" if now >= started(job) else "Initializing"


def ended(job: Job, now: float) -> bool:
    return status(job, now) in ("Completed", "Failed", "Stopped")


def failure_reason(job: Job, now: float) -> str | None:
    return _end(job).reason if status(job, now) == "Failed" else None


def counters(job: Job, now: float) -> Counters:
    """LabelCounters: inherited labels count from the start, everything is 0 until it has begun.

    A label that was there before counts as human or machine by what its metadata says.
    """
    if now < started(job) or not job.plan.codes:
        return _counted(0, 0, 0, 0)
    done = job.sequence[: finished(job, now)]
    failed, machine = done.count(FAILS), done.count(MACHINE)
    codes = job.plan.codes
    return _counted(
        human=codes.count(INHERITED) + len(done) - failed - machine,
        machine=codes.count(INHERITED_MACHINE) + machine,
        failed=failed,
        unlabeled=len(job.sequence) - len(done),
    )


def objects(job: Job) -> int:
    """How many data objects the manifest has."""
    return len(job.plan.codes) - job.plan.codes.count(BLANK)


def last_modified(job: Job, now: float) -> float:
    """The last moment at which something about the job changed."""
    moments = [
        job.created,
        started(job),
        finishing_time(job, finished(job, now)),
        _end(job).time if now < _halted(job) else _halted(job),
        _halted(job) + job.timing.stopping,
    ]
    return max(moment for moment in moments if moment <= max(now, job.created))


def _counted(human: int, machine: int, failed: int, unlabeled: int) -> Counters:
    return {
        "TotalLabeled": human + machine,
        "HumanLabeled": human,
        "MachineLabeled": machine,
        "FailedNonRetryableError": failed,
        "Unlabeled": unlabeled,
    }


def _halted(job: Job) -> float:
    """When somebody stopped the job; infinitely late when nobody did, or too late to count."""
    requested = job.stop_requested
    return requested if requested is not None and requested < _end(job).time else float("inf")


def _end(job: Job) -> End:
    """The end that comes first; a job with nothing left to label completes as it starts."""
    plan, total = job.plan, len(job.sequence)
    finished = finishing_time(job, total)
    ends = [End("Completed", finished, total)]
    if plan.streaming:
        ends = [End("Stopped", finished + IDLE, total)]
    if plan.stops_after is not None:
        ends.append(End("Stopped", finishing_time(job, plan.stops_after), plan.stops_after))
    if plan.fails_after is not None:
        failing = finishing_time(job, plan.fails_after)
        ends.insert(0, End("Failed", failing, plan.fails_after, plan.failure))
    first = min(ends, key=lambda end: end.time)
    expiry = job.created + LIFETIME
    if first.time <= expiry or plan.streaming:
        return first
    return End("Failed", expiry, job.pace.finished(expiry - started(job)), NOT_IN_30_DAYS)
