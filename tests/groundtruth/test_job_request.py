import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundtruth import api_model
from groundtruth.job_request import FIELDS, LABELS, FieldProblem, build, flatten, problems
from groundtruth.task_types import TASK_TYPES, algorithm_specification_arn
from tests.groundtruth.filled import REQUEST, filled, leaves

FILLED = flatten(filled())


def valid(**fields):
    """A bounding box job that breaks no rule, with some fields changed."""
    own = {
        "labeling_job_name": "cats",
        "label_attribute_name": "cats",
        "manifest_s3_uri": "s3://cats/in.manifest",
        "s3_output_path": "s3://cats/out",
        "role_arn": "arn:aws:iam::111122223333:role/labeling",
        "workteam_arn": "arn:aws:sagemaker:us-east-1:111122223333:workteam/private-crowd/people",
        "ui_template_s3_uri": "s3://cats/template.html",
        "pre_human_task_lambda_arn": lambda_arn("PRE-BoundingBox"),
        "annotation_consolidation_lambda_arn": lambda_arn("ACS-BoundingBox"),
        "task_title": "Cats",
        "task_description": "Draw a box around each cat.",
        "number_of_human_workers_per_data_object": 3,
        "task_time_limit_in_seconds": 3600,
    }
    return build({**own, **fields})


def lambda_arn(function):
    return f"arn:aws:lambda:us-east-1:432418664414:function:{function}"


def sentences(request):
    return [problem.text for problem in problems(request)]


def test_the_table_has_every_leaf_of_the_api_model_once():
    assert sorted(FIELDS.values()) == sorted(leaves())


def test_every_field_has_a_label_of_its_own():
    assert len(set(LABELS.values())) == len(FIELDS)


def test_the_filled_request_of_these_tests_is_valid_and_complete():
    assert api_model.violations(REQUEST, filled()) == []
    assert FILLED.keys() == FIELDS.keys()


@given(st.sets(st.sampled_from(sorted(FIELDS))))
def test_build_takes_back_what_flatten_gave(names):
    fields = {name: FILLED[name] for name in names}
    assert flatten(build(fields)) == fields
    assert build(flatten(build(fields))) == build(fields)


def test_the_filled_request_survives_both_ways():
    assert build(flatten(filled())) == filled()


def test_fields_are_laid_over_a_copy_of_the_draft():
    draft = {**filled(), "LaterMember": {"Deep": 1}}
    before = copy.deepcopy(draft)
    request = build({"task_title": "Dogs"}, draft)
    assert draft == before
    assert request["LaterMember"] == {"Deep": 1}
    request["HumanTaskConfig"]["TaskTitle"] = draft["HumanTaskConfig"]["TaskTitle"]
    assert request == draft


@pytest.mark.parametrize("nothing", [None, "", []])
def test_nothing_takes_a_member_and_its_empty_structures_away(nothing):
    draft = build({"subnets": ["subnet-1"], "role_arn": "role"})
    assert build({"subnets": nothing}, draft) == {"RoleArn": "role"}


def test_a_structure_with_other_members_stays():
    draft = build({"subnets": ["subnet-1"], "volume_kms_key_id": "key"})
    assert build({"subnets": []}, draft) == build({"volume_kms_key_id": "key"})


def test_taking_away_what_is_not_there_changes_nothing():
    assert build({"subnets": [], "dollars": None}, {"RoleArn": "role"}) == {"RoleArn": "role"}


def test_zero_is_a_value():
    assert flatten(build({"dollars": 0})) == {"dollars": 0}


def test_a_field_that_is_not_in_the_table_is_refused():
    with pytest.raises(KeyError):
        build({"colour": "red"})


