"""What is known of manifests that were counted, kept under the bytes that were counted."""

from __future__ import annotations

import hashlib

import msgspec
from django.conf import settings
from django.core.cache import cache

from groundtruth.manifest import ManifestSummary
from jobs import aws

SCAN_VERSION = 4  # to be raised when a scan of the same bytes gives another summary
LIVES = 7 * 24 * 3600  # seconds; a summary can never be stale, only unneeded
REFUSAL_LIVES = 60

_summary = msgspec.json.Decoder(ManifestSummary)
_refusal = msgspec.json.Decoder(aws.AWSError)


def name(head: aws.ObjectHead) -> str:
    """What a summary is kept under: the same location with another ETag is another manifest."""
    told = (settings.ENDPOINT, head.uri, head.etag, head.version_id, head.size, SCAN_VERSION)
    return hashlib.sha256(repr(told).encode()).hexdigest()


def get(name: str) -> ManifestSummary | None:
    kept = cache.get(f"manifest:{name}")
    try:
        return _summary.decode(kept) if isinstance(kept, bytes) else None
    except msgspec.DecodeError:
        return None


def keep(name: str, summary: ManifestSummary) -> ManifestSummary:
    cache.set(f"manifest:{name}", msgspec.json.encode(summary), LIVES)
    return summary


def keep_refusal(name: str, error: aws.AWSError) -> None:
    """Keep why a manifest could not be counted, for the next who asks."""
    told = {each: getattr(error, each) for each in error.__dataclass_fields__}
    cache.set(f"refusal:{name}", msgspec.json.encode(told), REFUSAL_LIVES)


def take_refusal(name: str) -> aws.AWSError | None:
    """Why a manifest could not be counted; told once, because the next try may go well."""
    kept = cache.get(f"refusal:{name}")
    if not isinstance(kept, bytes):
        return None
    cache.delete(f"refusal:{name}")
    return _refusal.decode(kept)
