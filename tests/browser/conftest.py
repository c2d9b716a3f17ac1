"""A served page and a Chromium to look at it with."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.assistant import Assistant
from rag.page.desk import Desk
from tests.browser.articles import ARTICLES

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 30_000
"""Milliseconds that a page may take for anything: CI machines are slow when they index and answer at once."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of an installed Chromium: CROSSCHECK_CHROMIUM, or the first that is found by name."""
    found = os.environ.get("CROSSCHECK_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        message = "no Chromium here: install it (apt-get install chromium) or set CROSSCHECK_CHROMIUM to its path"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Assistant], str]]:
    """Serve an assistant's index for the rest of the session; returns the address."""
    from rag.page import server

    pages = []

    def start(assistant: Assistant) -> str:
        gold = tmp_path_factory.mktemp("gold") / "corrections.gold.jsonl"
        page = server.launch(Desk(assistant, gold=gold), host="127.0.0.1", port=free_port())
        pages.append(page)
        return str(page.local_url)

    yield start
    for page in pages:
        page.close(verbose=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def harbour(serve: Callable[[Assistant], str]) -> Iterator[str]:
    """The address of a page over the made-up harbour town. Only read it."""
    with Assistant.from_articles(ARTICLES) as assistant:
        yield serve(assistant)


@pytest.fixture
def own_harbour(serve: Callable[[Assistant], str]) -> Iterator[str]:
    """The same for one test that changes the corpus."""
    with Assistant.from_articles(ARTICLES) as assistant:
        yield serve(assistant)


@pytest.fixture(scope="session")
def seeds(serve: Callable[[Assistant], str], seeds_index: Path) -> Iterator[str]:
    """The address of a page over the five real articles. Only read it."""
    with Assistant.open(seeds_index) as assistant:
        yield serve(assistant)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser profile of its own; anything that goes wrong inside it fails the test."""
    contexts = []
    troubles: list[str] = []

    def opened(url: str, *, width: int = 1280, height: int = 900, dark: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(SECONDS)
        page.on("pageerror", lambda error: troubles.append(f"script error: {error}"))
        page.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
        page.on("dialog", lambda dialog: (troubles.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((url, "data:", "blob:"))
                else troubles.append(f"request to {request.url}")
            ),
        )
        page.goto(url)
        page.locator("#cc-question textarea").wait_for()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []
