"""Records of labeling jobs: names are unique in a Region whatever their case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from groundtruth.endpoint.app import Endpoint
from groundtruth.endpoint.job import Job, Plan
from groundtruth.endpoint.pace import Timing
from groundtruth.endpoint.store import NameTakenError
from tests.local_endpoint import create_request


def job(name: str, region: str = "us-east-1") -> Job:
    return Job(
        region=region,
        account="123456789012",
        request=create_request(name),
        reference="123456789012x",
        created=1000.0,
        timing=Timing(2, 1, 0.1, 3),
        plan=Plan(codes=b"hi", rounds=((1, 0),), categories=({"label": "a"},)),
    )


def test_of_two_that_take_a_name_at_once_one_is_told(endpoint: Endpoint) -> None:
    """Both may have found it free before they read their manifests."""
    store = endpoint.context.store
    store.add(job("Job"), {"a": "1"}, b"manifest")
    with pytest.raises(NameTakenError, match="Job"):
        store.add(job("JOB"), {"a": "2"}, b"manifest")
    assert store.tags(job("job").arn) == {"a": "1"}


def test_a_job_is_read_back_as_it_was(endpoint: Endpoint) -> None:
    store = endpoint.context.store
    added = store.add(job("Job"), {}, b"manifest")
    store.load()
    assert store.job("us-east-1", "job") == added
    assert store.manifest(added) == b"manifest"
    assert replace(added, id=0, manifest=None) == job("Job")


def test_regions_do_not_see_each_other(endpoint: Endpoint) -> None:
    store = endpoint.context.store
    store.add(job("job"), {}, None)
    assert store.job("eu-west-1", "job") is None
    store.add(job("job", "eu-west-1"), {}, None)
    assert len(store.jobs("us-east-1")) == len(store.jobs("eu-west-1")) == 1
