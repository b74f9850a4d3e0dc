"""How many objects a manifest holds and what they carry: counted once, for all processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import ExitStack, suppress
from dataclasses import dataclass

import msgspec
from django.conf import settings

from groundtruth import manifest, s3_uri
from jobs import aws, claims, summaries
from jobs.count_process import Order

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
        return _known(head) or _now(region, head) or _beside(region, head)
    except aws.AWSError as error:
        return Count(uri, error=error)


def _known(head: aws.ObjectHead) -> Count | None:
    summary = summaries.get(summaries.name(head))
    return Count(head.uri, head, summary) if summary else None


def _now(region: str, head: aws.ObjectHead) -> Count | None:
    if head.size > AT_ONCE:
        return None
    summary = manifest.scan(aws.read_object(region, head))
    return Count(head.uri, head, summaries.keep(summaries.name(head), summary))


def _beside(region: str, head: aws.ObjectHead) -> Count:
    """Have it counted, unless somebody on this machine does that already."""
    name = summaries.name(head)
    if refusal := summaries.take_refusal(name):
        raise refusal
    if _died(name):
        return Count(head.uri, head, problem=DIED)
    return _start(region, head, name) or _progress(head, name)


DIED = "The process that counted this manifest ended without a result. The console’s log says why."

_starting = threading.Lock()
_started: dict[str, subprocess.Popen[bytes]] = {}  # the processes that this one started


def _died(name: str) -> bool:
    """Whether the process that we started for this failed; that is told once, too."""
    with _starting:
        process = _started.get(name)
        if process is None or process.poll() is None:
            return False
        del _started[name]
        return process.returncode != 0


def _progress(head: aws.ObjectHead, name: str) -> Count:
    so_far = claims.progress(name)
    return Count(head.uri, head, lines=so_far.lines, read=so_far.size)


def _start(region: str, head: aws.ObjectHead, name: str) -> Count | None:
    """Start to count if nobody does and there is room; or the answer, if it came meanwhile."""
    claim = claims.take(name)
    if claim is None:
        return None
    with ExitStack() as held:
        held.callback(os.close, claim)
        known = _known(head)
        turn = None if known else claims.take_turn()
        if turn is None:
            claims.drop(name)
            return known
        held.callback(os.close, turn)
        _run(Order(region, head, name, claim), turn)
        return None


def _run(order: Order, turn: int) -> None:
    """Start a process that inherits claim and turn, and ends with this one: it reads our pipe."""
    with _starting:
        for other, process in list(_started.items()):
            if process.poll() == 0:
                del _started[other]
        started = subprocess.Popen(
            [sys.executable, "-m", "jobs.count_process"],
            cwd=settings.BASE_DIR,
            stdin=subprocess.PIPE,
            pass_fds=(order.claim, turn),
        )
        _started[order.name] = started
    if started.stdin:
        with suppress(BrokenPipeError):  # it has ended already, which the next who asks is told
            started.stdin.write(msgspec.json.encode(order) + b"\n")
            started.stdin.flush()
