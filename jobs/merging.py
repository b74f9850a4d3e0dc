"""Several manifests made into one at a location: counted, with conflicts, then written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from groundtruth.manifest.merge import Conflict, Merger, OtherClass, Unfit
from groundtruth.manifest.spans import Span
from jobs import aws, drafts, errands
from jobs.changing import AT_ONCE, Change
from jobs.drafts import Draft
from jobs.errands import Errand
from jobs.storage import Seen


@dataclass(frozen=True)
class Merging(Change):
    """The manifests as they were merged; `counts` are the objects of each."""

    template: ClassVar[str] = "manifests/_change_merge.html"

    uris: tuple[str, ...]
    counts: tuple[int, ...]
    objects: int
    conflicts: tuple[Conflict, ...]
    conflict_count: int
    other_classes: tuple[OtherClass, ...]
    unfit: tuple[Unfit, ...]
    unfit_count: int

    @property
    def button(self) -> str:
        return "Write merged manifest"

    @property
    def sources(self) -> list[tuple[str, int]]:
        return list(zip(self.uris, self.counts, strict=True))

    @property
    def yours(self) -> str:
        return f"{self.objects:,} objects of {len(self.uris)} manifests are in {self.draft.uri}."

    @property
    def both(self) -> str:
        return "There is an object at the location by now. Writing takes its place."

    @property
    def conflict(self) -> bool:
        return bool(self.seen.etag) and super().conflict

    @property
    def obstacle(self) -> str:
        if self.unfit:
            first = self.unfit[0]
            return f"Line {first.line:,} of {self.uris[first.manifest]}: {first.text}"
        return "" if self.objects else "These manifests hold no object."

    @property
    def agreements(self) -> tuple[str, ...]:
        needed = {
            "conflicts": bool(self.conflict_count),
            "classes": bool(self.other_classes),
            "overwrite": bool(self.seen.etag),
        }
        return tuple(name for name, is_needed in needed.items() if is_needed)

    @property
    def spans(self) -> Sequence[Span]:
        return [Span("new", 0, self.draft.size)]

    @property
    def shown_conflicts(self) -> list[tuple[str, Conflict]]:
        return [(self.uris[each.manifest], each) for each in self.conflicts]

    @property
    def shown_classes(self) -> list[tuple[str, OtherClass]]:
        return [(self.uris[each.manifest], each) for each in self.other_classes]


def keep(region: str, uris: Sequence[str], target: Seen, *, latest: bool) -> Draft:
    """Write down what is to be merged; the locations are read when it is looked at."""
    said = {"uris": list(uris), "latest": latest}
    return drafts.keep(region, "merge", target.uri, target.etag, [], **said)


def look(region: str, draft: Draft, seen: Seen) -> Errand:
    """Merge into the draft's own file; what is at the target is not read for it."""
    heads = [aws.head_object(region, uri) for uri in draft.said["uris"]]

    def work(errand: Errand) -> Merging:
        shelf = draft.folder / "shelf"
        shelf.unlink(missing_ok=True)
        merger = Merger(shelf, latest=draft.said["latest"])
        try:
            for head in heads:
                merger.add(errand.watched(aws.read_object(region, head)))
            with draft.content.open("wb") as file:
                file.writelines(merger.lines())
        finally:
            merger.close()
            shelf.unlink(missing_ok=True)
        return Merging(
            draft,
            seen,
            tuple(head.uri for head in heads),
            tuple(merger.counts),
            merger.objects,
            tuple(merger.conflicts),
            merger.conflict_count,
            tuple(merger.other_classes),
            tuple(merger.unfit),
            merger.unfit_count,
        )

    etags = " ".join(head.etag for head in heads)
    size = sum(head.size for head in heads)
    return errands.run(f"{draft.id} {seen.etag} {etags}", size, work, at_once=AT_ONCE)
