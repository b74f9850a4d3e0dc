import copy
import datetime

import pytest

from groundtruth import api_model, reuse
from groundtruth.job_request import build
from groundtruth.task_types import TASK_TYPES, pre_human_task_lambda_arn
from tests.groundtruth.filled import REQUEST, filled

OUTPUT = "s3://cats/out/Cats/manifests/output/output.manifest"
MODEL = "arn:aws:sagemaker:us-east-1:111122223333:model/last-of-cats"
STATUSES = ["Initializing", "InProgress", "Completed", "Failed", "Stopping", "Stopped"]


def described(status="Stopped", request=None, **members):
    """What DescribeLabelingJob answers for a request, with the members only Describe has."""
    now = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)
    answer = {
        "LabelingJobStatus": status,
        "LabelCounters": {"TotalLabeled": 3, "Unlabeled": 5, "FailedNonRetryableError": 2},
        "FailureReason": "Tasks expired.",
        "CreationTime": now,
        "LastModifiedTime": now,
        "JobReferenceCode": "111122223333abcdef",
        "LabelingJobArn": "arn:aws:sagemaker:us-east-1:111122223333:labeling-job/cats",
        "LabelingJobOutput": {"OutputDatasetS3Uri": OUTPUT, "FinalActiveLearningModelArn": ""},
        "ResponseMetadata": {"HTTPStatusCode": 200},
    }
    return {**answer, **copy.deepcopy(request or simple_request()), **members}


def simple_request(task_type="BoundingBox", **fields):
    return build(
        {
            "labeling_job_name": "Cats",
            "label_attribute_name": "whiskers",
            "manifest_s3_uri": "s3://cats/in.manifest",
            "s3_output_path": "s3://cats/out/",
            "pre_human_task_lambda_arn": pre_human_task_lambda_arn(
                TASK_TYPES[task_type], "us-east-1"
            ),
            **fields,
        }
    )


def streaming_request():
    return simple_request(input_sns_topic_arn="arn:aws:sns:us-east-1:111122223333:topic")


def row(status, **members):
    """A row of ListLabelingJobs, which knows neither output location nor label attribute."""
    return {"LabelingJobName": "cats", "LabelingJobStatus": status, **members}


@pytest.mark.parametrize("how", ["chain", "clone"])
@pytest.mark.parametrize("status", ["Completed", "Failed", "Stopped"])
def test_a_job_that_has_ended_can_be_reused(status, how):
    assert reuse.why_not(row(status), how) is None
    assert reuse.why_not(described(status), how) is None


@pytest.mark.parametrize("how", ["chain", "clone"])
@pytest.mark.parametrize(
    ("status", "ending"),
    [
        ("Initializing", "cats is Initializing: wait."),
        ("InProgress", "cats is In progress: stop it or wait."),
        ("Stopping", "cats is Stopping: wait."),
    ],
)
def test_a_job_that_has_not_ended_cannot_be_reused(status, ending, how):
    sentence = f"Chain and Clone need a job that is Completed, Failed or Stopped. {ending}"
    assert reuse.why_not(row(status), how) == sentence


def test_a_streaming_job_can_be_cloned_but_not_chained():
    job = described(request=streaming_request(), LabelingJobName="cats")
    assert reuse.why_not(job, "clone") is None
    assert reuse.why_not(job, "chain") == "cats has no output manifest to chain from. Use Clone."


@pytest.mark.parametrize("status", STATUSES)
def test_only_a_job_in_progress_can_be_stopped(status):
    sentence = {
        "InProgress": None,
        "Stopping": "This job is already stopping.",
    }.get(status, "Only a job that is In progress can be stopped.")
    assert reuse.why_not_stop(row(status)) == sentence


def test_the_output_manifest_is_where_the_answer_says():
    assert reuse.output_manifest(described()) == OUTPUT


@pytest.mark.parametrize("output", [None, {}, {"OutputDatasetS3Uri": ""}])
def test_the_output_manifest_of_a_failed_job_is_derived_in_the_case_of_its_name(output):
    assert reuse.output_manifest(described("Failed", LabelingJobOutput=output)) == OUTPUT


