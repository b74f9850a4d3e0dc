import pytest

from groundtruth import api_model
from groundtruth.api_model import Violation, violations

JOB_NAME_PATTERN = "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}"
AMOUNT = {"AmountInUsd": {"Dollars": 0, "Cents": 3, "TenthFractionsOfACent": 6}}


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        ("LabelingJobName", "cats-2"),
        ("TaskTimeLimitInSeconds", 30),
        ("TaskKeywords", ["cats", "big dogs"]),
        ("TaskKeywords", ("cats",)),
        ("PublicWorkforceTaskPrice", AMOUNT),
        ("Tag", {"Key": "équipe 猫", "Value": ""}),
        ("Timestamp", 1_700_000_000.5),
        ("LabelingJobStatus", "InProgress"),
        ("LabelingJobDataSource", {}),
        ("EnvironmentMap", {"A": "b"}),
    ],
)
def test_a_value_that_fits_has_no_violations(shape, value):
    assert violations(shape, value) == []


@pytest.mark.parametrize(
    ("shape", "value", "constraint", "limit"),
    [
        ("LabelingJobName", "", "min_length", 1),
        ("RoleArn", "arn:aws:iam", "min_length", 20),
        ("TaskTitle", "a" * 129, "max_length", 128),
        ("Tag", {"Key": "a", "Value": "a" * 257}, "max_length", 256),
        ("TaskKeywords", [], "min_length", 1),
        ("TaskKeywords", ["a"] * 6, "max_length", 5),
        ("TaskTimeLimitInSeconds", 29, "min", 30),
        ("MaxConcurrentTaskCount", 0, "min", 1),
        ("NumberOfHumanWorkersPerDataObject", 10, "max", 9),
        ("MaxPercentageOfInputDatasetLabeled", 123, "max", 100),
        ("LabelingJobName", "my_cats", "pattern", JOB_NAME_PATTERN),
        ("LabelingJobName", "cats\n", "pattern", JOB_NAME_PATTERN),
        ("TaskDescription", "one\ntwo", "pattern", ".+"),
        ("LabelingJobStatus", "Done", "enum", None),
        ("ContentClassifier", "Clean", "enum", None),
        ("LabelingJobName", 7, "type", "string"),
        ("TaskTimeLimitInSeconds", "60", "type", "integer"),
        ("TaskTimeLimitInSeconds", 60.0, "type", "integer"),
        ("TaskTimeLimitInSeconds", True, "type", "integer"),
        ("TaskKeywords", "cats", "type", "list"),
        ("LabelingJobInputConfig", "s3://cats", "type", "structure"),
        ("LabelingJobName", None, "type", "string"),
        ("Tag", {"Key": "a"}, "required", None),
        ("Tag", {"Key": "a", "Value": None}, "required", None),
        ("Tag", {"Key": "a", "Value": "b", "Note": "c"}, "unknown", None),
        ("EnvironmentMap", {"A-": "b"}, "pattern", None),
    ],
)
def test_a_broken_constraint_is_named(shape, value, constraint, limit):
    found = violations(shape, value)
    assert constraint in [each.constraint for each in found]
    assert limit is None or limit in [each.limit for each in found]


def test_a_violation_has_path_value_and_limit():
    request = {"HumanTaskConfig": {"TaskKeywords": ["cats", "d" * 31]}}
    found = violations("CreateLabelingJobRequest", request)
    path = ("HumanTaskConfig", "TaskKeywords", 1)
    assert Violation(path, "max_length", "d" * 31, 30) in found


def test_an_enum_tells_what_is_allowed():
    [violation] = violations("ContentClassifier", "Clean")
    assert violation.limit == ("FreeOfPersonallyIdentifiableInformation", "FreeOfAdultContent")


def test_every_violation_is_found_in_the_models_order():
    request = {"Foo": 1, "Tags": [{"Key": ""}], "LabelingJobName": "a_" * 40}
    found = violations("CreateLabelingJobRequest", request)
    assert [(each.path, each.constraint) for each in found] == [
        (("LabelingJobName",), "max_length"),
        (("LabelingJobName",), "pattern"),
        (("LabelAttributeName",), "required"),
        (("InputConfig",), "required"),
        (("OutputConfig",), "required"),
        (("RoleArn",), "required"),
        (("HumanTaskConfig",), "required"),
        (("Tags", 0, "Key"), "min_length"),
        (("Tags", 0, "Value"), "required"),
        (("Foo",), "unknown"),
    ]


def test_a_member_that_is_none_counts_as_absent():
    assert violations("LabelingJobS3DataSource", {"ManifestS3Uri": None}) == violations(
        "LabelingJobS3DataSource", {}
    )


def test_a_shape_is_found_by_its_name():
    assert api_model.shape("LabelingJobName").metadata["max"] == 63
