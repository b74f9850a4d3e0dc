"""Checks of places in S3 beside the manifest: the output, the label categories, the template."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TypeVar

from groundtruth import s3_uri
from groundtruth.task_types import CUSTOM
from jobs import aws
from jobs.aws import AWSError
from jobs.checks.line import Line, Subject, is_missing

T = TypeVar("T")

LABEL_FILE = 1024 * 1024  # bytes; a longer one is none that people wrote


def input_bucket(subject: Subject) -> Iterator[Line]:
    yield from _in_region(subject, "manifest_s3_uri")


def output_bucket(subject: Subject) -> Iterator[Line]:
    yield from _in_region(subject, "s3_output_path")


def _in_region(subject: Subject, field: str) -> Iterator[Line]:
    try:
        bucket = s3_uri.parse(subject.text(field)).bucket
    except ValueError:
        return  # told by the rules
    try:
        there = aws.bucket_region(subject.region, bucket)
    except AWSError as error:
        if not is_missing(error):
            raise
        yield Line("fail", f"There is no bucket “{bucket}”. Make it, or choose another.")
        return
    if there == subject.region:
        yield Line("pass", f"“{bucket}” is in {there}.")
    else:
        yield Line(
            "fail",
            f"“{bucket}” is in {there}, and the job is to run in {subject.region}. Choose a bucket "
            f"in {subject.region}, or create the job in {there}.",
            arguable=True,  # the guide wants it, and no source says that AWS refuses it
        )


def label_categories(subject: Subject) -> Iterator[Line]:
    uri = subject.text("label_category_config_s3_uri")
    if not uri:
        if subject.task_type is not CUSTOM and subject.task_type.suffix != "PassThrough":
            yield Line("warn", "There is no label category file: workers would have no labels.")
        return
    if uri in subject.unwritten:
        yield Line("pass", "The labels are written with the job.")
        return
    text = _found(uri, lambda: aws.read_start(subject.region, uri, LABEL_FILE))
    yield text if isinstance(text, Line) else _labels(uri, text)


def _labels(uri: str, text: bytes) -> Line:
    try:
        config = json.loads(text)
    except ValueError:
        return Line("fail", f"“{uri}” is not JSON. Choose a label category file.")
    labels = config.get("labels") if isinstance(config, dict) else None
    if not isinstance(labels, list) or not labels:
        return Line("fail", f"“{uri}” lists no labels. Add some, or choose another file.")
    return Line("pass", f"{len(labels):,} label{'' if len(labels) == 1 else 's'} can be read.")


def template(subject: Subject) -> Iterator[Line]:
    uri = subject.text("ui_template_s3_uri")
    if not uri:
        return
    if uri in subject.unwritten:
        yield Line("pass", "The worker template is written with the job.")
        return
    head = _found(uri, lambda: aws.head_object(subject.region, uri))
    yield head if isinstance(head, Line) else _template(uri, head.size)


def _template(uri: str, size: int) -> Line:
    if not size:
        return Line("fail", f"“{uri}” is empty. Choose another template.")
    return Line("pass", f"The worker template can be read: {size:,} bytes.")


def _found(uri: str, look: Callable[[], T]) -> T | Line:
    """What is at a location, or the line that says why nothing is."""
    try:
        return look()
    except ValueError as error:
        return Line("fail", str(error))
    except AWSError as error:
        if not is_missing(error):
            raise
        return Line("fail", f"There is no object at “{uri}”. Correct the location.")
