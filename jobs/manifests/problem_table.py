"""All problems of a manifest as a table to take away: rows of CSV, without reading it in a page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import chain

from groundtruth.manifest import Problem, problems
from jobs import aws, storage
from jobs.manifests import errands, summaries
from jobs.manifests.counting import AT_ONCE
from jobs.manifests.errands import Teller


def table(region: str, head: aws.ObjectHead) -> Iterator[bytes]:
    """The rows with their heading: out of the summary if all are in it, else from another pass."""
    summary = errands.kept(summaries.name(head), summaries.count)
    if summary and summary.problem_count == len(summary.problems):
        found = _rows(summary.problems)
    elif head.size <= AT_ONCE:
        found = read(Teller(), region, head)
    else:
        found = errands.stream(read, region, head)
    return chain(
        [_row("line", "severity", "code", "problem", "fix", "excerpt")], storage.begun(found)
    )


def read(teller: Teller, region: str, head: aws.ObjectHead) -> Iterator[bytes]:
    """The rows as they are found; those of whole manifests come last."""
    return _rows(problems(aws.read_object(region, head)))


def _rows(found: Iterable[Problem]) -> Iterator[bytes]:
    for each in found:
        yield _row(each.line, each.severity, each.code, each.text, each.fix, each.excerpt)


def _row(*values: str | int) -> bytes:
    row = io.StringIO()
    csv.writer(row).writerow([_no_formula(str(value)) for value in values])
    return row.getvalue().encode()


def _no_formula(text: str) -> str:
    """What a spreadsheet would take for a formula is told that it is a text."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
