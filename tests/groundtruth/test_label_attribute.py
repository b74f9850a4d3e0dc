import re

import pytest
from botocore.loaders import Loader
from hypothesis import example, given
from hypothesis import strategies as st

from groundtruth import label_attribute
from groundtruth.task_types import CUSTOM, TASK_TYPES

SHAPE = Loader().load_service_model("sagemaker", "service-2")["shapes"]["LabelAttributeName"]
BOXES = TASK_TYPES["BoundingBox"]
MASKS = TASK_TYPES["SemanticSegmentation"]

any_type = st.sampled_from([*TASK_TYPES.values(), CUSTOM])
rough_names = st.text("aZ9-_ é", max_size=10) | st.from_regex(
    r"[a-z-]{1,4}(-ref){0,3}", fullmatch=True
)


@pytest.mark.parametrize(
    "name", ["a", "7", "cats", "Cats-2", "a--b", "a" * 127, "reference", "metadata"]
)
def test_letters_digits_and_inner_hyphens_are_a_name(name):
    assert label_attribute.problems(name, BOXES) == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "The label attribute name is empty: type 1 to 127 characters."),
        (
            "a" * 128,
            f"“{'a' * 128}” is too long for a label attribute name: 128 characters, at most 127.",
        ),
        (
            "my_cats",
            "“my_cats” contains “_”: "
            "a label attribute name has only letters from a to z, digits and hyphens.",
        ),
        ("-cats", "“-cats” must begin and end with a letter or a digit, not with a hyphen."),
        ("cats-", "“cats-” must begin and end with a letter or a digit, not with a hyphen."),
        ("source", "“source” is reserved for the data object itself: choose another name."),
        ("source-ref", "“source-ref” is reserved for the data object itself: choose another name."),
        (
            "cats-metadata",
            "“cats-metadata” ends with “-metadata”, which Ground Truth keeps for what it writes "
            "beside a label: choose another ending.",
        ),
        (
            "cats-ref",
            "“cats-ref” ends with “-ref”, which is not allowed for Bounding box: "
            "choose another ending.",
        ),
    ],
)
def test_a_broken_rule_is_one_sentence_with_the_value(name, sentence):
    assert label_attribute.problems(name, BOXES) == [sentence]


def test_every_problem_is_told_at_once():
    found = label_attribute.problems("-" + "my cats_" * 16 + "-metadata", MASKS)
    assert len(found) == 5
    assert all(sentence.endswith(".") for sentence in found)


@pytest.mark.parametrize("task_type", [*TASK_TYPES.values(), CUSTOM], ids=lambda each: each.suffix)
def test_ref_is_needed_or_refused_by_task_type(task_type):
    assert bool(label_attribute.problems("cats-ref", task_type)) != task_type.needs_ref
    assert bool(label_attribute.problems("cats", task_type)) == task_type.needs_ref


def test_a_missing_ref_says_what_to_use_instead():
    [sentence] = label_attribute.problems("streets", MASKS)
    assert sentence.endswith("use “streets-ref”.")


def test_an_audit_needs_a_name_other_than_the_audited_one():
    audit = TASK_TYPES["AdjustmentBoundingBox"]
    [sentence] = label_attribute.problems("boxes", audit, audited="boxes")
    assert sentence.startswith("“boxes” holds the labels that are to be looked at again")
    assert label_attribute.problems("boxes-2", audit, audited="boxes") == []


@given(rough_names)
@example("é")
@example("a" + "-" * 126 + "a")
@example("a" * 128)
def test_spelling_is_that_of_the_api_model(name):
    fits_the_model = bool(re.fullmatch(SHAPE["pattern"], name)) and (
        SHAPE["min"] <= len(name) <= SHAPE["max"]
    )
    task_type = MASKS if name.endswith("-ref") else BOXES
    assert (label_attribute.problems(name, task_type) == []) == fits_the_model


@pytest.mark.parametrize(
    ("job", "task_type", "name"),
    [
        ("cats-chain", BOXES, "cats-chain"),
        ("streets", MASKS, "streets-ref"),
        ("streets-ref", MASKS, "streets-ref"),
        ("streets", TASK_TYPES["VerificationSemanticSegmentation"], "streets"),
        ("Drive", TASK_TYPES["VideoObjectTracking"], "Drive-ref"),
    ],
)
def test_default_is_the_job_name_with_ref_where_due(job, task_type, name):
    assert label_attribute.default(job, task_type) == name


@given(rough_names, any_type)
@example("a-ref-ref", MASKS)
@example("-ref", MASKS)
def test_a_name_survives_the_form(name, task_type):
    name = label_attribute.stored(name, task_type)
    assert label_attribute.stored(label_attribute.typed(name, task_type), task_type) == name


def test_the_form_shows_a_name_without_the_ref_it_will_add():
    assert label_attribute.typed("streets-ref", MASKS) == "streets"
    assert label_attribute.typed("cats", BOXES) == "cats"


def test_nothing_typed_stays_nothing():
    assert label_attribute.stored("", MASKS) == ""


def test_metadata_stands_beside_the_label():
    assert label_attribute.metadata_key("cats") == "cats-metadata"
