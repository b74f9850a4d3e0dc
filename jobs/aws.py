"""The one door to AWS: clients, time limits, paging, streaming, and refusals in our words."""

from __future__ import annotations

import functools
import logging
import re
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import boto3
from botocore import exceptions as refused
from botocore.config import Config
from botocore.parsers import ResponseParserError
from django.conf import settings

from groundtruth import s3_uri

logger = logging.getLogger(__name__)

CHUNK = 128 * 1024  # bytes; the size at which a streamed manifest is read fastest
BREAKS = 3  # streams in a row that end early and give nothing, before that is told

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


@dataclass(frozen=True)
class ObjectHead:
    """What S3 says of an object without giving it: `size` in bytes, `etag` in its quotes.

    `version_id` is "" where the bucket keeps no versions.
    """

    uri: str
    etag: str
    size: int
    last_modified: datetime
    version_id: str = ""


# ------------------------------------------------------------------------- labeling jobs


def list_labeling_jobs(region: str, **parameters: Any) -> dict[str, Any]:
    """One page of ListLabelingJobs, as the API gives it."""
    return _call("sagemaker", region, "list_labeling_jobs", **parameters)


def describe_labeling_job(region: str, name: str) -> dict[str, Any]:
    job = _call("sagemaker", region, "describe_labeling_job", LabelingJobName=name)
    job.pop("ResponseMetadata", None)
    return job


def create_labeling_job(region: str, request: dict[str, Any]) -> str:
    """Create a labeling job and give its ARN."""
    created = _call("sagemaker", region, "create_labeling_job", **request)
    logger.info("created labeling job %s in %s", request["LabelingJobName"], region)
    return str(created["LabelingJobArn"])


def stop_labeling_job(region: str, name: str) -> None:
    _call("sagemaker", region, "stop_labeling_job", LabelingJobName=name)
    logger.info("stopped labeling job %s in %s", name, region)


def list_workteams(region: str) -> list[dict[str, Any]]:
    """The first hundred work teams by name; a Region may have 25 of its own."""
    answer = _call("sagemaker", region, "list_workteams", MaxResults=100, SortBy="Name")
    return list(answer["Workteams"])


def list_subscribed_workteams(region: str) -> list[dict[str, Any]]:
    """The first hundred work teams of vendors that this account has subscribed to."""
    answer = _call("sagemaker", region, "list_subscribed_workteams", MaxResults=100)
    return list(answer["SubscribedWorkteams"])


def describe_workteam(region: str, name: str) -> dict[str, Any]:
    """A work team of this account."""
    return dict(_call("sagemaker", region, "describe_workteam", WorkteamName=name)["Workteam"])


def describe_subscribed_workteam(region: str, arn: str) -> dict[str, Any]:
    """A vendor's work team that this account has subscribed to in AWS Marketplace."""
    answer = _call("sagemaker", region, "describe_subscribed_workteam", WorkteamArn=arn)
    return dict(answer["SubscribedWorkteam"])


def render_ui_template(region: str, **parameters: Any) -> dict[str, Any]:
    """`RenderedContent` of a worker template with one task in it, and `Errors`."""
    return _call("sagemaker", region, "render_ui_template", **parameters)


# ------------------------------------------------------------------------------ neighbours


def list_sagemaker_roles(region: str) -> list[str]:
    """ARNs of the roles that SageMaker may assume, of the account's first thousand roles."""
    roles = _call("iam", region, "list_roles", MaxItems=1000)["Roles"]
    return sorted(
        role["Arn"]
        for role in roles
        if "sagemaker.amazonaws.com" in str(role.get("AssumeRolePolicyDocument"))
    )


def get_role(region: str, name: str) -> dict[str, Any]:
    """A role of this account by its name without path, its trust policy as a dictionary."""
    return dict(_call("iam", region, "get_role", RoleName=name)["Role"])


