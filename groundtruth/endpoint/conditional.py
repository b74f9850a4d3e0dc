"""The conditional header of S3 that moto does not look at: If-Match when an upload completes."""

from __future__ import annotations

from urllib.parse import parse_qs
from uuid import uuid4

from groundtruth.endpoint.wsgi import Environ, Headers


def refusal(environ: Environ, etag: str | None) -> tuple[int, Headers, bytes] | None:
    """The refusal of a CompleteMultipartUpload whose If-Match is not the key's ETag, or None.

    `etag` is what the key holds now, without quotes; None when it holds nothing. By the S3 guide
    on conditional writes: 404 when there is no object, 412 when it is another one.
    """
    wanted = environ.get("HTTP_IF_MATCH")
    query = parse_qs(environ["QUERY_STRING"])
    if wanted is None or environ["REQUEST_METHOD"] != "POST" or "uploadId" not in query:
        return None
    if etag is None:
        return _error(404, "NoSuchKey", "The specified key does not exist.")
    if wanted.strip('"') in (etag, "*"):
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
