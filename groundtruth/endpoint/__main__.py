"""The endpoint as a process: `python -m groundtruth.endpoint --port N --state DIR`.

Prints one line, its address, when it answers. It ends by SIGTERM, by Ctrl-C, and when the process
that started it ends, however that one ended.
"""

from __future__ import annotations

import argparse
import http.client
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import get_args

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from groundtruth.endpoint import worker
from groundtruth.endpoint.progress import Speed
from groundtruth.regions import REGIONS

HOST = "127.0.0.1"
BLOCKING_THREADS = 16


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    try:
        port = _free_port(options.port)
    except OSError as error:
        print(  # noqa: T201
            f"Port {options.port} cannot be used ({error.strerror}): choose another one with "
            "--port, or stop what listens there.",
            file=sys.stderr,
        )
        return 1
    return _serve(port, options)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m groundtruth.endpoint", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="0 takes any free port")
    parser.add_argument("--state", type=Path, required=True, help="the folder that holds it all")
    parser.add_argument("--speed", choices=get_args(Speed), default="fast")
    parser.add_argument("--region", choices=sorted(REGIONS), default="us-east-1")
    parser.add_argument(
        "--samples",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="fill a new state folder with sample work",
    )
    return parser.parse_args(arguments)


def _serve(port: int, options: argparse.Namespace) -> int:
    """Serve until a signal; the exit code is 1 when the worker ended by itself."""
    # A forked worker would inherit locks that the threads below may hold just then.
    multiprocessing.set_start_method("spawn")
    server = Granian(
        "groundtruth.endpoint",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=BLOCKING_THREADS,
        workers_kill_timeout=5,
        log_level=LogLevels.error,
        log_dictconfig=worker.LOGGING,
    )
    # Of this process it would only say that the worker ended, which has told why itself.
    logging.getLogger("_granian").setLevel(logging.CRITICAL)
    load = partial(
        worker.load,
        state=options.state,
        speed=options.speed,
        region=options.region,
        samples=options.samples,
    )
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    threading.Thread(target=_announce, args=(port,), daemon=True).start()
    try:
        server.serve(target_loader=load, wrap_loader=False)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def _free_port(port: int) -> int:
    """The port, or any free one for 0; OSError when something listens there already.

    The server would share a port with another one of its kind instead of failing, so it is tried
    here first, twice: an endpoint that is being restarted may need a moment to be gone.
    """
    try:
        return _bound(port)
    except OSError:
        time.sleep(1)
        return _bound(port)


def _bound(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))
        return int(probe.getsockname()[1])


def _announce(port: int) -> None:
    """Print the address once the worker answers."""
    while True:
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        try:
            connection.request("GET", "/_endpoint/health")
            if connection.getresponse().status == 200:
                print(f"http://{HOST}:{port}", flush=True)  # noqa: T201
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
        finally:
            connection.close()


def _end_with_parent(parent: int) -> None:
    """End this process, as SIGTERM would, when the one that started it is gone."""
    while os.getppid() == parent:
        time.sleep(0.2)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
