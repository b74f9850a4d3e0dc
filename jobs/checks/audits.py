"""Checks of the labels that a verification or adjustment job shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from groundtruth import label_attribute
from jobs.checks.line import Line, Subject
from jobs.checks.objects import first_lines


def colors(subject: Subject) -> Iterator[Line]:
    """Whether the metadata of masks say in which color each class was painted.

    Ground Truth has not always written that, and cannot show masks without it.
    """
    audited = subject.plan.wish.audited
    if subject.task_type.base != "SemanticSegmentation" or not (audited and subject.plan.summary):
        return
    key = label_attribute.metadata_key(audited)
    known = [line[key] for line in first_lines(subject) if isinstance(line.get(key), dict)]
    if lacking := sum(not _has_colors(metadata) for metadata in known):
        yield Line(
            "fail",
            f"{lacking} of the first {len(known):,} masks under “{audited}” do not say in which "
            "color each label was painted, so workers could not see them. Choose other labels.",
            arguable=True,  # the other masks may say so, and AWS does not look
        )
    elif known:
        yield Line("pass", f"The masks under “{audited}” say which color each label has.")


def _has_colors(metadata: Mapping[str, Any]) -> bool:
    """A label that failed has no map at all, and nothing to be shown."""
    colors = metadata.get("internal-color-map", {})
    return isinstance(colors, dict) and all(
        isinstance(color, dict) and color.get("hex-color") for color in colors.values()
    )
