"""docs/endpoint.md tells of everything that somebody outside can use."""

from __future__ import annotations

import pytest

from groundtruth.endpoint import operations, plan
from tests.local_endpoint import ROOT

DOCS = (ROOT / "docs" / "endpoint.md").read_text()
TAGS = (plan.FAILED_OBJECTS_TAG, plan.JOB_FAILURE_TAG, operations.SPEED_TAG)
OPTIONS = ("--port", "--state", "--speed", "--samples", "--no-samples", "--region")
CONTROL = (
    "GET /_endpoint/health",
    "POST /_endpoint/clock",
    "POST /_endpoint/quotas",
    "POST /_endpoint/reset",
)


@pytest.mark.parametrize("name", [*operations.OPERATIONS, *TAGS, *OPTIONS, *CONTROL])
def test_it_is_in_the_documentation(name: str) -> None:
    assert name in DOCS


def test_the_example_fixture_gives_the_address_of_an_endpoint(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    example = DOCS.split("```python\n")[1].split("```")[0]
    names: dict[str, object] = {}
    exec(example, names)
    fixture = names["ground_truth"].__wrapped__  # what pytest keeps of the function itself
    running = fixture(tmp_path_factory)
    sagemaker = names["sagemaker"].__wrapped__(next(running))
    assert sagemaker.list_labeling_jobs()["LabelingJobSummaryList"] == []
    assert next(running, None) is None