def test_a_row_tells_its_output_manifest_or_not():
    told = row("Completed", LabelingJobOutput={"OutputDatasetS3Uri": OUTPUT})
    assert reuse.output_manifest(told) == OUTPUT
    assert reuse.output_manifest(row("Completed")) is None


def test_a_streaming_job_has_no_output_manifest():
    assert reuse.output_manifest(described(request=streaming_request())) is None


def test_a_clone_keeps_every_member_of_the_request():
    job = described(request=filled())
    request = reuse.clone(job, "new")
    assert request == {**filled(), "LabelingJobName": "new", "LabelAttributeName": "new"}


def test_a_clone_of_any_answer_is_a_valid_request():
    assert api_model.violations(REQUEST, reuse.clone(described(request=filled()), "new")) == []


def test_a_clone_shares_nothing_with_the_answer():
    job = described(request=filled())
    reuse.clone(job, "new")["Tags"][0]["Key"] = "changed"
    reuse.clone(job, "new")["HumanTaskConfig"]["TaskKeywords"].append("changed")
    assert job == described(request=filled())


def test_what_describe_gives_for_unset_members_is_dropped():
    request = simple_request()
    request["OutputConfig"]["KmsKeyId"] = ""
    request["InputConfig"]["DataAttributes"] = {"ContentClassifiers": []}
    request["LabelCategoryConfigS3Uri"] = ""
    request["StoppingConditions"] = {}
    request["Tags"] = []
    cloned = reuse.clone(described(request=request), "new")
    assert cloned == {
        **simple_request(),
        "LabelingJobName": "new",
        "LabelAttributeName": "new",
    }


def test_tags_of_aws_are_dropped_and_empty_values_of_others_kept():
    tags = [{"Key": "aws:cloudformation:stack", "Value": "x"}, {"Key": "team", "Value": ""}]
    cloned = reuse.clone(described(Tags=tags), "new")
    assert cloned["Tags"] == [{"Key": "team", "Value": ""}]


def test_a_clone_with_tags_of_aws_only_has_no_tags():
    assert "Tags" not in reuse.clone(described(Tags=[{"Key": "aws:a", "Value": "b"}]), "new")


@pytest.mark.parametrize("status", ["Completed", "Failed", "Stopped"])
def test_a_clone_writes_under_its_own_name_and_reads_the_input_again(status):
    cloned = reuse.clone(described(status), "new")
    assert cloned["LabelAttributeName"] == "new"
    assert _manifest(cloned) == "s3://cats/in.manifest"


def test_a_clone_gets_ref_where_its_type_needs_it():
    job = described(request=simple_request("SemanticSegmentation"))
    assert reuse.clone(job, "new")["LabelAttributeName"] == "new-ref"


@pytest.mark.parametrize(
    ("status", "task_type", "name"),
    [
        ("Completed", "BoundingBox", "new"),
        ("Completed", "SemanticSegmentation", "new-ref"),
        ("Stopped", "BoundingBox", "whiskers"),
        ("Failed", "BoundingBox", "whiskers"),
    ],
)
def test_a_chain_keeps_the_label_attribute_of_a_job_that_did_not_finish(status, task_type, name):
    job = described(status, request=simple_request(task_type))
    assert reuse.chain(job, "new")["LabelAttributeName"] == name


def test_a_chain_is_a_clone_that_reads_the_output_manifest():
    job = described("Completed", request=filled())
    del job["InputConfig"]["DataSource"]["SnsDataSource"]
    expected = reuse.clone(job, "new")
    expected["InputConfig"]["DataSource"]["S3DataSource"]["ManifestS3Uri"] = OUTPUT
    assert reuse.chain(job, "new") == expected


def test_an_answer_without_its_label_attribute_name_is_read_as_the_default():
    job = described()
    del job["LabelAttributeName"]
    assert reuse.chain(job, "new")["LabelAttributeName"] == "Cats"


