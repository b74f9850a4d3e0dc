"""AWS's JSON 1.1: a call in, a response or an error out; inside there are only dictionaries.

Times are seconds since the epoch on the wire, so they are floats in the dictionaries too. Every
error a client caused is HTTP 400 with its name in `__type`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from groundtruth.endpoint.wsgi import Environ, Headers

PREFIX = "SageMaker."
Request = Mapping[str, Any]
Response = dict[str, Any]

CONTENT_TYPE = "application/x-amz-json-1.1"


class ServiceError(Exception):
    """A refusal in AWS's words."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def invalid(message: str) -> ServiceError:
    """What AWS answers to a value it cannot take."""
    return ServiceError("ValidationException", message)


def operation(environ: Environ) -> str | None:
    """The SageMaker operation that a request calls, None when it calls none."""
    target = str(environ.get("HTTP_X_AMZ_TARGET", ""))
    return target.removeprefix(PREFIX) if target.startswith(PREFIX) else None


def parameters(body: bytes) -> dict[str, Any]:
    """The call's parameters, members that are null left out."""
    try:
        value = _without_null(json.loads(body or b"{}"))
    except (ValueError, RecursionError) as error:
        raise ServiceError("SerializationException", f"The body is not JSON: {error}") from error
    if not isinstance(value, dict):
        raise ServiceError("SerializationException", "The body is not a JSON object.")
    return value


def _without_null(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_null(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: _without_null(each) for name, each in value.items() if each is not None}


def response(value: dict[str, Any] | None) -> tuple[int, Headers, bytes]:
    """`value` None is the empty answer of operations that return nothing."""
    return 200, _headers(), b"" if value is None else json.dumps(value).encode()


def refusal(error: ServiceError) -> tuple[int, Headers, bytes]:
    body = json.dumps({"__type": error.code, "message": error.message}).encode()
    return error.status, [*_headers(), ("x-amzn-ErrorType", error.code)], body


def _headers() -> Headers:
    return [("Content-Type", CONTENT_TYPE), ("x-amzn-RequestId", str(uuid4()))]
