"""What moto holds in memory, written through to the disk and brought back at the start.

moto answers for S3, IAM, KMS and STS, but forgets all of it when its process ends. `Kept` stands in
front of it: a request that changes something is answered only after the change is on the disk.

Settings of a bucket (CORS, versioning, policy, ...) are kept as the last request that set them, and
asked for again at the start; `shelf` keeps objects, `accounts` keeps IAM and KMS. moto's memory
belongs to its process, so there is one `Kept` at a time.
"""

from __future__ import annotations

import functools
import io
import json
import logging
import threading
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlencode

from moto import settings as moto_settings
from moto.core.base_backend import BackendDict
from moto.moto_server.werkzeug_app import create_backend_app
from moto.s3 import utils as moto_s3_utils

from groundtruth.endpoint import accounts, policy_simulation, shelf
from groundtruth.endpoint.conditional import refusal
from groundtruth.endpoint.disk import Disk
from groundtruth.endpoint.shelf import Ready
from groundtruth.endpoint.wsgi import Environ, StartResponse, answer, path, service

logger = logging.getLogger(__name__)

SERVICES = ("s3", "sts", "iam", "kms")


class Kept:
    """S3, IAM, KMS and STS as one WSGI application that forgets nothing it has acknowledged."""

    def __init__(self, disk: Disk) -> None:
        # The bucket is in the path here, whatever name this machine is called by.
        for module in (moto_settings, moto_s3_utils):
            vars(module)["S3_IGNORE_SUBDOMAIN_BUCKETNAME"] = True
        self._applications = {name: _application(name) for name in SERVICES}
        self._disk = disk
        self._lock = threading.RLock()
        self.restore()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        ready = _read_body(environ)
        name = service(environ)
        # One request at a time: moto is not made for threads, and what a request changed is told
        # by looking before and after. The body is read before, so a slow client holds nobody up.
        with self._lock:
            if name == "s3":
                return self._s3(environ, start_response, ready)
            action = _action(environ)
            if (name, action) == ("iam", policy_simulation.ACTION):
                body = environ["wsgi.input"].getvalue()
                return answer(start_response, *policy_simulation.answer(body))
            answered = self._ask(name, environ, start_response)
            if accounts.changes(name, action):
                accounts.keep(self._disk, name)
            return answered

    def holds(self, bucket: str, key: str) -> bool:
        """Whether a key holds an object now."""
        with self._lock:
            return shelf.etag(bucket, key) is not None

    def restore(self) -> None:
        """Make moto's memory what the disk says."""
        with self._lock:
            BackendDict.reset()
            accounts.restore(self._disk)
            self._restore_buckets()
            shelf.restore(self._disk)
            shelf.forget_made()

    def _ask(self, name: str, environ: Environ, start_response: StartResponse) -> list[bytes]:
        # The server hands over the decoded path alone; moto would take a “?” or “%” in it anew.
        environ["RAW_URI"] = quote(environ["PATH_INFO"].encode("latin-1"))
        answered = self._applications[name](environ, start_response)
        try:
            return [b"".join(answered)]
        finally:
            answered.close()

    def _s3(
        self, environ: Environ, start_response: StartResponse, ready: Ready | None
    ) -> Iterable[bytes]:
        bucket, _, key = path(environ).removeprefix("/").partition("/")
        refused = refusal(environ, shelf.etag(bucket, key))
        if refused:
            return answer(start_response, *refused)
        status: list[str] = []

        def started(line: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            status.append(line)
            return start_response(line, headers, *rest)

        body = environ["wsgi.input"].getvalue()
        answered = self._ask("s3", environ, started)
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD", "OPTIONS"):
            self._keep_s3(environ, body, bucket, key, ready, accepted=status[0] < "3")
        shelf.forget_made()
        return answered

    def _keep_s3(
        self,
        environ: Environ,
        body: bytes,
        bucket: str,
        key: str,
        ready: Ready | None,
        *,
        accepted: bool,
    ) -> None:
        try:
            with self._disk.transaction():
                if accepted and ready:
                    shelf.take_over(self._disk, bucket, key, ready)
                if accepted and not key:
                    self._keep_settings(environ, body, bucket)
                dropped = list(self._keep_objects(environ, bucket, key))
        except BaseException:
            self.restore()  # the disk is full, say: what is not kept must not be in memory either
            raise
        self._disk.remove_files([name for names in dropped for name in names])

    def _keep_objects(self, environ: Environ, bucket: str, key: str) -> Iterator[list[str]]:
        """Write down what a request may have changed; yields the bodies no longer needed."""
        query = parse_qs(environ["QUERY_STRING"], keep_blank_values=True)
        objects, uploads = shelf.made()
        if key:
            objects.add((bucket, key))
        elif "delete" in query:
            objects |= {(bucket, each) for each in shelf.changed_keys(self._disk, bucket)}
        for upload in uploads | set(query.get("uploadId", ())):
            yield shelf.keep_upload(self._disk, bucket, upload)
        for holder, name in objects:
            yield shelf.keep_object(self._disk, holder, name)

    # ------------------------------------------------------------------------------- buckets

    def _keep_settings(self, environ: Environ, body: bytes, name: str) -> None:
        method, setting = environ["REQUEST_METHOD"], _setting(environ)
        bucket = shelf.bucket(name)
        if method == "PUT" and bucket is not None:
            created = bucket.creation_date.isoformat()
            self._disk.write("INSERT OR IGNORE INTO buckets VALUES (?, ?)", name, created)
            self._disk.write(
                "INSERT OR REPLACE INTO bucket_settings VALUES (?, ?, ?, ?)",
                *(name, setting, json.dumps(_headers(environ)), body),
            )
        elif method == "DELETE" and setting:
            self._disk.write(
                "DELETE FROM bucket_settings WHERE bucket = ? AND query = ?", name, setting
            )
        elif method == "DELETE" and bucket is None:
            for (upload,) in self._disk.rows("SELECT id FROM uploads WHERE bucket = ?", name):
                shelf.keep_upload(self._disk, name, upload)
            self._disk.write("DELETE FROM bucket_settings WHERE bucket = ?", name)
            self._disk.write("DELETE FROM buckets WHERE name = ?", name)

    def _restore_buckets(self) -> None:
        for name, created in self._disk.rows("SELECT name, created FROM buckets"):
            # In the order of the query the request that made the bucket, which has none, is first.
            for query, headers, body in self._disk.rows(
                "SELECT query, headers, body FROM bucket_settings WHERE bucket = ? ORDER BY query",
                name,
            ):
                self._ask_again(name, query, json.loads(headers), body)
            shelf.bucket(name).creation_date = datetime.fromisoformat(created)

    def _ask_again(self, bucket: str, query: str, headers: dict[str, str], body: bytes) -> None:
        status: list[str] = []
        environ = {
            **headers,
            "REQUEST_METHOD": "PUT",
            "SCRIPT_NAME": "",
            "PATH_INFO": f"/{bucket}",
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.errors": io.StringIO(),
            "wsgi.input": io.BytesIO(body),
        }
        self._ask("s3", environ, lambda line, *_: status.append(line))
        if status[0] >= "3":
            logger.warning("Bucket “%s” lost its setting “%s”: %s", bucket, query, status[0])


@functools.cache
def _application(name: Any) -> Any:
    """moto's application for a service; what it remembers is not in it but in moto's modules."""
    return create_backend_app(name)


def _read_body(environ: Environ) -> Ready | None:
    """Take the whole body in, so that its length is known and it can be read twice.

    A body that is on the disk already, and may be large, is handed back: moto gets none.
    """
    length = int(environ.get("CONTENT_LENGTH") or 0)
    source = environ["wsgi.input"]
    if isinstance(source, Ready):
        environ.update({"wsgi.input": io.BytesIO(), "CONTENT_LENGTH": "0"})
        return source
    # Without a length, as in a chunked upload, the server ends the stream where the body ends.
    chunked = "chunked" in environ.pop("HTTP_TRANSFER_ENCODING", "").lower()
    body = source.read() if chunked else source.read(length) if length else b""
    environ["wsgi.input"] = io.BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    return None


def _action(environ: Environ) -> str:
    """The operation's name: in the target header (KMS), or in the form or the query (IAM)."""
    target: str = environ.get("HTTP_X_AMZ_TARGET", "")
    if target:
        return target.rpartition(".")[2]
    form: str = environ["wsgi.input"].getvalue().decode("utf-8", "replace")
    fields = parse_qs(form) or parse_qs(environ.get("QUERY_STRING", ""))
    return fields.get("Action", [""])[0]


def _setting(environ: Environ) -> str:
    """Which setting of a bucket a request is about, as the query that asks for it."""
    fields = parse_qsl(environ["QUERY_STRING"], keep_blank_values=True)
    return urlencode(sorted(field for field in fields if field[0] != "x-id"))


def _headers(environ: Environ) -> dict[str, str]:
    """What must be the same when a request is made again: who asks, and what for."""
    return {
        name: value
        for name, value in environ.items()
        if name.startswith("HTTP_X_AMZ_") or name in ("HTTP_AUTHORIZATION", "CONTENT_TYPE")
    }
