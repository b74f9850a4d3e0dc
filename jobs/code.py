"""A request or an answer as text to read, copy and run: JSON, AWS CLI and boto3."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pprint import pformat
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.safestring import SafeString, mark_safe
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

SPELLINGS = {"json": "JSON", "cli": "AWS CLI", "boto3": "boto3"}
_LEXERS = {"json": "json", "cli": "bash", "boto3": "python"}
_FORMATTER = HtmlFormatter(nowrap=True)


def as_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False, cls=DjangoJSONEncoder)


def as_cli(request: Mapping[str, Any], region: str, endpoint_url: str | None) -> str:
    """Shell commands that create the job; the request is written to a file first.

    Not to standard input: the AWS CLI reads what --cli-input-json names more than once.
    """
    endpoint = f" \\\n    --endpoint-url {endpoint_url}" if endpoint_url else ""
    return (
        f"cat > labeling-job.json <<'REQUEST'\n{as_json(request)}\nREQUEST\n"
        f"aws sagemaker create-labeling-job \\\n    --region {region}{endpoint} \\\n"
        "    --cli-input-json file://labeling-job.json\n"
    )


def as_boto3(request: Mapping[str, Any], region: str, endpoint_url: str | None) -> str:
    """A Python program that creates the job and prints its ARN."""
    endpoint = f', endpoint_url="{endpoint_url}"' if endpoint_url else ""
    return (
        "import boto3\n\n"
        f'sagemaker = boto3.client("sagemaker", region_name="{region}"{endpoint})\n'
        f"request = {pformat(dict(request), sort_dicts=False, width=96)}\n"
        'print(sagemaker.create_labeling_job(**request)["LabelingJobArn"])\n'
    )


@dataclass(frozen=True)
class Preview:
    """A request in one of its three spellings; `html` is highlighted and safe."""

    language: str
    html: SafeString

    @property
    def title(self) -> str:
        return SPELLINGS[self.language]

    @property
    def spellings(self) -> list[tuple[str, str]]:
        return list(SPELLINGS.items())


def preview(request: Mapping[str, Any], region: str, language: str) -> Preview:
    """The request as it would be sent; an unknown language is JSON."""
    url = settings.LOCAL_ENDPOINT_URL
    if language == "cli":
        text = as_cli(request, region, url)
    elif language == "boto3":
        text = as_boto3(request, region, url)
    else:
        language, text = "json", as_json(request)
    return Preview(language, highlighted(text, language))


def highlighted(text: str, language: str) -> SafeString:
    """The text as HTML with a class on every token; Pygments escapes what it quotes."""
    lexer = get_lexer_by_name(_LEXERS[language], stripnl=False)
    return mark_safe(highlight(text, lexer, _FORMATTER))  # noqa: S308