def simulate_principal_policy(
    region: str, role_arn: str, action: str, resources: list[str]
) -> dict[str, str]:
    """What a role's own policies decide on an action, by resource.

    That is allowed, explicitDeny or implicitDeny; the policies of buckets and keys are not asked.
    """
    answer = _call(
        "iam",
        region,
        "simulate_principal_policy",
        PolicySourceArn=role_arn,
        ActionNames=[action],
        ResourceArns=resources,
    )
    results = answer["EvaluationResults"]
    return {result["EvalResourceName"]: result["EvalDecision"] for result in results}


def describe_key(region: str, key: str) -> dict[str, Any]:
    """What KMS says of a key, given its ID, ARN or alias."""
    return dict(_call("kms", region, "describe_key", KeyId=key)["KeyMetadata"])


def get_caller_identity(region: str) -> dict[str, str]:
    """`Account` and `Arn` of the credentials in use, and `Source`, where they came from."""
    identity = _call("sts", region, "get_caller_identity")
    return {
        "Account": identity["Account"],
        "Arn": identity["Arn"],
        "Source": _credential_source(),
    }


def _credential_source() -> str:
    if settings.LOCAL_ENDPOINT_URL:
        return "local endpoint"
    credentials = _session().get_credentials()
    return credentials.method if credentials else "none"


# -------------------------------------------------------------------------------------- S3


def head_object(region: str, uri: str) -> ObjectHead:
    place = s3_uri.parse(uri)
    head = _call("s3", region, "head_object", Bucket=place.bucket, Key=place.key)
    return ObjectHead(
        uri, head["ETag"], head["ContentLength"], head["LastModified"], head.get("VersionId", "")
    )


def put_object(region: str, uri: str, body: bytes, content_type: str) -> None:
    """Write an object whose name no other content has: what is there already is overwritten."""
    place = s3_uri.parse(uri)
    _call(
        "s3",
        region,
        "put_object",
        Bucket=place.bucket,
        Key=place.key,
        Body=body,
        ContentType=content_type,
    )


def read_start(region: str, uri: str, size: int) -> bytes:
    """The first so many bytes of an object, all of a smaller one."""
    place = s3_uri.parse(uri)
    try:
        return get_body(region, Bucket=place.bucket, Key=place.key, Range=f"bytes=0-{size - 1}")
    except AWSError as error:
        if error.code == "InvalidRange":  # an empty object has no first byte
            return b""
        raise


def s3(region: str, operation: str, **parameters: Any) -> dict[str, Any]:
    """One call to S3, for `storage`, which knows what several of them make together."""
    return _call("s3", region, operation, **parameters)


def get_body(region: str, **parameters: Any) -> bytes:
    """What GetObject gives, whole: for ranges that are known to be small."""
    answer = _call("s3", region, "get_object", **parameters)
    with _translated("s3", region, "get_object"):
        return bytes(answer["Body"].read())


def bucket_region(region: str, bucket: str) -> str:
    """The Region that a bucket is in; boto3 follows to wherever that is."""
    return str(_call("s3", region, "head_bucket", Bucket=bucket)["BucketRegion"])


def bucket_cors(region: str, bucket: str) -> list[dict[str, Any]]:
    """The rules by which a bucket lets pages of other origins in; most buckets have none."""
    try:
        return list(_call("s3", region, "get_bucket_cors", Bucket=bucket)["CORSRules"])
    except AWSError as error:
        if error.code == "NoSuchCORSConfiguration":
            return []
        raise


def list_objects(region: str, location: str) -> Iterator[ObjectHead]:
    """The objects below a location by their keys, folders left out; a call for each thousand."""
    place = s3_uri.parse(location)
    asked = {"Bucket": place.bucket, "Prefix": place.key}
    while True:
        page = _call("s3", region, "list_objects_v2", **asked)
        for each in page.get("Contents", []):
            if not each["Key"].endswith("/"):
                uri = f"s3://{place.bucket}/{each['Key']}"
                yield ObjectHead(uri, each["ETag"], each["Size"], each["LastModified"])
        if not page.get("NextContinuationToken"):
            return
        asked["ContinuationToken"] = page["NextContinuationToken"]


