"""Lines of a manifest edited by hand: what was changed, where it belongs, and what is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import ClassVar

from groundtruth.manifest import patch
from groundtruth.manifest.line import read_line
from groundtruth.manifest.lint import Problem
from groundtruth.manifest.patch import Found, Hunk
from groundtruth.manifest.spans import Span
from jobs import aws, storage
from jobs.manifests import drafts, errands
from jobs.manifests.changing import AT_ONCE, Change
from jobs.manifests.drafts import Draft
from jobs.manifests.errands import Errand, Teller
from jobs.manifests.windows import Window, shown
from jobs.storage import Seen


@dataclass(frozen=True)
class Shown:
    """A changed place as the page shows it; `theirs` is what somebody else made of it."""

    line: int
    old: tuple[str, ...]
    new: tuple[str, ...]
    theirs: tuple[str, ...] | None


@dataclass(frozen=True)
class Editing(Change):
    """The changed lines, each where it belongs in the version that is there now."""

    template: ClassVar[str] = "manifests/_change_edit.html"

    found: tuple[Found, ...]
    problems: tuple[Problem, ...]
    ends_with_newline: bool

    @property
    def button(self) -> str:
        return "Save"

    @cached_property
    def overlapping(self) -> list[Found]:
        return [each for each in self.found if each.place is None]

    @property
    def errors(self) -> list[Problem]:
        return [each for each in self.problems if each.severity == "error"]

    @property
    def yours(self) -> str:
        count = sum(_size(each.hunk) for each in self.found)
        return f"{_lines(count)} {'is' if count == 1 else 'are'} changed."

    @property
    def both(self) -> str:
        if not self.overlapping:
            return "Your changes and theirs are in different lines and go together."
        lines = ", ".join(f"{each.hunk.line:,}" for each in self.overlapping)
        return f"Both of you changed the same place: line {lines}."

    @property
    def obstacle(self) -> str:
        if not self.found:
            return "Nothing was changed."
        if self.errors:
            return f"Line {self.errors[0].line:,}: {self.errors[0].text} {self.errors[0].fix}"
        if any(each.own is None for each in self.overlapping):
            return "The lines that you changed are not there any more. Start from the new version."
        return ""

    @property
    def agreements(self) -> tuple[str, ...]:
        warnings = ("warnings",) if self.problems else ()
        return (*warnings, "overwrite") if self.overlapping else warnings

    @property
    def shown(self) -> list[Shown]:
        return [
            Shown(
                each.place.line if each.place else each.hunk.line,
                tuple(map(shown, each.hunk.old)),
                tuple(map(shown, each.hunk.new)),
                None if each.place else tuple(map(shown, each.there or ())),
            )
            for each in self.found
        ]

    @cached_property
    def _written(self) -> tuple[list[Span], bytes]:
        spans, text, at = list[Span](), b"", 0
        places = [(each.place or each.own, each.hunk) for each in self.found]
        placed = [(place, hunk) for place, hunk in places if place is not None]
        for place, hunk in sorted(placed, key=lambda each: each[0]):
            at_end = place.end == self.seen.size
            new = patch.text(hunk, at_end=at_end, ends_with_newline=self.ends_with_newline)
            spans += [Span("kept", at, place.start), Span("new", len(text), len(text) + len(new))]
            text, at = text + new, place.end
        return [*spans, Span("kept", at, self.seen.size)], text

    @property
    def spans(self) -> Sequence[Span]:
        return self._written[0]

    def new_file(self) -> str:
        self.draft.put("new", self._written[1])
        return "new"

    def new(self, start: int, end: int) -> bytes:
        return self._written[1][start:end]


def keep(region: str, uri: str, etag: str, window: Window, typed: str) -> Draft:
    """Write down what became of a window of lines."""
    said = {"first": window.first, "start": window.start, "last": window.last}
    draft = drafts.keep(region, "edit", uri, etag, [_text(typed).encode()], **said)
    (draft.folder / "base").write_bytes(window.data)
    return draft


def look(region: str, draft: Draft, seen: Seen) -> Errand:
    """Find the places of the changed lines; the version they were made in need not be read."""
    size = 0 if seen.etag == draft.etag else seen.size
    name = errands.named("edit", draft.id, seen.etag)
    errand = errands.run(name, size, place, region, draft, seen, at_once=AT_ONCE)
    return errand.then(lambda found: Editing(draft, seen, *found))


def place(
    teller: Teller, region: str, draft: Draft, seen: Seen
) -> tuple[tuple[Found, ...], tuple[Problem, ...], bool]:
    """The changed lines where they belong, what is wrong with them, and how the manifest ends."""
    base, said = (draft.folder / "base").read_bytes(), draft.said
    window = Window(said["first"], said["start"], base, said["last"])
    hunks = _hunks(window, draft.read().decode())
    if seen.etag == draft.etag:
        found = patch.at_home(base, window.first, window.start, hunks)
    else:
        found = patch.find(teller.watched(aws.read_object(region, seen.head)), hunks)
    ends = _ends_with_newline(region, seen) if found else True
    return tuple(found), tuple(_problems(hunks)), ends


def weigh(window: Window, typed: str) -> tuple[int, list[Problem]]:
    """How many lines a window's text changes, and what is wrong with those."""
    hunks = _hunks(window, _text(typed))
    return sum(_size(hunk) for hunk in hunks), list(_problems(hunks))


def _size(hunk: Hunk) -> int:
    return max(len(hunk.old), len(hunk.new))


def _hunks(window: Window, typed: str) -> list[Hunk]:
    """The difference between a window and the text that it became.

    A line that looks as before is the line that it was, whatever a text field made of it.
    """
    lines = typed.split("\n") if typed else []
    was = [shown(line) for line in window.lines]
    new = list[bytes]()
    for what, a, b, c, d in SequenceMatcher(None, was, lines, autojunk=False).get_opcodes():
        same = what == "equal"
        new += window.lines[a:b] if same else [line.encode() for line in lines[c:d]]
    return patch.hunks(window.lines, new, window.first, last=window.last)


def _text(typed: str) -> str:
    r"""What a browser sent, with \n for its \r\n, and without blank lines at the end."""
    return typed.replace("\r\n", "\n").rstrip("\n")


def _problems(hunks: Sequence[Hunk]) -> list[Problem]:
    """What is wrong with the lines that were typed, by their numbers afterwards."""
    found, shift = list[Problem](), 0
    for hunk in hunks:
        for number, line in enumerate(hunk.new, hunk.line + shift):
            text = line.strip()
            blank = [Problem(number, "blank-line", "This line is blank, and objects follow it.")]
            found += read_line(number, text, first=number == 1).problems if text else blank
        shift += len(hunk.new) - len(hunk.old)
    return found


def _ends_with_newline(region: str, seen: Seen) -> bool:
    return storage.read_range(region, seen.head, seen.size - 1, seen.size) == b"\n"


def _lines(count: int) -> str:
    return f"{count:,} line{'' if count == 1 else 's'}"
