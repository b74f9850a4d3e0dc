"""What takes longer than a page may wait: done once, by a process beside the console.

The work is a function of a module, which the process imports by its name. What it is given and what
it returns travels as plain data, by the types that it is annotated with.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field, replace
from typing import Any, get_type_hints

import msgspec
from django.conf import settings
from django.core.cache import cache

from jobs import aws
from jobs.manifests import claims
from jobs.manifests.claims import Progress, Turns

LIVES = 7 * 24 * 3600  # seconds; named after what was read, a result can only be unneeded
REFUSAL_LIVES = 60
TOLD_EVERY = 0.2  # seconds
PATIENCE = 5.0  # seconds that who wants a stream waits until it can begin
DIED = "The process that read this manifest ended without a result. The console’s log says why."


class BusyError(Exception):
    """As many processes of this machine send what they find as may do so at a time."""


Work = Callable[..., Any]  # takes a Teller and what it is about

_refusal = msgspec.json.Decoder(aws.AWSError)


@dataclass(frozen=True)
class Errand:
    """How work on so many bytes is coming on: in the end it has a `result`, or a `problem`."""

    size: int
    progress: Progress = field(default_factory=Progress)
    result: Any = None
    problem: str = ""  # why there will be no result, a whole sentence

    @property
    def done(self) -> bool:
        return self.result is not None

    @property
    def percent(self) -> int:
        return min(100, 100 * self.progress.size // self.size) if self.size else 0

    def then(self, make: Callable[[Any], Any]) -> Errand:
        """The same with what is made of its result."""
        return replace(self, result=make(self.result)) if self.done else self


@dataclass(frozen=True)
class Order:
    """Which work to do, by its name, and the open file that is the claim to it.

    Without a claim it is a stream: what the work yields goes to the standard output. A refusal
    waits for so many seconds until somebody asks for it.
    """

    work: str
    about: list[Any]
    name: str
    claim: int | None = None
    refusal_lives: int = REFUSAL_LIVES


@dataclass
class Teller:
    """Lets everybody know now and then how much has been read."""

    claim: int | None = None  # nobody waits for what is done at once
    size: int = 0
    _told: float = field(default=0.0, repr=False)

    def tell(self, size: int, lines: int = 0) -> None:
        if self.claim is not None and time.monotonic() > self._told + TOLD_EVERY:
            self._told = time.monotonic()
            claims.tell(self.claim, Progress(size, lines))

    def watched(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            yield chunk
            self.size += len(chunk)
            self.tell(self.size)

    def put(self, size: int) -> None:
        """So many bytes more are in their place: told each time, since parts are large."""
        self.size += size
        if self.claim is not None:
            claims.tell(self.claim, Progress(self.size))


def named(*told: str | int) -> str:
    """The name of an errand: another one for whatever would give another result."""
    return hashlib.sha256(repr((settings.ENDPOINT, *told)).encode()).hexdigest()


def run(name: str, size: int, work: Work, *about: Any, at_once: int) -> Errand:
    """The result of work on so many bytes, or how it is coming on; what is small is done now.

    Equal names stand for equal work. An AWSError in it is raised once, and who asks again begins
    anew. The work goes on whether or not somebody asks, and ends with the console.
    """
    if (result := kept(name, work)) is None and size <= at_once:
        result = work(Teller(), *about)
        keep(name, result)
    if result is not None:
        return Errand(size, result=result)
    if refusal := _take_refusal(name):
        raise refusal
    if _died(name):
        return Errand(size, problem=DIED)
    begin(name, "read", work, *about)
    if (result := kept(name, work)) is not None:  # it came meanwhile
        return Errand(size, result=result)
    return Errand(size, claims.progress(name))


def ask(name: str, size: int, work: Work) -> Errand | None:
    """How work that was begun is coming on; None if it ended without a result.

    Nothing is begun here. An AWSError in it is raised once.
    """
    over = is_over(name)
    if (result := kept(name, work)) is not None:
        return Errand(size, result=result)
    if refusal := _take_refusal(name):
        raise refusal
    return None if over else Errand(size, claims.progress(name))


def is_over(name: str) -> bool:
    """Whether nobody does the work of that name any more, whatever came of it."""
    claim = claims.take(name)
    if claim is None:
        return False
    claims.drop(name)
    os.close(claim)
    return True


def begin(name: str, turns: Turns, work: Work, *about: Any) -> bool:
    """Have a process do the work, unless one does it or has done it; False without a turn."""
    claim = claims.take(name)
    if claim is None:
        return True
    with ExitStack() as held:
        held.callback(os.close, claim)
        done = kept(name, work) is not None
        turn = None if done else claims.take_turn(turns)
        if turn is None:
            claims.drop(name)
            return done
        held.callback(os.close, turn)
        # Who reads again is better off than with an old refusal; nobody writes again unasked.
        lives = LIVES if turns == "write" else REFUSAL_LIVES
        order = Order(_path(work), list(about), name, claim, lives)
        _hand(_launch(name, claim, turn), order)
        return True


def kept(name: str, work: Work) -> Any:
    """What the work of that name returned; None while it has not, and when it cannot be read."""
    data = cache.get(f"errand:{name}")
    try:
        wanted = get_type_hints(work)["return"]
        return msgspec.msgpack.decode(data, type=wanted) if isinstance(data, bytes) else None
    except msgspec.DecodeError:
        return None


def keep(name: str, result: Any) -> None:
    cache.set(f"errand:{name}", msgspec.msgpack.encode(result), LIVES)


def keep_refusal(name: str, error: aws.AWSError, lives: int) -> None:
    """Keep why the work could not be done, for the next who asks."""
    cache.set(f"refusal:{name}", msgspec.json.encode(asdict(error)), lives)


def _take_refusal(name: str) -> aws.AWSError | None:
    """Why the work could not be done; told once, because the next try may go well."""
    told = cache.get(f"refusal:{name}")
    if not isinstance(told, bytes):
        return None
    cache.delete(f"refusal:{name}")
    return _refusal.decode(told)


def stream(work: Work, *about: Any) -> Iterator[bytes]:
    """What work yields, as it comes; its process ends when nobody takes any more.

    An AWSError of the work is raised where it stops, and BusyError where it would begin.
    """
    name = named("stream", secrets.token_hex(8))
    turn = _wait_for_turn()
    with ExitStack() as held:
        held.callback(os.close, turn)
        process = held.enter_context(_process(stdout=subprocess.PIPE, pass_fds=(turn,)))
        try:
            _hand(process, Order(_path(work), list(about), name))
            while process.stdout and (chunk := process.stdout.read1()):
                yield chunk
            if process.wait():
                raise _take_refusal(name) or RuntimeError(DIED)
        finally:
            process.kill()


def _wait_for_turn() -> int:
    """A turn to send, as soon as there is one."""
    patience = time.monotonic() + PATIENCE
    while (turn := claims.take_turn("send")) is None:
        if time.monotonic() > patience:
            raise BusyError
        time.sleep(0.1)
    return turn


# --------------------------------------------------------------------------- the processes

_starting = threading.Lock()
_started: dict[str, subprocess.Popen[bytes]] = {}  # the processes that this one started


def _died(name: str) -> bool:
    """Whether the process that we started for this failed; that is told once, too."""
    with _starting:
        process = _started.get(name)
        if process is None or process.poll() is None:
            return False
        del _started[name]
        return process.returncode != 0


def _launch(name: str, *held: int) -> subprocess.Popen[bytes]:
    """Start a process that inherits claim and turn."""
    with _starting:
        for other, process in list(_started.items()):
            if process.poll() == 0:
                del _started[other]
        _started[name] = _process(pass_fds=held)
        return _started[name]


def _process(**options: Any) -> subprocess.Popen[bytes]:
    """A process that waits for its order, and ends with this one: it reads our pipe."""
    return subprocess.Popen(
        [sys.executable, "-m", "jobs.manifests.errand_process"],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        **options,
    )


def _hand(process: subprocess.Popen[bytes], order: Order) -> None:
    if process.stdin:
        with suppress(BrokenPipeError):  # it has ended already, which the next who asks is told
            process.stdin.write(msgspec.json.encode(order) + b"\n")
            process.stdin.flush()


def _path(work: Work) -> str:
    return f"{work.__module__}.{work.__qualname__}"
