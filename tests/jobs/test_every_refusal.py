"""What the endpoint refuses, the form refuses before it, and names the field."""

import pytest
from botocore.exceptions import ClientError

from groundtruth import job_request
from groundtruth.job_request import FIELDS
from tests.jobs.browse import send
from tests.jobs.markup import fields, parse
from tests.jobs.paths import job
from tests.local_endpoint import REGION, create_request

CLONE = job("cats", "clone/")
MINE = f"arn:aws:sagemaker:{REGION}:123456789012"
PUBLIC = f"arn:aws:sagemaker:{REGION}:394669845002:workteam/public-crowd/default"
ALGORITHM = (
    f"arn:aws:sagemaker:{REGION}:027400017018:labeling-job-algorithm-specification/"
    "image-classification"
)
AUTOMATED = {"enable_automated_data_labeling": "on"}
NAMED = {"specify_label_attribute_name": "on"}

# Fields of the request, what is said in them, and what is typed for it where that is not the same.
TYPED_AS_IT_IS = [
    ("labeling_job_name", "a_b"),
    ("labeling_job_name", "a" * 64),
    ("labeling_job_name", ""),
    ("manifest_s3_uri", "my manifest"),
    ("manifest_s3_uri", "s3://b/" + "k" * 1024),
    ("s3_output_path", "out"),
    ("s3_output_path", ""),
    ("role_arn", "admin"),
    ("role_arn", ""),
    ("max_human_labeled_object_count", 0),
    ("max_percentage_of_input_dataset_labeled", 0),
    ("max_percentage_of_input_dataset_labeled", 101),
    ("kms_key_id", "no key!"),
    ("kms_key_id", "k" * 2049),
    ("workteam_arn", "labelers"),
    ("workteam_arn", ""),
    ("workteam_arn", f"{MINE}:workteam/private-crowd/" + "t" * 256),
    ("workteam_arn", f"{MINE}:workteam/private-crowd/t".replace(REGION, "eu-west-1")),
    ("number_of_human_workers_per_data_object", 0),
    ("number_of_human_workers_per_data_object", 10),
    ("task_time_limit_in_seconds", 29),
    ("task_time_limit_in_seconds", 28_801),
    ("task_availability_lifetime_in_seconds", 59),
    ("task_availability_lifetime_in_seconds", 2_592_001),
    ("max_concurrent_task_count", 0),
    ("max_concurrent_task_count", 5_001),
    ("task_title", ""),
    ("task_title", "t" * 129),
    ("task_description", ""),
    ("task_description", "d" * 256),
    ("label_category_config_s3_uri", "labels.json"),
    ("ui_template_s3_uri", "page.liquid"),
    ("ui_template_s3_uri", ""),
]
CASES = [
    *((field, value, {field: str(value)}, field) for field, value in TYPED_AS_IT_IS),
    *(
        ("label_attribute_name", name, NAMED | {"label_attribute_name": name}, "")
        for name in ("a b", "a" * 128, "source", "x-metadata", "x-ref")
    ),
    ("task_keywords", ["k"] * 6, {"task_keywords": "k, k, k, k, k, k"}, ""),
    ("task_keywords", ["k" * 31], {"task_keywords": "k" * 31}, ""),
    ("task_keywords", ["multi-label"], {"task_keywords": "multi-label"}, ""),
    ("content_classifiers", ["Harmless"], {"content_classifiers": "Harmless"}, ""),
    ("initial_active_learning_model_arn", "a model", AUTOMATED, ""),
    ("initial_active_learning_model_arn", f"{MINE}:model/m".replace("1234", "4321"), AUTOMATED, ""),
    ("volume_kms_key_id", "no key!", AUTOMATED, ""),
    ("security_group_ids", ["sg-1"] * 6, AUTOMATED, ""),
    ("subnets", ["subnet-1"] * 17, AUTOMATED, ""),
    ("subnets", ["subnet 1"], AUTOMATED, ""),
    ("tags", [{"Key": "", "Value": "v"}], {"tags-key": "", "tags-value": "v"}, ""),
    ("tags", [{"Key": "k" * 129, "Value": ""}], {"tags-key": "k" * 129, "tags-value": ""}, ""),
    ("tags", [{"Key": "aws:k", "Value": ""}], {"tags-key": "aws:k", "tags-value": ""}, ""),
    (
        "tags",
        [{"Key": "k", "Value": "1"}, {"Key": "k", "Value": "2"}],
        {"tags-key": ["k", "k"], "tags-value": ["1", "2"]},
        "",
    ),
    (
        "tags",
        [{"Key": str(number), "Value": ""} for number in range(51)],
        {"tags-key": [str(number) for number in range(51)], "tags-value": [""] * 51},
        "",
    ),
    ("dollars", 3, {"worker_type": "public", "price_per_task": "3"}, "price_per_task"),
    ("workteam_arn", PUBLIC, {"worker_type": "public"}, "price_per_task"),
    ("workteam_arn", PUBLIC, {"worker_type": "public"}, "content_classifiers"),
]


def typed(field, value, changes):
    """What is typed beside what the case says of itself."""
    if changes is not AUTOMATED:
        return changes
    text = ", ".join(value) if isinstance(value, list) else value
    return AUTOMATED | {field: text}


def refused_by_the_endpoint(work, field, value):
    request = create_request("dogs", InputConfig=work.describe()["InputConfig"])
    request["LabelCategoryConfigS3Uri"] = work.describe()["LabelCategoryConfigS3Uri"]
    holder = {"labeling_job_algorithm_specification_arn": ALGORITHM}
    automated = FIELDS[field][0] == "LabelingJobAlgorithmsConfig"
    request = job_request.build(holder if automated else {}, request)
    *structures, member = FIELDS[field]
    inside = request
    for structure in structures:
        inside = inside.setdefault(structure, {})
    inside[member] = value
    with pytest.raises(ClientError) as refusal:
        work.sagemaker.create_labeling_job(**request)
    return refusal.value.response["Error"]["Code"]


def named(page):
    """The fields that the page says something against: under them, or in what was looked up."""
    root = parse(page)
    under = {each["id"].removesuffix("-msg") for each in root.of_class("field__msg") if each.text}
    return under | {link.removeprefix("#") for link in root.one(id="preflight").links}


@pytest.mark.parametrize(
    ("field", "value", "changes", "place"),
    CASES,
    ids=[f"{field}-{str(value)[:24]}" for field, value, _, _ in CASES],
)
def test_what_the_endpoint_refuses_is_refused_at_its_field(
    client, work, settings, field, value, changes, place
):
    settings.CHECK_BEFORE_CREATING = True
    work.completed(lines=1250 if changes is AUTOMATED else 10)
    assert refused_by_the_endpoint(work, field, value) == "ValidationException"
    page = send(client, CLONE, **typed(field, value, changes))
    assert page.status_code == 422
    assert (place or field) in named(page)
    assert work.names() == ["cats"]
    assert fields(page)


def test_a_name_that_is_taken_is_refused_at_its_field(client, work):
    work.completed()
    page = send(client, CLONE, labeling_job_name="CATS")
    assert page.status_code == 422
    assert "labeling_job_name" in named(page)


def test_every_field_of_a_request_that_can_be_typed_is_in_the_table(client, work):
    work.completed(LabelingJobAlgorithmsConfig={"LabelingJobAlgorithmSpecificationArn": ALGORITHM})
    shown = {name for name in fields(client.get(CLONE)) if name in FIELDS}
    own_functions = {"pre_human_task_lambda_arn", "annotation_consolidation_lambda_arn"}
    assert shown - own_functions <= {case[0] for case in CASES}
