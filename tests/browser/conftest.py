"""One console and one browser for these tests, and pages that are watched for what went wrong."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.console import Console, Work
from tests.browser.site import Site

NewPage = Callable[..., Page]

# Milliseconds that a page may take on a machine that does much else; few, where it does not.
PATIENCE = 30_000

ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
]


# Not for the whole session: while Playwright runs, Django refuses to use its database.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("GTCONSOLE_CHROMIUM", "")
    if not os.access(chromium, os.X_OK):
        pytest.fail(
            f"GTCONSOLE_CHROMIUM is “{chromium}”, where there is no browser that can be started. "
            "Run ./test, which finds one, or set it to the path of a Chromium.",
            pytrace=False,
        )
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS + sandbox)
        yield running
        running.close()


@pytest.fixture(scope="package")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    running = Console(tmp_path_factory.mktemp("console") / "state").start()
    yield running
    running.end()


@pytest.fixture(scope="package")
def work(console: Console) -> Work:
    return Work(console.endpoint)


@pytest.fixture
def new_page(browser: Browser, console: Console) -> Iterator[NewPage]:
    """Opens pages in contexts of their own; fails the test for what a page should never say."""
    contexts: list[Any] = []
    heard: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            heard.append(message.text)

    def open_page(**options: Any) -> Page:
        options = {"base_url": console.url, "viewport": {"width": 1200, "height": 900}} | options
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("console", listen)
        context.on("weberror", lambda error: heard.append(str(error.error)))
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert heard == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    return new_page()


@pytest.fixture
def site(browser: Browser) -> Iterator[Site]:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    context.set_default_timeout(PATIENCE)
    yield Site(context.new_page())
    context.close()
