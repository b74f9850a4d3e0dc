"""What the form says last, beside the button: what changes, what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from groundtruth import changes
from jobs.new_job import costs
from jobs.new_job.beginnings import Beginning
from jobs.new_job.label_plan import LabelPlan


def context(beginning: Beginning, request: Mapping[str, Any], plan: LabelPlan) -> dict[str, Any]:
    """The variables of _review_changes.html and _review_cost.html, for a request so far."""
    found = changes.changes(beginning.prior, request) if beginning.prior else ()
    return {
        "beginning": beginning,
        "plan": plan,
        "changes": found,
        "changed": changes.summary(found),
        "cost": costs.estimate(plan, request),
    }
