"""What AWS refuses, and what goes wrong on the way to it, in our words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from botocore import exceptions as refused

from jobs.aws.clients import endpoint

Kind = Literal[
    "no-credentials",
    "expired-credentials",
    "clock-skew",
    "access-denied",
    "throttled",
    "quota",
    "unreachable",
    "timeout",
    "unsupported",
    "not-found",
    "in-use",
    "changed",
    "invalid",
    "other",
]


@dataclass
class AWSError(Exception):
    """AWS refused a call or could not be reached: what it said, and which kind of refusal it is."""

    kind: Kind
    code: str
    message: str
    service: str
    operation: str
    region: str
    endpoint: str
    request_id: str = ""
    retried: bool = False
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __str__(self) -> str:
        return f"{self.operation}: {self.code}: {self.message}"


def _operation(method: str) -> str:
    return "".join(word.title() for word in method.split("_"))


_KINDS_OF_CODES: tuple[tuple[str, Kind], ...] = (
    (r"ExpiredToken|TokenRefreshRequired|RequestExpired", "expired-credentials"),
    (r"InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|InvalidToken", "no-credentials"),
    (r"RequestTimeTooSkewed", "clock-skew"),
    (r"AccessDenied|UnauthorizedOperation|Forbidden|^403$|KMS\.Disabled", "access-denied"),
    (r"Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|^503$", "throttled"),
    (r"ResourceLimitExceeded|QuotaExceeded", "quota"),
    (r"ResourceInUse", "in-use"),
    (r"ResourceNotFound|NoSuch(Key|Bucket|Entity)|NotFound|^404$", "not-found"),
    (r"PreconditionFailed|ConditionalRequestConflict|^412$", "changed"),
    (r"UnknownOperation|NotImplemented|^501$", "unsupported"),
    (r"Validation|InvalidParameter|InvalidBucketName|^400$", "invalid"),
)


def of_answer(error: refused.ClientError, service: str, region: str, method: str) -> AWSError:
    """What a call was answered with, as AWS put it."""
    told = error.response.get("Error", {})
    about = error.response.get("ResponseMetadata", {})
    code = str(told.get("Code", "Unknown"))
    message = str(told.get("Message", ""))
    return AWSError(
        kind=_kind(code, message, method),
        code=code,
        message=message,
        service=service,
        operation=_operation(method),
        region=region,
        endpoint=endpoint(service, region),
        request_id=str(about.get("RequestId", "")),
        retried=bool(about.get("RetryAttempts")),
    )


def _kind(code: str, message: str, method: str) -> Kind:
    if "SignatureDoesNotMatch" in code:
        # With a wrong clock AWS speaks of the signature's expiry, else the secret key is wrong.
        return "clock-skew" if "expired" in message or "skew" in message else "no-credentials"
    about_a_job = method in ("describe_labeling_job", "stop_labeling_job")
    if about_a_job and re.search(r"not found|does not exist|[Cc]ould not find", message):
        return "not-found"  # seen as a ValidationException too
    return next((kind for pattern, kind in _KINDS_OF_CODES if re.search(pattern, code)), "other")


_KINDS_OF_FAILURES: tuple[tuple[tuple[type[Exception], ...], Kind], ...] = (
    ((refused.NoCredentialsError, refused.PartialCredentialsError), "no-credentials"),
    ((refused.CredentialRetrievalError, refused.ProfileNotFound), "no-credentials"),
    (
        (refused.TokenRetrievalError, refused.SSOTokenLoadError, refused.UnauthorizedSSOTokenError),
        "expired-credentials",
    ),
    ((refused.ReadTimeoutError,), "timeout"),
    (
        (refused.ConnectionError, refused.HTTPClientError, refused.IncompleteReadError),
        "unreachable",
    ),
    ((refused.ParamValidationError,), "invalid"),
)


def of_failure(error: Exception, service: str, region: str, method: str) -> AWSError:
    """What kept a call from being sent, or its answer from being understood."""
    kinds = (kind for classes, kind in _KINDS_OF_FAILURES if isinstance(error, classes))
    return AWSError(
        kind=next(kinds, "other"),
        code=type(error).__name__,
        message=str(error),
        service=service,
        operation=_operation(method),
        region=region,
        endpoint=_address(service, region),
    )


def _address(service: str, region: str) -> str:
    """Where the calls go, as far as that can be told when not even a client can be built."""
    try:
        return endpoint(service, region)
    except refused.BotoCoreError:
        return f"{service}.{region}"
