"""What is in S3 at a place: buckets, or folders and objects, as much as one call tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from groundtruth import s3_uri
from jobs import aws

PAGE = 100  # folders and objects


@dataclass(frozen=True)
class Folder:
    """A bucket, or keys that begin alike up to a slash."""

    name: str
    uri: str


@dataclass(frozen=True)
class Found:
    """An object by the last part of its key; `size` in bytes."""

    name: str
    uri: str
    size: int
    last_modified: datetime


@dataclass(frozen=True)
class Listing:
    """A page of what is there; `after` is where the next one goes on, empty at the end."""

    folders: tuple[Folder, ...]
    objects: tuple[Found, ...] = ()
    after: str = ""


def look(region: str, location: str, after: str = "") -> Listing:
    """What is at a location, which may be the beginning of a name; buckets without one.

    ValueError, with a sentence, if it is no location; AWSError if it may not be listed.
    """
    if not location:
        names = aws.list_buckets(region)
        return Listing(tuple(Folder(f"{name}/", f"s3://{name}/") for name in names))
    place = s3_uri.parse(location)
    page = aws.list_folder(region, location, after, PAGE)
    # Some tools keep a folder as an empty object of its name.
    keys = [each for each in page.get("Contents", []) if not each["Key"].endswith("/")]
    folders = [each["Prefix"] for each in page.get("CommonPrefixes", [])]
    names = sorted([*folders, *(each["Key"] for each in keys)], key=str.encode)
    return Listing(
        tuple(Folder(_last(key), f"s3://{place.bucket}/{key}") for key in folders),
        tuple(
            Found(
                _last(each["Key"]),
                f"s3://{place.bucket}/{each['Key']}",
                each["Size"],
                each["LastModified"],
            )
            for each in keys
        ),
        names[-1] if page["IsTruncated"] and names else "",
    )


def trail(location: str) -> list[Folder]:
    """The folders on the way to a location, its bucket first."""
    place = s3_uri.parse(location)
    *parts, _ = f"{place.bucket}/{place.key}".split("/")
    return [
        Folder(part, f"s3://{'/'.join(parts[:number])}/") for number, part in enumerate(parts, 1)
    ]


def _last(key: str) -> str:
    """What a key is called in its folder, with the slash of a folder."""
    return f"{key.removesuffix('/').rpartition('/')[2]}{'/' if key.endswith('/') else ''}"
