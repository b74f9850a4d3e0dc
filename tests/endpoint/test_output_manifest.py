"""The output manifest: which objects get a label, and what becomes of everybody else's bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from groundtruth.endpoint import workforce
from groundtruth.endpoint.work import Work
from groundtruth.endpoint.workforce import Result
from tests.endpoint.conftest import Jobs
from tests.local_endpoint import (
    BUCKET,
    from_manifest,
)

KEY = "output/{}/manifests/output/output.manifest"
FAILED = '"cats-metadata": {"failure-reason":"tired","human-annotated":"true","retry-count":1}'
LABELED = '"cats":0,"cats-metadata":{"human-annotated":"yes"}'


def chained(jobs: Jobs, *lines: str) -> list[str]:
    """The output lines of a finished job that labels under the name cats."""
    jobs.create("job", lines="\n".join(lines).encode(), LabelAttributeName="cats")
    jobs.finish()
    return jobs.output().decode().split("\n")


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        ('{"source-ref":"s3://a/b"}', True),
        (f'{{"source-ref":"s3://a/b",{LABELED}}}', False),
        ('{"source-ref":"s3://a/b","cats":0}', False),
        ('{"source-ref":"s3://a/b","cats":""}', False),
        ('{"source-ref":"s3://a/b","cats":{"annotations":[]}}', False),
        (f'{{"source-ref":"s3://a/b",{FAILED}}}', True),
        ('{"source-ref":"s3://a/b","dogs":1,"dogs-metadata":{}}', True),
        ('{"source-ref":"s3://a/b","Cats":1}', True),
        ('{"source-ref":"s3://a/b","scene":{"cats":1}}', True),
    ],
)
def test_an_object_is_sent_out_if_it_has_no_label_yet(jobs: Jobs, line: str, sent: bool) -> None:
    (after,) = chained(jobs, line)
    assert (after != line) == sent
    assert "cats" in json.loads(after)


def test_labels_that_were_there_count_from_the_start(jobs: Jobs) -> None:
    with_label = f'{{"source-ref":"s3://a/b",{LABELED}}}\n' * 3
    manifest = with_label + '{"source-ref":"s3://a/c"}\n' * 7
    jobs.create("job", lines=manifest.encode(), LabelAttributeName="cats")
    jobs.endpoint.clock.advance(2)
    assert jobs.counters()["TotalLabeled"] == 3
    assert jobs.finish()["LabelCounters"]["TotalLabeled"] == 10


def test_a_failed_attempt_is_replaced_in_its_place(jobs: Jobs) -> None:
    (after,) = chained(jobs, f'{{"source-ref":"s3://a/b", {FAILED} ,"z" : 1}}')
    assert after.startswith('{"source-ref":"s3://a/b", "cats-metadata": {"class-name"')
    assert after.split("} ,")[1].startswith('"z" : 1,"cats":')
    assert "tired" not in after


def test_every_other_byte_stays(jobs: Jobs) -> None:
    line = '{ "source-ref" : "s3://a/\\u0062\u200b" ,"n":1.50,"scene-metadata":{"x": [ ]} }\r'
    (after,) = chained(jobs, line)
    head, tail = line[:-2], line[-2:]
    assert after.startswith(f'{head},"cats":')
    assert after.endswith(tail)


def test_no_newline_is_invented(jobs: Jobs) -> None:
    jobs.create("with", lines=b'{"source":"a"}\n')
    jobs.create("without", lines=b'{"source":"a"}')
    jobs.finish("with")
    assert jobs.output("with").endswith(b"}\n")
    assert jobs.output("without").endswith(b"}}")


def test_the_folder_keeps_the_case_of_the_name(jobs: Jobs) -> None:
    jobs.create("Job-X", OutputConfig={"S3OutputPath": f"s3://{BUCKET}/output"})
    jobs.finish("Job-X")
    assert jobs.output_lines("Job-X")[0]["Job-X-metadata"]["job-name"] == "labeling-job/job-x"


def test_who_reads_while_the_job_runs_sees_the_labels_so_far(jobs: Jobs) -> None:
    jobs.create()
    jobs.endpoint.clock.advance(1.5)
    seen = []
    for _ in range(3):
        jobs.endpoint.clock.advance(1)
        seen.append(sum("job" in line for line in jobs.output_lines()))
    assert seen == sorted(set(seen))
    assert seen[-1] < 10


def test_there_is_no_output_before_the_first_label(jobs: Jobs) -> None:
    jobs.create()
    jobs.endpoint.clock.advance(2.1)
    assert "LabelingJobOutput" not in jobs.describe()
    assert jobs.s3.list_objects_v2(Bucket=BUCKET, Prefix="output/")["KeyCount"] == 0


def test_a_listing_shows_the_output_while_the_job_runs(jobs: Jobs) -> None:
    jobs.create()
    jobs.endpoint.clock.advance(4)
    listed = jobs.s3.list_objects_v2(Bucket=BUCKET, Prefix="output/")["Contents"]
    assert KEY.format("job") in [each["Key"] for each in listed]


def test_a_copy_of_the_output_holds_the_labels_so_far(jobs: Jobs) -> None:
    jobs.create()
    jobs.endpoint.clock.advance(4)
    source = {"Bucket": BUCKET, "Key": KEY.format("job")}
    jobs.s3.copy_object(Bucket=BUCKET, Key="copy", CopySource=source)
    assert b"job-metadata" in jobs.s3.get_object(Bucket=BUCKET, Key="copy")["Body"].read()


def test_a_job_over_the_output_of_a_running_one_takes_its_labels_so_far(jobs: Jobs) -> None:
    jobs.create("first", LabelAttributeName="cats")
    jobs.endpoint.clock.advance(4)
    so_far = jobs.counters("first")["TotalLabeled"]
    jobs.create(
        "second",
        LabelAttributeName="cats",
        InputConfig=from_manifest(f"s3://{BUCKET}/{KEY.format('first')}"),
    )
    jobs.endpoint.clock.advance(2)
    assert jobs.counters("second")["TotalLabeled"] >= so_far > 0


def test_the_manifest_is_read_once_at_creation(jobs: Jobs) -> None:
    jobs.create(lines=3)
    jobs.put("job/input.manifest", b"changed")
    assert jobs.finish()["LabelCounters"]["TotalLabeled"] == 3


def test_what_is_written_over_the_output_of_an_ended_job_stays(jobs: Jobs) -> None:
    """The console adds objects to a finished job's output manifest."""
    jobs.create()
    jobs.finish()
    jobs.put(KEY.format("job"), b'{"source":"added"}')
    jobs.finish()
    assert jobs.output() == b'{"source":"added"}'


