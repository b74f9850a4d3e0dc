"""A call to AWS: what it gives, or the AWSError that says why it gave nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore import exceptions as refused
from botocore.parsers import ResponseParserError

from jobs.aws import errors
from jobs.aws.clients import client
from jobs.aws.errors import AWSError

MOST = 5_000  # items of one listing; IAM lets no account have more roles

logger = logging.getLogger(__name__)


def call(service: str, region: str, method: str, **parameters: Any) -> dict[str, Any]:
    """What a client's method gives, for instance `list_roles` of `iam`."""
    with translated(service, region, method):
        return dict(getattr(client(service, region), method)(**parameters))


def every(service: str, region: str, method: str, member: str, size: int) -> list[dict[str, Any]]:
    """What all pages of a listing hold under a member, asked for in pages of a size."""
    with translated(service, region, method):
        config = {"PageSize": size, "MaxItems": MOST}
        pages = client(service, region).get_paginator(method).paginate(PaginationConfig=config)
        return [item for page in pages for item in page[member]]


@contextmanager
def translated(service: str, region: str, method: str) -> Iterator[None]:
    """Anything that AWS or the way to it refuses leaves here as an AWSError."""
    try:
        yield
    except refused.ClientError as error:
        raise _logged(errors.of_answer(error, service, region, method)) from error
    except (refused.BotoCoreError, refused.HTTPClientError, ResponseParserError) as error:
        raise _logged(errors.of_failure(error, service, region, method)) from error


def _logged(error: AWSError) -> AWSError:
    logger.warning("%s refused: %s (request %s)", error.operation, error.code, error.request_id)
    return error
