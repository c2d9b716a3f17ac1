"""What several browser tests do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


def ask(page: Page, question: str) -> None:
    """Ask and wait for the whole answer."""
    before = page.locator("#cc-conversation .cc-exchange").count()
    page.fill("#cc-question textarea", question)
    page.click("#cc-ask")
    page.locator("#cc-conversation .cc-exchange").nth(before).locator(".cc-foot").wait_for()
