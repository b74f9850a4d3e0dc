"""What one pass over a manifest tells.

An object is labeled under a name when its line has that key, whatever the value: class 0 and an
empty list of boxes are labels. The key's metadata alone, with a failure reason, means that labeling
was tried and failed.

Sources: the developer guide's pages on input manifests, output data and reusing labeling jobs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from groundtruth.manifest import whole
from groundtruth.manifest.lint import Problem
from groundtruth.manifest.reading import Reader
from groundtruth.manifest.scan import ShapeScan
from groundtruth.manifest.tally import LabelTally


@dataclass(frozen=True)
class LabelAttribute:
    """The labels under one name.

    `labeled` counts the objects that have the key, `empty` those of them whose list of annotations
    has nothing in it, and `failed` those that have only metadata with a failure reason. `human` and
    `automated` are the labeled ones whose metadata says who did it. `type` is the first of `types`
    met. `classes` says how many labels were given each class; `mean_confidence` is that of all
    numbers from 0 to 1 that are given. Failure reasons and classes over the limits are counted
    under "".
    """

    name: str
    type: str | None
    labeled: int
    failed: int
    human: int
    automated: int
    job_names: tuple[str, ...]
    empty: int = 0
    types: tuple[str, ...] = ()
    failure_reasons: Mapping[str, int] = field(default_factory=dict)
    classes: Mapping[str, int] = field(default_factory=dict)
    first_date: str | None = None
    last_date: str | None = None
    mean_confidence: float | None = None


@dataclass(frozen=True)
class ManifestSummary:
    """What a manifest holds: enough to answer for any label attribute name without reading again.

    `objects` are the lines that are not blank, broken ones too. `size` is in bytes. `keys` says how
    many objects carry each top-level key. `problems` are the first of `problem_count`, errors
    before warnings where not all can be kept, and `problem_counts` is by code.
    """

    objects: int
    size: int
    keys: Mapping[str, int]
    attributes: tuple[LabelAttribute, ...]
    problems: tuple[Problem, ...]
    problem_count: int
    problem_counts: Mapping[str, int] = field(default_factory=dict)
    error_count: int = 0

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep a person from creating a labeling job."""
        return tuple(each for each in self.problems if each.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(each for each in self.problems if each.severity == "warning")

    def labeled(self, name: str) -> int:
        """How many objects have a label under a name."""
        return self.keys.get(name, 0)

    def failed(self, name: str) -> int:
        """How many objects workers could not label under a name."""
        attribute = self.attribute(name)
        return attribute.failed if attribute else 0

    def to_be_labeled(self, name: str) -> int:
        """How many objects a job with this label attribute name would send to workers."""
        return self.objects - self.labeled(name)

    def attribute(self, name: str) -> LabelAttribute | None:
        """The label attribute of this name, if its metadata was met."""
        return next((each for each in self.attributes if each.name == name), None)


def scan(chunks: Iterable[bytes], reader: Reader | None = None) -> ManifestSummary:
    """Read a manifest once, in chunks cut anywhere, holding no more than a block and a line.

    A reader is new, and the fastest there is if none is given.
    """
    running = ShapeScan(reader=reader)
    for chunk in chunks:
        running.feed(chunk)
    running.finish()
    return summary(running)


def problems(chunks: Iterable[bytes], reader: Reader | None = None) -> Iterator[Problem]:
    """All problems of a manifest, as they are found: those of whole manifests come last."""
    running = ShapeScan(reader=reader)
    running.report.fresh = []
    for chunk in chunks:
        running.feed(chunk)
        yield from running.report.drain()
    running.finish()
    yield from running.report.drain()
    yield from whole.problems(running)
    yield from whole.repeat_problems(whole.repeats(running.marks, running.unmarked))


def summary(finished: ShapeScan) -> ManifestSummary:
    """The answer of a finished scan, or of the merged scans of all parts; to be asked once."""
    report = finished.report
    report.add(whole.problems(finished))
    repeats = whole.repeats(finished.marks, finished.unmarked)
    told = whole.repeat_problems(repeats)
    report.add_many("duplicate-object", len(repeats) // 2, told)
    return ManifestSummary(
        objects=finished.objects,
        size=finished.size,
        keys=dict(finished.keys),
        attributes=tuple(
            _attribute(name, finished.keys[name], tally) for name, tally in finished.labels.items()
        ),
        problems=report.first(),
        problem_count=report.counts.total(),
        problem_counts=dict(report.counts),
        error_count=report.total("error"),
    )


def _attribute(name: str, labeled: int, tally: LabelTally) -> LabelAttribute:
    tally.settle()
    types, count = _in_order(tally.types), tally.confidence_count
    return LabelAttribute(
        name=name,
        type=types[0] if types else None,
        labeled=labeled,
        failed=tally.failed,
        human=tally.human,
        automated=tally.automated,
        job_names=_in_order(tally.job_names),
        empty=tally.empty,
        types=types,
        failure_reasons=dict(tally.reasons),
        classes=dict(tally.classes),
        first_date=tally.first_date,
        last_date=tally.last_date,
        mean_confidence=tally.confidence_sum / count if count else None,
    )


def _in_order(met: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(met, key=lambda name: met[name]))
