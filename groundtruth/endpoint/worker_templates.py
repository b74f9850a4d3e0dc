"""The Liquid templates of the sample jobs: what a worker would see, by task type."""

from __future__ import annotations

from html import escape

from groundtruth.task_types import TaskType

# The element of AWS's crowd HTML that does the work, and what it calls the labels.
_ELEMENTS = {
    "BoundingBox": ("crowd-bounding-box", "labels"),
    "SemanticSegmentation": ("crowd-semantic-segmentation", "labels"),
    "ImageMultiClass": ("crowd-image-classifier", "categories"),
    "ImageMultiClassMultiLabel": ("crowd-image-classifier-multi-select", "categories"),
    "TextMultiClass": ("crowd-classifier", "categories"),
    "TextMultiClassMultiLabel": ("crowd-classifier-multi-select", "categories"),
}


def template(task_type: TaskType, header: str, instruction: str) -> str:
    """A worker template of a task type that brings its own; KeyError for any other."""
    element, labels = _ELEMENTS[task_type.suffix]
    image = task_type.data_key == "source-ref"
    source = ' src="{{ task.input.taskObject | grant_read_access }}"' if image else ""
    text = "" if image else _TEXT
    return f"""<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <{element} name="crowd-task"{source}
      header="{escape(header)}"
      {labels}="{{{{ task.input.labels | to_json | escape }}}}">{text}
    <full-instructions header="{escape(header)}">{escape(instruction)}</full-instructions>
    <short-instructions>{escape(instruction)}</short-instructions>
  </{element}>
</crowd-form>
"""


_TEXT = """
    <classification-target>{{ task.input.taskObject }}</classification-target>"""
