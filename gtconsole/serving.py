"""How the console is served: one granian worker with sixteen threads, which ends when we do."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable
from threading import Thread
from typing import Any

from django.conf import settings
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

THREADS = 16
SECONDS_TO_START = 60  # for an endpoint that makes its sample work on a slow machine
SECONDS_TO_FINISH = 3  # what a request that is under way at Ctrl-C has left


def serve(host: str, port: int) -> None:
    """Serve until SIGINT, SIGTERM or a closed terminal; SystemExit if the worker dies."""
    # Everywhere the same, and safe in a process that has threads.
    multiprocessing.set_start_method("spawn")
    server = Server(
        "gtconsole.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        workers_kill_timeout=SECONDS_TO_FINISH,
        log_level=LogLevels.error,
    )
    server.on_startup(lambda: _end_with_the_terminal(server.signal_handler_interrupt))
    server.serve(target_loader=_application, wrap_loader=False)


def _application() -> Callable[..., Any]:
    """The WSGI application, as the worker process loads it."""
    os.setpgid(0, 0)  # Ctrl-C is for the launcher; a worker that is told twice to stop hangs
    Thread(target=_end_with_parent, daemon=True).start()
    # Nothing that is imported becomes garbage: looking for it all the while takes a fifth of the
    # start, and looking again later would slow down the pages.
    gc.disable()
    from gtconsole.wsgi import application

    gc.freeze()
    gc.enable()
    if settings.ENDPOINT == "local":
        _await_endpoint()
    return application


def _await_endpoint() -> None:
    """Whoever comes first waits for the endpoint's start and is not told that it is away."""
    patience = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < patience:
        try:
            socket.create_connection(("127.0.0.1", settings.ENDPOINT_PORT), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return


def _end_with_parent() -> None:
    """A worker whose launcher was killed has nobody left to stop it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _end_with_the_terminal(stop: Callable[..., None]) -> None:
    # granian would load its worker anew; under nohup the signal stays ignored.
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, stop)
