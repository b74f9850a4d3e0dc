"""Starts the console and, unless it speaks to AWS, the local endpoint, and stops them together."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from gtconsole import ports, upkeep
from gtconsole.ports import PortError

Endpoint = subprocess.Popen[str]


def main() -> int:
    """The exit status: 0 after Ctrl-C, 1 after a sentence that says what is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gtconsole.settings")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        _check()
        return _run()
    except (ImproperlyConfigured, PortError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except KeyboardInterrupt:
        return 0


def _check() -> None:
    if len(sys.argv) > 1:
        raise ImproperlyConfigured(
            f"gtconsole takes no arguments, so “{' '.join(sys.argv[1:])}” means nothing to it. "
            "It is set up by environment variables; README.md lists them."
        )
    ports.require("GTCONSOLE_PORT", settings.HOST, settings.PORT)
    if settings.ENDPOINT == "local":
        if settings.PORT == settings.ENDPOINT_PORT:
            raise PortError(
                f"GTCONSOLE_PORT and GTCONSOLE_ENDPOINT_PORT are both {settings.PORT}. "
                "Console and endpoint need a port each."
            )
        ports.require("GTCONSOLE_ENDPOINT_PORT", "127.0.0.1", settings.ENDPOINT_PORT)


def _run() -> int:
    # The endpoint is slow to import what it stands on, so it goes first.
    with _endpoint() as endpoint:
        upkeep.bring_up_to_date()
        from gtconsole.serving import serve

        finished = Event()
        Thread(target=_announce, args=[endpoint], daemon=True).start()
        if endpoint:
            Thread(target=_watch, args=[endpoint, finished], daemon=True).start()
        try:
            serve(ports.resolve(settings.HOST), settings.PORT)
        finally:
            finished.set()
        return 1 if endpoint and endpoint.poll() is not None else 0


@contextmanager
def _endpoint() -> Iterator[Endpoint | None]:
    if settings.ENDPOINT != "local":
        yield None
        return
    options = {
        "--port": str(settings.ENDPOINT_PORT),
        "--state": str(settings.STATE_DIR / "endpoint"),
        "--speed": settings.SIMULATION_SPEED,
        "--region": settings.DEFAULT_REGION,
    }
    command = [sys.executable, "-m", "groundtruth.endpoint", "--samples"]
    with subprocess.Popen(  # noqa: S603  nothing here comes from outside the settings
        command + [word for option in options.items() for word in option],
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        process_group=0,  # so that Ctrl-C reaches us first
    ) as endpoint:
        try:
            yield endpoint
        finally:
            _stop(endpoint)


def _stop(endpoint: Endpoint) -> None:
    endpoint.terminate()
    try:
        endpoint.wait(10)
    except subprocess.TimeoutExpired:
        endpoint.kill()


def _watch(endpoint: Endpoint, finished: Event) -> None:
    """A console without its endpoint is no use, so it ends with it."""
    status = endpoint.wait()
    if not finished.is_set():
        _say(f"The local endpoint has ended (exit status {status}), and so gtconsole ends, too.")
        os.kill(os.getpid(), signal.SIGTERM)


def _announce(endpoint: Endpoint | None) -> None:
    """Say where the console is as soon as somebody would be answered there."""
    if endpoint and endpoint.stdout and not endpoint.stdout.readline():
        return
    while not _console_answers():
        time.sleep(0.02)
    host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
    behind = "local endpoint" if endpoint else "Amazon SageMaker at AWS"
    _say(f"gtconsole is at http://{host}:{settings.PORT}/ ({behind}; Ctrl-C stops it)")


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def _console_answers() -> bool:
    connection = http.client.HTTPConnection(ports.resolve(settings.HOST), settings.PORT, timeout=5)
    try:
        connection.request("HEAD", "/healthz")
        connection.getresponse()
    except OSError:
        return False
    finally:
        connection.close()
    return True
