"""Statements come one by one, and a long answer can be stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from rag.answer import Answer, Citation, Statement
from rag.assistant import Assistant
from tests.browser.articles import ARTICLES, FERRY

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
TWELVE = "Twelve people died in the accident, the coast guard said."
START = FERRY.index(TWELVE)
CITED = Citation(1, ARTICLES[0].id, START, START + len(TWELVE), TWELVE)


class Halting(Assistant):
    """Says one statement, then waits to be let on."""

    go_on = threading.Event()

    def stream(self, question: str, **given: Any) -> Iterator[Statement | Answer]:
        statement = Statement("Twelve died.", (CITED,))
        yield statement
        self.go_on.wait(60)
        yield Answer(question, (statement,), (CITED,))


@pytest.fixture
def halting(serve: Callable[[Assistant], str]) -> Iterator[str]:
    with Assistant.from_articles(ARTICLES) as assistant:
        yield serve(Halting(assistant.index))
        Halting.go_on.set()


def test_a_statement_is_there_and_can_be_stopped_before_the_answer_is(halting: str, visit: Visit) -> None:
    page = visit(halting)
    stop = page.get_by_role("button", name="Stop", exact=True).first
    assert not stop.is_visible()
    page.fill("#cc-question textarea", "How many died?")
    page.keyboard.press("Enter")
    page.locator("#cc-live .cc-statement", has_text="Twelve died.").wait_for()
    assert page.locator("#cc-live .cc-reading").is_visible()
    assert page.input_value("#cc-question textarea") == ""
    stop.click()
    page.locator("#cc-live", has_text="Stopped.").wait_for()
    stop.wait_for(state="hidden")
    Halting.go_on.set()
    page.fill("#cc-question textarea", "How many died?")
    page.click("#cc-ask")
    page.locator("#cc-conversation .cc-foot").wait_for()
    page.locator("#cc-conversation .cc-statement .cc-cite").first.click()
    page.locator("#cc-here", has_text=TWELVE).wait_for()
    assert page.locator("#cc-live .cc-exchange").count() == 0
