import pytest

from groundtruth import reuse
from groundtruth.changes import changes, request_of, summary
from groundtruth.job_request import FIELDS, LABELS, build
from tests.groundtruth.test_reuse import OUTPUT, described, simple_request


def request(**fields):
    """The request of the described job, with these fields changed."""
    return build(fields, simple_request())


def only(prior, new):
    (change,) = changes(prior, new)
    return change


def test_the_same_request_has_no_changes():
    assert changes(described(), simple_request()) == ()
    assert summary(()) == "Nothing is changed."


@pytest.mark.parametrize(
    ("field", "before", "after", "sentence"),
    [
        ("labeling_job_name", "Cats", "cats-2", "Job name: Cats → cats-2"),
        ("s3_output_path", "s3://cats/out/", "s3://x/", None),
        ("task_title", None, "New", "Task title: not set → New"),
        ("task_time_limit_in_seconds", None, 5400, "Task timeout: not set → 1 hour 30 minutes"),
        ("max_concurrent_task_count", None, 5000, "Maximum concurrent tasks: not set → 5,000"),
    ],
)
def test_a_changed_value_is_told_with_the_one_before(field, before, after, sentence):
    change = only(described(), request(**{field: after}))
    assert (change.field, change.label, change.before, change.after) == (
        field,
        LABELS[field],
        before,
        after,
    )
    assert sentence in (None, change.sentence)


def test_a_value_that_was_taken_away_is_told():
    prior = described(request=request(task_title="Old"))
    assert only(prior, request()).sentence == "Task title: Old → not set"


def test_zero_is_a_value_and_not_the_lack_of_one():
    prior = described(request=request(dollars=0))
    assert only(prior, request(dollars=1)).sentence == "Price per task, dollars: 0 → 1"
    assert only(prior, request()).sentence == "Price per task, dollars: 0 → not set"


def test_entries_of_a_list_are_told_as_added_and_removed():
    prior = described(request=request(task_keywords=["cat", "dog"]))
    change = only(prior, request(task_keywords=["dog", "bird", "fish"]))
    assert (change.added, change.removed) == (("bird", "fish"), ("cat",))
    assert change.sentence == "Task keywords: added bird, fish; removed cat"


def test_another_order_of_a_list_is_no_change():
    prior = described(request=request(subnets=["a", "b"]))
    assert changes(prior, request(subnets=["b", "a"])) == ()


def test_a_list_that_was_not_there_before_was_added():
    change = only(described(), request(task_keywords=["cat"]))
    assert change.sentence == "Task keywords: added cat"


def test_a_tag_with_another_value_is_removed_and_added():
    prior = described(request=request(tags=[{"Key": "team", "Value": "cats"}]))
    change = only(prior, request(tags=[{"Key": "team", "Value": "dogs"}]))
    assert change.sentence == "Tags: added team = dogs; removed team = cats"


def test_the_lineage_tag_is_a_change_that_can_be_told_apart():
    tagged = reuse.with_lineage_tag(
        request(tags=[{"Key": "team", "Value": "cats"}]), "chain", "Cats"
    )
    own, lineage = changes(described(), tagged)
    assert (own.lineage, own.sentence) == (False, "Tags: added team = cats")
    assert lineage.lineage
    assert lineage.sentence == "Lineage tag: added gtconsole:chained-from = Cats"
    assert summary((own, lineage)) == "Changed: tags."


def test_tags_of_aws_itself_are_no_change():
    prior = described(request=request(tags=[{"Key": "aws:owner", "Value": "cats"}]))
    assert changes(prior, request()) == ()


def test_empty_texts_of_a_describe_answer_are_no_values():
    prior = described(OutputConfig={"S3OutputPath": "s3://cats/out/", "KmsKeyId": ""})
    assert changes(prior, request()) == ()


def test_changes_stand_in_the_order_of_the_fields():
    found = changes(
        described(), request(**{field: "x" for field in reversed(FIELDS) if field != "tags"})
    )
    fields = list(dict.fromkeys(change.field for change in found))
    assert fields[0] == "task_type"  # which the functions make
    assert fields[1:] == [field for field in FIELDS if field in fields]


def test_a_chain_changes_names_input_and_lineage():
    job = described("Completed")
    new = reuse.with_lineage_tag(reuse.chain(job, "Cats-chain"), "chain", "Cats")
    found = changes(job, new)
    assert [change.sentence for change in found] == [
        "Job name: Cats → Cats-chain",
        "Label attribute name: whiskers → Cats-chain",
        f"Input dataset location: s3://cats/in.manifest → {OUTPUT}",
        "Lineage tag: added gtconsole:chained-from = Cats",
    ]
    assert summary(found) == "Changed: job name, label attribute name, input dataset location."


def test_abbreviations_keep_their_capitals_in_the_summary():
    role = "arn:aws:iam::111122223333:role/other"
    assert summary(changes(described(), request(role_arn=role))) == "Changed: IAM role."


def test_the_request_behind_a_job_keeps_its_label_attribute_name():
    assert request_of(described()) == simple_request()


def test_a_job_that_does_not_tell_its_label_attribute_name_has_the_default_one():
    assert request_of(described(LabelAttributeName=None))["LabelAttributeName"] == "Cats"
