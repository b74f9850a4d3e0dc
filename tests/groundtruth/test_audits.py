"""Which labels can be verified or adjusted, by which task type, with which label category file."""

import pytest

from groundtruth import audits
from groundtruth.manifest import LabelAttribute
from groundtruth.task_types import CUSTOM, TASK_TYPES


def attribute(kind="groundtruth/object-detection", labeled=3, types=None):
    types = (kind,) if types is None else types
    return LabelAttribute("cats", kind, labeled, 0, labeled, 0, (), types=types)


@pytest.mark.parametrize(
    ("prior", "audit", "suffix"),
    [
        ("BoundingBox", "verification", "VerificationBoundingBox"),
        ("BoundingBox", "adjustment", "AdjustmentBoundingBox"),
        ("SemanticSegmentation", "verification", "VerificationSemanticSegmentation"),
        ("AdjustmentSemanticSegmentation", "verification", "VerificationSemanticSegmentation"),
        ("VerificationBoundingBox", "adjustment", "AdjustmentBoundingBox"),
        ("VideoObjectDetection", "adjustment", "AdjustmentVideoObjectDetection"),
        ("VideoObjectDetection", "verification", "AdjustmentVideoObjectDetection"),
        (
            "Adjustment3DPointCloudObjectTracking",
            "verification",
            "Adjustment3DPointCloudObjectTracking",
        ),
    ],
)
def test_each_type_has_one_that_looks_again(prior, audit, suffix):
    assert audits.task_type(TASK_TYPES[prior], audit) is TASK_TYPES[suffix]


@pytest.mark.parametrize(
    "suffix",
    ["ImageMultiClass", "TextMultiClassMultiLabel", "NamedEntityRecognition", "VideoMultiClass"],
)
def test_classes_and_spans_cannot_be_looked_at_again(suffix):
    assert audits.base(TASK_TYPES[suffix]) is None
    with pytest.raises(KeyError):
        audits.task_type(TASK_TYPES[suffix], "adjustment")


def test_custom_work_cannot_be_looked_at_again():
    assert audits.base(CUSTOM) is None


@pytest.mark.parametrize(
    ("suffix", "answers"), [("BoundingBox", True), ("VideoObjectTracking", False)]
)
def test_only_images_are_verified_by_an_answer(suffix, answers):
    assert audits.has_verdicts(TASK_TYPES[suffix]) is answers


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        (attribute(), True),
        (attribute("groundtruth/Object-Detection"), True),
        (attribute("groundtruth/label-verification"), False),
        (attribute(labeled=0), False),
        (attribute(None, types=()), False),
        (attribute(types=("groundtruth/text-span", "groundtruth/object-detection")), True),
    ],
)
def test_labels_fit_by_the_type_in_their_metadata(given, fits):
    assert audits.fits(given, TASK_TYPES["AdjustmentBoundingBox"]) is fits


def test_nothing_fits_a_type_that_cannot_look_again():
    assert not audits.fits(attribute("groundtruth/text-span"), TASK_TYPES["NamedEntityRecognition"])


CONTENT = {"documentVersion": "2020-03-01", "labels": [{"label": "car"}, {"label": "bus"}]}
LOCKED = {"labels": [{"label": "car", "editsAllowed": "none"}]}


def test_a_verification_allows_no_edits():
    made = audits.label_categories(CONTENT, "cars-ref", "verification")
    assert made["auditLabelAttributeName"] == "cars-ref"
    assert [label["editsAllowed"] for label in made["labels"]] == ["none", "none"]
    assert made["documentVersion"] == "2020-03-01"
    assert "auditLabelAttributeName" not in CONTENT


def test_an_adjustment_after_a_verification_allows_edits_again():
    made = audits.label_categories(LOCKED, "cars-ref", "adjustment")
    assert made["labels"] == [{"label": "car"}]


def test_an_adjustment_leaves_single_labels_locked():
    content = {"labels": [*LOCKED["labels"], {"label": "bus"}]}
    assert audits.label_categories(content, "cars-ref", "adjustment")["labels"] == content["labels"]
