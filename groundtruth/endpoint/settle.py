"""What the passing of time makes final, written down: labels as they come, and output manifests.

`settle` runs before every request is answered. What it writes depends on records and the time only,
so that doing it twice, or again after a kill in its midst, changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from groundtruth import s3_uri
from groundtruth.endpoint import lines, progress, workforce
from groundtruth.endpoint.context import Context, OpenJob
from groundtruth.endpoint.job import Job
from groundtruth.endpoint.objects import ObjectError
from groundtruth.s3_uri import S3Uri

logger = logging.getLogger(__name__)

MANIFEST_TYPE = "application/json-lines"


def settle(context: Context, now: float, reading: S3Uri | None = None) -> None:
    """Write down everything that has become final by `now`.

    `reading` is what in S3 is about to be looked at, with an empty key for a whole bucket: the
    output manifests of running jobs that it concerns are brought up to date.
    """
    if not context.store.unsettled():
        return
    with context.settling:
        for job in context.store.unsettled():
            try:
                _settle_job(context, job, now, reading)
            except Exception:
                # A fault of this program with one job's data must not silence all the others.
                logger.exception("Labeling job %s cannot be brought up to date.", job.name)


def _settle_job(context: Context, job: Job, now: float, reading: S3Uri | None) -> None:
    finished = progress.finished(job, now)
    ended = progress.ended(job, now)
    if finished > job.settled:
        labels = list(_labels(context, job, finished))
        job = context.store.settle(job, finished, labels, final=False)
    if ended or (reading is not None and _concerns(job, reading)):
        _write_output_manifest(context, job)
    if ended:
        context.store.settle(job, job.settled, [], final=True)
        context.open_jobs.pop(job.id, None)
        logger.info("Labeling job %s ended: %s", job.name, progress.status(job, now))


def _open(context: Context, job: Job) -> OpenJob:
    """The job's manifest, read from the disk once for as long as the job runs."""
    if job.id not in context.open_jobs:
        manifest = lines.split(context.store.manifest(job) or b"")
        context.open_jobs[job.id] = OpenJob(manifest, job.order)
    return context.open_jobs[job.id]


def _labels(context: Context, job: Job, finished: int) -> Iterator[tuple[int, bytes]]:
    """The members of each line that was finished since the last time."""
    source = _open(context, job)
    for position in range(job.settled, finished):
        line = source.order[position]
        data_object = lines.data_object(source.lines[line])
        when = progress.finishing_time(job, position + 1)
        result = workforce.result(job, line, data_object, when, context.objects)
        for uri, (data, content_type) in result.files.items():
            _write(context, job, uri, data, content_type)
        yield line, lines.encode(result.members)


def _concerns(job: Job, reading: S3Uri) -> bool:
    if job.manifest is None:  # there will be no output, and it may have no place to be
        return False
    output = s3_uri.parse(job.output_manifest)
    return reading.bucket == output.bucket and reading.key in ("", output.key)


def _write_output_manifest(context: Context, job: Job) -> None:
    """Write every line of the input, with the members that finished ones get."""
    if job.manifest is None:
        return
    source = _open(context, job)
    if source.written == job.settled:
        return
    output = list(source.lines)
    for line, members in context.store.labels(job).items():
        output[line] = lines.with_members(output[line], lines.members(members))
    _write(context, job, job.output_manifest, b"\n".join(output), MANIFEST_TYPE)
    source.written = job.settled


def _write(context: Context, job: Job, uri: str, data: bytes, content_type: str) -> None:
    """Write to S3; a bucket that has gone since the job began leaves it without that output."""
    try:
        context.objects.write(uri, data, content_type)
    except ObjectError as error:
        logger.warning("Labeling job %s could not write its results. %s", job.name, error)
