"""Checks of the data objects that a manifest names: there, in the Region, and open to browsers.

A handful stands for all: they are spread over the beginning of the manifest, which is one read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from groundtruth import data_formats, input_quotas, s3_uri
from jobs import aws
from jobs.aws import AWSError, ObjectHead
from jobs.checks.line import Line, Subject, is_missing, refused

START = 256 * 1024  # bytes of the manifest that are read
SAMPLE = 5
BUCKETS = 5  # asked for their Region and their CORS rules

_TITLE = "Data objects"
_FORMAT_TITLE = "Data format"
_REGION_TITLE = "Region of the data"
_CORS_TITLE = "CORS for workers’ browsers"
_pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="objects")


def objects(subject: Subject) -> Iterator[Line]:
    """Whether some of the objects exist, and whether their buckets let workers' pages in."""
    if not subject.plan.summary:
        return  # told with the manifest
    named = _named(subject)
    if not named:
        yield Line("pass", "The objects stand in the manifest itself.")
        return
    sample = _spread(named)
    heads = list(_pool.map(lambda uri: _head(subject.region, uri), sample))
    yield from _existing(subject, sample, heads, len(named))
    yield from _formats(subject, named)
    yield from _near(subject, named)
    yield from _reachable(subject, named)


def _named(subject: Subject) -> list[str]:
    """The locations that the first lines name, of objects without a label under the job's name."""
    lines = first_lines(subject)
    name = subject.plan.wish.label_attribute_name
    wanted = [line for line in lines if name not in line] or lines
    return [str(line["source-ref"]) for line in wanted if "source-ref" in line]


def first_lines(subject: Subject) -> list[dict[str, Any]]:
    """The members of the manifest's first lines, in one read."""
    start = aws.read_start(subject.region, subject.plan.count.uri, START)
    complete = start if len(start) < START else start[: start.rfind(b"\n") + 1]
    return [_members(line) for line in complete.split(b"\n")]


