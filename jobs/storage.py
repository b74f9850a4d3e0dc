"""Objects in S3: read in ranges, listed, and written only over what was seen."""

from __future__ import annotations

import itertools
import logging
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from groundtruth import s3_uri
from groundtruth.manifest import spans as span_rules
from groundtruth.manifest.spans import Part, Span
from jobs import aws

logger = logging.getLogger(__name__)

MAX_LISTED = 20_000  # objects under a prefix, in twenty calls
_MARK = "gtconsole-write"  # metadata by which a write knows its own work again

# What HeadObject tells of an object that a new version of it is to keep.
_CARRIED = (
    "BucketKeyEnabled",
    "CacheControl",
    "ContentDisposition",
    "ContentLanguage",
    "ContentType",
    "ServerSideEncryption",
    "SSEKMSKeyId",
    "StorageClass",
)

Read = Callable[[int, int], bytes]  # new bytes from a start up to an end
Watch = Callable[[int], None]  # told how many bytes more are in their place


@dataclass(frozen=True)
class Seen:
    """An object as it was looked at; `version_id` is empty where the bucket keeps no versions.

    `etag` is empty for a key that must hold nothing yet.
    """

    uri: str
    etag: str
    size: int
    last_modified: datetime
    version_id: str
    carried: Mapping[str, Any]

    @property
    def place(self) -> dict[str, str]:
        return _place(self.uri)

    @property
    def head(self) -> aws.ObjectHead:
        return aws.ObjectHead(self.uri, self.etag, self.size, self.last_modified)


@dataclass(frozen=True)
class Written:
    """What a write left: the new ETag, and where the version before is kept, if it is.

    `tags_refused` is the action without which tags could not be carried over.
    """

    etag: str
    backup: str = ""
    version_id: str = ""  # of the version before
    tags_refused: str = ""


# ------------------------------------------------------------------------------- reading


def see(region: str, uri: str) -> Seen:
    """Look at an object without reading it."""
    told = aws.s3(region, "head_object", **_place(uri))
    version = str(told.get("VersionId", ""))
    return Seen(
        uri,
        told["ETag"],
        told["ContentLength"],
        told["LastModified"],
        "" if version == "null" else version,
        {name: told[name] for name in _CARRIED if told.get(name)}
        | {"Metadata": dict(told.get("Metadata", {}))},
    )


def see_or_nothing(region: str, uri: str) -> Seen:
    """Look at an object, or at a key that holds none."""
    try:
        return see(region, uri)
    except aws.AWSError as error:
        if error.kind != "not-found":
            raise
    return nothing_at(uri)


def nothing_at(uri: str) -> Seen:
    """A key that must hold nothing when it is written."""
    carried = {"ContentType": "application/x-ndjson", "Metadata": {}}
    return Seen(uri, "", 0, datetime.now(UTC), "", carried)


def read_range(region: str, head: aws.ObjectHead, start: int, end: int) -> bytes:
    """The bytes from `start` up to `end`; an AWSError of kind `changed` if it is another object."""
    end = min(end, head.size)
    if start >= end:
        return b""
    place = _place(head.uri)
    return aws.get_body(region, **place, Range=f"bytes={start}-{end - 1}", IfMatch=head.etag)


