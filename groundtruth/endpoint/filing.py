"""The files of a job's folder beside its output manifest, written when somebody looks at them.

They follow from the job's record and its labels, so that they need not be there before. Of the
first objects any listing shows them; of the others they are written when they are asked for by the
name of their folder, so that a large job has no more of them than somebody wants to see. What was
written once is not written again, not even after somebody deleted it, unless there is more to tell.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from groundtruth import s3_uri
from groundtruth.endpoint import answers, lines, progress, workforce
from groundtruth.endpoint.answers import encoded
from groundtruth.endpoint.iterations import Iteration, iterations
from groundtruth.endpoint.job import FAILS, HUMAN, Job
from groundtruth.endpoint.objects import Glance, Objects
from groundtruth.endpoint.store import Store
from groundtruth.endpoint.work import Work, file_name
from groundtruth.s3_uri import S3Uri

FIRST = 200  # objects whose files any listing shows

_CHUNK = 50  # objects that are consolidated together
_JSON = "application/json"
_MANIFEST = "application/json-lines"
_OUTPUT = "annotations/consolidated-annotation/output/"


@dataclass(frozen=True)
class File:
    """A file by its key below the job's folder; `told` grows when there is more to tell in it."""

    key: str
    make: Callable[[], bytes]
    told: int = 1
    content_type: str = _JSON


@dataclass(frozen=True)
class Kind:
    """Files that stand in a folder for each object, or for each iteration."""

    folder: str  # up to the number of the object or the iteration
    number: str  # what stands for that number, and ends it
    first: Callable[[], Iterable[int]]
    files: Callable[[int], Iterator[File]]

    def numbers(self, key: str, *, one: bool) -> Iterable[int]:
        """Those whose files a look can see: the one it names, or the first of them."""
        named = re.match(re.escape(self.folder) + self.number, key)
        if named:
            return [int(named[1])]
        seen = self.folder.startswith(key) or key.startswith(self.folder)
        return self.first() if seen and not one else []