def read_object(region: str, head: ObjectHead) -> Iterator[bytes]:
    """The object's bytes in chunks, or an AWSError of kind `changed` if it is another by now.

    Where a stream breaks off, the next one goes on; all of them give the bytes of this ETag.
    """
    at, breaks = 0, 0
    while True:
        try:
            for chunk in _stream(region, head, at):
                at, breaks = at + len(chunk), 0
                yield chunk
            return
        except _StreamError as broken:
            breaks += 1
            if breaks == BREAKS or at >= head.size:
                raise broken.error from None
            logger.info("goes on reading %s at byte %d", head.uri, at)


class _StreamError(Exception):
    """An answer that began well and ended early."""

    def __init__(self, error: AWSError) -> None:
        super().__init__(str(error))
        self.error = error


def _stream(region: str, head: ObjectHead, at: int) -> Iterator[bytes]:
    """The bytes of this ETag from a place on."""
    place = s3_uri.parse(head.uri)
    rest = {"Range": f"bytes={at}-"} if at else {}
    # No VersionId: reading by it needs a permission of its own, and the ETag says which bytes.
    asked = {"Bucket": place.bucket, "Key": place.key, "IfMatch": head.etag, **rest}
    answer = _call("s3", region, "get_object", **asked)
    with closing(answer["Body"]) as body:
        try:
            with _translated("s3", region, "get_object"):
                # Not iter_lines: it splits at a lone \r and is quadratic on long lines.
                yield from body.iter_chunks(CHUNK)
        except AWSError as error:
            raise _StreamError(error) from error


# --------------------------------------------------------------------------------- clients


def endpoint(service: str, region: str) -> str:
    """The URL that calls to a service go to."""
    return str(_client(service, region).meta.endpoint_url)


def warm_up() -> None:
    """Build the clients before the first visitor waits for them: the first one takes 0.3 s."""
    for service in ("sagemaker", "s3", "sts"):
        _client(service, settings.DEFAULT_REGION)


_building = threading.Lock()  # a boto3 session must not build two clients at a time


@functools.cache
def _session() -> boto3.Session:
    return boto3.Session()


def _client(service: str, region: str) -> Any:
    with _building:
        return _cached_client(service, region, settings.LOCAL_ENDPOINT_URL)


@functools.lru_cache(maxsize=64)
def _cached_client(service: str, region: str, local_url: str | None) -> Any:
    options: dict[str, Any] = {"s3": {"addressing_style": "path"}} if local_url else {}
    config = Config(
        retries={"mode": "standard", "total_max_attempts": 3},
        connect_timeout=3,
        read_timeout=20,
        signature_version="s3v4" if service == "s3" else None,
        max_pool_connections=32,
        tcp_keepalive=True,
        **options,
    )
    local = {
        "endpoint_url": local_url,
        "aws_access_key_id": "local",
        "aws_secret_access_key": "local",  # the local endpoint takes any
    }
    return _session().client(
        service, region_name=region, config=config, **(local if local_url else {})
    )


# -------------------------------------------------------------------------------- refusals


def _call(service: str, region: str, method: str, **parameters: Any) -> dict[str, Any]:
    with _translated(service, region, method):
        return dict(getattr(_client(service, region), method)(**parameters))


@contextmanager
def _translated(service: str, region: str, method: str) -> Iterator[None]:
    """Anything that AWS or the way to it refuses leaves here as an AWSError."""
    try:
        yield
    except refused.ClientError as error:
        raise _logged(_of_answer(error, service, region, method)) from error
    except (refused.BotoCoreError, refused.HTTPClientError, ResponseParserError) as error:
        raise _logged(_of_failure(error, service, region, method)) from error


def _logged(error: AWSError) -> AWSError:
    logger.warning("%s refused: %s (request %s)", error.operation, error.code, error.request_id)
    return error


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


def _of_answer(error: refused.ClientError, service: str, region: str, method: str) -> AWSError:
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


def _of_failure(error: Exception, service: str, region: str, method: str) -> AWSError:
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
