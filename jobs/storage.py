"""Objects in S3 read in ranges, and streamed on to who asked for them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from groundtruth import s3_uri
from jobs import aws


def read_range(region: str, head: aws.ObjectHead, start: int, end: int) -> bytes:
    """The bytes from `start` up to `end`; an AWSError of kind `changed` if it is another object."""
    end = min(end, head.size)
    if start >= end:
        return b""
    place = s3_uri.parse(head.uri)
    return aws.get_body(
        region,
        Bucket=place.bucket,
        Key=place.key,
        Range=f"bytes={start}-{end - 1}",
        IfMatch=head.etag,
    )


def begun(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same chunks once the first is there, so that a refusal comes before an answer begins."""
    first = next(chunks, b"")
    return itertools.chain([first], chunks)
