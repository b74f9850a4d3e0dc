"""What the passing of time makes final, written down: labels as they come, and output manifests.

Nothing is written before somebody looks at it, or the clerk finds the time. What is written depends
on records and the time only, so that doing it later, twice, or again after a kill in its midst,
changes nothing. It is done in pieces, between which others may go on.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from groundtruth import s3_uri
from groundtruth.endpoint import progress
from groundtruth.endpoint.context import Context
from groundtruth.endpoint.filing import File, Folder
from groundtruth.endpoint.job import Job
from groundtruth.endpoint.look import Look
from groundtruth.endpoint.objects import ObjectError
from groundtruth.endpoint.output import Output

logger = logging.getLogger(__name__)

_PIECE = 0.1  # seconds
_PAUSE = 0.001  # seconds in which another thread can take its turn
# Who looks at more than its folder does not wait for the labels of a job with more lines than this.
_LARGE = 5000
# How many labels are worth being made ahead of their being looked at.
_AHEAD = 200


def settle(context: Context, now: float, look: Look | None = None) -> None:
    """Write down everything that has become final by `now`, as far as the look shows it."""
    if look is None:
        for job in context.store.unsettled():
            _work_on(partial(_settle, context, job, now), context, job)
        return
    for job in context.store.everywhere():
        if _concerns(look, job):
            if not job.final:
                _work_on(partial(_settle, context, job, now), context, job)
            _work_on(partial(_file, context, job, now, look), context, job)


def settle_ahead(context: Context, now: float) -> bool:
    """Do one piece of what is worth doing before somebody asks; whether there was any."""
    for job in context.store.unsettled():
        behind = progress.finished(job, now) - job.settled
        piece = partial(_settle, context, job, now)
        if (behind >= _AHEAD or progress.ended(job, now)) and _done(piece, context, job):
            return True
    return False


def _concerns(look: Look, job: Job) -> bool:
    if job.place is None:
        return False
    small = len(job.plan.codes) <= _LARGE
    return look.reaches(job.place) if small else look.is_within(job.place)


def _work_on(piece: Callable[[], bool], context: Context, job: Job) -> None:
    """Do one piece after the other, until there is none left."""
    while _done(piece, context, job):
        time.sleep(_PAUSE)


def _done(piece: Callable[[], bool], context: Context, job: Job) -> bool:
    """Do one piece of a job's work; whether there may be more."""
    with context.settling:
        try:
            return piece()
        except Exception:
            # A fault of this program with one job's data must not silence all the others.
            logger.exception("Labeling job %s cannot be brought up to date.", job.name)
            return False


def _settle(context: Context, job: Job, now: float) -> bool:
    """Do one piece of a job's labels and its output manifest."""
    current = context.store.current(job)
    if current is None or current.final:
        return False
    finished, shown = progress.finished(current, now), progress.shown(current, now)
    ended = progress.ended(current, now)
    if current.settled < finished:
        _output(context, current).make_labels(current.settled, finished)
    elif current.place and (shown or ended) and _written(context, current) != shown:
        _output(context, current).write(shown)
    elif ended:
        context.store.finish(current)
        context.outputs.pop(current.id, None)
        logger.info("Labeling job %s ended: %s", job.name, progress.status(current, now))
    else:
        return False
    return True


def _file(context: Context, job: Job, now: float, look: Look) -> bool:
    """Write some of the files beside the output manifest that a look can see."""
    current = context.store.current(job)
    if current is None or current.place is None:
        return False
    inside = look.is_within(current.place)
    key = look.key.removeprefix(current.place.key) if inside else ""
    if current.filed and not key:
        return False
    if look.one and current.final and key in context.store.filed(current):
        return False
    # Of a whole folder that is seen by its name alone the output manifest shows enough.
    if not inside and look.folder(current.place.key):
        return False
    there = Folder(current, context.store, context.objects, now).files(key, one=look.one)
    missing = _missing(context, current, look, there)
    written = [(file.key, file.told) for file in _in_a_piece(missing, context, current)]
    context.store.file(current, written)
    if not written and current.final and not key and not look.one and not look.delimiter:
        context.store.close_folder(current)
    return bool(written)


def _missing(context: Context, job: Job, look: Look, files: Iterable[File]) -> Iterator[File]:
    """Those that must be written for a look to see what there is; one shows a whole folder."""
    known, seen = context.store.filed(job), set()
    for file in files:
        folder = look.folder(s3_uri.parse(_uri(job, file)).key)
        if folder in seen:
            continue
        missing = known.get(file.key, 0) < file.told
        if missing:
            yield file
        if folder is not None and (missing or context.objects.has(_uri(job, file))):
            seen.add(folder)


def _uri(job: Job, file: File) -> str:
    return s3_uri.join(job.folder, file.key)


def _in_a_piece(files: Iterable[File], context: Context, job: Job) -> Iterator[File]:
    """Write as many files as there is time for, at least one."""
    until = time.monotonic() + _PIECE
    for file in files:
        _write(context, job, file)
        yield file
        if time.monotonic() > until:
            return


def _write(context: Context, job: Job, file: File) -> None:
    """Put a file in its place; a bucket that has gone since the job began gets nothing."""
    try:
        context.objects.write(_uri(job, file), file.make(), file.content_type)
    except ObjectError as error:
        logger.warning("Labeling job %s could not write its results. %s", job.name, error)


def _output(context: Context, job: Job) -> Output:
    """What is open of the job, from its first piece to its end."""
    if job.id not in context.outputs:
        context.outputs[job.id] = Output(job, context.store, context.objects)
    return context.outputs[job.id]


def _written(context: Context, job: Job) -> int | None:
    return context.outputs[job.id].written if job.id in context.outputs else None
