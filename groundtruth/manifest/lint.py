"""What can be wrong with a manifest: every code, how much it matters and how it is mended.

Sources: the developer guide's pages on input manifests, on input quotas and on output data.
"""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

MAX_CHARACTERS = 100_000  # of a line
MAX_VALUE_CHARACTERS = 20_000  # of the value of one key
MAX_PROBLEMS = 100  # kept; all are counted

Severity = Literal["error", "warning"]


class Rule(NamedTuple):
    """One kind of problem. Only errors may keep a person from creating a labeling job."""

    severity: Severity
    fix: str


RULES: Mapping[str, Rule] = {
    "not-json": Rule("error", "Put exactly one whole JSON object on each line."),
    "not-an-object": Rule("error", 'Write it like {"source-ref": "s3://bucket/key"}.'),
    "json-array": Rule(
        "error", "Take the outer brackets and the commas after the objects away: JSON Lines."
    ),
    "object-over-lines": Rule("error", "Write each object whole on a line of its own."),
    "no-source": Rule("error", "Add the one that says what is to be labeled."),
    "both-sources": Rule("error", "Keep the one that is to be labeled."),
    "duplicate-key": Rule("error", "Keep one of them."),
    "bom": Rule("error", "Save the file as UTF-8 without a byte order mark."),
    "blank-line": Rule("error", "Remove the line."),
    "not-utf-8": Rule("error", "Save the file as UTF-8."),
    "line-too-long": Rule("error", "Shorten its values."),
    "value-too-long": Rule("error", "Shorten it, or keep it in a file of its own in S3."),
    "dollar-name": Rule("error", "Rename it in every object."),
    "too-many-objects-of-type": Rule("error", "Split the manifest and create several jobs."),
    "too-many-objects": Rule(
        "warning", "Ask for a higher limit in Service Quotas, or split the manifest."
    ),
    # The object fails by itself; the job goes on with the others.
    "bad-s3-uri": Rule("warning", "Write it like s3://bucket/key."),
    "unfilled-variable": Rule("warning", "Put in its place what the script meant."),
    "bad-source": Rule("warning", "Write the text to be labeled, in quotes."),
    "streaming-name": Rule("warning", "Remove it before you use the manifest for another job."),
    "crlf": Rule("warning", "Save the file with line feeds alone (Unix line ends)."),
    "duplicate-object": Rule(
        "warning", "Remove it, unless it is to be labeled and paid for twice."
    ),
    "invisible-character": Rule("warning", "Type the name anew, in every object."),
    "metadata-without-label": Rule("warning", "Restore the label, or remove its metadata too."),
    "metadata-without-type": Rule(
        "warning", "Restore the “type”: jobs that adjust or verify labels go by it."
    ),
    "label-without-metadata": Rule("warning", "Restore the metadata, or remove the label too."),
    "class-not-in-map": Rule("warning", "Add the class to the class-map, or mend the label."),
    "mixed-types": Rule("warning", "Keep labels of different types under different names."),
    "name-against-type": Rule("warning", "Rename it with its metadata, or leave it unused."),
    "near-miss": Rule("warning", "If the same was meant, write it the same way in every object."),
    "mixed-sources": Rule("warning", "Make a manifest for each: no task type reads both."),
    "too-many-keys": Rule("warning", "Move what differs between objects into values."),
}


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong with one line, by its number from 1: a code, and a sentence for people."""

    line: int
    code: str
    text: str
    excerpt: str = ""  # the place in the line, where that helps

    @property
    def severity(self) -> Severity:
        return RULES[self.code].severity

    @property
    def fix(self) -> str:
        """What to do, a whole sentence."""
        return RULES[self.code].fix


@dataclass
class Report:
    """All problems counted by code, the first ones kept, and handed on while `fresh` is a list."""

    counts: Counter[str] = field(default_factory=Counter)
    kept: dict[Severity, list[Problem]] = field(
        default_factory=lambda: {"error": [], "warning": []}
    )
    fresh: list[Problem] | None = None

    def add(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.counts[problem.code] += 1
            self._keep(problem)

    def add_many(self, code: str, count: int, problems: Iterable[Problem]) -> None:
        """Add so many problems of one code, of which no more than are kept need be made."""
        if count:
            self.counts[code] += count
        wanted = problems if self.fresh is not None else itertools.islice(problems, MAX_PROBLEMS)
        for problem in wanted:
            self._keep(problem)

    def merge(self, later: Report, lines: int) -> None:
        """Add the problems of the part that follows after so many lines."""
        self.counts.update(later.counts)
        for problems in later.kept.values():
            for problem in problems:
                self._keep(replace(problem, line=problem.line + lines))

    def drain(self) -> Iterator[Problem]:
        """What came since the last call, if `fresh` is a list."""
        fresh, self.fresh = self.fresh or [], []
        return iter(sorted(fresh))

    def first(self) -> tuple[Problem, ...]:
        """The first problems in the order of lines; errors keep warnings out, never the reverse."""
        errors = heapq.nsmallest(MAX_PROBLEMS, self.kept["error"])
        warnings = heapq.nsmallest(MAX_PROBLEMS - len(errors), self.kept["warning"])
        return tuple(sorted([*errors, *warnings]))

    def total(self, severity: Severity) -> int:
        return sum(n for code, n in self.counts.items() if RULES[code].severity == severity)

    def _keep(self, problem: Problem) -> None:
        kept = self.kept[problem.severity]
        kept.append(problem)
        if len(kept) > 4 * MAX_PROBLEMS:
            kept[:] = heapq.nsmallest(MAX_PROBLEMS, kept)
        if self.fresh is not None:
            self.fresh.append(problem)
