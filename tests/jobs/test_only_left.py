"""Only what is left: a completed job with failed objects leads to a chain that labels those."""

import pytest

from tests.jobs.browse import count, press_create
from tests.jobs.markup import by_id, fields, parse
from tests.jobs.paths import fragment, job

DAY = 86_400
FAILS = {"gtconsole:simulate-failed-objects": "3"}
MANIFESTS = "/us-east-1/manifests/"


@pytest.fixture
def partly(work):
    """A completed job of ten objects, three of which expired after a day."""
    return work.completed("cats", tags=FAILS, TaskAvailabilityLifetimeInSeconds=DAY)


def chain_of(client, page):
    (link,) = [each for each in parse(page).links if "only=left" in each]
    return client.get(link)


def test_the_job_says_how_many_why_and_what_to_change(client, partly):
    told = by_id(client.get(job(partly)), "leftovers").text
    assert "3 objects of cats have no label. 3 failed." in told
    assert "3 × ClientError: Annotation tasks expired." in told
    assert "Tasks waited 1 day for workers. The new job lets them wait 2 days" in told


def test_the_chain_is_filled_to_label_only_those(client, partly):
    page = chain_of(client, client.get(job(partly)))
    assert count(page).startswith("3 of 10 objects will be labeled.")
    sent = fields(page)
    assert sent["specify_label_attribute_name"] == "on"
    assert (sent["label_attribute_name"], sent["labeling_job_name"]) == ("cats", "cats-chain")
    assert sent["task_availability_lifetime_in_seconds"] == "2 days"
    assert '"TaskAvailabilityLifetimeInSeconds": 172800' in by_id(page, "request").raw_text


def test_the_job_that_is_created_labels_only_those(client, work, partly):
    press_create(client, chain_of(client, client.get(job(partly))))
    made = work.describe("cats-chain")
    assert made["LabelAttributeName"] == "cats"
    assert made["HumanTaskConfig"]["TaskAvailabilityLifetimeInSeconds"] == 2 * DAY
    assert made["InputConfig"]["DataSource"]["S3DataSource"]["ManifestS3Uri"].startswith(
        "s3://test-bucket/output/cats/"
    )


def test_the_manifest_says_so_too(client, work, partly):
    uri = work.describe(partly)["LabelingJobOutput"]["OutputDatasetS3Uri"]
    page = client.get(MANIFESTS, {"uri": uri})
    assert "3 objects of cats have no label." in by_id(page, "leftovers").text
    assert count(chain_of(client, page)).startswith("3 of 10")


def test_a_job_that_labeled_everything_offers_nothing(client, work):
    work.completed()
    assert "only=left" not in client.get(job("cats")).content.decode()


def test_a_stopped_job_offers_nothing_beside_chain(client, work):
    work.stopped()
    assert "only=left" not in client.get(job("cats")).content.decode()


def test_the_page_goes_on_without_the_manifest(client, work, partly):
    work.delete(work.describe(partly)["LabelingJobOutput"]["OutputDatasetS3Uri"])
    assert "3 objects of cats have no label." in by_id(client.get(job(partly)), "leftovers").text


def test_a_tab_alone_does_not_count_the_manifest(client, partly, calls):
    client.get(job(partly), {"tab": "tags"}, headers=fragment("job-tab"))
    assert [each for each in calls if each != "GetCallerIdentity"] == ["DescribeLabelingJob"]
