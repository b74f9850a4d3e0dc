"""The way from the labeling jobs list to a page, as the breadcrumb shows it."""

from __future__ import annotations

from django.urls import reverse


def trail(region: str, name: str = "") -> list[tuple[str, str]]:
    """Label and address of the pages above one, the list first, then the job it belongs to."""
    steps = [("Labeling jobs", reverse("labeling_jobs", args=(region,)))]
    if name:
        steps.append((name, reverse("labeling_job", args=(region, name))))
    return steps
