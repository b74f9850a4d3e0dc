"""The page that workers label on: a Liquid template in AWS's crowd HTML, by task type.

Source: the developer guide's pages on the task types and on crowd HTML elements.
"""

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


def has_template(task_type: TaskType) -> bool:
    """Whether `template` knows the task type."""
    return task_type.suffix in _ELEMENTS


def template(
    task_type: TaskType, header: str, short_instruction: str, full_instruction: str = ""
) -> str:
    """A worker template with the instructions as plain text; KeyError for a type without one.

    The full instruction is the short one unless there is more to say.
    """
    element, labels = _ELEMENTS[task_type.suffix]
    image = task_type.data_key == "source-ref"
    full = _lines(full_instruction or short_instruction)
    source = ' src="{{ task.input.taskObject | grant_read_access }}"' if image else ""
    return f"""<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <{element} name="crowd-task"{source}
      header="{_text(header)}"
      {labels}="{{{{ task.input.labels | to_json | escape }}}}">{"" if image else _TEXT}
    <full-instructions header="{_text(header)}">{full}</full-instructions>
    <short-instructions>{_lines(short_instruction)}</short-instructions>
  </{element}>
</crowd-form>
"""


_TEXT = """
    <classification-target>{{ task.input.taskObject }}</classification-target>"""


def _text(typed: str) -> str:
    """Text that is neither HTML nor Liquid any more."""
    return escape(typed).replace("{", "&#123;").replace("}", "&#125;")


def _lines(typed: str) -> str:
    return "<br>".join(_text(line) for line in typed.splitlines())
