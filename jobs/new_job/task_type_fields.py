"""The Task type panel: a category, a tile for each of its task types, own functions for Custom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms

from groundtruth.task_types import CUSTOM, TaskType, task_type_of
from jobs.fields import OneLineInput
from jobs.new_job.beginnings import CUSTOM_FUNCTIONS, Beginning, value

_DESCRIPTIONS: Mapping[str, str] = {
    "ImageMultiClass": "Workers choose the one label that fits an image.",
    "ImageMultiClassMultiLabel": "Workers choose every label that fits an image.",
    "BoundingBox": "Workers draw boxes around the objects in an image.",
    "SemanticSegmentation": "Workers color in the parts of an image, to the pixel.",
    "TextMultiClass": "Workers choose the one label that fits a text.",
    "TextMultiClassMultiLabel": "Workers choose every label that fits a text.",
    "NamedEntityRecognition": "Workers mark words in a text and say what they are.",
    "VideoMultiClass": "Workers choose the one label that fits a video clip.",
    "VideoObjectDetection": "Workers mark the objects in single frames of a video.",
    "VideoObjectTracking": "Workers follow objects from frame to frame of a video.",
    "3DPointCloudObjectDetection": "Workers put cuboids around the objects in a point cloud.",
    "3DPointCloudObjectTracking": "Workers follow objects from one point cloud to the next.",
    "3DPointCloudSemanticSegmentation": "Workers paint the points of a point cloud.",
    "": "You bring the worker template and two Lambda functions.",
}


@dataclass(frozen=True)
class Tile:
    """What a tile says of its task type."""

    name: str
    description: str

    def __str__(self) -> str:
        return self.name


class TilesInput(forms.RadioSelect):
    """Radio buttons whose labels are tiles, in groups of which the category shows one."""

    template_name = "django/forms/widgets/tiles.html"
    is_group = True


class TaskTypeFields(forms.Form):
    """The fields of the panel; which tiles there are, the beginning says."""

    task_category = forms.ChoiceField(label="Task category", required=False)
    task_type = forms.ChoiceField(label="Task selection", widget=TilesInput)
    pre_human_task_lambda_arn = forms.CharField(
        required=False,
        widget=OneLineInput(),
        help_text="Your function that makes a task of each data object.",
    )
    annotation_consolidation_lambda_arn = forms.CharField(
        required=False,
        widget=OneLineInput(),
        help_text="Your function that makes one label of all workers’ answers.",
    )

    @property
    def own_functions(self) -> list[str]:
        """The fields for functions of one's own, while custom work is chosen."""
        names = [name for name in CUSTOM_FUNCTIONS if name in self.fields]
        return names if names and self["task_type"].value() == value(CUSTOM) else []

    def _offer_task_types(self, beginning: Beginning) -> None:
        tiles = list(_tiles(beginning.task_types))
        categories = [category for category, _ in tiles]
        self.fields["task_type"].choices = tiles
        self.fields["task_category"].choices = [
            ("", "Choose a task category"),
            *((category, category) for category in categories),
        ]
        self.fields["task_category"].optional = False  # what counts is the tile


def chosen(said: Mapping[str, Any], beginning: Beginning) -> str:
    """The value of the tile that is chosen; one of another category than the shown one is not."""
    task_type, category = str(said.get("task_type") or ""), said.get("task_category")
    offered = {value(each): each.category for each in beginning.task_types}
    return "" if category and offered.get(task_type) not in (None, category) else task_type


def foreign_function(request: Mapping[str, Any], chosen: TaskType) -> str:
    """Why custom work cannot be done with this function, which would make it something else."""
    made = task_type_of(request)
    if chosen != CUSTOM or made == CUSTOM:
        return ""
    return (
        f"This function is AWS’s own for {made.name}: choose that task type, "
        "or give a function of your own."
    )


def _tiles(task_types: Iterable[TaskType]) -> Iterator[tuple[str, list[tuple[str, Tile]]]]:
    """Tiles by category, as choices in groups."""
    for category, members in groupby(task_types, key=lambda task_type: task_type.category):
        yield category, [(value(each), _tile(each)) for each in members]


def _tile(task_type: TaskType) -> Tile:
    audit = {
        "verification": "Workers say whether the labels that are there are right.",
        "adjustment": "Workers correct the labels that are there.",
    }
    description = audit.get(task_type.audit) or _DESCRIPTIONS.get(task_type.suffix, "")
    return Tile(task_type.name, description)
