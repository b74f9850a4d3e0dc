"""Counts one manifest in a process of its own, so that pages do not wait for the work.

    echo ORDER | python -m jobs.count_process

The console starts it and holds the other end of its standard input, which ends with the console.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from threading import Thread

import msgspec

from groundtruth import manifest
from jobs import aws, claims, summaries

NICENESS = 5  # pages go first
TOLD_EVERY = 0.2  # seconds


@dataclass(frozen=True)
class Order:
    """Which manifest to count, and the open file that is the claim to it."""

    region: str
    head: aws.ObjectHead
    name: str  # what its summary is kept under
    claim: int


def main() -> None:
    order = msgspec.json.decode(sys.stdin.buffer.readline(), type=Order)
    Thread(target=_end_with_console, daemon=True).start()
    os.nice(NICENESS)
    try:
        summaries.keep(order.name, _count(order))
    except aws.AWSError as error:
        summaries.keep_refusal(order.name, error)
    finally:
        claims.drop(order.name)


def _count(order: Order) -> manifest.ManifestSummary:
    """Read it, and let everybody know now and then how far that is."""
    scan, told = manifest.ShapeScan(), 0.0
    for chunk in aws.read_object(order.region, order.head):
        scan.feed(chunk)
        if time.monotonic() > told + TOLD_EVERY:
            told = time.monotonic()
            claims.tell(order.claim, claims.Progress(scan.size, scan.lines))
    scan.finish()
    return manifest.summary(scan)


def _end_with_console() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
