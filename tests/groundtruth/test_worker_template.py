import pytest

from groundtruth import worker_template
from groundtruth.task_types import TASK_TYPES

WITH_TEMPLATE = [each for each in TASK_TYPES.values() if worker_template.has_template(each)]


@pytest.mark.parametrize("task_type", WITH_TEMPLATE, ids=lambda each: each.suffix)
def test_a_template_shows_the_object_and_the_labels(task_type):
    page = worker_template.template(task_type, "What is it?", "Look closely.")
    assert "task.input.taskObject" in page
    assert "{{ task.input.labels | to_json | escape }}" in page


def test_instructions_are_neither_html_nor_liquid():
    page = worker_template.template(
        TASK_TYPES["BoundingBox"], "<b>", "{{ secret }}\n{% raw %}", "<script>"
    )
    assert "&lt;b&gt;" in page
    assert "secret }}" not in page
    assert "{% raw" not in page
    assert "<script>" not in page.split("\n", 1)[1]


def test_lines_of_an_instruction_stay_lines():
    page = worker_template.template(TASK_TYPES["TextMultiClass"], "?", "One.\nTwo.")
    assert "<short-instructions>One.<br>Two.</short-instructions>" in page


def test_a_type_whose_page_is_aws_s_own_has_no_template():
    assert not worker_template.has_template(TASK_TYPES["NamedEntityRecognition"])


@pytest.mark.parametrize(
    "typed", ["Look at the ears.", "One.\nTwo < three.", "<p>Rich <b>x</b></p>"]
)
def test_instructions_come_back_as_they_were_typed(typed):
    page = worker_template.template(TASK_TYPES["BoundingBox"], "Cats", typed, "More.")
    assert worker_template.typed_instructions(page) == (typed, "More.")


def test_other_instructions_leave_the_rest_of_the_page():
    page = worker_template.template(TASK_TYPES["BoundingBox"], "Cats", "Old.", "Older.")
    changed = worker_template.with_instructions(page, "New.", "Newer.")
    assert changed == page.replace("Old.", "New.").replace("Older.", "Newer.")


def test_a_page_without_instructions_has_none_to_change():
    assert worker_template.instructions("<crowd-form></crowd-form>") is None


def test_workers_see_a_video_clip_in_the_browsers_own_player():
    page = worker_template.template(TASK_TYPES["VideoMultiClass"], "Clips", "Watch it.")
    assert "<video controls" in page
