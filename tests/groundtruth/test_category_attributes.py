"""Attributes of labels and frames, from the label category file to rows of a form and back."""

import copy

import pytest

from groundtruth import category_attributes
from groundtruth.category_attributes import ALL, FRAME

CONTENT = {
    "documentVersion": "2020-03-01",
    "frameAttributes": [
        {"name": "weather", "type": "string", "description": "Is it wet?", "enum": ["dry", "wet"]}
    ],
    "categoryGlobalAttributes": [
        {"name": "occlusion", "type": "number", "minimum": 0, "maximum": 10, "editsAllowed": "none"}
    ],
    "labels": [
        {"label": "Car", "categoryAttributes": [{"name": "plate", "type": "string"}]},
        {"label": "Bus"},
    ],
}


def row(of=ALL, name="speed", kind="text", **said):
    return {
        "of": of, "name": name, "kind": kind, "values": "", "description": "", "required": ""
    } | said  # fmt: skip


def written(content, rows):
    changed = copy.deepcopy(content)
    category_attributes.write(changed, rows)
    return changed


def test_every_attribute_is_a_row():
    found = category_attributes.rows(CONTENT)
    assert [(each["of"], each["name"], each["kind"], each["values"]) for each in found] == [
        (ALL, "occlusion", "number", "0 to 10"),
        (FRAME, "weather", "choice", "dry, wet"),
        ("Car", "plate", "text", ""),
    ]


def test_rows_that_nobody_changed_leave_the_file_as_it_was():
    assert written(CONTENT, category_attributes.rows(CONTENT)) == CONTENT


def test_a_changed_row_keeps_what_a_form_does_not_show():
    rows = category_attributes.rows(CONTENT)
    rows[0]["values"] = "1 to 5"
    assert written(CONTENT, rows)["categoryGlobalAttributes"] == [
        {"name": "occlusion", "type": "number", "minimum": 1, "maximum": 5, "editsAllowed": "none"}
    ]


def test_a_removed_row_is_gone():
    assert "frameAttributes" not in written(CONTENT, [])
    assert written(CONTENT, [])["labels"] == [{"label": "Car"}, {"label": "Bus"}]


@pytest.mark.parametrize(
    ("said", "attribute"),
    [
        ({"kind": "text"}, {"type": "string"}),
        ({"kind": "choice", "values": "a, b,"}, {"type": "string", "enum": ["a", "b"]}),
        ({"kind": "number"}, {"type": "number"}),
        ({"kind": "number", "values": "0.5 to"}, {"type": "number", "minimum": 0.5}),
        ({"kind": "number", "values": "to 9"}, {"type": "number", "maximum": 9}),
        ({"required": "yes"}, {"type": "string", "isRequired": True}),
        ({"description": "How?"}, {"type": "string", "description": "How?"}),
    ],
)
def test_a_row_is_an_attribute(said, attribute):
    made = written({"labels": [{"label": "Car"}]}, [row(**said)])
    assert made["categoryGlobalAttributes"] == [{"name": "speed", **attribute}]


def test_an_attribute_of_one_label_stands_in_that_label():
    made = written({"labels": [{"label": "Car"}, {"label": "Bus"}]}, [row(of="Bus")])
    assert made["labels"][1]["categoryAttributes"] == [{"name": "speed", "type": "string"}]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([row(name="")], "has no name"),
        ([row(name="n" * 17)], "is too long: 17 characters, at most 16."),
        ([row(of="Van")], "belongs to “Van”, which is no label any more"),
        ([row(of=FRAME)], "“speed” needs a description"),
        ([row(description="d" * 129)], "takes at most 128 characters"),
        ([row(kind="choice")], "takes 1 to 10 choices: there are 0."),
        ([row(kind="choice", values="c" * 17)], "takes at most 16 characters"),
        ([row(kind="number", values="few")], "“few” is no range for “speed”"),
        ([row(kind="number", values="1.2.3 to 4")], "is no range"),
        ([row(), row()], "Every label has “speed” 2 times: write it once."),
        ([row(name=str(n), kind="number") for n in range(11)], "can have 10 attributes: there"),
        ([row(name=str(n)) for n in range(6)], "can have 5 attributes of free text: there are 6."),
    ],
)
def test_what_cannot_be_is_a_sentence(rows, told):
    found = category_attributes.problems(rows, ["Car"])
    assert len(found) == 1
    assert told in found[0]


def test_what_can_be_has_no_problem():
    rows = category_attributes.rows(CONTENT)
    assert category_attributes.problems(rows, ["Car", "Bus"]) == []
