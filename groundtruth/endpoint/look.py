"""What of S3 a request is about: one object, or all whose keys begin alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote

from groundtruth.endpoint.wsgi import Environ, path, service
from groundtruth.s3_uri import S3Uri

# What the query of a listing may have; any other name asks for a setting of the bucket.
_OF_LISTINGS = {
    "list-type",
    "versions",
    "prefix",
    "delimiter",
    "marker",
    "key-marker",
    "version-id-marker",
    "start-after",
    "continuation-token",
    "max-keys",
    "encoding-type",
    "fetch-owner",
    "x-id",
}


@dataclass(frozen=True)
class Look:
    """A look at one object, or at every object of a bucket whose key begins so.

    With a delimiter what comes after the next one is not seen: of a folder only its name.
    """

    bucket: str
    key: str
    one: bool = True
    delimiter: str = ""

    def is_within(self, place: S3Uri) -> bool:
        """Whether only what is below a place is looked at."""
        return self.bucket == place.bucket and self.key.startswith(place.key)

    def reaches(self, place: S3Uri) -> bool:
        """Whether something below a place, or at it, can be seen."""
        from_above = not self.one and place.key.startswith(self.key)
        return self.bucket == place.bucket and (from_above or self.key.startswith(place.key))

    def folder(self, key: str) -> str | None:
        """The name by which alone a key is seen, None when it is seen itself."""
        name, delimiter, _ = key.removeprefix(self.key).partition(self.delimiter or "\0")
        return self.key + name + delimiter if delimiter and not self.one else None


def looks(environ: Environ) -> Iterator[Look]:
    """What an S3 request looks at, or is about to change."""
    if service(environ) != "s3":
        return
    source = environ.get("HTTP_X_AMZ_COPY_SOURCE")
    if source is not None:
        yield _at(unquote(source).split("?")[0])
    look = _at(path(environ))
    if look.key:
        yield look
    elif environ["REQUEST_METHOD"] != "HEAD":
        yield from _at_many(look.bucket, environ)


def _at(place: str) -> Look:
    bucket, _, key = place.removeprefix("/").partition("/")
    return Look(bucket, key)


def _at_many(bucket: str, environ: Environ) -> Iterator[Look]:
    query = parse_qs(environ["QUERY_STRING"], keep_blank_values=True)
    if environ["REQUEST_METHOD"] == "GET":
        if query.keys() <= _OF_LISTINGS:
            prefix, delimiter = (query.get(name, [""])[0] for name in ("prefix", "delimiter"))
            yield Look(bucket, prefix, one=False, delimiter=delimiter)
    elif "delete" in query or (environ["REQUEST_METHOD"] == "DELETE" and not query):
        yield Look(bucket, "", one=False)
