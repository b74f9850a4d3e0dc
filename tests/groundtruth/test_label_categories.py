import json

import pytest

from groundtruth import label_categories
from groundtruth.task_types import TASK_TYPES

BOXES = TASK_TYPES["BoundingBox"]
CLASSES = TASK_TYPES["ImageMultiClass"]
ENTITIES = TASK_TYPES["NamedEntityRecognition"]
FRAMES = TASK_TYPES["VideoObjectTracking"]


def test_a_file_holds_the_labels_in_their_order():
    content = label_categories.read(label_categories.write(["car", "bus"], BOXES))
    assert label_categories.names(content) == ["car", "bus"]
    assert content["document-version"] == "2018-11-28"


def test_a_video_frame_file_spells_its_version_its_own_way():
    assert json.loads(label_categories.write(["car"], FRAMES))["documentVersion"] == "2020-03-01"


def test_a_label_that_stays_keeps_what_the_file_said_of_it():
    prior = {"labels": [{"label": "Person", "shortDisplayName": "PER"}, {"label": "Date"}]}
    content = json.loads(label_categories.write(["Place", "Person"], ENTITIES, content=prior))
    assert content["labels"] == [
        {"label": "Place"},
        {"label": "Person", "shortDisplayName": "PER"},
    ]


def test_other_members_of_a_prior_file_stay():
    prior = {"labels": [{"label": "car"}], "auditLabelAttributeName": "old-ref"}
    content = json.loads(label_categories.write(["car", "bus"], FRAMES, content=prior))
    assert content["auditLabelAttributeName"] == "old-ref"


def test_instructions_stand_in_the_file_as_text_where_the_page_is_aws_s_own():
    written = label_categories.write(["Date"], ENTITIES, short_instruction="Mark <dates>.")
    assert json.loads(written)["instructions"] == {
        "shortInstruction": "<p>Mark &lt;dates&gt;.</p>",
        "fullInstruction": "<p>Mark &lt;dates&gt;.</p>",
    }


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"[]",
        b'{"labels": "car"}',
        b'{"labels": [{"name": "car"}]}',
        b'{"labels": [{"label": 1}]}',
        b"\xff",
    ],
)
def test_what_is_no_label_category_file_is_refused(document):
    with pytest.raises(ValueError, match="must be a JSON object with “labels”"):
        label_categories.read(document)


@pytest.mark.parametrize(
    ("labels", "task_type", "sentence"),
    [
        ([], BOXES, "needs at least 1 label: there is none."),
        (["cat"], CLASSES, "needs at least 2 labels: there is only one."),
        (["cat", "cat", "dog"], CLASSES, "“cat” is there 2 times: write each label once."),
        (["x" * 257, "y"], CLASSES, "257 characters, at most 256."),
        (["x" * 17], FRAMES, "17 characters, at most 16."),
        ([str(n) for n in range(51)], BOXES, "takes at most 50 labels: there are 51."),
        ([str(n) for n in range(31)], FRAMES, "takes at most 30 labels: there are 31."),
    ],
)
def test_labels_that_cannot_be_used_are_told_in_a_sentence(labels, task_type, sentence):
    assert any(sentence in problem for problem in label_categories.problems(labels, task_type))


def test_good_labels_have_no_problems():
    assert label_categories.problems(["cat", "dog"], CLASSES) == []


@pytest.mark.parametrize(
    ("classes", "told"),
    [
        (["cat", "dog"], []),
        (["fox", "cat", "elk"], ["elk", "fox"]),
        (["BACKGROUND", "cat"], []),  # of an image's mask
        (["Background", "cat"], []),  # of a point cloud's
        (["background", ""], ["background"]),
    ],
)
def test_classes_that_the_labels_lack_are_told(classes, told):
    assert label_categories.unlisted(classes, ["cat", "dog"]) == told