def begun(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same chunks once the first is there, so that a refusal comes before an answer begins."""
    first = next(chunks, b"")
    return itertools.chain([first], chunks)


def list_objects(region: str, prefix: str) -> Iterator[str]:
    """The locations of the objects under a prefix, folders left out, MAX_LISTED at most and one."""
    listed = itertools.islice(aws.list_objects(region, prefix), MAX_LISTED + 1)
    return (head.uri for head in listed)


# ------------------------------------------------------------------------------- writing


def write(
    region: str,
    seen: Seen,
    spans: Sequence[Span],
    new: Read,
    *,
    mark: str = "",
    watch: Watch = lambda size: None,
) -> Written:
    """Put the object together anew, if it is still the one that was seen.

    Either the whole of it is there afterwards, or the old one: an AWSError of kind `changed` says
    that somebody else wrote it meanwhile, and nothing was done. By its `mark`, which no other write
    has, it is known again afterwards.
    """
    putting = _Putting(region, seen, spans, new, mark or secrets.token_hex(8), watch)
    try:
        return _write_with_tags(putting, seen)
    except aws.AWSError as error:
        if error.code != "ConditionalRequestConflict":  # two writes at the same moment: once more
            raise
    return _write_with_tags(putting, seen)


def back_up(region: str, seen: Seen, watch: Watch = lambda size: None) -> str:
    """Copy an object beside itself, and say where to; S3 does it without sending it here."""
    # To the microsecond: two people save within one second, and each copy has a place of its own.
    at = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    copy = replace(seen, uri=f"{seen.uri}.bak-{at}", etag="")
    kept = [Span("kept", 0, seen.size)]
    mark = secrets.token_hex(8)
    _write_with_tags(_Putting(region, seen, kept, lambda start, end: b"", mark, watch), copy)
    return copy.uri


def with_tags(region: str, seen: Seen) -> tuple[Seen, str]:
    """The object with its tags among what is carried over, and the action that was refused."""
    if not seen.etag:
        return seen, ""
    try:
        tags = aws.s3(region, "get_object_tagging", **seen.place)["TagSet"]
    except aws.AWSError as error:
        logger.warning("the tags of %s are not known: %s", seen.uri, error.code)
        return seen, "s3:GetObjectTagging"
    tagging = urlencode([(tag["Key"], tag["Value"]) for tag in tags], quote_via=quote)
    return replace(seen, carried={**seen.carried, **({"Tagging": tagging} if tags else {})}), ""


@dataclass(frozen=True)
class _Putting:
    """What an object is put together from: spans of the `source` as it is, and of new bytes."""

    region: str
    source: Seen
    spans: Sequence[Span]
    new: Read
    mark: str
    watch: Watch

    def read(self, part: Part) -> bytes:
        return b"".join(
            self.new(span.start, span.end)
            if span.of == "new"
            else read_range(self.region, self.source.head, span.start, span.end)
            for span in part
        )


def _write_with_tags(putting: _Putting, target: Seen) -> Written:
    """Write with the tags, or without them where those are what is refused."""
    try:
        return _write_once(putting, target)
    except aws.AWSError as error:
        if error.kind != "access-denied" or "Tagging" not in target.carried:
            raise
    rest = {name: value for name, value in target.carried.items() if name != "Tagging"}
    written = _write_once(putting, replace(target, carried=rest))
    return replace(written, tags_refused="s3:PutObjectTagging")


def _write_once(putting: _Putting, target: Seen) -> Written:
    region, version = putting.region, putting.source.version_id
    metadata = {**target.carried["Metadata"], _MARK: putting.mark}
    said = dict(target.carried) | {"Metadata": metadata}
    condition = {"IfMatch": target.etag} if target.etag else {"IfNoneMatch": "*"}
    try:
        if span_rules.size(putting.spans) <= span_rules.SENT_PART:
            body = b"".join(map(putting.read, span_rules.parts(putting.spans)))
            told = aws.s3(region, "put_object", **target.place, Body=body, **said, **condition)
            putting.watch(len(body))
        else:
            told = _upload(putting, target, said, condition)
    except aws.AWSError as error:
        # An answer that was lost is asked for again, and then our own work is in the way.
        if error.kind == "changed" and (etag := written_as(region, target.uri, putting.mark)):
            return Written(etag, version_id=version)
        raise
    logger.info("wrote %s in %s", target.uri, region)
    return Written(told["ETag"], version_id=version)


def _upload(
    putting: _Putting, target: Seen, said: Mapping[str, Any], condition: Mapping[str, str]
) -> dict[str, Any]:
    """Put the object together from parts; until the last call there is only the old one."""
    region = putting.region
    begun = aws.s3(region, "create_multipart_upload", **target.place, **said)
    upload = target.place | {"UploadId": begun["UploadId"]}
    try:
        made = [
            {"PartNumber": number, "ETag": _send(putting, upload, number, part)}
            for number, part in enumerate(span_rules.parts(putting.spans), 1)
        ]
        return aws.s3(
            region,
            "complete_multipart_upload",
            **upload,
            MultipartUpload={"Parts": made},
            **condition,
        )
    except aws.AWSError:
        _abort(region, upload)
        raise


def _send(putting: _Putting, upload: Mapping[str, str], number: int, part: Part) -> str:
    """Copy or send one part, and give its ETag."""
    etag = (_copied if span_rules.is_copy(part) else _sent)(putting, upload, number, part)
    putting.watch(span_rules.size(part))
    return etag


def _sent(putting: _Putting, upload: Mapping[str, str], number: int, part: Part) -> str:
    body = putting.read(part)
    told = aws.s3(putting.region, "upload_part", **upload, PartNumber=number, Body=body)
    return str(told["ETag"])


def _copied(putting: _Putting, upload: Mapping[str, str], number: int, part: Part) -> str:
    (span,) = part
    told = aws.s3(
        putting.region,
        "upload_part_copy",
        **upload,
        PartNumber=number,
        CopySource=putting.source.place,
        CopySourceIfMatch=putting.source.etag,
        CopySourceRange=f"bytes={span.start}-{span.end - 1}",
    )
    return str(told["CopyPartResult"]["ETag"])


def _abort(region: str, upload: Mapping[str, str]) -> None:
    """Take the parts away; who may not is told in the log that they stay, and cost a little."""
    try:
        aws.s3(region, "abort_multipart_upload", **upload)
    except aws.AWSError as error:
        logger.warning("an upload to %s was left: %s", upload["Key"], error.code)


def written_as(region: str, uri: str, mark: str) -> str:
    """The ETag of what is there if the write of that mark made it; empty when it did not."""
    try:
        there = see(region, uri)
    except aws.AWSError:
        return ""
    return there.etag if there.carried["Metadata"].get(_MARK) == mark else ""


def _place(uri: str) -> dict[str, str]:
    place = s3_uri.parse(uri)
    return {"Bucket": place.bucket, "Key": place.key}
