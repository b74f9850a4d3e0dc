"""Settling: what is written when, in pieces, and for whom."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from groundtruth.endpoint import output, settle
from groundtruth.endpoint.app import Endpoint
from groundtruth.endpoint.job import Job
from groundtruth.endpoint.look import Look
from groundtruth.s3_uri import S3Uri
from tests.endpoint.conftest import Jobs
from tests.local_endpoint import BUCKET

FOLDER = "output/job/"
MANIFEST = FOLDER + "manifests/output/output.manifest"


def record(jobs: Jobs) -> Job:
    job = jobs.endpoint.context.store.job("us-east-1", "job")
    assert job is not None
    return job


@pytest.fixture
def large(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> Jobs:
    """A job of 40 lines, which is large here, with 20 of them labeled."""
    monkeypatch.setattr(settle, "_LARGE", 39)
    jobs.create(lines=40)
    jobs.endpoint.clock.advance(2 + 20 * 0.4)
    return jobs


def test_telling_of_a_job_writes_nothing(jobs: Jobs) -> None:
    jobs.create()
    assert jobs.finish()["LabelCounters"]["TotalLabeled"] == 10
    jobs.sagemaker.list_labeling_jobs()
    assert (record(jobs).settled, record(jobs).final) == (0, False)


@pytest.mark.parametrize("prefix", ["", "output/", FOLDER, FOLDER + "manifests/"])
def test_a_listing_that_shows_the_output_writes_it(jobs: Jobs, prefix: str) -> None:
    jobs.create()
    jobs.finish()
    jobs.s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix)
    assert record(jobs).final


@pytest.mark.parametrize("prefix", ["job/", "output/jo-", "output/job2/"])
def test_a_listing_that_does_not_show_it_writes_nothing(jobs: Jobs, prefix: str) -> None:
    jobs.create()
    jobs.finish()
    jobs.s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix)
    jobs.s3.get_bucket_location(Bucket=BUCKET)
    jobs.s3.head_bucket(Bucket=BUCKET)
    assert record(jobs).settled == 0


def test_a_listing_of_everything_does_not_wait_for_a_large_job(large: Jobs) -> None:
    assert large.s3.list_objects_v2(Bucket=BUCKET, Prefix="output/")["KeyCount"] == 0
    large.s3.list_objects_v2(Bucket=BUCKET, Prefix=FOLDER)
    assert record(large).settled == 20


def test_the_clerk_writes_ahead_what_a_large_job_has_come_to(
    large: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = large.endpoint.context
    assert not settle.settle_ahead(context, context.clock.now())
    monkeypatch.setattr(settle, "_AHEAD", 20)
    assert settle.settle_ahead(context, context.clock.now())
    assert record(large).settled == 20


def test_the_clerk_writes_the_output_of_a_job_that_has_ended(jobs: Jobs) -> None:
    jobs.create()
    jobs.endpoint.clock.advance(3600)
    context = jobs.endpoint.context
    while settle.settle_ahead(context, context.clock.now()):
        pass
    assert record(jobs).final
    assert len(context.objects.read(f"s3://{BUCKET}/{MANIFEST}").splitlines()) == 10


def test_a_job_is_settled_in_pieces(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "_PIECE", 0)
    monkeypatch.setattr(output, "_LINES", 3)
    jobs.create()
    jobs.finish()
    context, seen = jobs.endpoint.context, []
    while settle._settle(context, record(jobs), context.clock.now()):
        seen.append(record(jobs).settled)
    assert seen[:10] == list(range(1, 11))
    assert len(seen) == 10 + 4 + 1  # a label, three lines, the end
    assert len(jobs.output_lines()) == 10


def test_a_kill_between_two_pieces_changes_nothing(
    jobs: Jobs, restart: Callable[[], Endpoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "_PIECE", 0)
    monkeypatch.setattr(output, "_LINES", 3)
    jobs.create("job")
    jobs.create("twin", LabelAttributeName="job")
    jobs.finish("twin")
    undisturbed = jobs.output("twin").replace(b"/twin", b"/job")
    for _ in range(14):
        context = jobs.endpoint.context
        settle._settle(context, record(jobs), context.clock.now())
        jobs.endpoint = restart()
    assert [line.keys() for line in jobs.output_lines()] == [
        {"source-ref", "job", "job-metadata"}
    ] * 10
    assert jobs.output().count(b"\n") == undisturbed.count(b"\n")


def test_a_large_output_has_the_etag_of_its_bytes_and_outlives_the_process(
    jobs: Jobs, restart: Callable[[], Endpoint], tmp_path: Path
) -> None:
    jobs.create(lines=1000)
    jobs.finish()
    whole = jobs.output()
    assert len(whole) > 128 * 1024
    restart()
    told: Any = jobs.s3.head_object(Bucket=BUCKET, Key=MANIFEST)
    assert jobs.output() == whole
    assert told["ETag"] == f'"{hashlib.md5(whole).hexdigest()}"'
    assert told["ContentLength"] == len(whole)
    assert len(list((tmp_path / "state" / "bodies").iterdir())) == 1


def test_the_output_of_a_large_job_is_written_a_hundred_times_at_most(jobs: Jobs) -> None:
    jobs.create(lines=1000)
    jobs.endpoint.clock.advance(2 + 19 * 0.4 + 0.1)
    assert jobs.counters()["TotalLabeled"] == 19
    assert sum("job" in line for line in jobs.output_lines()) == 10


def test_what_is_written_over_an_output_that_nobody_saw_stays(jobs: Jobs) -> None:
    jobs.create()
    jobs.finish()
    jobs.put(MANIFEST, b'{"source":"mine"}')
    assert jobs.output() == b'{"source":"mine"}'


def test_an_output_that_was_deleted_unseen_does_not_come_back(jobs: Jobs) -> None:
    jobs.create()
    jobs.finish()
    doomed = {"Objects": [{"Key": MANIFEST}]}
    jobs.s3.delete_objects(Bucket=BUCKET, Delete=doomed)
    with pytest.raises(ClientError, match="NoSuchKey"):
        jobs.output()


def test_a_job_that_was_forgotten_is_not_settled(jobs: Jobs) -> None:
    jobs.create()
    forgotten = record(jobs)
    jobs.endpoint.reset()
    assert not settle._settle(jobs.endpoint.context, forgotten, 1e10)


@pytest.mark.parametrize(
    ("look", "reaches", "within"),
    [
        (Look("b", "out/job/x"), True, True),
        (Look("b", "out/job/", one=False), True, True),
        (Look("b", "out/", one=False), True, False),
        (Look("b", "", one=False), True, False),
        (Look("b", "out/"), False, False),
        (Look("b", "out/job2/x"), False, False),
        (Look("c", "out/job/x"), False, False),
    ],
)
def test_what_a_look_can_see(look: Look, reaches: bool, within: bool) -> None:
    place = S3Uri("b", "out/job/")
    assert (look.reaches(place), look.is_within(place)) == (reaches, within)