class Folder:
    """The folder of one job as it is at one moment."""

    def __init__(self, job: Job, store: Store, objects: Objects, now: float) -> None:
        self._job, self._store = job, store
        self._objects = Glance(objects, Unwritten(store, objects, job.created).file)
        self._finished, self._ended = progress.finished(job, now), progress.ended(job, now)

    def files(self, key: str, *, one: bool) -> Iterator[File]:
        """The files that a look at a key, or at all that begin so, can see."""
        for kind in self._kinds():
            for number in kind.numbers(key, one=one):
                for file in kind.files(number):
                    if file.key == key if one else file.key.startswith(key):
                        yield file

    def refers_to(self, key: str) -> bool:
        """Whether a label refers to this file, which is written when somebody looks at it."""
        named = re.fullmatch(re.escape(_OUTPUT) + r"(\d+)[/_].+", key)
        position = self._position(int(named[1])) if named else None
        return (
            position is not None and position >= FIRST and self._job.sequence[position] != FAILS[0]
        )

    def _kinds(self) -> Iterator[Kind]:
        consolidation = "annotations/consolidated-annotation/consolidation-"
        per_object = r"iteration-\d+/(\d+)/"
        per_iteration = r"(\d+)/"
        begun = self._begun
        yield Kind("annotations/worker-response/", per_object, self._first, self._responses)
        for name, make in (("request", self._request), ("response", self._response)):
            folder = f"{consolidation}{name}/iteration-"
            files = partial(self._chunks, folder, make)
            yield Kind(folder, per_iteration, begun, files)
        yield Kind("annotations/intermediate/", per_iteration, begun, self._labels_of)
        yield Kind("manifests/intermediate/", per_iteration, begun, self._manifest_of)
        for name in ("activelearning", "training", "inference"):
            folder = f"{name}/iteration-"
            yield Kind(folder, per_iteration, begun, partial(self._learning, name))
        yield Kind(_OUTPUT, r"(\d+)[/_]", lambda: (), self._label_files)

    # ------------------------------------------------------------------------- which there are

    @cached_property
    def _order(self) -> array[int]:
        return self._job.order

    @cached_property
    def _lines(self) -> lines.Lines:
        return self._store.lines(self._job)

    def _first(self) -> Iterable[int]:
        """The lines of the first objects that are finished."""
        return self._order[: min(self._finished, FIRST)]

    def _begun(self) -> Iterator[int]:
        """The iterations of the first objects, as far as they have begun."""
        for iteration in iterations(self._job):
            if iteration.start >= min(self._finished, FIRST):
                return
            yield iteration.number

    @cached_property
    def _positions(self) -> array[int]:
        """By line one more than the object's place in the order of finishing, 0 if it has none."""
        positions = array("I", [0]) * len(self._job.plan.codes)
        for position, line in enumerate(self._order, start=1):
            positions[line] = position
        return positions

    def _position(self, line: int) -> int | None:
        """An object's place in the order of finishing, if it is finished."""
        position = self._positions[line] - 1 if line < len(self._positions) else -1
        return position if 0 <= position < self._finished else None

    def _iteration(self, number: int) -> Iteration | None:
        return next((each for each in iterations(self._job) if each.number == number), None)

    def _labeled(self, positions: Iterable[int]) -> list[int]:
        """Those of the objects that people gave a label."""
        return [each for each in positions if self._job.sequence[each] == HUMAN[0]]

    # ------------------------------------------------------------------------- per object

    def _responses(self, line: int) -> Iterator[File]:
        position = self._position(line)
        if position is None or not self._labeled([position]):
            return
        yield File(self._work(position).responses, lambda: encoded(self._worker_response(position)))

    def _label_files(self, line: int) -> Iterator[File]:
        """Masks and sequences of objects that are not among the first."""
        position = self._position(line)
        if position is None or position < FIRST:
            return
        work = self._work(position)
        made = workforce.result(work)
        for uri, (data, content_type) in made.files.items():
            key = uri.removeprefix(self._job.folder + "/")
            yield File(key, partial(bytes, data), content_type=content_type)

    def _worker_response(self, position: int) -> dict[str, object]:
        work = self._work(position)
        return answers.worker_response(work, workforce.task(self._job).answers(work))

    # ------------------------------------------------------------------------- per iteration

    def _chunks(
        self, folder: str, make: Callable[[list[int]], bytes], number: int
    ) -> Iterator[File]:
        """A file for the objects that are consolidated together, once they all are finished."""
        iteration = self._iteration(number)
        if iteration is None or not self._job.consolidates:
            return
        people = iteration.people
        # Where no time passes, all would have one name.
        size = _CHUNK if self._job.timing.object else max(1, len(people))
        for first in people[::size]:
            last = min(first + size, people.stop)
            if last > self._finished and not (self._ended and first < self._finished):
                return
            chunk = self._labeled(range(first, min(last, self._finished)))
            if chunk:
                name = file_name(self._when(chunk[-1]))
                yield File(f"{folder}{number}/{name}", partial(make, chunk))

    def _request(self, positions: list[int]) -> bytes:
        task = workforce.task(self._job)
        works = map(self._work, positions)
        return encoded([answers.consolidation_request(work, task.answers(work)) for work in works])

    def _response(self, positions: list[int]) -> bytes:
        labels = self._labels(positions)
        return encoded([answers.consolidation_response(line, labels[line]) for line in labels])

    def _labels_of(self, number: int) -> Iterator[File]:
        """The labels of one iteration, those so far while it goes on."""
        told = self._people(number)
        if told:
            key = f"annotations/intermediate/{number}/annotations.json"
            yield File(key, partial(self._response, self._labeled(told)), len(told))

    def _manifest_of(self, number: int) -> Iterator[File]:
        told = self._people(number)
        if told:
            key = f"manifests/intermediate/{number}/output.manifest"
            yield File(key, partial(self._lines_of, told), len(told), _MANIFEST)

    def _lines_of(self, positions: Iterable[int]) -> bytes:
        """The objects' lines as the output manifest has them."""
        labels = self._labels(positions)
        return b"".join(
            lines.with_members(self._lines[line], lines.members(members)) + b"\n"
            for line, members in labels.items()
        )

    def _people(self, number: int) -> range:
        """The finished ones of an iteration's objects that people label."""
        iteration = self._iteration(number)
        people = iteration.people if iteration else range(0)
        return people[: max(0, self._finished - people.start)]

    def _learning(self, name: str, number: int) -> Iterator[File]:
        """What automated labeling leaves of a round; the service does not say what is in there."""
        iteration = self._iteration(number)
        if iteration is None or not any(by_machine for _, by_machine in self._job.rounds):
            return
        files = {
            "activelearning": ("selection.json", iteration.people, iteration.people.start),
            "training": ("objects.json", range(iteration.people.stop), iteration.people.stop - 1),
            "inference": ("objects.json", iteration.machine, iteration.machine.stop - 1),
        }
        file, positions, after = files[name]
        needs_machine = name != "activelearning"
        if self._finished > after and positions and (iteration.machine or not needs_machine):
            key = f"{name}/iteration-{number}/{file}"
            trained = self._labeled(positions) if name == "training" else positions
            yield File(key, partial(self._ids, trained))

    def _ids(self, positions: Iterable[int]) -> bytes:
        return encoded({"datasetObjectIds": [str(self._order[each]) for each in positions]})

    # ------------------------------------------------------------------------- what is known

    def _when(self, position: int) -> float:
        return progress.finishing_time(self._job, position + 1)

    def _work(self, position: int) -> Work:
        line = self._order[position]
        data_object = lines.data_object(self._lines[line])
        when = self._when(position)
        return Work(self._job, line, position, data_object, when, self._objects)

    def _labels(self, positions: Iterable[int]) -> dict[int, bytes]:
        """What finished objects get, by line, in the order of the lines."""
        wanted = {self._order[each] for each in positions}
        if not wanted:
            return {}
        kept = self._store.labels(self._job, min(wanted), max(wanted) + 1)
        return {line: members for line, members in kept.items() if line in wanted}


