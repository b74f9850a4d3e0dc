"""Endings of data objects' names, by the guide's table."""

import pytest

from groundtruth.data_formats import ending, endings
from groundtruth.task_types import CUSTOM, TASK_TYPES


@pytest.mark.parametrize(
    ("suffix", "known"),
    [
        ("BoundingBox", (".jpg", ".jpeg", ".png")),
        ("VerificationBoundingBox", (".jpg", ".jpeg", ".png")),
        ("VideoMultiClass", (".mp4", ".ogg", ".webm")),
        ("VideoObjectDetection", (".json",)),
        ("VideoObjectTracking", (".json",)),
        ("3DPointCloudObjectDetection", ()),
        ("TextMultiClass", ()),
    ],
)
def test_a_task_type_knows_these(suffix, known):
    assert endings(TASK_TYPES[suffix]) == known


def test_of_custom_work_nobody_knows():
    assert endings(CUSTOM) == ()


@pytest.mark.parametrize(
    ("uri", "found"),
    [
        ("s3://b/a.JPG", ".jpg"),
        ("s3://b/a.tar.gz", ".gz"),
        ("s3://b/v1.2/image", ""),
        ("s3://b/image", ""),
    ],
)
def test_an_ending_is_that_of_the_name(uri, found):
    assert ending(uri) == found
