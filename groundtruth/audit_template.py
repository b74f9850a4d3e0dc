"""The page on which workers verify or adjust the labels of an image, in AWS's crowd HTML.

It shows the labels of one label attribute, so that every audited attribute needs a page of its own.
Sources: the developer guide's pages on crowd-bounding-box, crowd-semantic-segmentation and
crowd-image-classifier.
"""

from __future__ import annotations

from html import escape

from groundtruth import worker_template
from groundtruth.label_attribute import metadata_key
from groundtruth.task_types import TaskType

Instructions = tuple[str, str]  # the short and the full one, as HTML


def has_template(task_type: TaskType) -> bool:
    """Whether `template` knows the task type."""
    return task_type.suffix in _ELEMENTS


def instructions(template: str) -> Instructions:
    """The instructions in a prior job's worker template; empty where it has none."""
    return worker_template.instructions(template) or ("", "")


def template(task_type: TaskType, audited: str, header: str, told: Instructions = ("", "")) -> str:
    """A worker template that begins with the labels under `audited`; KeyError for other types."""
    element, labels, attribute, value, more = _ELEMENTS[task_type.suffix]
    line = "task.input.manifestLine"
    shown = value.replace("LABEL", f"{line}['{audited}']").replace(
        "METADATA", f"{line}['{metadata_key(audited)}']"
    )
    short, full = told
    title = escape(header).replace("{", "&#123;").replace("}", "&#125;")
    return f"""<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <{element} name="crowd-task" src="{{{{ task.input.taskObject | grant_read_access }}}}"
      header="{title}"
      {labels}="{{{{ task.input.labels | to_json | escape }}}}"
      {attribute}="{shown}">
    <full-instructions header="{title}">{full or short}</full-instructions>
    <short-instructions>{short}</short-instructions>{more}
  </{element}>
</crowd-form>
"""


# LABEL and METADATA stand for the audited attribute and what is written beside it.
_BOXES = """[
        {% for box in LABEL.annotations %}{% capture class_id %}{{ box.class_id }}{% endcapture %}
        {% assign label = METADATA.class-map[class_id] %}
        {label: {{ label | to_json | escape }}, left: {{ box.left }}, top: {{ box.top }},
         width: {{ box.width }}, height: {{ box.height }} },
        {% endfor %}]"""
_COLORS = """{
          {% for color in METADATA.internal-color-map %}
          {% if color[1]['class-name'] != 'BACKGROUND' %}
          {{ color[1]['class-name'] | to_json | escape }}:
            {color: {{ color[1]['hex-color'] | to_json | escape }} },
          {% endif %}{% endfor %}}"""
_MASK = "src: {{ LABEL | grant_read_access | to_json | escape }}, labelMappings: " + _COLORS
_NAMES_OF_BOXES = """[
          {% for class in METADATA.class-map %}{{ class[1] | to_json | escape }}, {% endfor %}]"""
_NAMES_OF_COLORS = """[
          {% for color in METADATA.internal-color-map %}
          {% if color[1]['class-name'] != 'BACKGROUND' %}
          {{ color[1]['class-name'] | to_json | escape }}, {% endif %}{% endfor %}]"""
_COMMENT = """
    <worker-comment header="What is wrong?" link-text="Add a comment"></worker-comment>"""

# The element that does the work, what it calls the labels, the attribute that takes those that are
# there already, how, and what else stands in the element.
_ELEMENTS = {
    "AdjustmentBoundingBox": ("crowd-bounding-box", "labels", "initial-value", _BOXES, ""),
    "AdjustmentSemanticSegmentation": (
        "crowd-semantic-segmentation",
        "labels",
        "initial-value",
        f"{{{_MASK}}}",
        "",
    ),
    "VerificationBoundingBox": (
        "crowd-image-classifier",
        "categories",
        "overlay",
        f"{{boundingBox: {{labels: {_NAMES_OF_BOXES}, value: {_BOXES}}}}}",
        _COMMENT,
    ),
    "VerificationSemanticSegmentation": (
        "crowd-image-classifier",
        "categories",
        "overlay",
        f"{{semanticSegmentation: {{labels: {_NAMES_OF_COLORS}, {_MASK}}}}}",
        _COMMENT,
    ),
}
