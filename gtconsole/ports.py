"""Whether the ports that gtconsole listens on can be had, said before anything is started."""

from __future__ import annotations

import errno
import socket
import time


class PortError(Exception):
    """A whole sentence that names the port, its variable and a way out."""


def require(variable: str, host: str, port: int) -> None:
    """PortError if nothing can listen there; `variable` is the setting that moves it."""
    if _refusal(host, port) is None:
        return
    time.sleep(1)  # a gtconsole that was killed may need a moment to be gone
    if refusal := _refusal(host, port):
        raise PortError(_sentence(variable, port, refusal))


def _refusal(host: str, port: int) -> OSError | None:
    address = resolve(host)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        # The servers set it too; without it a port rests for a minute after its last connection.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            return error
    return None


def resolve(host: str) -> str:
    """“localhost” as an address; addresses stay as they are."""
    return "127.0.0.1" if host == "localhost" else host


def _sentence(variable: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken by another program, perhaps by a gtconsole that still runs. "
            f"Stop that one, or start this one on another port: {variable}={port + 10} ./run"
        )
    return (
        f"Nothing can listen on port {port} ({error.strerror}). "
        f"Choose another one: {variable}={port % 10_000 + 10_000} ./run"
    )