def _members(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError:
        return {}  # a blank line, or one that the check of the manifest tells of
    return value if isinstance(value, dict) else {}


def _spread(named: Sequence[str]) -> list[str]:
    """The first, the last, and as many between them as there are to be."""
    if len(named) <= SAMPLE:
        return list(named)
    return [named[number * (len(named) - 1) // (SAMPLE - 1)] for number in range(SAMPLE)]


def _head(region: str, uri: str) -> ObjectHead | AWSError | ValueError:
    try:
        return aws.head_object(region, uri)
    except (AWSError, ValueError) as error:
        return error


def _existing(
    subject: Subject,
    sample: list[str],
    heads: list[ObjectHead | AWSError | ValueError],
    named: int,
) -> Iterator[Line]:
    found = list(zip(sample, heads, strict=True))
    malformed = [head for head in heads if isinstance(head, ValueError)]
    missing = [uri for uri, head in found if isinstance(head, AWSError) and is_missing(head)]
    unknown = [head for head in heads if isinstance(head, AWSError) and not is_missing(head)]
    if malformed:
        yield Line("fail", f"{malformed[0]} Correct it in the manifest.", arguable=True)
    if missing:
        yield Line(
            "fail",
            f"{len(missing)} of {len(sample)} objects that were looked at do not exist, "
            f"like “{missing[0]}”. Workers could not label them: correct the manifest.",
            arguable=True,  # such objects fail one by one, and may be there by then
        )
    if unknown:
        yield refused(unknown[0])
    if not (malformed or missing or unknown):
        yield _size(subject, [head for head in heads if isinstance(head, ObjectHead)], named)


def _formats(subject: Subject, named: list[str]) -> Iterator[Line]:
    known = data_formats.endings(subject.task_type)
    other = [uri for uri in named if data_formats.ending(uri) not in ("", *known)]
    if known and other:
        are = "is" if len(other) == 1 else "are"
        yield Line(
            "warn",
            f"{len(other):,} of the first {len(named):,} objects {are} no {_listed(known)}, like "
            f"“{other[0]}”. {subject.task_type.name} takes no other files.",
            title=_FORMAT_TITLE,
        )


def _listed(endings: Sequence[str]) -> str:
    *first, last = endings
    return f"{', '.join(first)} or {last}" if first else last


def _size(subject: Subject, heads: list[ObjectHead], named: int) -> Line:
    largest = max(heads, key=lambda head: head.size)
    if subject.task_type.category == "Image" and largest.size > input_quotas.IMAGE_BYTES:
        return Line(
            "fail",
            f"“{largest.uri}” has {largest.size:,} bytes, and an image may have at most "
            f"{input_quotas.IMAGE_BYTES:,}. Make it smaller.",
            arguable=True,  # it fails by itself, and the job goes on
        )
    if len(heads) == 1:
        return Line("pass", "The object that was looked at exists.")
    return Line("pass", f"{len(heads)} objects that were looked at, of the first {named:,}, exist.")


# ---------------------------------------------------------------------------------- Region


def _near(subject: Subject, named: list[str]) -> Iterator[Line]:
    """Whether the objects are in the job's Region, where the guide wants them with the job.

    The bucket of the manifest has a line of its own.
    """
    of_manifest = _bucket(subject.text("manifest_s3_uri"))
    buckets = [each for each in _buckets(named) if each != of_manifest]
    for line in _pool.map(lambda bucket: _where(subject.region, bucket), buckets):
        if line:
            yield line


def _where(region: str, bucket: str) -> Line | None:
    try:
        there = aws.bucket_region(region, bucket)
    except AWSError as error:
        # Of a bucket that is not there nothing exists, which is told with the objects.
        return None if is_missing(error) else refused(error, title=_REGION_TITLE)
    if there == region:
        return Line("pass", f"“{bucket}” is in {there}.", title=_REGION_TITLE)
    return Line(
        "warn",
        f"“{bucket}”, which holds data objects, is in {there}, and the job is to run in {region}. "
        f"Copy the objects to a bucket in {region}, or create the job in {there}.",
        title=_REGION_TITLE,
    )


# ------------------------------------------------------------------------------------ CORS


def _methods(subject: Subject) -> set[str]:
    """What workers' pages do with the objects; nothing where they get them otherwise."""
    if subject.task_type.one_worker_only:
        return {"GET", "HEAD", "PUT"}
    return {"GET"} if subject.task_type.category in ("Image", "Custom") else set()


def _reachable(subject: Subject, named: list[str]) -> Iterator[Line]:
    methods = _methods(subject)
    if not methods:
        return
    places = [*named, *([subject.text("s3_output_path")] if "PUT" in methods else [])]
    yield from _pool.map(lambda bucket: _cors(subject, bucket, methods), _buckets(places))


def _buckets(uris: Sequence[str]) -> list[str]:
    """The buckets of these places, in their order, each once."""
    return list(dict.fromkeys(filter(None, map(_bucket, uris))))[:BUCKETS]


def _bucket(uri: str) -> str:
    try:
        return s3_uri.parse(uri).bucket
    except ValueError:
        return ""


def _cors(subject: Subject, bucket: str, methods: set[str]) -> Line:
    asked = " and ".join(sorted(methods))
    try:
        rules = aws.bucket_cors(subject.region, bucket)
    except AWSError as error:
        if is_missing(error):
            return Line("fail", f"There is no bucket “{bucket}”.", title=_CORS_TITLE)
        return refused(error, title=_CORS_TITLE)
    if any(
        "*" in rule["AllowedOrigins"] and methods <= set(rule["AllowedMethods"]) for rule in rules
    ):
        return Line("pass", f"“{bucket}” allows {asked} from any origin.", title=_CORS_TITLE)
    return Line(
        "warn" if subject.task_type.category == "Custom" else "fail",
        f"“{bucket}” has no CORS rule that allows {asked} from any origin, so workers’ browsers "
        "cannot load its objects. Add one under the bucket’s permissions.",
        title=_CORS_TITLE,
        arguable=True,  # AWS does not look, and a rule for the portal’s origin alone may do
    )
