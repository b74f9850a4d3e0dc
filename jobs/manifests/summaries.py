"""What counting a manifest tells, and the name it is kept under: that of the counted bytes."""

from __future__ import annotations

from groundtruth.manifest import ManifestSummary, ShapeScan, summary
from jobs import aws
from jobs.manifests import errands
from jobs.manifests.errands import Teller

SCAN_VERSION = 4  # to be raised when a scan of the same bytes gives another summary


def name(head: aws.ObjectHead) -> str:
    """What a summary is kept under: the same location with another ETag is another manifest."""
    return errands.named("count", head.uri, head.etag, head.version_id, head.size, SCAN_VERSION)


def count(teller: Teller, region: str, head: aws.ObjectHead) -> ManifestSummary:
    """Read the whole of it."""
    scan = ShapeScan()
    for chunk in aws.read_object(region, head):
        scan.feed(chunk)
        teller.tell(scan.size, scan.lines)
    scan.finish()
    return summary(scan)
