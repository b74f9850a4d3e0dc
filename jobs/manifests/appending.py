"""Objects added to the end of a manifest: which of them are new, and what is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from groundtruth.manifest import additions, lines
from groundtruth.manifest.additions import Additions, Unfit
from groundtruth.manifest.spans import Span
from jobs import aws, storage
from jobs.manifests import errands
from jobs.manifests.changing import AT_ONCE, Change
from jobs.manifests.drafts import Draft
from jobs.manifests.errands import Errand, Teller
from jobs.storage import Seen

SHOWN = 100  # of each kind of line
LAST = 2048  # bytes of the manifest's end, shown above what follows it


@dataclass(frozen=True)
class Appending(Change):
    """The typed objects, sorted, and the end of the manifest that they follow."""

    template: ClassVar[str] = "manifests/_change_add.html"

    additions: Additions
    end: bytes
    too_long: int  # the number of a line of the manifest that cannot be read, 0 without one

    @cached_property
    def _text(self) -> bytes:
        # Ground Truth leaves the newline off the last line; without it two objects would be one.
        newline = b"" if not self.end or self.end.endswith(b"\n") else b"\n"
        return newline + self.additions.text()

    @property
    def button(self) -> str:
        return f"Add {_objects(len(self.additions.new))}"

    @property
    def yours(self) -> str:
        count = len(self.additions.new)
        return f"{_objects(count)} {'is' if count == 1 else 'are'} added at the end."

    @property
    def both(self) -> str:
        there = len(self.additions.present)
        skipped = f" {_objects(there)} of yours {'is' if there == 1 else 'are'} there by now."
        return f"{self.yours}{skipped if there else ''}"

    @property
    def obstacle(self) -> str:
        if self.too_long:
            return (
                f"Line {self.too_long:,} of the manifest is too long to be read, so nobody can "
                "tell which objects are there. Put a mended file in its place with Replace."
            )
        return "" if self.additions.new else "There is no new object to add."

    @property
    def agreements(self) -> tuple[str, ...]:
        return ("leave-out",) if self.additions.unfit else ()

    @property
    def spans(self) -> Sequence[Span]:
        return [Span("kept", 0, self.seen.size), Span("new", 0, len(self._text))]

    def new_file(self) -> str:
        self.draft.put("new", self._text)
        return "new"

    def new(self, start: int, end: int) -> bytes:
        return self._text[start:end]

    @property
    def last_line(self) -> str:
        """The manifest's last line as far as it is known."""
        return self.end.rstrip().rpartition(b"\n")[2].decode(errors="replace")

    @property
    def shown(self) -> list[str]:
        return [each.line.decode(errors="replace") for each in self.additions.new[:SHOWN]]

    @property
    def not_shown(self) -> int:
        return max(0, len(self.additions.new) - SHOWN)

    @property
    def skipped(self) -> list[tuple[int, str, str]]:
        """Number, location or text, and why it is left out, of what is there already."""
        told = [
            (each.number, _about(each), f"in line {line:,} of the manifest")
            for each, line in self.additions.present
        ]
        told += [
            (each.number, _about(each), f"the same as your line {first:,}")
            for each, first in self.additions.repeated
        ]
        return sorted(told)[:SHOWN]

    @property
    def skipped_count(self) -> int:
        return len(self.additions.present) + len(self.additions.repeated)

    @property
    def unfit(self) -> tuple[Unfit, ...]:
        return self.additions.unfit[:SHOWN]


def look(region: str, draft: Draft, seen: Seen) -> Errand:
    """Sort what was typed by what the manifest holds, which is read once for it."""
    name = errands.named("add", draft.id, seen.etag)
    errand = errands.run(name, seen.size, sort, region, draft, seen, at_once=AT_ONCE)
    return errand.then(lambda found: Appending(draft, seen, *found))


def sort(teller: Teller, region: str, draft: Draft, seen: Seen) -> tuple[Additions, bytes, int]:
    """The additions, the end of the manifest, and the number of a line that is too long."""
    key: additions.Key = "source" if draft.said["key"] == "source" else "source-ref"
    typed = list(additions.read(lines(draft.chunks()), key))
    wanted = {each.data_object for each in typed if not isinstance(each, Unfit)}
    chunks = teller.watched(aws.read_object(region, seen.head))
    present, too_long = additions.find(chunks, wanted)
    end = storage.read_range(region, seen.head, max(0, seen.size - LAST), seen.size)
    return additions.sort(typed, present), end, too_long


def _about(addition: additions.Addition) -> str:
    return addition.data_object[1][:200] if addition.data_object else ""


def _objects(count: int) -> str:
    return f"{count:,} object{'' if count == 1 else 's'}"
