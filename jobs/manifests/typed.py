"""What is told of objects and lines of a manifest while they are typed; nothing is kept of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from groundtruth.manifest import additions
from groundtruth.manifest.additions import Addition, Additions, Key, Unfit
from groundtruth.manifest.line import read_line
from jobs import aws
from jobs.manifests import editing, errands
from jobs.manifests.counting import AT_ONCE
from jobs.manifests.errands import Teller
from jobs.manifests.windows import Window

MOST = 100_000  # characters that are sent and looked at with every pause in typing
SHOWN = 20  # lines that something is said of

_NOT_SEARCHED = (
    " The manifest is too large to be searched while you type: what it has already is left out "
    "when you go on."
)


@dataclass(frozen=True)
class Told:
    """A sentence about all that was typed, and what is to be said of single lines of it.

    `about` are line numbers from 1, each with whether something is wrong with it, and sentences.
    """

    words: str
    about: tuple[tuple[int, bool, str], ...] = ()

    @property
    def shown(self) -> tuple[tuple[int, bool, str], ...]:
        return self.about[:SHOWN]

    @property
    def not_shown(self) -> int:
        return len(self.about) - len(self.shown)


def too_much(typed: str, button: str) -> Told | None:
    """What is told of a long text instead of looking at it."""
    if len(typed) <= MOST:
        return None
    return Told(f"This is too much to be looked at while you type. Press “{button}”.")


def of_objects(region: str, uri: str, typed: str, key: Key) -> Told:
    """How many objects would be added, which of them are there, and what is wrong with lines."""
    found = list(additions.read(typed.encode().split(b"\n"), key))
    if not found:
        return Told("")
    wanted = {each.data_object for each in found if not isinstance(each, Unfit)}
    present = _present(region, uri, wanted)
    sorted_ = additions.sort(found, present or {})
    unknown = _NOT_SEARCHED if present is None else ""
    return Told(f"{_counted(sorted_)}{unknown}", tuple(sorted(_about(sorted_))))


def of_lines(window: Window, typed: str) -> Told:
    """How many lines of a window are changed, and what is wrong with those."""
    count, problems = editing.weigh(window, typed)
    if not count:
        return Told("Nothing is changed.")
    words = f"{count:,} line{' is' if count == 1 else 's are'} changed."
    return Told(words, tuple((each.line, True, f"{each.text} {each.fix}") for each in problems))


def _present(
    region: str, uri: str, wanted: set[additions.DataObject | None]
) -> dict[additions.DataObject, int] | None:
    """The objects that the manifest has; None of one that is large or cannot be read now."""
    try:
        head = aws.head_object(region, uri)
        if head.size > AT_ONCE:
            return None
        name = errands.named("marks", head.uri, head.etag, head.size)
        there = errands.run(name, head.size, marks, region, head, at_once=AT_ONCE).result
    except (aws.AWSError, ValueError):
        return None
    lines = [(each, there.get(additions.mark(each))) for each in wanted if each]
    return {each: line for each, line in lines if line}


def marks(teller: Teller, region: str, head: aws.ObjectHead) -> dict[bytes, int]:
    """The lines of the manifest's objects by their marks: read once for all pauses in typing."""
    return additions.marks(aws.read_object(region, head))


def _counted(found: Additions) -> str:
    skipped = len(found.present) + len(found.repeated)
    parts = [f"{len(found.new):,} new object{'' if len(found.new) == 1 else 's'}"]
    parts += [f"{skipped:,} already there and left out"] if skipped else []
    parts += [f"{len(found.unfit):,} that cannot be added"] if found.unfit else []
    return f"{', '.join(parts)}."


def _about(found: Additions) -> Iterable[tuple[int, bool, str]]:
    for unfit in found.unfit:
        yield unfit.number, True, unfit.text
    for there, line in found.present:
        yield there.number, False, f"This object is in line {line:,} of the manifest."
    for again, first in found.repeated:
        yield again.number, False, f"This is the same object as in your line {first:,}."
    for new in found.new:
        yield from _warnings(new)


def _warnings(new: Addition) -> Iterable[tuple[int, bool, str]]:
    for each in read_line(new.number, new.line).problems:
        yield new.number, True, f"{each.text} {each.fix}"
