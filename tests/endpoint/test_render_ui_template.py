"""RenderUiTemplate: Liquid with Ground Truth's filters, and what a template's author is told."""

from __future__ import annotations

import json
import urllib.request
from html.parser import HTMLParser
from typing import Any

import pytest
from botocore.exceptions import ClientError

from groundtruth import worker_template
from groundtruth.task_types import TASK_TYPES
from tests.local_endpoint import ROLE, Server

OWNED_BY_AWS = "arn:aws:sagemaker:us-east-1:394669845002:human-task-ui/{}"

TASK = {
    "taskObject": "s3://pictures/one.jpg",
    "labels": ["cat", "dog's"],
    "text": "James & the <b>Peach</b>",
    "manifestLine": {
        "first-job": {"annotations": [{"class_id": 1, "left": 5}]},
        "first-job-metadata": {"class-map": {"0": "dog", "1": "cat"}},
    },
}


def ask(sagemaker: Any, template: str, task: Any = TASK, **changes: Any) -> dict[str, Any]:
    request = {
        "UiTemplate": {"Content": template},
        "Task": {"Input": json.dumps(task)},
        "RoleArn": ROLE,
    } | changes
    return sagemaker.render_ui_template(
        **{name: value for name, value in request.items() if value is not None}
    )


def rendered(sagemaker: Any, template: str, task: Any = TASK) -> str:
    answered = ask(sagemaker, template, task)
    assert answered["Errors"] == []
    return answered["RenderedContent"]


def refused(sagemaker: Any, **changes: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as error:
        ask(sagemaker, "x", **changes)
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ task.input.text }}", "James &amp; the &lt;b&gt;Peach&lt;/b&gt;"),
        ("{{ task.input.text | escape }}", "James &amp; the &lt;b&gt;Peach&lt;/b&gt;"),
        ("{{ task.input.text | skip_autoescape }}", "James & the <b>Peach</b>"),
        ("{{ 'a &amp; b' | escape_once }}", "a &amp; b"),
        ("{{ task.input.labels | to_json }}", '["cat", "dog\'s"]'),
        ("{{ task.input.labels | to_json | escape }}", "[&#34;cat&#34;, &#34;dog&#39;s&#34;]"),
        ("{{ task.input.nothing }}", ""),
        ("{{ task.input.nothing | to_json }}", "null"),
        ("{{ task.input.nothing | default: 'some' }}", "some"),
        ("{% if task.input.nothing %}yes{% else %}no{% endif %}", "no"),
        ("{% for each in task.input.labels %}<i>{{ each }}</i>{% endfor %}",
         "<i>cat</i><i>dog&#39;s</i>"),
        ("<script>var x = {a: {b: 1}};</script>", "<script>var x = {a: {b: 1}};</script>"),
        ("<crowd-form><p></crowd-form>", "<crowd-form><p></crowd-form>"),
    ],
)  # fmt: skip
def test_liquid_with_the_filters_of_ground_truth(
    sagemaker: Any, template: str, expected: str
) -> None:
    assert rendered(sagemaker, template) == expected


def test_json_keeps_letters_of_every_script(sagemaker: Any) -> None:
    assert rendered(sagemaker, "{{ task.input | to_json }}", ["größer", "猫"]) == '["größer", "猫"]'


def test_an_audit_finds_the_labels_of_the_job_before(sagemaker: Any) -> None:
    template = """initial-value='[{% for box in task.input.manifestLine.first-job.annotations %}
      {% capture class_id %}{{ box.class_id }}{% endcapture %}
      {% assign label = task.input.manifestLine.first-job-metadata.class-map[class_id] %}
      {"label": {{ label | to_json }}, "left": {{ box.left }}}{% endfor %}]'"""
    value = rendered(sagemaker, template).removeprefix("initial-value='").removesuffix("'")
    assert json.loads(value) == [{"label": "cat", "left": 5}]


@pytest.mark.parametrize("filter_name", ["grant_read_access", "s3_presign"])
def test_an_object_can_be_read_where_the_page_says(server: Server, filter_name: str) -> None:
    s3 = server.client("s3")
    s3.create_bucket(Bucket="pictures")
    s3.put_object(Bucket="pictures", Key="a picture.jpg", Body=b"picture")
    template = f'<img src="{{{{ task.input | {filter_name} }}}}">'
    page = rendered(server.client("sagemaker"), template, "s3://pictures/a picture.jpg")
    address = _attributes(page, "img")["src"]
    assert address.startswith(f"{server.url}/pictures/")
    assert urllib.request.urlopen(address).read() == b"picture"


class _Attributes(HTMLParser):
    def __init__(self, tag: str) -> None:
        super().__init__()
        self.tag = tag
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == self.tag:
            self.found = dict(attrs)


def _attributes(page: str, tag: str) -> dict[str, str]:
    """The attributes of an element, as a browser reads them."""
    reader = _Attributes(tag)
    reader.feed(page)
    return reader.found


