"""What counting a manifest tells, and the name it is kept under: that of the counted bytes."""

from __future__ import annotations

import os

from groundtruth.manifest import ManifestSummary, ShapeScan, summary
from jobs import aws
from jobs.manifests import claims, errands, halves
from jobs.manifests.errands import Teller

BY_TWO = 32 * 1024 * 1024  # bytes; from here on a second process pays
SCAN_VERSION = 4  # to be raised when a scan of the same bytes gives another summary


def name(head: aws.ObjectHead) -> str:
    """What a summary is kept under: the same location with another ETag is another manifest."""
    return errands.named("count", head.uri, head.etag, head.version_id, head.size, SCAN_VERSION)


def count(teller: Teller, region: str, head: aws.ObjectHead) -> ManifestSummary:
    """Read the whole of it, by two processes if it is large and the second turn is free."""
    by_two = head.size >= BY_TWO and halves.CAN_FORK
    second = claims.take_turn("read") if by_two else None
    if second is None:
        return summary(_scan(teller, region, head))
    try:
        return summary(halves.scan(teller, region, head))
    finally:
        os.close(second)


def _scan(teller: Teller, region: str, head: aws.ObjectHead) -> ShapeScan:
    scan = ShapeScan()
    for chunk in aws.read_object(region, head):
        scan.feed(chunk)
        teller.tell(scan.size, scan.lines)
    scan.finish()
    return scan
