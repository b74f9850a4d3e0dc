"""Objects in S3: looked at, listed, written, and read as a stream that outlives a break."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from groundtruth import s3_uri
from jobs.aws.calls import call, translated
from jobs.aws.errors import AWSError

logger = logging.getLogger(__name__)

CHUNK = 128 * 1024  # bytes; the size at which a streamed manifest is read fastest
BREAKS = 3  # streams in a row that end early and give nothing, before that is told


@dataclass(frozen=True)
class ObjectHead:
    """What S3 says of an object without giving it: `size` in bytes, `etag` in its quotes.

    `version_id` is "" where the bucket keeps no versions.
    """

    uri: str
    etag: str
    size: int
    last_modified: datetime
    version_id: str = ""


def head_object(region: str, uri: str) -> ObjectHead:
    place = s3_uri.parse(uri)
    head = call("s3", region, "head_object", Bucket=place.bucket, Key=place.key)
    return ObjectHead(
        uri, head["ETag"], head["ContentLength"], head["LastModified"], head.get("VersionId", "")
    )


def put_object(region: str, uri: str, body: bytes, content_type: str) -> None:
    """Write an object whose name no other content has: what is there already is overwritten."""
    place = s3_uri.parse(uri)
    call(
        "s3",
        region,
        "put_object",
        Bucket=place.bucket,
        Key=place.key,
        Body=body,
        ContentType=content_type,
    )


def read_start(region: str, uri: str, size: int) -> bytes:
    """The first so many bytes of an object, all of a smaller one."""
    place = s3_uri.parse(uri)
    try:
        return get_body(region, Bucket=place.bucket, Key=place.key, Range=f"bytes=0-{size - 1}")
    except AWSError as error:
        if error.code == "InvalidRange":  # an empty object has no first byte
            return b""
        raise


def s3(region: str, operation: str, **parameters: Any) -> dict[str, Any]:
    """One call to S3, for `storage`, which knows what several of them make together."""
    return call("s3", region, operation, **parameters)


def get_body(region: str, **parameters: Any) -> bytes:
    """What GetObject gives, whole: for ranges that are known to be small."""
    answer = call("s3", region, "get_object", **parameters)
    with translated("s3", region, "get_object"):
        return bytes(answer["Body"].read())


def bucket_region(region: str, bucket: str) -> str:
    """The Region that a bucket is in; boto3 follows to wherever that is."""
    return str(call("s3", region, "head_bucket", Bucket=bucket)["BucketRegion"])


def bucket_cors(region: str, bucket: str) -> list[dict[str, Any]]:
    """The rules by which a bucket lets pages of other origins in; most buckets have none."""
    try:
        return list(call("s3", region, "get_bucket_cors", Bucket=bucket)["CORSRules"])
    except AWSError as error:
        if error.code == "NoSuchCORSConfiguration":
            return []
        raise


def list_objects(region: str, location: str) -> Iterator[ObjectHead]:
    """The objects below a location by their keys, folders left out; a call for each thousand."""
    place = s3_uri.parse(location)
    asked = {"Bucket": place.bucket, "Prefix": place.key}
    while True:
        page = call("s3", region, "list_objects_v2", **asked)
        for each in page.get("Contents", []):
            if not each["Key"].endswith("/"):
                uri = f"s3://{place.bucket}/{each['Key']}"
                yield ObjectHead(uri, each["ETag"], each["Size"], each["LastModified"])
        if not page.get("NextContinuationToken"):
            return
        asked["ContinuationToken"] = page["NextContinuationToken"]


def list_buckets(region: str) -> list[str]:
    """The names of the account's buckets in this Region; one call gives them all."""
    answer = call("s3", region, "list_buckets", BucketRegion=region)
    return [bucket["Name"] for bucket in answer["Buckets"]]


def list_folder(region: str, location: str, after: str, most: int) -> dict[str, Any]:
    """One page of what is at a location, as ListObjectsV2 gives it, keys with more slashes as one.

    `after` is the key or the folder that the page before ended with.
    """
    place = s3_uri.parse(location)
    # A folder is listed again as long as one of its keys comes later: go behind the last of them.
    start = f"{after}\U0010ffff" if after.endswith("/") else after
    asked = {"Bucket": place.bucket, "Prefix": place.key, "Delimiter": "/", "MaxKeys": most}
    return call(
        "s3", region, "list_objects_v2", **asked, **({"StartAfter": start} if start else {})
    )


def read_object(
    region: str, head: ObjectHead, at: int = 0, end: int | None = None
) -> Iterator[bytes]:
    """The object's bytes in chunks, or an AWSError of kind `changed` if it is another by now.

    Those from a place on, up to an `end` after it. Where a stream breaks off, the next one goes on;
    all of them give the bytes of this ETag.
    """
    breaks = 0
    while True:
        try:
            for chunk in _stream(region, head, at, end):
                at, breaks = at + len(chunk), 0
                yield chunk
            return
        except _StreamError as broken:
            breaks += 1
            if breaks == BREAKS or at >= (end or head.size):
                raise broken.error from None
            logger.info("goes on reading %s at byte %d", head.uri, at)


class _StreamError(Exception):
    """An answer that began well and ended early."""

    def __init__(self, error: AWSError) -> None:
        super().__init__(str(error))
        self.error = error


def _stream(region: str, head: ObjectHead, at: int, end: int | None) -> Iterator[bytes]:
    """The bytes of this ETag from a place on, to the end of the object if no other is given."""
    place = s3_uri.parse(head.uri)
    last = end - 1 if end else ""
    rest = {"Range": f"bytes={at}-{last}"} if at or end else {}
    # No VersionId: reading by it needs a permission of its own, and the ETag says which bytes.
    asked = {"Bucket": place.bucket, "Key": place.key, "IfMatch": head.etag, **rest}
    answer = call("s3", region, "get_object", **asked)
    with closing(answer["Body"]) as body:
        try:
            with translated("s3", region, "get_object"):
                # Not iter_lines: it splits at a lone \r and is quadratic on long lines.
                yield from body.iter_chunks(CHUNK)
        except AWSError as error:
            raise _StreamError(error) from error