@pytest.mark.parametrize("value", ["", "one.jpg", "s3://", "s3://pictures"])
def test_what_is_no_place_in_s3_is_told_as_the_service_does(sagemaker: Any, value: str) -> None:
    answered = ask(sagemaker, "<p>{{ task.input.x | grant_read_access }}</p>", {"x": value})
    assert answered["RenderedContent"] == "<p></p>"
    assert answered["Errors"] == [
        {
            "Code": "InvalidParameters",
            "Message": f'"grant_read_access" input is not a valid S3 URI: "{value}".',
        }
    ]


def test_every_wrong_place_is_told(sagemaker: Any) -> None:
    template = "{{ task.input.a | grant_read_access }}{{ task.input.b | s3_presign }}"
    told = [error["Message"] for error in ask(sagemaker, template)["Errors"]]
    assert [message.split()[0] for message in told] == ['"grant_read_access"', '"s3_presign"']


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("<p>\n{{ task.input.text", "Line 2: "),
        ("{% if x %}", "endif"),
        ("\n\n{% nosuch %}", "Line 3: unexpected tag 'nosuch'."),
        ("{{ 'x' | shout }}", "unknown filter 'shout'"),
        ("{{ 1 | divided_by: 0 }}", "divide by 0"),
        ("{% for i in (1..1000000000) %}{{ i }}{% endfor %}", "limit"),
    ],
)
def test_a_template_that_is_no_liquid(sagemaker: Any, template: str, said: str) -> None:
    answered = ask(sagemaker, template)
    (error,) = answered["Errors"]
    assert answered["RenderedContent"] == ""
    assert error["Code"] == "InvalidTemplate"
    assert said in error["Message"]
    assert "\n" not in error["Message"]


@pytest.mark.parametrize(
    "task_type", [each for each in TASK_TYPES.values() if worker_template.has_template(each)],
    ids=lambda each: each.suffix,
)  # fmt: skip
def test_the_templates_of_this_project_render(sagemaker: Any, task_type: Any) -> None:
    template = worker_template.template(task_type, "What is {{ this }}?", "Look & say.")
    page = rendered(sagemaker, template)
    assert _attributes(page, "full-instructions")["header"] == "What is {{ this }}?"
    assert "[&#34;cat&#34;, &#34;dog&#39;s&#34;]" in page


def test_the_page_that_aws_has_for_named_entities(sagemaker: Any) -> None:
    task = {"taskObject": 'She said "Rome"', "labels": [{"label": "Place"}]}
    arn = OWNED_BY_AWS.format("NamedEntityRecognition")
    page = ask(sagemaker, "", task, UiTemplate=None, HumanTaskUiArn=arn)["RenderedContent"]
    shown = _attributes(page, "crowd-entity-annotation")
    assert shown["text"] == 'She said "Rome"'
    assert json.loads(shown["labels"]) == [{"label": "Place"}]


@pytest.mark.parametrize("name", ["VideoObjectTracking", "PointCloudObjectDetection"])
def test_a_page_that_aws_does_not_publish_is_told_about(sagemaker: Any, name: str) -> None:
    task = {"taskObject": "s3://b/seq.json", "labels": [{"label": "Car"}, "Bus"]}
    arn = OWNED_BY_AWS.format(name)
    page = ask(sagemaker, "", task, UiTemplate=None, HumanTaskUiArn=arn)["RenderedContent"]
    assert f"user interface {name} shows s3://b/seq.json" in page
    assert "<li>Car</li>" in page
    assert "<li>Bus</li>" in page


@pytest.mark.parametrize(
    "arn",
    [
        OWNED_BY_AWS.format("3DPointCloudObjectDetection"),
        OWNED_BY_AWS.format("NamedEntityRecognition").replace("us-east-1", "eu-west-1"),
    ],
)
def test_an_unknown_user_interface(sagemaker: Any, arn: str) -> None:
    code, message = refused(sagemaker, UiTemplate=None, HumanTaskUiArn=arn)
    assert code == "ResourceNotFound"
    assert arn in message


@pytest.mark.parametrize(
    "change",
    [
        {"UiTemplate": None},
        {"HumanTaskUiArn": OWNED_BY_AWS.format("NamedEntityRecognition")},
    ],
)
def test_one_of_template_and_user_interface(sagemaker: Any, change: dict[str, Any]) -> None:
    code, message = refused(sagemaker, **change)
    assert code == "ValidationException"
    assert "either UiTemplate or HumanTaskUiArn" in message


def test_a_task_is_json(sagemaker: Any) -> None:
    code, message = refused(sagemaker, Task={"Input": "{taskObject: 1}"})
    assert code == "ValidationException"
    assert "Task.Input is not JSON" in message


def test_what_the_api_model_asks_for(sagemaker: Any) -> None:
    code, message = refused(sagemaker, RoleArn="me", Task={"Input": "1"})
    assert code == "ValidationException"
    assert "'task.input' failed to satisfy constraint: Member must have length" in message
    assert "'roleArn' failed to satisfy constraint: Member must satisfy regular" in message
