import pytest

from groundtruth.arns import arns, foreign, misplaced

OWN = "arn:aws:sagemaker:us-west-2:111122223333:workteam/private-crowd/labelers"
LAMBDA = "arn:aws:lambda:{}:{}:function:{}"
SAGEMAKER = "arn:aws:sagemaker:{}:{}:{}"
EAST, WEST = ("us-east-1", "432418664414"), ("us-west-2", "081040173940")
PRE, CONSOLIDATION = "pre_human_task_lambda_arn", "annotation_consolidation_lambda_arn"


@pytest.mark.parametrize(
    ("field", "arn", "right"),
    [
        (PRE, LAMBDA.format(*WEST, "PRE-BoundingBox"), LAMBDA.format(*EAST, "PRE-BoundingBox")),
        (
            PRE,
            LAMBDA.format(EAST[0], WEST[1], "PRE-BoundingBox"),
            LAMBDA.format(*EAST, "PRE-BoundingBox"),
        ),
        (
            CONSOLIDATION,
            LAMBDA.format(WEST[0], EAST[1], "ACS-TextMultiClass"),
            LAMBDA.format(*EAST, "ACS-TextMultiClass"),
        ),
        (
            "human_task_ui_arn",
            SAGEMAKER.format("us-west-2", "394669845002", "human-task-ui/VideoObjectDetection"),
            SAGEMAKER.format("us-east-1", "394669845002", "human-task-ui/VideoObjectDetection"),
        ),
        (
            "human_task_ui_arn",
            SAGEMAKER.format(
                "us-east-1", "394669845002", "human-task-ui/3DPointCloudObjectTracking"
            ),
            SAGEMAKER.format("us-east-1", "394669845002", "human-task-ui/PointCloudObjectTracking"),
        ),
        (
            "labeling_job_algorithm_specification_arn",
            SAGEMAKER.format(
                "us-east-1", "111122223333", "labeling-job-algorithm-specification/object-detection"
            ),
            SAGEMAKER.format(
                "us-east-1", "027400017018", "labeling-job-algorithm-specification/object-detection"
            ),
        ),
        (
            "workteam_arn",
            SAGEMAKER.format("eu-west-1", "394669845002", "workteam/public-crowd/default"),
            SAGEMAKER.format("us-east-1", "394669845002", "workteam/public-crowd/default"),
        ),
    ],
)
def test_the_right_one_is_offered_for_what_aws_owns(field, arn, right):
    (found,) = misplaced({field: arn}, "us-east-1")
    assert (found.field, found.right) == (field, right)
    assert arn in found.text
    assert found.text.endswith(f"use “{right}”.")
    assert misplaced({field: right}, "us-east-1") == []


@pytest.mark.parametrize(
    ("field", "arn"),
    [
        ("workteam_arn", OWN),
        (PRE, LAMBDA.format("us-west-2", "111122223333", "mine")),
        (PRE, LAMBDA.format("us-west-2", "111122223333", "PRE-BoundingBox")),
        (PRE, LAMBDA.format(*WEST, "PRE-Unheard")),
        ("kms_key_id", "arn:aws:kms:us-west-2:111122223333:key/1"),
        ("output_sns_topic_arn", "arn:aws:sns:us-west-2:111122223333:topic"),
        ("human_task_ui_arn", SAGEMAKER.format("us-west-2", "111122223333", "human-task-ui/mine")),
    ],
)
def test_what_is_one_s_own_has_to_be_in_the_region(field, arn):
    (found,) = misplaced({field: arn}, "us-east-1")
    assert found.right == ""
    assert "is in us-west-2, and the job is to run in us-east-1" in found.text
    assert misplaced({field: arn}, "us-west-2") == []


def test_what_has_no_region_is_not_looked_at():
    fields = {
        "role_arn": "arn:aws:iam::111122223333:role/labeling",
        "kms_key_id": "alias/mine",
        "number_of_human_workers_per_data_object": 1,
        "workteam_arn": OWN,
    }
    assert arns(fields) == [("workteam_arn", OWN)]


def test_every_misplaced_arn_is_told():
    west = {"workteam_arn": OWN, PRE: LAMBDA.format(*WEST, "PRE-BoundingBox")}
    assert [each.field for each in misplaced(west, "us-east-1")] == ["workteam_arn", PRE]


def test_what_belongs_to_another_account_is_foreign():
    model = "arn:aws:sagemaker:us-east-1:111122223333:model/cats"
    fields = {"initial_active_learning_model_arn": model}
    assert foreign(fields, "111122223333") == []
    (found,) = foreign(fields, "444455556666")
    assert found.field == "initial_active_learning_model_arn"
    assert "belongs to the account 111122223333: choose one of 444455556666." in found.text


def test_what_is_aws_s_own_is_not_foreign():
    ui = "arn:aws:sagemaker:us-east-1:394669845002:human-task-ui/VideoObjectDetection"
    function = "arn:aws:lambda:us-east-1:432418664414:function:PRE-BoundingBox"
    fields = {"human_task_ui_arn": ui, "pre_human_task_lambda_arn": function}
    assert foreign(fields, "111122223333") == []
