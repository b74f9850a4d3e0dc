"""The page that workers label on: a Liquid template in AWS's crowd HTML, by task type.

Source: the developer guide's pages on the task types and on crowd HTML elements.
"""

from __future__ import annotations

import re
from html import escape, unescape

from groundtruth import instruction_html
from groundtruth.task_types import TaskType

# The element of AWS's crowd HTML that does the work, and what it calls the labels.
_ELEMENTS = {
    "BoundingBox": ("crowd-bounding-box", "labels"),
    "SemanticSegmentation": ("crowd-semantic-segmentation", "labels"),
    "ImageMultiClass": ("crowd-image-classifier", "categories"),
    "ImageMultiClassMultiLabel": ("crowd-image-classifier-multi-select", "categories"),
    "TextMultiClass": ("crowd-classifier", "categories"),
    "TextMultiClassMultiLabel": ("crowd-classifier-multi-select", "categories"),
    "VideoMultiClass": ("crowd-classifier", "categories"),
}


_TAGS = ("short-instructions", "full-instructions")


def has_template(task_type: TaskType) -> bool:
    """Whether `template` knows the task type."""
    return task_type.suffix in _ELEMENTS


def instructions(page: str) -> tuple[str, str] | None:
    """The short and the full instruction in a template, as HTML; None where it has neither."""
    found = [_inside(tag).search(page) for tag in _TAGS]
    short, full = (each[2].strip() if each else "" for each in found)
    return (short, full) if any(found) else None


def typed_instructions(page: str) -> tuple[str, str] | None:
    """The instructions as a person would have typed them, where there is a place for both."""
    found = instructions(page) if all(_inside(tag).search(page) for tag in _TAGS) else None
    return found and (_typed(found[0]), _typed(found[1]))


def with_instructions(page: str, short: str, full: str = "") -> str:
    """The template with other instructions, and everything else in it as it was."""
    page = _with(page, _TAGS[0], _html(short))
    return _with(page, _TAGS[1], _html(full or short))


def _with(page: str, tag: str, html: str) -> str:
    return _inside(tag).sub(lambda found: f"{found[1]}{html}{found[3]}", page)


def _inside(tag: str) -> re.Pattern[str]:
    attributes = r"""(?:"[^"]*"|'[^']*'|[^>"'])*"""
    return re.compile(rf"(<{tag}\b{attributes}>)(.*?)(</{tag}\s*>)", re.DOTALL | re.IGNORECASE)


def _typed(html: str) -> str:
    """Lines with breaks between them are what `_lines` made of plain text."""
    if re.sub(r"<br>", "", html).count("<"):
        return html if instruction_html.is_html(html) else f"<p>{html}</p>"
    return unescape(html.replace("<br>", "\n"))


def _html(typed: str) -> str:
    return _no_liquid(typed) if instruction_html.is_html(typed) else _lines(typed)


def template(
    task_type: TaskType, header: str, short_instruction: str, full_instruction: str = ""
) -> str:
    """A worker template with the instructions as plain text; KeyError for a type without one.

    The full instruction is the short one unless there is more to say.
    """
    element, labels = _ELEMENTS[task_type.suffix]
    image = task_type.category == "Image"
    target = "" if image else _CLIP if task_type.category == "Video" else _TEXT
    full = _html(full_instruction or short_instruction)
    source = ' src="{{ task.input.taskObject | grant_read_access }}"' if image else ""
    return f"""<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <{element} name="crowd-task"{source}
      header="{_text(header)}"
      {labels}="{{{{ task.input.labels | to_json | escape }}}}">{target}
    <full-instructions header="{_text(header)}">{full}</full-instructions>
    <short-instructions>{_html(short_instruction)}</short-instructions>
  </{element}>
</crowd-form>
"""


_TEXT = """
    <classification-target>{{ task.input.taskObject }}</classification-target>"""

_CLIP = """
    <classification-target>
      <video controls width="100%" src="{{ task.input.taskObject | grant_read_access }}"></video>
    </classification-target>"""


def _text(typed: str) -> str:
    """Text that is neither HTML nor Liquid any more."""
    return _no_liquid(escape(typed))


def _no_liquid(html: str) -> str:
    return html.replace("{", "&#123;").replace("}", "&#125;")


def _lines(typed: str) -> str:
    return "<br>".join(_text(line) for line in typed.splitlines())
