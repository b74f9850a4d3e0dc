"""The sample work of a new endpoint: every kind of job in every status, over data that exists."""

import json
from typing import get_args

import pytest

from groundtruth import s3_uri, task_types
from groundtruth.endpoint import drawings, operations, samples
from groundtruth.endpoint.app import create_app
from groundtruth.endpoint.progress import Status
from groundtruth.endpoint.sample_jobs import SAMPLES


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    endpoint = create_app(tmp_path_factory.mktemp("state"))
    samples.fill(endpoint.context)
    return endpoint.context


@pytest.fixture(scope="module")
def jobs(context):
    """What DescribeLabelingJob says of each job, by name, at the moment of the first look."""
    now = context.clock.now()
    listed = operations.list_labeling_jobs(context, {"MaxResults": 100}, now)
    names = [row["LabelingJobName"] for row in listed["LabelingJobSummaryList"]]
    return {
        name: operations.describe_labeling_job(context, {"LabelingJobName": name}, now)
        for name in names
    }


def lines(context, uri):
    return [json.loads(line) for line in context.objects.read(uri).splitlines()]


def output(context, job):
    return lines(context, job["LabelingJobOutput"]["OutputDatasetS3Uri"])


def source(job):
    return job["InputConfig"]["DataSource"]["S3DataSource"]["ManifestS3Uri"]


def test_every_sample_becomes_a_job(jobs):
    assert set(jobs) == {sample.name for sample in SAMPLES}
    assert len(jobs) >= 14


def test_there_is_a_job_in_every_status(jobs):
    assert {job["LabelingJobStatus"] for job in jobs.values()} == set(get_args(Status))


def test_five_task_types_and_a_multi_label_one_are_there(jobs):
    assert {task_types.task_type_of(job).suffix for job in jobs.values()} == {
        "BoundingBox",
        "ImageMultiClass",
        "ImageMultiClassMultiLabel",
        "NamedEntityRecognition",
        "SemanticSegmentation",
        "TextMultiClass",
    }


def test_jobs_were_created_over_the_last_weeks(context, jobs):
    now = context.clock.now()
    ages = sorted((now - job["CreationTime"]) / 86_400 for job in jobs.values())
    assert ages[0] < 1
    assert 14 < ages[-1] < 29


def test_all_pictures_are_in_the_bucket(context, jobs):
    named = {
        line["source-ref"]
        for name, job in jobs.items()
        if name != "lake-birds"
        for line in lines(context, source(job))
        if "source-ref" in line
    }
    assert len(named) > 100
    for uri in named:
        assert context.objects.read(uri) == drawings.draw(uri)


def test_templates_and_label_categories_are_in_the_bucket(context, jobs):
    for job in jobs.values():
        categories = json.loads(context.objects.read(job["LabelCategoryConfigS3Uri"]))
        assert categories["labels"]
        template = job["HumanTaskConfig"]["UiConfig"].get("UiTemplateS3Uri")
        assert template is None or b"<crowd-form>" in context.objects.read(template)


@pytest.mark.parametrize(
    ("name", "status"),
    [("road-scenes", "Stopped"), ("harbor-buoys", "Stopped"), ("road-weather", "Failed")],
)
def test_a_job_that_ended_early_has_the_labels_so_far(context, jobs, name, status):
    job = jobs[name]
    labeled = [line for line in output(context, job) if job["LabelAttributeName"] in line]
    assert job["LabelingJobStatus"] == status
    assert len(labeled) == job["LabelCounters"]["TotalLabeled"]
    assert 0 < len(labeled) < len(output(context, job))


def test_a_completed_job_has_failed_objects(jobs):
    counters = jobs["garden-birds"]["LabelCounters"]
    assert (jobs["garden-birds"]["LabelingJobStatus"], counters["Unlabeled"]) == ("Completed", 0)
    assert counters["FailedNonRetryableError"] == 3


def test_a_failed_job_has_no_output_manifest(jobs):
    assert jobs["lake-birds"]["LabelingJobStatus"] == "Failed"
    assert "manifests/lake-birds.manifest" in jobs["lake-birds"]["FailureReason"]