class Unwritten:
    """The files that labels refer to and nobody has looked at yet, as they are at one moment.

    A later job may look at them without having them written: it adjusts a large job's labels, say.
    """

    def __init__(self, store: Store, objects: Objects, when: float) -> None:
        self._store, self._objects, self._when = store, objects, when
        self._known: dict[S3Uri, tuple[Folder, Mapping[str, int]] | None] = {}

    def has(self, uri: str) -> bool:
        """Whether a label refers to such a file; ValueError when `uri` is none of S3."""
        return any(folder.refers_to(key) for folder, key in self._at(uri))

    def file(self, uri: str) -> bytes | None:
        """What is in the file, None when there is none."""
        for folder, key in self._at(uri):
            for file in folder.files(key, one=True):
                return file.make()
        return None

    def _at(self, uri: str) -> Iterator[tuple[Folder, str]]:
        """The folder of the job that may have made a file, which was not written and deleted."""
        place = s3_uri.parse(uri)
        above, output, _ = place.key.rpartition("/" + _OUTPUT)
        known = self._folder(S3Uri(place.bucket, above + "/")) if output else None
        key = place.key.removeprefix(above + "/")
        if known is not None and key not in known[1]:
            yield known[0], key

    def _folder(self, place: S3Uri) -> tuple[Folder, Mapping[str, int]] | None:
        """The folder of the job whose place it is, and what was written in it."""
        if place not in self._known:
            self._known[place] = None
            for job in self._store.everywhere():
                if job.place == place:
                    folder = Folder(job, self._store, self._objects, self._when)
                    self._known[place] = folder, self._store.filed(job)
        return self._known[place]