def test_a_streaming_job_cannot_be_chained():
    with pytest.raises(
        ValueError, match=r"^Cats has no output manifest to chain from\. Use Clone\.$"
    ):
        reuse.chain(described(request=streaming_request()), "new")


@pytest.mark.parametrize("status", STATUSES)
def test_the_label_attribute_name_is_kept_by_status(status):
    assert reuse.keeps_label_attribute_name(row(status)) == (status in ("Stopped", "Failed"))


def test_unfinished_objects_are_unlabeled_and_failed_ones():
    assert reuse.unfinished(described()) == 7
    assert reuse.unfinished(row("Completed", LabelCounters={})) == 0


def automated(**members):
    """A stopped job with automated data labeling that began with a model of its own."""
    request = simple_request(
        labeling_job_algorithm_specification_arn="arn:aws:x/object-detection",
        initial_active_learning_model_arn="first",
    )
    return described(request=request, **members)


def carried(prior, label_attribute_name):
    request = {**reuse.chain(prior, "new"), "LabelAttributeName": label_attribute_name}
    config = reuse.carry_model(request, prior)["LabelingJobAlgorithmsConfig"]
    return config.get("InitialActiveLearningModelArn")


TRAINED = {"OutputDatasetS3Uri": OUTPUT, "FinalActiveLearningModelArn": MODEL}


def test_the_same_label_attribute_name_starts_from_the_last_model():
    assert carried(automated(LabelingJobOutput=TRAINED), "whiskers") == MODEL


def test_a_new_label_attribute_name_starts_without_a_model():
    assert carried(automated(LabelingJobOutput=TRAINED), "new") is None


def test_a_job_that_trained_no_model_passes_on_the_one_it_began_with():
    assert carried(automated(), "whiskers") == "first"


def test_without_automated_labeling_no_model_is_carried():
    prior = described(LabelingJobOutput=TRAINED)
    request = reuse.chain(prior, "new")
    assert reuse.carry_model(request, prior) == request


def test_carrying_a_model_leaves_the_given_request_alone():
    prior = automated(LabelingJobOutput=TRAINED)
    request = reuse.chain(prior, "new")
    before = copy.deepcopy(request)
    reuse.carry_model(request, prior)
    assert request == before


def test_a_lineage_tag_is_read_back():
    for how in ("chain", "clone"):
        request = reuse.with_lineage_tag(simple_request(), how, "Cats")
        assert reuse.prior_job(described(request=request)) == (how, "Cats")


def test_a_lineage_tag_replaces_older_ones_and_keeps_others():
    team = {"Key": "team", "Value": "x"}
    request = reuse.with_lineage_tag({"Tags": [team]}, "clone", "first")
    request = reuse.with_lineage_tag(request, "chain", "second")
    assert request["Tags"] == [team, {"Key": "gtconsole:chained-from", "Value": "second"}]


def test_lineage_gives_way_to_fifty_tags_of_the_user():
    tags = [{"Key": f"k{n}", "Value": ""} for n in range(50)]
    assert reuse.with_lineage_tag({"Tags": tags}, "chain", "Cats")["Tags"] == tags


@pytest.mark.parametrize("tags", [None, [], [{"Key": "team", "Value": "x"}]])
def test_a_job_without_a_lineage_tag_has_no_prior_job(tags):
    assert reuse.prior_job(described(Tags=tags)) is None


def test_a_job_is_chained_from_the_one_whose_output_it_reads():
    prior = described()
    chained = described(request=reuse.chain(prior, "new"), LabelingJobOutput=None)
    assert reuse.is_chained_from(chained, prior)
    assert not reuse.is_chained_from(prior, chained)
    assert not reuse.is_chained_from(prior, prior)


def test_rows_that_tell_nothing_are_not_chained_from_each_other():
    assert not reuse.is_chained_from(row("Completed"), row("Completed"))


def _manifest(request):
    return request["InputConfig"]["DataSource"]["S3DataSource"]["ManifestS3Uri"]
