"""Every member of CreateLabelingJob goes from Describe by the form to Create, shown or not."""

import copy

import pytest

from tests.groundtruth.filled import filled, leaves
from tests.jobs.markup import fields, parse
from tests.jobs.paths import job
from tests.jobs.work import INITIALIZING, STOPPING
from tests.local_endpoint import TEMPLATE, input_manifest, label_categories

LINEAGE = "gtconsole:cloned-from"
MODEL = "arn:aws:sagemaker:us-east-1:123456789012:model/cats"
UI = ("HumanTaskConfig", "UiConfig")


def source_request(work, ui_member):
    """Every member there is but one: a job has either template or ready-made interface."""
    work.s3.create_bucket(Bucket="bucket")
    work.s3.put_object(Bucket="bucket", Key="key", Body=TEMPLATE)
    request = filled()
    request["InputConfig"]["DataSource"]["S3DataSource"]["ManifestS3Uri"] = work.put(
        "in.manifest", input_manifest(3)
    )
    request["LabelCategoryConfigS3Uri"] = work.put("labels.json", label_categories("cat"))
    automated = request["LabelingJobAlgorithmsConfig"]
    automated["InitialActiveLearningModelArn"] = MODEL
    ui = request["HumanTaskConfig"]["UiConfig"]
    request["HumanTaskConfig"]["UiConfig"] = {ui_member: ui[ui_member]}
    return request


def as_asked(described, request):
    """Of a Describe answer what the request had members for."""
    return {name: described.get(name) for name in request}


@pytest.fixture(params=["UiTemplateS3Uri", "HumanTaskUiArn"])
def request_of_source(request, work):
    asked = source_request(work, request.param)
    work.sagemaker.create_labeling_job(**asked)
    work.advance(INITIALIZING + 1)
    work.sagemaker.stop_labeling_job(LabelingJobName="cats")
    work.advance(STOPPING + 1)
    return asked


def cloned(client, work, **changes):
    path = job("cats", "clone/")
    answer = client.post(path, fields(client.get(path)) | changes)
    assert answer.status_code == 303, parse(answer).one("main").text
    return work.describe("cats-clone")


def test_the_source_has_every_member(request_of_source):
    def present(value, path):
        for member in path:
            value = value.get(member) if isinstance(value, dict) else None
        return value is not None

    missing = [path for path in leaves() if not present(request_of_source, path)]
    assert [path[:2] for path in missing] == [UI]


def test_every_member_survives_a_clone(client, work, request_of_source):
    expected = copy.deepcopy(request_of_source)
    expected |= {"LabelingJobName": "cats-clone", "LabelAttributeName": "cats-clone"}
    expected["Tags"] = [*expected["Tags"], {"Key": LINEAGE, "Value": "cats"}]
    assert as_asked(cloned(client, work), expected) == expected


def test_every_member_survives_a_refusal_in_between(client, work, request_of_source):
    path = job("cats", "clone/")
    form = fields(client.get(path))
    refused = client.post(path, form | {"labeling_job_name": "a b"})
    assert refused.status_code == 422
    answer = client.post(path, fields(refused) | {"labeling_job_name": "cats-clone"})
    assert answer.status_code == 303
    expected = copy.deepcopy(request_of_source)
    expected |= {"LabelingJobName": "cats-clone", "LabelAttributeName": "cats-clone"}
    expected["Tags"] = [*expected["Tags"], {"Key": LINEAGE, "Value": "cats"}]
    assert as_asked(work.describe("cats-clone"), expected) == expected


def test_one_changed_member_changes_nothing_else(client, work, request_of_source):
    described = cloned(client, work, task_title="Other")
    expected = copy.deepcopy(request_of_source["HumanTaskConfig"]) | {"TaskTitle": "Other"}
    assert described["HumanTaskConfig"] == expected


def test_nothing_of_what_describe_adds_is_sent(client, work, request_of_source):
    described = cloned(client, work)
    added = {"LabelingJobStatus", "LabelCounters", "CreationTime", "LastModifiedTime"}
    added |= {"JobReferenceCode", "LabelingJobArn"}
    assert described.keys() - request_of_source.keys() == added
