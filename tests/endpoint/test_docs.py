"""docs/endpoint.md tells of everything that somebody outside can use."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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


def test_the_example_for_other_people_s_tests_runs_as_it_stands(tmp_path: Path) -> None:
    example = tmp_path / "test_example.py"
    example.write_text(DOCS.split("```python\n")[1].split("```")[0])
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(example)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert ended.returncode == 0, ended.stdout
    assert "1 passed" in ended.stdout
