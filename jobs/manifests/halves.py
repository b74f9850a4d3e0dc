"""A manifest scanned by two processes: each reads its part of the bytes, and asks for no others.

The later part begins with the first line that starts in the second half. Who scans that part finds
the place, and says where it is in memory that both share.
"""

from __future__ import annotations

import mmap
import os
import sys
from array import array
from collections.abc import Iterator
from dataclasses import asdict
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Thread

from groundtruth.manifest import ShapeScan
from jobs import aws
from jobs.aws import clients
from jobs.manifests.errands import TOLD_EVERY, Teller

CAN_FORK = sys.platform == "linux"  # libraries of macOS that look up proxies do not outlive a fork
PIECE = 128 * 1024  # numbers of data objects that are sent at once: 1 MiB

SIZE, LINES, CUT = range(3)  # what is shared: so much of the later part is read; where it begins
_fork = get_context("fork")  # both must hash texts alike, and nothing is imported twice


class OtherEndedError(Exception):
    """The process that scanned the later part is gone, without what it found."""


def scan(teller: Teller, region: str, head: aws.ObjectHead) -> ShapeScan:
    """The finished scan of a manifest of at least two bytes.

    To be called before anything is asked of AWS: connections do not outlive the fork.
    """
    clients.client("s3", region)  # made once for both; it has no connection yet
    shared = memoryview(mmap.mmap(-1, 3 * 8)).cast("Q")  # each number is written at one stroke
    ours, theirs = _fork.Pipe()
    other = _fork.Process(target=_scan_later, args=(ours, theirs, shared, region, head))
    other.start()
    theirs.close()
    try:
        found = ShapeScan()
        for chunk in _earlier(ours, shared, region, head):
            found.feed(chunk)
            _tell(teller, found, shared)
        found.finish()
        if not found.objects:  # only blank lines: how the first object looks is still to be judged
            return _on(found, teller, region, head)
        while not ours.poll(TOLD_EVERY):
            _tell(teller, found, shared)
        found.merge(_received(ours))
        return found
    finally:
        other.kill()
        other.join()


def _on(found: ShapeScan, teller: Teller, region: str, head: aws.ObjectHead) -> ShapeScan:
    """The same scan with the later part."""
    if found.size < head.size:
        for chunk in aws.read_object(region, head, found.size, head.size):
            found.feed(chunk)
            teller.tell(found.size, found.lines)
        found.finish()
    return found


def _tell(teller: Teller, found: ShapeScan, shared: memoryview[int]) -> None:
    teller.tell(found.size + shared[SIZE], found.lines + shared[LINES])


def _earlier(
    ours: Connection, shared: memoryview[int], region: str, head: aws.ObjectHead
) -> Iterator[bytes]:
    """The first half, and the rest of its last line."""
    half = head.size // 2
    yield from aws.read_object(region, head, 0, half)
    while not shared[CUT]:
        if ours.poll(TOLD_EVERY) and not shared[CUT]:  # it was refused, or is gone
            _received(ours)
    if shared[CUT] > half:
        yield from aws.read_object(region, head, half, shared[CUT])


def _received(ours: Connection) -> ShapeScan:
    """What the other process found; raises what it was refused."""
    try:
        found = ours.recv()
        if isinstance(found, dict):
            raise aws.AWSError(**found)
        while piece := ours.recv_bytes():
            found.marks.frombytes(piece)
    except (EOFError, ConnectionError) as error:
        raise OtherEndedError from error
    return found  # type: ignore[no-any-return]


# ----------------------------------------------------------------------- in the other process


def _scan_later(
    ours: Connection, theirs: Connection, shared: memoryview[int], region: str, head: aws.ObjectHead
) -> None:
    ours.close()
    Thread(target=_end_with_the_first, args=(theirs,), daemon=True).start()
    try:
        found = ShapeScan(first=False)
        for chunk in _later(shared, region, head):
            found.feed(chunk)
            shared[SIZE], shared[LINES] = found.size, found.lines
        found.finish()
    except aws.AWSError as error:
        theirs.send(asdict(error))
        return
    marks, found.marks = found.marks, array("q")
    theirs.send(found)
    for start in range(0, len(marks), PIECE):
        theirs.send_bytes(marks[start : start + PIECE])
    theirs.send_bytes(b"")


def _later(shared: memoryview[int], region: str, head: aws.ObjectHead) -> Iterator[bytes]:
    """The lines that start in the second half; where they do is told before they come."""
    at = head.size // 2 - 1  # a newline here ends the first half
    chunks = aws.read_object(region, head, at, head.size)
    for chunk in chunks:
        end = chunk.find(b"\n") + 1
        at += end or len(chunk)
        if end:
            shared[CUT] = at
            yield chunk[end:]
            yield from chunks
            return
    shared[CUT] = head.size


def _end_with_the_first(theirs: Connection) -> None:
    """The first process never sends anything: there is something to read when it is gone."""
    theirs.poll(None)
    os._exit(1)
