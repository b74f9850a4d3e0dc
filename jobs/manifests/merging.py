"""Several manifests made into one at a location: counted, with conflicts, then written."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from groundtruth.manifest.merge import Conflict, Merger, OtherClass, Unfit
from groundtruth.manifest.spans import Span
from jobs import aws
from jobs.manifests import drafts, errands
from jobs.manifests.changing import AT_ONCE, Change
from jobs.manifests.drafts import Draft
from jobs.manifests.errands import Errand, Teller
from jobs.storage import Seen


@dataclass(frozen=True)
class Merged:
    """What several manifests make: a file beside the draft, and what is to be told of it.

    `counts` are the objects of each of the manifests.
    """

    file: str
    size: int
    uris: tuple[str, ...]
    counts: tuple[int, ...]
    objects: int
    conflicts: tuple[Conflict, ...]
    conflict_count: int
    other_classes: tuple[OtherClass, ...]
    unfit: tuple[Unfit, ...]
    unfit_count: int


@dataclass(frozen=True)
class Merging(Change):
    """The manifests as they were merged."""

    template: ClassVar[str] = "manifests/_change_merge.html"

    merged: Merged

    @property
    def button(self) -> str:
        return "Write merged manifest"

    @property
    def sources(self) -> list[tuple[str, int]]:
        return list(zip(self.merged.uris, self.merged.counts, strict=True))

    @property
    def yours(self) -> str:
        objects, manifests = self.merged.objects, len(self.merged.uris)
        return f"{objects:,} objects of {manifests} manifests are in {self.draft.uri}."

    @property
    def both(self) -> str:
        return "There is an object at the location by now. Writing takes its place."

    @property
    def conflict(self) -> bool:
        return bool(self.seen.etag) and super().conflict

    @property
    def obstacle(self) -> str:
        if self.merged.unfit:
            first = self.merged.unfit[0]
            return f"Line {first.line:,} of {self.merged.uris[first.manifest]}: {first.text}"
        return "" if self.merged.objects else "These manifests hold no object."

    @property
    def agreements(self) -> tuple[str, ...]:
        needed = {
            "conflicts": bool(self.merged.conflict_count),
            "classes": bool(self.merged.other_classes),
            "overwrite": bool(self.seen.etag),
        }
        return tuple(name for name, is_needed in needed.items() if is_needed)

    @property
    def spans(self) -> Sequence[Span]:
        return [Span("new", 0, self.merged.size)]

    def new_file(self) -> str:
        return self.merged.file

    @property
    def shown_conflicts(self) -> list[tuple[str, Conflict]]:
        return [(self.merged.uris[each.manifest], each) for each in self.merged.conflicts]

    @property
    def shown_classes(self) -> list[tuple[str, OtherClass]]:
        return [(self.merged.uris[each.manifest], each) for each in self.merged.other_classes]


def keep(region: str, uris: Sequence[str], target: Seen, *, latest: bool) -> Draft:
    """Write down what is to be merged; the locations are read when it is looked at."""
    said = {"uris": list(uris), "latest": latest}
    return drafts.keep(region, "merge", target.uri, target.etag, [], **said)


def look(region: str, draft: Draft, seen: Seen) -> Errand:
    """Merge into a file beside the draft; what is at the target is not read for it."""
    heads = [aws.head_object(region, uri) for uri in draft.said["uris"]]
    # Other versions of the manifests are merged into another file: the one before may be in use.
    name = errands.named("merge", draft.id, *(head.etag for head in heads))
    size = sum(head.size for head in heads)
    errand = errands.run(name, size, merge, region, draft, heads, name, at_once=AT_ONCE)
    return errand.then(lambda merged: Merging(draft, seen, merged))


def merge(
    teller: Teller, region: str, draft: Draft, heads: list[aws.ObjectHead], name: str
) -> Merged:
    """Write what the manifests make together into the file of that name."""
    with TemporaryDirectory(dir=draft.folder) as folder:
        merger = Merger(Path(folder) / "shelf", latest=draft.said["latest"])
        with closing(merger), (Path(folder) / name).open("wb") as file:
            for head in heads:
                merger.add(teller.watched(aws.read_object(region, head)))
            file.writelines(merger.lines())
            size = file.tell()
        (Path(folder) / name).replace(draft.folder / name)
    return Merged(
        file=name,
        size=size,
        uris=tuple(head.uri for head in heads),
        counts=tuple(merger.counts),
        objects=merger.objects,
        conflicts=tuple(merger.conflicts),
        conflict_count=merger.conflict_count,
        other_classes=tuple(merger.other_classes),
        unfit=tuple(merger.unfit),
        unfit_count=merger.unfit_count,
    )
