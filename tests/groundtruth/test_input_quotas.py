import pytest

from groundtruth.input_quotas import most_objects
from groundtruth.task_types import CUSTOM, TASK_TYPES


@pytest.mark.parametrize(
    ("suffix", "most"),
    [
        ("BoundingBox", 100_000),
        ("TextMultiClass", 100_000),
        ("VideoMultiClass", 100_000),
        ("3DPointCloudSemanticSegmentation", 100_000),
        ("SemanticSegmentation", 20_000),
        ("AdjustmentSemanticSegmentation", 20_000),
        ("VerificationSemanticSegmentation", 20_000),
        ("VideoObjectTracking", 10),
        ("AdjustmentVideoObjectDetection", 10),
    ],
)
def test_a_task_type_takes_so_many_objects(suffix, most):
    assert most_objects(TASK_TYPES[suffix]) == most


def test_custom_work_takes_as_many_as_most():
    assert most_objects(CUSTOM) == 100_000
