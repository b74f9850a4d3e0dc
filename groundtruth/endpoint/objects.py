"""S3 as the endpoint itself uses it: a client whose requests are answered in this process."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import IO, Any, Protocol, cast
from urllib.parse import unquote, urlsplit

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.exceptions import ClientError

from groundtruth import s3_uri
from groundtruth.endpoint.wsgi import Environ, StartResponse
from groundtruth.s3_uri import S3Uri

_NOWHERE = "http://127.0.0.1"  # requests are answered before they are sent

Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class Storage(Protocol):
    """S3 as an application that can tell, without a request, whether a key holds something."""

    def __call__(self, environ: Environ, start_response: StartResponse, /) -> Iterable[bytes]: ...

    def holds(self, bucket: str, key: str) -> bool: ...


class ObjectError(Exception):
    """S3's refusal to read or write an object, as one sentence."""


class Objects:
    """Objects by their S3 URI."""

    def __init__(self, storage: Storage, region: str) -> None:
        self._storage = storage
        self._client: Any = boto3.client(
            "s3",
            region_name=region,
            endpoint_url=_NOWHERE,
            aws_access_key_id="groundtruth-endpoint",
            aws_secret_access_key="in-process",  # noqa: S106 (nothing is secret in here)
            config=Config(
                signature_version="s3v4",
                s3={"addressing_style": "path", "payload_signing_enabled": False},
                retries={"total_max_attempts": 1, "mode": "standard"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )
        answer_in_process(self._client, storage)

    def read(self, uri: str) -> bytes:
        """The whole object; ObjectError when there is none, ValueError when `uri` names none."""
        place = s3_uri.parse(uri)
        if not place.key:
            raise ObjectError(f"“{uri}” is a whole bucket: write it as s3://bucket/key.")
        try:
            response = self._client.get_object(Bucket=place.bucket, Key=place.key)
        except ClientError as error:
            raise ObjectError(_sentence(uri, error)) from error
        return bytes(response["Body"].read())

    def write(self, uri: str, data: bytes | IO[bytes], content_type: str) -> None:
        """Put the object there, in one piece or not at all."""
        place = s3_uri.parse(uri)
        try:
            self._client.put_object(
                Bucket=place.bucket, Key=place.key, Body=data, ContentType=content_type
            )
        except ClientError as error:
            raise ObjectError(_sentence(uri, error)) from error

    def address(self, place: S3Uri, endpoint: str, seconds: int) -> str:
        """Where a browser reads the object from an endpoint, for so many seconds."""
        url: str = self._client.generate_presigned_url(
            "get_object", Params={"Bucket": place.bucket, "Key": place.key}, ExpiresIn=seconds
        )
        # It is signed for another host, but the endpoint believes everybody.
        return endpoint + url.removeprefix(_NOWHERE)

    def has(self, uri: str) -> bool:
        """Whether there is such an object; ValueError when `uri` names none."""
        place = s3_uri.parse(uri)
        return self._storage.holds(place.bucket, place.key)

    def has_bucket(self, name: str) -> bool:
        try:
            self._client.head_bucket(Bucket=name)
        except ClientError:
            return False
        return True

    def make_bucket(self, name: str) -> None:
        """A bucket in the endpoint's Region, unless it is there."""
        region = self._client.meta.region_name
        # The API has no name for us-east-1, where a bucket is when nothing is said.
        place = {"CreateBucketConfiguration": {"LocationConstraint": region}}
        try:
            self._client.create_bucket(Bucket=name, **(place if region != "us-east-1" else {}))
        except self._client.exceptions.BucketAlreadyOwnedByYou:
            return

    def let_browsers_read(self, bucket: str) -> None:
        """The CORS rule without which workers' browsers cannot load a bucket's objects."""
        rule = {"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}
        self._client.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})


class Glance:
    """Objects as they are seen for a short while: a bucket that is missing is asked for once.

    `unwritten` makes a file that a label refers to and nobody has looked at yet, None if there is
    no such file.
    """

    def __init__(self, objects: Objects, unwritten: Callable[[str], bytes | None]) -> None:
        self._objects, self._unwritten = objects, unwritten
        self._buckets: dict[str, bool] = {}

    def read(self, uri: str) -> bytes:
        """As `Objects.read`."""
        name = s3_uri.parse(uri).bucket
        if name not in self._buckets:
            self._buckets[name] = self._objects.has_bucket(name)
        if not self._buckets[name]:
            raise ObjectError(f"There is no bucket “{name}” for {uri}.")
        return self._objects.read(uri)

    def label_file(self, uri: str) -> bytes:
        """As `read`, of a file that a label refers to."""
        made = None if self._objects.has(uri) else self._unwritten(uri)
        return self._objects.read(uri) if made is None else made


def answer_in_process(client: Any, application: Application) -> None:
    """Have a boto3 client's requests answered by a WSGI application instead of a server."""

    def answer(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        started: list[Any] = []
        environ = _environ(request)
        body = b"".join(application(environ, lambda *line: started.extend(line)))
        status, headers = int(started[0].split()[0]), cast(HTTPHeaders, dict(started[1]))
        return AWSResponse(request.url, status, headers, _Raw(body))

    client.meta.events.register("before-send", answer)


class _Raw(io.BytesIO):
    """A response's body as botocore reads it."""

    def stream(self, amt: int = 65_536, **_: Any) -> Iterable[bytes]:
        while chunk := self.read(amt):
            yield chunk


def _environ(request: AWSPreparedRequest) -> Environ:
    address = urlsplit(request.url)
    body: Any = request.body or b""
    if isinstance(body, str):
        body = body.encode()
    headers = {
        "HTTP_" + name.upper().replace("-", "_"): _text(value)
        for name, value in request.headers.items()
    }
    headers.setdefault("HTTP_HOST", address.netloc)
    return {
        **headers,
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(address.path or "/", "latin-1"),
        "QUERY_STRING": address.query,
        "CONTENT_TYPE": headers.get("HTTP_CONTENT_TYPE", ""),
        "CONTENT_LENGTH": headers.get("HTTP_CONTENT_LENGTH", "0"),
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
        "wsgi.input": body if hasattr(body, "read") else io.BytesIO(body),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _sentence(uri: str, error: ClientError) -> str:
    answered = error.response.get("Error", {})
    return f"S3 answered {answered.get('Code')} for {uri}: {answered.get('Message')}"
