"""A manifest replaced by an uploaded file: what is wrong with the file, and what it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from groundtruth import manifest
from groundtruth.manifest import ManifestSummary
from groundtruth.manifest.compare import Difference, compare
from groundtruth.manifest.spans import Span
from jobs import aws
from jobs.manifests import errands
from jobs.manifests.changing import AT_ONCE, Change
from jobs.manifests.drafts import Draft
from jobs.manifests.errands import Errand, Teller
from jobs.storage import Seen


@dataclass(frozen=True)
class Replacing(Change):
    """The uploaded file, counted, and held against the version that is there now."""

    template: ClassVar[str] = "manifests/_change_replace.html"

    summary: ManifestSummary
    difference: Difference

    @property
    def button(self) -> str:
        return "Replace manifest"

    @property
    def warning_count(self) -> int:
        return self.summary.problem_count - self.summary.error_count

    @property
    def yours(self) -> str:
        count, words = self.summary.objects, self.words
        return f"The manifest has {count:,} object{'' if count == 1 else 's'} now ({words})."

    @property
    def words(self) -> str:
        """“+120, −0, changed 4”"""
        added, removed, changed, moved = self.difference
        return f"+{added:,}, −{removed:,}, changed {changed:,}{', moved' if moved else ''}"

    @property
    def both(self) -> str:
        return (
            "A whole file has no place for what somebody else changed: replacing takes it away. "
            "To keep it, add or edit in the current version."
        )

    @property
    def obstacle(self) -> str:
        if not self.summary.objects:
            return "The file holds no object."
        if self.summary.error_count:
            first = self.summary.errors[0]
            return f"Line {first.line:,} of the file: {first.text} {first.fix}"
        return ""

    @property
    def agreements(self) -> tuple[str, ...]:
        warnings = ("warnings",) if self.warning_count else ()
        return (*warnings, "overwrite") if self.conflict else warnings

    @property
    def spans(self) -> Sequence[Span]:
        return [Span("new", 0, self.draft.size)]


def look(region: str, draft: Draft, seen: Seen) -> Errand:
    """Count the file, and compare it with what is there now."""
    size = seen.size + draft.size
    name = errands.named("replace", draft.id, seen.etag)
    errand = errands.run(name, size, weigh, region, draft, seen, at_once=AT_ONCE)
    return errand.then(lambda found: Replacing(draft, seen, *found))


def weigh(
    teller: Teller, region: str, draft: Draft, seen: Seen
) -> tuple[ManifestSummary, Difference]:
    """What the file holds, and how it differs from what is there."""
    summary = manifest.scan(teller.watched(iter(draft.chunks())))
    there = teller.watched(aws.read_object(region, seen.head))
    return summary, compare(there, draft.chunks())
