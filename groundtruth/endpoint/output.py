"""The output manifest of one job, made a piece at a time: labels first, then all lines with them.

A piece takes about a tenth of a second, whatever the job's size, and needs little memory. Labels
are kept by the store as they are made; of a manifest that is not written to its end nothing stays.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from groundtruth.endpoint import filing, lines, progress, workforce
from groundtruth.endpoint.disk import NewBody
from groundtruth.endpoint.filing import Unwritten
from groundtruth.endpoint.job import Job
from groundtruth.endpoint.objects import Glance, ObjectError, Objects
from groundtruth.endpoint.store import Store
from groundtruth.endpoint.work import Work

logger = logging.getLogger(__name__)

MANIFEST_TYPE = "application/json-lines"

_PIECE = 0.1  # seconds
_LINES = 500  # that get their labels before the time is looked at


class Output:
    """What is open of a running job: its manifest, and how far its output has come.

    `written` is how many finished objects the output manifest told of when it was last written.
    """

    def __init__(self, job: Job, store: Store, objects: Objects) -> None:
        self.written: int | None = None
        self._job, self._store, self._objects = job, store, objects
        self._lines, self._order = store.lines(job), job.order
        self._unwritten = Unwritten(store, objects, job.created)
        self._writing: _Writing | None = None

    def make_labels(self, settled: int, finished: int) -> None:
        """Make labels of finished objects, from the number on that have theirs already."""
        until, made = time.monotonic() + _PIECE, []
        objects = Glance(self._objects, self._unwritten.file)
        for position in range(settled, finished):
            made.append(self._label(position, objects))
            if time.monotonic() > until:
                break
        self._store.keep_labels(self._job, settled + len(made), made)

    def write(self, finished: int) -> None:
        """Write on at the manifest; the one that was begun is finished first."""
        writing = self._writing = self._writing or self._begin(finished)
        until = time.monotonic() + _PIECE
        while writing.line < len(self._lines):
            end = min(writing.line + _LINES, len(self._lines))
            writing.body.write(self._labeled(writing, end))
            writing.line = end
            if time.monotonic() > until:
                break
        if writing.line == len(self._lines):
            self._writing = None
            self._upload(writing)
            self.written = writing.finished

    def drop(self) -> None:
        """Leave nothing half written behind."""
        if self._writing:
            self._writing.body.drop()

    def _label(self, position: int, objects: Glance) -> tuple[int, bytes]:
        """The line of a finished object, and the members that it gets."""
        line = self._order[position]
        data_object = lines.data_object(self._lines[line])
        when = progress.finishing_time(self._job, position + 1)
        work = Work(self._job, line, position, data_object, when, objects)
        result = workforce.result(work)
        if position < filing.FIRST:
            for uri, (data, content_type) in result.files.items():
                self._objects.write(uri, data, content_type)
        return line, lines.encode(result.members)

    def _begin(self, finished: int) -> _Writing:
        done = bytearray(len(self._lines))
        for line in self._order[:finished]:
            done[line] = 1
        return _Writing(finished, done, self._store.new_body())

    def _labeled(self, writing: _Writing, end: int) -> bytes:
        """The next lines, each with its end, and with the members that finished ones get."""
        labels = self._store.labels(self._job, writing.line, end)
        whole = []
        for number in range(writing.line, end):
            line = self._lines[number]
            if writing.done[number]:
                line = lines.with_members(line, lines.members(labels[number]))
            whole.append(line)
        last = end == len(self._lines)
        return b"\n".join(whole) + (b"" if last else b"\n")

    def _upload(self, writing: _Writing) -> None:
        """Put it in its place; a bucket that has gone since the job began gets nothing."""
        try:
            ready = self._store.ready(writing.body)
            self._objects.write(self._job.output_manifest, ready, MANIFEST_TYPE)
        except ObjectError as error:
            writing.body.drop()
            logger.warning("Labeling job %s could not write its results. %s", self._job.name, error)


@dataclass
class _Writing:
    """A manifest that is being written: of how many objects it tells, and its next line."""

    finished: int
    done: bytearray  # for each line whether its object is among them
    body: NewBody
    line: int = 0
