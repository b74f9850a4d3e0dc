"""The endpoint as one WSGI application: labeling calls are answered here, the rest by moto."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from groundtruth.endpoint import accounts, keep, operations, protocol
from groundtruth.endpoint import samples as sample_work
from groundtruth.endpoint.accounts import ACCOUNT
from groundtruth.endpoint.context import Clock, Context
from groundtruth.endpoint.disk import Disk
from groundtruth.endpoint.keep import Kept
from groundtruth.endpoint.look import looks
from groundtruth.endpoint.objects import Objects
from groundtruth.endpoint.progress import Speed
from groundtruth.endpoint.protocol import ServiceError
from groundtruth.endpoint.quotas import Quotas
from groundtruth.endpoint.settle import settle
from groundtruth.endpoint.store import Store
from groundtruth.endpoint.wsgi import (
    Environ,
    Headers,
    StartResponse,
    address,
    answer,
    path,
    region,
    service,
)

logger = logging.getLogger(__name__)

CONTROL = "/_endpoint/"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_ADDRESSES = ("127.", "::1", "::ffff:127.")

_LATEST = 7_258_118_400  # 2200-01-01; clients cannot read times far beyond

Answer = tuple[int, Headers, bytes]


class Endpoint:
    """A WSGI application over one state folder; `context` is what its operations work with."""

    def __init__(self, disk: Disk, *, speed: Speed, region: str, samples: bool) -> None:
        self._disk = disk
        self._closed = False
        self._kept = Kept(disk)
        store = Store(disk)
        self.clock = Clock(store)
        self.context = Context(
            store=store,
            objects=Objects(self._kept, region),
            clock=self.clock,
            quotas=Quotas(store),
            account=ACCOUNT,
            region=region,
            speed=speed,
        )
        accounts.make_role(disk)
        if store.value("made") is None:
            self._make(samples=samples)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if self._closed:
            raise RuntimeError("This endpoint is closed: another one was made in this process.")
        _bucket_into_path(environ)
        if not _is_welcome(environ):
            return answer(start_response, *_misdirected(environ))
        if path(environ).startswith(CONTROL):
            return answer(start_response, *self._control(environ))
        if service(environ) == "sagemaker" or protocol.operation(environ):
            return answer(start_response, *self._sagemaker(environ))
        if service(environ) not in keep.SERVICES or path(environ).startswith("/moto-api/"):
            return answer(start_response, *_unknown_service(environ))
        for look in looks(environ):
            settle(self.context, self.clock.now(), look)
        return self._kept(environ, start_response)

    def close(self) -> None:
        """Let go of the state folder."""
        if not self._closed:
            self._closed = True
            self._disk.close()

    def reset(self) -> None:
        """Forget everything but what every endpoint has."""
        with self.context.settling:
            self._disk.empty()
            self._kept.restore()
            self.context.store.load()
            for output in self.context.outputs.values():
                output.drop()
            self.context.outputs.clear()
            self.clock.load()
            accounts.make_role(self._disk)
            self._make(samples=False)

    def _make(self, *, samples: bool) -> None:
        """Put into a new state what belongs there; all of it or, after a kill, none."""
        with self._disk.transaction():
            if samples:
                sample_work.fill(self.context)
            self.context.store.set_value("made", "yes")

    def _sagemaker(self, environ: Environ) -> Answer:
        context = replace(
            self.context,
            region=region(environ) or self.context.region,
            address=address(environ),
        )
        name = protocol.operation(environ) or ""
        now = self.clock.now()
        try:
            request = protocol.parameters(_body(environ))
            return protocol.response(operations.call(context, name, request, now))
        except ServiceError as error:
            logger.info("%s was refused: %s: %s", name, error.code, error.message)
            return protocol.refusal(error)

    def _control(self, environ: Environ) -> Answer:
        """The paths under /_endpoint/, which are for the people and tests of this machine."""
        called = (environ["REQUEST_METHOD"], path(environ).removeprefix(CONTROL))
        if called == ("GET", "health"):
            return _json(200, {"status": "ok", "now": self.clock.now()})
        if called == ("POST", "clock"):
            return self._move_clock(_body(environ))
        if called == ("POST", "reset"):
            self.reset()
            return _json(200, {"status": "ok", "now": self.clock.now()})
        if called == ("POST", "quotas"):
            return self._set_quotas(_body(environ))
        message = "There is GET health, POST clock, POST quotas and POST reset."
        return _json(404, {"message": message})

    def _set_quotas(self, body: bytes) -> Answer:
        try:
            self.context.quotas.set(json.loads(body))
        except ValueError as error:
            return _json(400, {"message": str(error)})
        return _json(200, self.context.quotas.limits())

    def _move_clock(self, body: bytes) -> Answer:
        try:
            seconds = float(json.loads(body)["advance"])
        except (ValueError, TypeError, KeyError):
            seconds = math.nan
        if not 0 <= seconds <= _LATEST - self.clock.now():
            message = 'Send {"advance": seconds}, not negative, to a time before the year 2200.'
            return _json(400, {"message": message})
        self.clock.advance(seconds)
        return _json(200, {"status": "ok", "now": self.clock.now()})


_current: list[Endpoint] = []


def create_app(
    state: Path,
    *,
    speed: Speed = "fast",
    region: str = "us-east-1",
    samples: bool = False,
    patience: float = 0.0,
) -> Endpoint:
    """The endpoint over a state folder, made if need be, and with samples in it if it is new.

    moto's memory belongs to the process, so there is one endpoint in it at a time: making another
    closes the one before. StateInUseError when another process holds the folder, and goes on to
    for `patience` seconds.
    """
    while _current:
        _current.pop().close()
    endpoint = Endpoint(Disk(state, patience=patience), speed=speed, region=region, samples=samples)
    _current.append(endpoint)
    return endpoint


def _bucket_into_path(environ: Environ) -> None:
    """Read bucket.localhost/key, which is how clients write localhost/bucket/key, as the latter."""
    name, colon, port = str(environ.get("HTTP_HOST", "")).partition(":")
    bucket = name.removesuffix(".localhost")
    if bucket != name:
        environ["HTTP_HOST"] = f"localhost{colon}{port}"
        environ["PATH_INFO"] = f"/{bucket}{environ['PATH_INFO']}"


def _is_welcome(environ: Environ) -> bool:
    """Whether a program of this machine asks, and no web page from elsewhere through a browser.

    A page could reach this port under a name that resolves to it, which the host gives away, or by
    a request across sites, which the origin gives away; credentials are not looked at here.
    """
    origin = environ.get("HTTP_ORIGIN")
    return (
        _is_loopback(f"http://{environ.get('HTTP_HOST', '')}")
        and (origin is None or _is_loopback(str(origin)))
        and str(environ.get("REMOTE_ADDR", "127.0.0.1")).startswith(_ADDRESSES)
    )


def _is_loopback(address: str) -> bool:
    try:
        name = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return name in _LOOPBACK


def _misdirected(environ: Environ) -> Answer:
    asked = environ.get("HTTP_HOST", "")
    origin = environ.get("HTTP_ORIGIN")
    by = f" for a page of “{origin}”" if origin else ""
    message = f"This endpoint answers this machine as 127.0.0.1 or localhost, not “{asked}”{by}."
    return _json(421, {"message": message})


def _unknown_service(environ: Environ) -> Answer:
    message = f"The local endpoint does not implement the service {service(environ)}."
    return protocol.refusal(ServiceError("UnknownOperationException", message, 501))


def _json(status: int, value: Mapping[str, Any]) -> Answer:
    body = json.dumps(value, ensure_ascii=False).encode()
    return status, [("Content-Type", "application/json; charset=utf-8")], body


def _body(environ: Environ) -> bytes:
    return bytes(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
