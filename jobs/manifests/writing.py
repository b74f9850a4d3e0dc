"""A change that is made: at once, or by a process beside the console where there is much to do."""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from groundtruth.manifest import spans as span_rules
from groundtruth.manifest.spans import Span
from jobs import aws, storage
from jobs.manifests import changing, errands
from jobs.manifests.changing import AT_ONCE, Change
from jobs.manifests.drafts import Draft
from jobs.manifests.errands import Errand, Teller
from jobs.storage import Read, Seen, Watch, Written

NO_TURN = (
    "Other large manifests are being written by this machine. Nothing is lost: press the button "
    "again in a minute."
)
DIED = (
    "The process that wrote the manifest ended before it was done, so the manifest is as it was. "
    "Look at your change, and make it once more."
)

_ORDER = "writing"  # a file of the draft


@dataclass(frozen=True)
class Order:
    """What a process was told to write: an errand of that name, which marks the object in S3.

    `size` are the bytes to be put in place, `yours` is the change in a sentence.
    """

    name: str
    size: int
    yours: str


def is_large(change: Change) -> bool:
    """Whether a page would have to wait for the writing, or for the copy that is kept."""
    return max(change.seen.size, span_rules.size(change.spans)) > AT_ONCE


def make(region: str, change: Change, *, keep_copy: bool) -> Written:
    """Write the manifest anew; an AWSError of kind `changed` when it is not what was looked at."""
    return _write(region, change.seen, list(change.spans), change.new, keep_copy=keep_copy)


def begin(region: str, change: Change, *, keep_copy: bool) -> bool:
    """Have a process write it, which goes on alone from here; False if too many are at work."""
    name = errands.named("write", change.draft.id, change.seen.etag)
    about = (change.seen, list(change.spans), change.draft, change.new_file(), keep_copy, name)
    if not errands.begin(name, "write", write, region, *about):
        return False
    size = span_rules.size(change.spans) + (change.seen.size if keep_copy else 0)
    change.draft.put(_ORDER, msgspec.json.encode(Order(name, size, change.yours)))
    return True


def look(draft: Draft) -> Errand | None:
    """How the writing comes on, and in the end what is to be told; None if none was begun.

    An AWSError says why nothing was written, and is raised once: then the draft waits as before.
    """
    order = _order(draft)
    if order is None:
        return None
    try:
        errand = errands.ask(order.name, order.size, write) or _after_all(draft, order)
    except aws.AWSError:
        _forget(draft)
        raise
    if errand.problem:
        _forget(draft)
    return errand.then(lambda written: changing.told(order.yours, written))


def is_over(draft: Draft) -> bool:
    """Whether it was begun and has ended, for who asks only when to look."""
    order = _order(draft)
    return order is not None and errands.is_over(order.name)


def write(
    teller: Teller,
    region: str,
    seen: Seen,
    spans: list[Span],
    draft: Draft,
    file: str,
    keep_copy: bool,
    mark: str,
) -> Written:
    """Write with the new bytes out of a file of the draft."""

    def new(start: int, end: int) -> bytes:
        return draft.read(start, end, file)

    return _write(region, seen, spans, new, keep_copy=keep_copy, mark=mark, watch=teller.put)


def _write(
    region: str,
    seen: Seen,
    spans: list[Span],
    new: Read,
    *,
    keep_copy: bool,
    mark: str = "",
    watch: Watch = lambda size: None,
) -> Written:
    tagged, refused = storage.with_tags(region, seen)
    copy = storage.back_up(region, tagged, watch) if keep_copy and seen.etag else ""
    written = storage.write(region, tagged, spans, new, mark=mark, watch=watch)
    return replace(written, backup=copy, tags_refused=refused or written.tags_refused)


def _after_all(draft: Draft, order: Order) -> Errand:
    """A process that ended without a word may have done the last call before."""
    if etag := storage.written_as(draft.region, draft.uri, order.name):
        return Errand(order.size, result=Written(etag))
    return Errand(order.size, problem=DIED)


def _order(draft: Draft) -> Order | None:
    try:
        return msgspec.json.decode(draft.read(name=_ORDER), type=Order)
    except FileNotFoundError:
        return None


def _forget(draft: Draft) -> None:
    (draft.folder / _ORDER).unlink(missing_ok=True)
