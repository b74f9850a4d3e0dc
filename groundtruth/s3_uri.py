"""S3 locations: s3://bucket/key taken apart and put together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

# What boto3 lets through as a bucket name; S3 itself is stricter for buckets made since 2018.
_BUCKET = re.compile(r"[a-zA-Z0-9.\-_]{1,255}")

# The bucket stands before the host (bucket.s3.eu-west-1.amazonaws.com/key) or begins the path.
_ADDRESS = re.compile(
    r"https://(?:(?P<bucket>[^/?#]+)\.)?s3(?:[.-][a-z0-9-]+){0,2}\.amazonaws\.com(?:\.cn)?"
    r"(?:/(?P<path>[^?#]*))?(?:[?#].*)?"
)


@dataclass(frozen=True)
class S3Uri:
    """A place in S3; the key is empty for a whole bucket."""

    bucket: str
    key: str

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}"


def parse(text: str) -> S3Uri:
    """Read s3://bucket/key or AWS's https:// form of it; ValueError, with a sentence, otherwise."""
    if text.startswith("s3://"):
        bucket, _, key = text.removeprefix("s3://").partition("/")
    elif text.startswith("https://"):
        bucket, key = _from_https(text)
    else:
        raise ValueError(f"“{text}” is not an S3 location: write it as s3://bucket/key.")
    if not _BUCKET.fullmatch(bucket):
        raise ValueError(
            f"“{text}” names no bucket that can exist (“{bucket}”): write it as s3://bucket/key."
        )
    return S3Uri(bucket, key)


def join(prefix: str, *parts: str) -> str:
    """A location under a prefix, with exactly one slash at each joint."""
    return "/".join([prefix.rstrip("/"), *(part.strip("/") for part in parts)])


def _from_https(text: str) -> tuple[str, str]:
    """Bucket and key of a virtual-hosted or path-style address; a query is not part of the key."""
    address = _ADDRESS.fullmatch(text)
    if not address:
        raise ValueError(f"“{text}” is not an address of Amazon S3: write it as s3://bucket/key.")
    path = unquote(address["path"] or "")
    if address["bucket"]:
        return address["bucket"], path
    bucket, _, key = path.partition("/")
    return bucket, key
