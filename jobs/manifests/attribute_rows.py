"""A manifest's label attributes as its page shows them: shares, classes, reasons, the way on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from groundtruth.manifest import LabelAttribute, ManifestSummary
from jobs.manifests.neighbours import ManifestJobs

SHOWN = 20  # classes, and reasons, by how often they occur


@dataclass(frozen=True)
class Share:
    """One of several things counted: `width` is its part of the largest, in percent."""

    name: str
    count: int
    width: int


@dataclass(frozen=True)
class AttributeRow:
    """A label attribute with what the page says of it; `jobs` are names and, if known, jobs."""

    found: LabelAttribute
    objects: int
    jobs: tuple[tuple[str, str], ...]

    @property
    def kind(self) -> str:
        return (self.found.type or "").removeprefix("groundtruth/")

    @property
    def left(self) -> int:
        return self.objects - self.found.labeled

    @property
    def classes(self) -> list[Share]:
        return _shares(self.found.classes)

    @property
    def more_classes(self) -> int:
        return max(0, len(self.found.classes) - SHOWN)

    @property
    def reasons(self) -> list[Share]:
        return _shares(self.found.failure_reasons)

    @property
    def confidence(self) -> str:
        mean = self.found.mean_confidence
        return "" if mean is None else f"{mean:.2f}"

    @property
    def dates(self) -> str:
        """“2020-01-07 18:09 – 2020-01-08 09:41 (UTC)”"""
        first, last = _minute(self.found.first_date), _minute(self.found.last_date)
        if not first:
            return ""
        return f"{first} (UTC)" if first == last else f"{first} – {last} (UTC)"

    @property
    def last_date(self) -> str:
        return _minute(self.found.last_date)


def rows(summary: ManifestSummary, jobs: ManifestJobs) -> list[AttributeRow]:
    return [
        AttributeRow(
            each,
            summary.objects,
            tuple(
                (name.removeprefix("labeling-job/"), jobs.named(name)) for name in each.job_names
            ),
        )
        for each in summary.attributes
    ]


def _shares(counts: Mapping[str, int]) -> list[Share]:
    most = max(counts.values(), default=0)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]
    return [Share(name, count, max(1, 100 * count // most)) for name, count in ordered]


def _minute(date: str | None) -> str:
    return date[:16].replace("T", " ") if date else ""
