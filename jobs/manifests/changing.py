"""A change to a manifest: looked at against the version that is there now, then written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from groundtruth.manifest.spans import Span
from jobs.manifests.drafts import Draft
from jobs.storage import Seen, Written

# What a person can agree to before a change is made; sent as `agree` when it is ticked.
AGREEMENTS = {
    "leave-out": "Leave out the lines that cannot be added",
    "warnings": "Go on in spite of the warnings",
    "conflicts": "Leave out the labels that differ from those kept",
    "classes": "Merge although class ids stand for different classes",
    "overwrite": "Overwrite what is there by now",
}
AT_ONCE = 8 * 1024 * 1024  # bytes; a manifest of this size is looked through while a page waits


@dataclass(frozen=True)
class Change:
    """What a draft does to the manifest as `seen`; each kind adds what its page shows."""

    draft: Draft
    seen: Seen
    template: ClassVar[str]

    @property
    def conflict(self) -> bool:
        """Whether somebody wrote the manifest since the change was made."""
        return self.draft.etag != self.seen.etag

    @property
    def button(self) -> str:
        """What the button that makes the change says."""
        raise NotImplementedError

    @property
    def yours(self) -> str:
        """The change in a sentence."""
        raise NotImplementedError

    @property
    def both(self) -> str:
        """In a conflict: what becomes of the change in the version that is there now."""
        raise NotImplementedError

    @property
    def obstacle(self) -> str:
        """Why the change cannot be made at all, a sentence; empty when it can."""
        return ""

    @property
    def agreements(self) -> tuple[str, ...]:
        """What has to be agreed to, of AGREEMENTS."""
        return ()

    @property
    def spans(self) -> Sequence[Span]:
        """The manifest after the change."""
        raise NotImplementedError

    def new(self, start: int, end: int) -> bytes:
        """The bytes that the spans call new."""
        return self.draft.read(start, end, self.new_file())

    def new_file(self) -> str:
        """The file of the draft that holds them, written now where there was none."""
        return "content"

    def objection(self, agreed: Collection[str]) -> str:
        """Why it is not made as things stand; empty when it can be."""
        if self.obstacle:
            return self.obstacle
        missing = [each for each in self.agreements if each not in agreed]
        return f"Tick “{AGREEMENTS[missing[0]]}”, or go back and mend it." if missing else ""


def told(yours: str, written: Written) -> str:
    """What was done, in sentences, for a change that says so itself."""
    kept = f" The version before is kept at {written.backup}." if written.backup else ""
    if written.version_id and not kept:
        kept = f" The version before is kept by S3 as {written.version_id}."
    if written.tags_refused:
        kept += (
            f" Its tags, if it had any, are not carried over: {written.tags_refused} was refused."
        )
    return f"{yours}{kept}"
