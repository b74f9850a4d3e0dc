"""The six statuses of a labeling job, in the API's words and in people's."""

from __future__ import annotations

from collections.abc import Mapping

# API word: what a person reads. Source: DescribeLabelingJob.LabelingJobStatus.
WORDS: Mapping[str, str] = {
    "Initializing": "Initializing",
    "InProgress": "In progress",
    "Completed": "Completed",
    "Failed": "Failed",
    "Stopping": "Stopping",
    "Stopped": "Stopped",
}


def status_words(status: str) -> str:
    """What a person reads for an API status; a status AWS adds one day is shown as it is."""
    return WORDS.get(status, status)
