"""Pages on which labels of an image are verified or adjusted."""

from html.parser import HTMLParser

import pytest

from groundtruth import audit_template
from groundtruth.endpoint.audits import _IN_TEMPLATE
from groundtruth.task_types import TASK_TYPES

IMAGES = [
    "AdjustmentBoundingBox",
    "AdjustmentSemanticSegmentation",
    "VerificationBoundingBox",
    "VerificationSemanticSegmentation",
]


class Tags(HTMLParser):
    """The attributes of every tag."""

    def __init__(self):
        super().__init__()
        self.found = {}

    def handle_starttag(self, tag, attrs):
        self.found[tag] = dict(attrs)


def page(suffix, audited="3d-boxes", header="Look again", told=("<p>Short.</p>", "")):
    return audit_template.template(TASK_TYPES[suffix], audited, header, told)


def tags(text):
    parser = Tags()
    parser.feed(text)
    return parser.found


@pytest.mark.parametrize("suffix", IMAGES)
def test_every_image_type_has_a_page_that_names_the_audited_labels(suffix):
    assert audit_template.has_template(TASK_TYPES[suffix])
    found = set(_IN_TEMPLATE.findall(page(suffix)))
    assert {"3d-boxes", "3d-boxes-metadata"} == found


@pytest.mark.parametrize(
    "suffix", ["BoundingBox", "AdjustmentVideoObjectDetection", "TextMultiClass"]
)
def test_other_types_have_none(suffix):
    assert not audit_template.has_template(TASK_TYPES[suffix])


@pytest.mark.parametrize(
    ("suffix", "element", "attribute"),
    [
        ("AdjustmentBoundingBox", "crowd-bounding-box", "initial-value"),
        ("AdjustmentSemanticSegmentation", "crowd-semantic-segmentation", "initial-value"),
        ("VerificationBoundingBox", "crowd-image-classifier", "overlay"),
        ("VerificationSemanticSegmentation", "crowd-image-classifier", "overlay"),
    ],
)
def test_the_element_gets_the_labels_in_one_attribute(suffix, element, attribute):
    shown = tags(page(suffix))[element][attribute]
    assert "3d-boxes" in shown
    assert shown.count("{%") == shown.count("%}")
    assert shown.count("{{") > 0


def test_a_verifier_can_comment_and_an_adjuster_works():
    assert "worker-comment" in tags(page("VerificationBoundingBox"))
    assert "worker-comment" not in tags(page("AdjustmentBoundingBox"))


def test_what_was_typed_is_neither_html_nor_liquid():
    text = page("AdjustmentBoundingBox", header="<b> {{ x }} \"'")
    assert "<b>" not in text
    assert "{{ x }}" not in text
    assert tags(text)["crowd-bounding-box"]["header"] == "<b> {{ x }} \"'"


def test_instructions_are_those_of_a_prior_page():
    prior = """<crowd-form><full-instructions header="a > b">
      <p>Full.</p>
    </full-instructions><SHORT-INSTRUCTIONS>Short.</SHORT-INSTRUCTIONS></crowd-form>"""
    assert audit_template.instructions(prior) == ("Short.", "<p>Full.</p>")


def test_a_page_without_instructions_gives_none():
    assert audit_template.instructions("<crowd-form></crowd-form>") == ("", "")


def test_the_full_instruction_is_the_short_one_when_there_is_no_other():
    assert page("AdjustmentBoundingBox").count("<p>Short.</p>") == 2