def test_an_output_bucket_that_has_gone_does_not_stop_the_endpoint(jobs: Jobs) -> None:
    jobs.s3.create_bucket(Bucket="short-lived")
    jobs.create(OutputConfig={"S3OutputPath": "s3://short-lived/x"})
    jobs.s3.delete_bucket(Bucket="short-lived")
    assert jobs.finish()["LabelingJobStatus"] == "Completed"


def test_a_fault_with_one_job_does_not_silence_the_others(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(work: Work) -> Any:
        if work.job.name == "first":
            raise ZeroDivisionError
        return Result({work.job.label_attribute_name: 0})

    monkeypatch.setattr(workforce, "result", broken)
    jobs.create("first")
    jobs.create("second")
    assert jobs.finish("second")["LabelingJobStatus"] == "Completed"
    assert len(jobs.output_lines("second")) == 10


def test_an_output_location_that_is_none_disturbs_nobody(jobs: Jobs) -> None:
    jobs.create(OutputConfig={"S3OutputPath": "https://example.com/out"})
    assert jobs.s3.list_objects_v2(Bucket=BUCKET)["KeyCount"] == 3  # what goes in
    assert "https://example.com/out" in jobs.finish()["FailureReason"]


# ------------------------------------------------------------------------- real manifests

CHECKOUT = Path(__file__).resolve().parents[2]
MADE = CHECKOUT / "tests" / "data"
REAL = CHECKOUT.parent / "shared" / "real-manifests"  # used when it stands beside the checkout
SAMPLES = [*sorted(MADE.glob("*.manifest")), *sorted(REAL.glob("*.manifest"))]


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.name)
def test_a_real_manifest_is_labeled_anew(jobs: Jobs, file: Path) -> None:
    """Under a new name every object is sent out, and nothing else changes."""
    manifest = file.read_bytes()
    jobs.create("job", lines=manifest)
    ended: dict[str, Any] = jobs.finish()
    assert ended["LabelingJobStatus"] == "Completed", ended
    objects = [line for line in manifest.split(b"\n") if line.strip()]
    assert ended["LabelCounters"]["TotalLabeled"] == len(objects)
    for old, new in zip(manifest.split(b"\n"), jobs.output().split(b"\n"), strict=True):
        assert new.startswith(old.rstrip()[:-1])
