"""How many objects a manifest holds and what they carry: counted once, for all processes."""

from __future__ import annotations

from dataclasses import dataclass

from groundtruth import manifest, s3_uri
from jobs import aws
from jobs.manifests import errands, summaries

AT_ONCE = 1024 * 1024  # bytes; a manifest of this size is counted in some 20 ms


@dataclass(frozen=True)
class Count:
    """A counted manifest has a `summary`; a refused one an `error`; else it is being counted."""

    uri: str
    head: aws.ObjectHead | None = None
    summary: manifest.ManifestSummary | None = None
    error: aws.AWSError | None = None
    problem: str = ""  # why there is nothing to count, or no result: a whole sentence
    lines: int = 0  # read so far
    read: int = 0  # bytes so far

    @property
    def etag(self) -> str:
        return self.head.etag if self.head else ""

    @property
    def size(self) -> int:
        """Bytes there are."""
        return self.head.size if self.head else 0

    @property
    def about(self) -> int:
        """Lines there will be, judged by their mean length so far; 0 when none is known."""
        return self.lines * self.size // self.read if self.read else 0

    @property
    def counting(self) -> bool:
        return not (self.summary or self.error or self.problem)


def count(region: str, uri: str) -> Count:
    """What is known of the manifest now; a large one is counted by a process beside the console.

    That one finishes whether or not somebody goes on asking.
    """
    try:
        s3_uri.parse(uri)
    except ValueError as error:
        return Count(uri, problem=str(error))
    try:
        head = aws.head_object(region, uri)
        name = summaries.name(head)
        errand = errands.run(name, head.size, summaries.count, region, head, at_once=AT_ONCE)
    except aws.AWSError as error:
        return Count(uri, error=error)
    so_far = errand.progress
    return Count(
        uri, head, errand.result, problem=errand.problem, lines=so_far.lines, read=so_far.size
    )
