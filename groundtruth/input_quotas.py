"""How many objects a labeling job takes, by task type.

Source: the developer guide's page on input data quotas (input-data-limits).
"""

from __future__ import annotations

from groundtruth.task_types import TaskType

OBJECTS = 100_000
SEMANTIC_SEGMENTATION_OBJECTS = 20_000
VIDEO_FRAME_SEQUENCES = 10
IMAGE_BYTES = 40 * 1024 * 1024  # the size of one image file

AUTOMATED_LABELING_OBJECTS = 1_250
AUTOMATED_LABELING_ADVISED = 5_000


def most_objects(task_type: TaskType) -> int:
    """The largest number of lines in a manifest; a line of a video frame job is a sequence."""
    if not can_be_raised(task_type):
        return SEMANTIC_SEGMENTATION_OBJECTS
    if task_type.category.startswith("Video -"):
        return VIDEO_FRAME_SEQUENCES
    return OBJECTS


def can_be_raised(task_type: TaskType) -> bool:
    """Whether Service Quotas may allow an account more objects than `most_objects`."""
    return "SemanticSegmentation" not in (task_type.suffix, task_type.base)
