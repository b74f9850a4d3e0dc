"""What the passing of time makes final, written down: labels as they come, and output manifests.

Nothing is written before somebody looks at it, or the clerk finds the time. What is written depends
on records and the time only, so that doing it later, twice, or again after a kill in its midst,
changes nothing. It is done in pieces, between which others may go on.
"""

from __future__ import annotations

import logging
import time

from groundtruth.endpoint import progress
from groundtruth.endpoint.context import Context
from groundtruth.endpoint.job import Job
from groundtruth.endpoint.look import Look
from groundtruth.endpoint.output import Output

logger = logging.getLogger(__name__)

_PAUSE = 0.001  # seconds in which another thread can take its turn
# Who looks at more than its folder does not wait for the labels of a job with more lines than this.
_LARGE = 5000
# How many labels are worth being made ahead of their being looked at.
_AHEAD = 200


def settle(context: Context, now: float, look: Look | None = None) -> None:
    """Write down everything that has become final by `now`, as far as the look shows it."""
    for job in context.store.unsettled():
        if look is None or _concerns(look, job):
            while _piece(context, job, now):
                time.sleep(_PAUSE)


def settle_ahead(context: Context, now: float) -> bool:
    """Do one piece of what is worth doing before somebody asks; whether there was any."""
    for job in context.store.unsettled():
        behind = progress.finished(job, now) - job.settled
        if (behind >= _AHEAD or progress.ended(job, now)) and _piece(context, job, now):
            return True
    return False


def _concerns(look: Look, job: Job) -> bool:
    if job.place is None:
        return False
    small = len(job.plan.codes) <= _LARGE
    return look.reaches(job.place) if small else look.is_within(job.place)


def _piece(context: Context, job: Job, now: float) -> bool:
    """Do one piece of a job's work; whether there may be more."""
    with context.settling:
        try:
            return _do(context, context.store.current(job), now)
        except Exception:
            # A fault of this program with one job's data must not silence all the others.
            logger.exception("Labeling job %s cannot be brought up to date.", job.name)
            return False


def _do(context: Context, job: Job | None, now: float) -> bool:
    if job is None or job.final:
        return False
    finished, shown = progress.finished(job, now), progress.shown(job, now)
    ended = progress.ended(job, now)
    if job.settled < finished:
        _output(context, job).make_labels(job.settled, finished)
    elif job.manifest is not None and (shown or ended) and _written(context, job) != shown:
        _output(context, job).write(shown)
    elif ended:
        context.store.finish(job)
        context.outputs.pop(job.id, None)
        logger.info("Labeling job %s ended: %s", job.name, progress.status(job, now))
    else:
        return False
    return True


def _output(context: Context, job: Job) -> Output:
    """What is open of the job, from its first piece to its end."""
    if job.id not in context.outputs:
        context.outputs[job.id] = Output(job, context.store, context.objects)
    return context.outputs[job.id]


def _written(context: Context, job: Job) -> int | None:
    return context.outputs[job.id].written if job.id in context.outputs else None