def test_the_chain_of_a_stopped_job_continues_its_label_attribute(context, jobs):
    prior, chained = jobs["road-scenes"], jobs["road-scenes-chain"]
    name = prior["LabelAttributeName"]
    assert chained["LabelAttributeName"] == name
    assert source(chained) == prior["LabelingJobOutput"]["OutputDatasetS3Uri"]
    before, after = output(context, prior), output(context, chained)
    assert [line[name] for line in before if name in line] == [
        new[name] for old, new in zip(before, after, strict=True) if name in old
    ]
    assert all(name in line for line in after)


def test_the_chain_of_a_completed_job_adds_a_label_attribute(context, jobs):
    first, second = (
        jobs[name]["LabelAttributeName"] for name in ("harbor-boats", "harbor-boats-chain")
    )
    assert first != second
    assert all(
        first in line and second in line for line in output(context, jobs["harbor-boats-chain"])
    )


@pytest.mark.parametrize("name", ["harbor-boats", "road-scenes"])
def test_chained_jobs_say_where_they_come_from(jobs, name):
    assert {"Key": "gtconsole:chained-from", "Value": name} in jobs[f"{name}-chain"]["Tags"]


def test_automated_labeling_leaves_machine_labels_and_a_model(jobs):
    job = jobs["support-tickets"]
    assert job["LabelCounters"]["MachineLabeled"] > job["LabelCounters"]["HumanLabeled"] > 0
    assert job["LabelCounters"]["TotalLabeled"] >= 1250
    assert ":model/" in job["LabelingJobOutput"]["FinalActiveLearningModelArn"]


def test_no_job_hands_a_wish_for_failures_on_to_its_clones(jobs):
    assert not [
        tag["Key"]
        for job in jobs.values()
        for tag in job["Tags"]
        if tag["Key"].startswith("gtconsole:simulate")
    ]


def test_no_failure_names_a_tag_that_its_job_has_not(jobs):
    assert not [job for job in jobs.values() if "gtconsole:" in job.get("FailureReason", "")]


@pytest.mark.parametrize("name", ["ticket-backlog", "fruit-boxes", "museum-archive", "bird-flocks"])
def test_work_goes_on_for_half_an_hour(context, jobs, name):
    later = context.clock.now() + 1800
    job = operations.describe_labeling_job(context, {"LabelingJobName": name}, later)
    assert job["LabelingJobStatus"] == "InProgress"
    assert job["LabelCounters"]["TotalLabeled"] > jobs[name]["LabelCounters"]["TotalLabeled"]


def test_a_second_start_makes_no_samples(tmp_path, monkeypatch):
    monkeypatch.setattr(samples, "SAMPLES", SAMPLES[:1])
    monkeypatch.setattr(samples, "MANIFESTS", ())
    first = create_app(tmp_path, samples=True).context.store.jobs("us-east-1")
    monkeypatch.setattr(samples, "SAMPLES", SAMPLES[:2])
    second = create_app(tmp_path, samples=True).context.store.jobs("us-east-1")
    assert [job.name for job in first] == [job.name for job in second] == ["harbor-boats"]


def test_samples_are_of_the_region_of_the_endpoint(tmp_path, monkeypatch):
    monkeypatch.setattr(samples, "SAMPLES", SAMPLES[:1])
    monkeypatch.setattr(samples, "MANIFESTS", ())
    elsewhere = create_app(tmp_path, region="eu-west-1").context
    samples.fill(elsewhere)
    job = elsewhere.store.job("eu-west-1", "harbor-boats")
    assert ":eu-west-1:" in job.request["HumanTaskConfig"]["WorkteamArn"]
    assert s3_uri.parse(job.output_manifest).bucket == drawings.BUCKET


def test_workers_browsers_may_load_the_samples(context):
    told = context.objects._client.get_bucket_cors(Bucket=drawings.BUCKET)
    assert told["CORSRules"] == [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]
