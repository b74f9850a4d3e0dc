"""Manifests that the console writes anew: in the background, one process at a time for each.

What is asked for has a name. Whoever asks again for the same name, in whichever process, looks at
the work under way or at what came of it, and starts nothing.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import asdict, dataclass
from typing import IO

import msgspec
from django.core.cache import cache

from groundtruth.manifest.spans import Span
from jobs import aws, storage
from jobs.manifests import claims

PATIENCE = 1.0  # seconds that a page waits for work that may be done at once
LIVES = 24 * 3600  # seconds that what came of it is known

_pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="new-manifests")


@dataclass(frozen=True)
class Outcome:
    """What came of it: a manifest of so many objects at `uri`, or a sentence why there is none."""

    uri: str = ""
    objects: int = 0
    problem: str = ""
    error: aws.AWSError | None = None


@dataclass(frozen=True)
class State:
    """How a manifest is coming on; `outcome` is None while it is being written.

    `seen` are the objects met so far. Not `begun` is what nobody asked for, or what ended with its
    process.
    """

    begun: bool = True
    seen: int = 0
    outcome: Outcome | None = None


Progress = Callable[[int], None]  # told how many objects were met
Work = Callable[[Progress], Outcome]


def look(name: str) -> State:
    """How it is coming on, without starting it."""
    if outcome := _kept(name):
        return State(outcome=outcome)
    claim = claims.take(name)
    if claim is None:
        return State(seen=claims.progress(name).lines)
    claims.drop(name)
    os.close(claim)
    outcome = _kept(name)  # it may have come while we asked for the claim
    return State(begun=outcome is not None, outcome=outcome)


def start(name: str, work: Work) -> State:
    """Begin it unless somebody has; a small one is done when this returns.

    ValueError and AWSError in the work become its outcome.
    """
    for _ in range(3):  # who only looks holds the claim for a moment, too
        claim = None if _kept(name) else claims.take(name)
        if claim is not None:
            wait_for([_pool.submit(_run, name, claim, work)], PATIENCE)
        state = look(name)
        if state.begun:
            break
    return state


def _run(name: str, claim: int, work: Work) -> None:
    try:
        if _kept(name) is None:  # it may have been finished while we asked for the claim
            _keep(name, _done(work, lambda seen: claims.tell(claim, claims.Progress(0, seen))))
    finally:
        claims.drop(name)
        os.close(claim)


def _done(work: Work, progress: Progress) -> Outcome:
    try:
        return work(progress)
    except ValueError as error:
        return Outcome(problem=str(error))
    except aws.AWSError as error:
        return Outcome(error=error)


def _kept(name: str) -> Outcome | None:
    kept = cache.get(f"new-manifest:{name}")
    return msgspec.convert(kept, Outcome, strict=False) if isinstance(kept, dict) else None


def _keep(name: str, outcome: Outcome) -> None:
    cache.set(f"new-manifest:{name}", asdict(outcome), LIVES)


# ---------------------------------------------------------------------------------- writing


def write(
    region: str, places: Iterable[str], lines: Iterable[bytes], progress: Progress
) -> Outcome:
    """Write lines, each with its newline, to the first of these keys that holds nothing.

    They are held on the disk until all are there, so that S3 has either the whole manifest or none.
    An AWSError of kind `changed` says that all the keys hold something, which stays.
    """
    count = 0
    with tempfile.TemporaryFile() as held:
        for count, line in enumerate(lines, 1):
            held.write(line)
            if count % 1_000 == 0:
                progress(count)
        return Outcome(_send(region, list(places), held), count)


def put(region: str, uri: str, body: bytes) -> None:
    """Write a small file to a key that holds nothing."""
    spans = [Span("new", 0, len(body))]
    storage.write(region, storage.nothing_at(uri), spans, lambda start, end: body[start:end])


def _send(region: str, places: list[str], held: IO[bytes]) -> str:
    spans = [Span("new", 0, held.tell())]

    def read(start: int, end: int) -> bytes:
        held.seek(start)
        return held.read(end - start)

    uri, *others = places
    try:
        storage.write(region, storage.nothing_at(uri), spans, read)
    except aws.AWSError as error:
        if error.kind != "changed" or not others:
            raise
        held.seek(0, os.SEEK_END)
        return _send(region, others, held)
    return uri
