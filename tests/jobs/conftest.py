"""Page tests: Django's test client, the views, boto3 and a real endpoint, with nothing patched."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from jobs.aws import clients
from jobs.manifests import errands
from tests.jobs.between import Answer, Between
from tests.jobs.work import Work
from tests.local_endpoint import Server

REGION = "us-east-1"


@pytest.fixture(scope="session", autouse=True)
def _static_files() -> None:
    """Pages name static files by their hashes, which collecting makes."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One endpoint for all page tests, at real speed: time passes when a test says so."""
    running = Server(tmp_path_factory.mktemp("endpoint") / "state", "--speed", "real").start()
    yield running
    running.end()


@pytest.fixture(scope="session")
def account(server: Server) -> Work:
    return Work(server)


@pytest.fixture
def speak_to(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Lets the console, and the processes that it starts, speak to another endpoint."""

    def speak(url: str) -> None:
        settings.LOCAL_ENDPOINT_URL = url
        monkeypatch.setenv("GTCONSOLE_ENDPOINT_PORT", url.rpartition(":")[2])

    return speak


@pytest.fixture(autouse=True)
def work(account: Work, speak_to: Callable[[str], None], settings: Any, db: None) -> Work:
    """An empty endpoint, and a console that speaks to it and remembers nothing.

    Most jobs here have no data objects to speak of, so nobody looks for them before creating one.
    """
    settings.CHECK_BEFORE_CREATING = False
    account.empty()
    cache.clear()
    errands._started.clear()
    speak_to(account.server.url)
    return account


class Calls(list[str]):
    """The operations that the console has called, in order, told by its own clients.

    `read` are the keys of the objects that it has fetched from S3.
    """

    def __init__(self, url: str) -> None:
        self.read: list[str] = []
        self._clients = [
            clients.cached_client(service, REGION, url) for service in ("sagemaker", "s3", "iam")
        ]
        for client in self._clients:
            client.meta.events.register("before-call", self._note)

    def _note(self, model: Any, params: Any, **told: Any) -> None:
        self.append(model.name)
        if model.name == "GetObject":
            self.read.append(params["url_path"].removeprefix("/"))

    def end(self) -> None:
        for client in self._clients:
            client.meta.events.unregister("before-call", self._note)


@pytest.fixture
def calls(work: Work) -> Iterator[Calls]:
    counted = Calls(work.server.url)
    yield counted
    counted.end()


@pytest.fixture
def between(work: Work, speak_to: Callable[[str], None]) -> Iterator[Between]:
    """What stands between this test's console and the endpoint, and can refuse."""
    standing = Between(work.server.url)
    speak_to(standing.url)
    yield standing
    standing.close()


@pytest.fixture
def slow(between: Between) -> Iterator[threading.Event]:
    """S3 gives no object before the test says so."""
    let_go = threading.Event()

    def wait(go_on: Callable[[], Answer]) -> Answer:
        let_go.wait(30)
        return go_on()

    between.react("GET", wait)
    yield let_go
    let_go.set()
    finish_errands()


def finish_errands() -> None:
    """Wait until no process works beside the console."""
    for process in list(errands._started.values()):
        process.wait(timeout=60)


@pytest.fixture
def unreachable(settings: Any) -> str:
    """Nobody listens where the console looks for AWS."""
    settings.LOCAL_ENDPOINT_URL = "http://127.0.0.1:1"
    return "http://127.0.0.1:1"


@pytest.fixture
def strict_client() -> Client:
    """A browser whose forms need their CSRF token."""
    return Client(enforce_csrf_checks=True)