def test_a_valid_request_has_no_problems():
    assert problems(valid()) == []


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("task_title", "a" * 130, "“Task title” is too long: 130 characters, at most 128."),
        (
            "task_title",
            "🐈",
            "“Task title” cannot be “🐈”: it must have no control characters and no emoji.",
        ),
        ("task_title", None, "“Task title” is missing: the job cannot be created without it."),
        ("role_arn", "arn", "“IAM role” is too short: 3 characters, at least 20."),
        (
            "role_arn",
            "arn:aws:iam::1:role/labeling",
            "“IAM role” cannot be “arn:aws:iam::1:role/labeling”: "
            "it must look like arn:aws:iam::111122223333:role/role-name.",
        ),
        (
            "manifest_s3_uri",
            "cats",
            "“Input dataset location” cannot be “cats”: it must look like s3://bucket/key.",
        ),
        (
            "task_description",
            "a\nb",
            "“Task description” cannot be “a\nb”: it must be a single line.",
        ),
        (
            "task_time_limit_in_seconds",
            29,
            "“Task timeout” must be at least 30 seconds, not 29 seconds.",
        ),
        (
            "task_time_limit_in_seconds",
            "an hour",
            "“Task timeout” must be a whole number, not “an hour”.",
        ),
        (
            "max_concurrent_task_count",
            6000,
            "“Maximum concurrent tasks” must be at most 5,000, not 6,000.",
        ),
        ("task_keywords", list("abcdef"), "“Task keywords” is too long: 6 entries, at most 5."),
        (
            "task_keywords",
            ["cats", "d" * 31],
            "Entry 2 of “Task keywords” is too long: 31 characters, at most 30.",
        ),
        (
            "tags",
            [{"Key": "a" * 129, "Value": ""}],
            "The key in entry 1 of “Tags” is too long: 129 characters, at most 128.",
        ),
        (
            "tags",
            [{"Key": "team"}],
            "The value in entry 1 of “Tags” is missing: the job cannot be created without it.",
        ),
        (
            "content_classifiers",
            ["Clean"],
            "Entry 1 of “Content” cannot be “Clean”: "
            "choose FreeOfPersonallyIdentifiableInformation or FreeOfAdultContent.",
        ),
        (
            "labeling_job_name",
            "my_cats",
            "“my_cats” contains “_”: a job name has only letters from a to z, digits and hyphens.",
        ),
        ("labeling_job_name", None, "The job name is empty: type 1 to 63 characters."),
        (
            "label_attribute_name",
            "a" * 128,
            f"“{'a' * 128}” is too long for a label attribute name: 128 characters, at most 127.",
        ),
        (
            "label_attribute_name",
            "cats-ref",
            "“cats-ref” ends with “-ref”, which is not allowed for Bounding box: "
            "choose another ending.",
        ),
        (
            "manifest_s3_uri",
            None,
            "The job has nothing to label: give the location of a manifest, like s3://bucket/key.",
        ),
        (
            "ui_template_s3_uri",
            None,
            "Workers have no page to work on: give a worker template or a worker user interface.",
        ),
        (
            "human_task_ui_arn",
            "arn:aws:sagemaker:us-east-1:394669845002:human-task-ui/NamedEntityRecognition",
            "A worker template and a worker user interface exclude each other: remove one.",
        ),
        (
            "task_time_limit_in_seconds",
            28_801,
            "A task of type Bounding box may take at most 8 hours, not 8 hours 1 second.",
        ),
        (
            "task_availability_lifetime_in_seconds",
            2_592_001,
            "A task may stay available to a private or vendor work team for at most "
            "30 days, not 30 days 1 second.",
        ),
        (
            "labeling_job_algorithm_specification_arn",
            "arn:aws:x/text-classification",
            "“arn:aws:x/text-classification” is not the algorithm for Bounding box: "
            "use the one that ends with /object-detection.",
        ),
    ],
)
def test_a_problem_is_one_sentence_at_its_field(field, value, sentence):
    assert problems(valid(**{field: value})) == [FieldProblem(field, sentence)]


def test_problems_come_all_at_once_and_in_the_order_of_the_form():
    request = valid(tags=[{"Key": "", "Value": ""}], labeling_job_name="-", task_title="")
    fields = [problem.field for problem in problems(request)]
    assert fields == ["labeling_job_name", "task_title", "tags"]


def test_an_empty_request_names_every_field_it_lacks():
    lacking = {problem.field for problem in problems({})}
    assert lacking == {
        "labeling_job_name",
        "label_attribute_name",
        "manifest_s3_uri",
        "s3_output_path",
        "role_arn",
        "workteam_arn",
        "number_of_human_workers_per_data_object",
        "task_time_limit_in_seconds",
        "task_title",
        "task_description",
        "ui_template_s3_uri",
    }


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (
            {**valid(), "Colour": 1},
            "“Colour” is not a member of the CreateLabelingJob request: remove it.",
        ),
        ({**valid(), "Tags": 1}, "“Tags” must be a list, not “1”."),
        (
            {**valid(), "OutputConfig": "s3://cats"},
            "“OutputConfig” must be a structure of members, not “s3://cats”.",
        ),
    ],
)
def test_a_request_of_the_wrong_shape_is_told_not_raised(request_, sentence):
    assert sentence in sentences(request_)


PUBLIC = {
    "workteam_arn": "arn:aws:sagemaker:us-east-1:394669845002:workteam/public-crowd/default",
    "cents": 3,
    "content_classifiers": ["FreeOfPersonallyIdentifiableInformation"],
}


def test_a_public_work_team_with_price_and_promise_is_fine():
    assert problems(valid(**PUBLIC)) == []


@pytest.mark.parametrize(
    ("field", "value", "at"),
    [
        ("cents", None, "dollars"),
        ("content_classifiers", ["FreeOfAdultContent"], "content_classifiers"),
        ("task_availability_lifetime_in_seconds", 43_201, "task_availability_lifetime_in_seconds"),
    ],
)
def test_a_public_work_team_has_rules_of_its_own(field, value, at):
    assert [problem.field for problem in problems(valid(**{**PUBLIC, field: value}))] == [at]


VIDEO = {
    "label_attribute_name": "cats-ref",
    "pre_human_task_lambda_arn": lambda_arn("PRE-VideoObjectTracking"),
    "number_of_human_workers_per_data_object": 1,
    "task_time_limit_in_seconds": 2_592_000,
}


def test_video_frames_may_take_thirty_days():
    assert problems(valid(**VIDEO)) == []


def test_video_frames_take_one_worker():
    request = valid(**{**VIDEO, "number_of_human_workers_per_data_object": 2})
    assert sentences(request) == [
        "Video frame object tracking takes exactly 1 worker per object, not 2."
    ]


def test_video_frames_are_not_for_the_public_workforce():
    [problem] = problems(valid(**{**VIDEO, **PUBLIC}))
    assert problem.field == "workteam_arn"


def test_automated_labeling_is_for_four_task_types_only():
    field = "labeling_job_algorithm_specification_arn"
    fields = {field: algorithm_specification_arn(TASK_TYPES["BoundingBox"], "us-east-1")}
    assert problems(valid(**fields)) == []
    [sentence] = sentences(valid(**VIDEO, **fields))
    assert sentence.startswith("Automated data labeling is not available for Video frame")


def test_a_streaming_job_needs_no_manifest():
    topic = "arn:aws:sns:us-east-1:111122223333:topic"
    assert problems(valid(manifest_s3_uri=None, input_sns_topic_arn=topic)) == []
