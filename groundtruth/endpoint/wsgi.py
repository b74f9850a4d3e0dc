"""WSGI as the endpoint's rooms speak it: who a request is for, and how an answer is given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs

Environ = dict[str, Any]
StartResponse = Any  # PEP 3333's start_response, whose type the standard library keeps to itself
Headers = list[tuple[str, str]]

_REASONS = {
    200: "OK",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    412: "Precondition Failed",
    421: "Misdirected Request",
    500: "Internal Server Error",
    501: "Not Implemented",
}


def path(environ: Environ) -> str:
    """The path as text; WSGI hands over its UTF-8 bytes as if they were Latin-1."""
    return str(environ["PATH_INFO"]).encode("latin-1").decode("utf-8", "surrogateescape")


def service(environ: Environ) -> str:
    """The AWS service a request was signed for; unsigned requests are for S3, as browsers' are."""
    return _scope(environ)[1] or "s3"


def region(environ: Environ) -> str:
    """The Region a request was signed for, empty when it was not."""
    return _scope(environ)[0]


def address(environ: Environ) -> str:
    """The server's address, as the client called it."""
    return f"{environ.get('wsgi.url_scheme', 'http')}://{environ.get('HTTP_HOST', '127.0.0.1')}"


def answer(
    start_response: StartResponse, status: int, headers: Headers, body: bytes
) -> Iterable[bytes]:
    length = ("Content-Length", str(len(body)))
    start_response(f"{status} {_REASONS[status]}", [*headers, length])
    return [body]


def _scope(environ: Environ) -> tuple[str, str]:
    """Region and service of Signature Version 4's credential scope, wherever it stands."""
    authorization = environ.get("HTTP_AUTHORIZATION", "")
    _, found, credential = authorization.partition("Credential=")
    if not found:
        query = parse_qs(environ.get("QUERY_STRING", ""))
        credential = query.get("X-Amz-Credential", [""])[0]
    parts = credential.split(",")[0].split("/")
    return (parts[-3], parts[-2].lower()) if len(parts) >= 5 else ("", "")
