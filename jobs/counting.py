"""How many objects a manifest holds and what they carry: counted once per ETag."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from django.conf import settings
from django.core.cache import cache

from groundtruth import manifest, s3_uri
from jobs import aws

AT_ONCE = 1024 * 1024  # bytes; a manifest of this size is counted in some 50 ms
SCAN_VERSION = 2  # to be raised when a scan of the same bytes gives another summary
SUMMARY_LIVES = 7 * 24 * 3600  # seconds; it can never be stale, only unneeded


@dataclass(frozen=True)
class Count:
    """A counted manifest has a `summary`; a refused one an `error`; else it is being counted."""

    uri: str
    head: aws.ObjectHead | None = None
    summary: manifest.ManifestSummary | None = None
    error: aws.AWSError | None = None
    problem: str = ""  # why the location is none, a whole sentence
    lines: int = 0  # read so far
    about: int = 0  # lines there will be, judged by their mean length so far

    @property
    def etag(self) -> str:
        return self.head.etag if self.head else ""

    @property
    def counting(self) -> bool:
        return not (self.summary or self.error or self.problem)


def count(region: str, uri: str) -> Count:
    """What is known of the manifest now; a large one goes on being counted in the background."""
    try:
        s3_uri.parse(uri)
    except ValueError as error:
        return Count(uri, problem=str(error))
    try:
        head = aws.head_object(region, uri)
        return _known(head) or _now(region, head) or _in_background(region, head)
    except aws.AWSError as error:
        return Count(uri, error=error)


def _key(head: aws.ObjectHead) -> str:
    """A summary belongs to bytes: the same location with another ETag is another manifest."""
    named = f"{settings.ENDPOINT} {head.uri} {head.etag} {head.size} {SCAN_VERSION}"
    return f"manifest:{hashlib.sha256(named.encode()).hexdigest()}"


def _known(head: aws.ObjectHead) -> Count | None:
    summary = cache.get(_key(head))
    return Count(head.uri, head, summary) if summary else None


def _now(region: str, head: aws.ObjectHead) -> Count | None:
    if head.size > AT_ONCE:
        return None
    return Count(head.uri, head, _remembered(head, manifest.scan(aws.read_object(region, head))))


def _remembered(
    head: aws.ObjectHead, summary: manifest.ManifestSummary
) -> manifest.ManifestSummary:
    cache.set(_key(head), summary, SUMMARY_LIVES)
    return summary


@dataclass
class _Running:
    """A count in progress, written by its thread and read by requests."""

    future: Future[manifest.ManifestSummary] | None = None
    size: int = 0
    lines: int = field(default=0)

    def watched(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            self.size += len(chunk)
            self.lines += chunk.count(b"\n")
            yield chunk


_pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="counting")
_running: dict[str, _Running] = {}
_starting = threading.Lock()


def _in_background(region: str, head: aws.ObjectHead) -> Count:
    """Start to count, or look at the count that somebody else has started."""
    key = _key(head)
    with _starting:
        running = _running.get(key)
        if running is None:
            running = _running[key] = _Running()
            running.future = _pool.submit(_scan, region, head, running)
    if running.future and running.future.done():
        _running.pop(key, None)
        return Count(head.uri, head, running.future.result())
    about = running.lines * head.size // running.size if running.size else 0
    return Count(head.uri, head, lines=running.lines, about=about)


def _scan(region: str, head: aws.ObjectHead, running: _Running) -> manifest.ManifestSummary:
    summary = manifest.scan(running.watched(aws.read_object(region, head)))
    return _remembered(head, summary)
