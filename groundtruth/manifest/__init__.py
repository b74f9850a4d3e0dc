"""Manifests: data objects on lines of JSON, and what one pass over them tells."""

from groundtruth.manifest.blocks import lines
from groundtruth.manifest.lint import Problem
from groundtruth.manifest.scan import ShapeScan
from groundtruth.manifest.summary import LabelAttribute, ManifestSummary, problems, scan, summary
from groundtruth.manifest.whole import object_limit

__all__ = [
    "LabelAttribute",
    "ManifestSummary",
    "Problem",
    "ShapeScan",
    "lines",
    "object_limit",
    "problems",
    "scan",
    "summary",
]
