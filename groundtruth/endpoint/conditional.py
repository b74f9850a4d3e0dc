"""The conditional headers of S3 that moto does not look at: those of an upload that completes."""

from __future__ import annotations

from urllib.parse import parse_qs
from uuid import uuid4

from groundtruth.endpoint.wsgi import Environ, Headers


def refusal(environ: Environ, etag: str | None) -> tuple[int, Headers, bytes] | None:
    """The refusal of a CompleteMultipartUpload to a key that is not as it was to be, or None.

    `etag` is what the key holds now, without quotes; None when it holds nothing. By the S3 guide
    on conditional writes If-Match gets 404 when there is no object, 412 when it is another one;
    If-None-Match, which takes nothing but *, gets 412 when there is one.
    """
    if environ["REQUEST_METHOD"] != "POST" or "uploadId" not in parse_qs(environ["QUERY_STRING"]):
        return None
    wanted = environ.get("HTTP_IF_MATCH")
    if wanted is not None and etag is None:
        return _error(404, "NoSuchKey", "The specified key does not exist.")
    changed = wanted is not None and wanted.strip('"') not in (etag, "*")
    taken = environ.get("HTTP_IF_NONE_MATCH") == "*" and etag is not None
    if not (changed or taken):
        return None
    return _error(
        412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold"
    )


def _error(status: int, code: str, message: str) -> tuple[int, Headers, bytes]:
    request_id = uuid4().hex[:16].upper()
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{code}</Code><Message>{message}</Message>"
        f"<RequestId>{request_id}</RequestId></Error>"
    )
    return status, [("Content-Type", "application/xml")], body.encode()
