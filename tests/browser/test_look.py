"""Narrow, dark, by keyboard, and under attack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from rag.assistant import Assistant
from tests.browser.articles import ARTICLES, HOSTILE
from tests.browser.asking import ask

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
LUMINANCE = """selector => {
  const channels = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const light = (colour) => {
    const linear = (c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = channels(colour).map((c) => linear(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const element = document.querySelector(selector);
  let behind = element;
  while (getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)") behind = behind.parentElement;
  const [a, b] = [getComputedStyle(element).color, getComputedStyle(behind).backgroundColor].map(light).sort();
  return (b + 0.05) / (a + 0.05);
}"""
"""WCAG 2.1's contrast ratio between an element's text and what is behind it."""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [400, 1280])
def test_the_page_fits_and_can_be_read(seeds: str, visit: Visit, width: int, dark: bool) -> None:
    page = visit(seeds, width=width, dark=dark)
    ask(page, "Who is the Prime Minister of Japan?")
    page.locator(".cc-statement .cc-cite").first.click()
    page.locator("#cc-here").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for part in (
        ".cc-verdict",
        ".cc-confidence",
        ".cc-statement",
        ".cc-cite",
        ".cc-coverage",
        ".cc-kind",
        ".cc-holder",
        "#cc-here",
        ".cc-badge",
    ):
        assert page.evaluate(LUMINANCE, part) >= 4.5, part
    answer, panel = page.locator("#cc-chat").bounding_box(), page.locator("#cc-side").bounding_box()
    assert answer is not None
    assert panel is not None
    if width == 400:
        assert panel["y"] >= answer["y"] + answer["height"]
    else:
        assert panel["x"] >= answer["x"] + answer["width"]


def test_every_tab_fits_a_phone(harbour: str, visit: Visit) -> None:
    page = visit(harbour, width=400)
    for tab in ("Corpus", "Evaluate"):
        page.get_by_role("tab", name=tab).click()
        page.get_by_role("button", name="Remove" if tab == "Corpus" else "Evaluate").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 400, tab


def test_on_a_phone_the_source_comes_into_view_and_one_gets_back(harbour: str, visit: Visit) -> None:
    page = visit(harbour, width=400, height=800)
    ask(page, "How long will the port of Norby stay closed?")
    cite = page.locator(".cc-statement .cc-cite").first
    cite.click()
    page.locator("#cc-here").wait_for()
    page.wait_for_function("document.querySelector('#cc-here').getBoundingClientRect().bottom <= innerHeight")
    page.get_by_role("button", name="Back to the answer").click()
    assert cite.evaluate("each => each === document.activeElement")


def test_everything_is_reached_by_keyboard(harbour: str, visit: Visit) -> None:
    page = visit(harbour)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.closest('#cc-question') !== null")
    page.keyboard.type("How long will the port of Norby stay closed?")
    page.keyboard.press("Enter")
    page.locator("#cc-conversation .cc-foot").wait_for()
    cite = page.locator(".cc-statement .cc-cite").first
    cite.focus()
    assert cite.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    label = str(cite.get_attribute("aria-label"))
    assert label.startswith("Source 1: ")
    page.keyboard.press("Enter")
    page.locator("#cc-here").wait_for()
    page.wait_for_function("document.activeElement.closest('#cc-panel') !== null")
    page.keyboard.press("Escape")
    assert cite.evaluate("each => each === document.activeElement")


def test_a_screen_reader_hears_the_answer(harbour: str, visit: Visit) -> None:
    page = visit(harbour)
    page.locator("#cc-status [aria-live=polite]").wait_for(state="attached")
    ask(page, "How long will the port of Norby stay closed?")
    page.locator("#cc-status [aria-live=polite]", has_text="three days").wait_for(state="attached")
    unnamed = page.evaluate(
        """() => [...document.querySelectorAll('button, a, input, textarea, select')]
            .filter((each) => each.checkVisibility())
            .filter((each) => !(each.innerText || each.ariaLabel || each.labels?.length || each.title))
            .filter((each) => !each.placeholder)
            .map((each) => each.outerHTML.slice(0, 120))"""
    )
    assert unnamed == []


def test_a_hostile_article_shows_as_text(harbour: str, visit: Visit) -> None:
    page = visit(harbour)
    ask(page, "What colour was the lighthouse of Gramsund painted?")
    page.locator(".cc-statement .cc-cite").first.click()
    panel = page.locator("#cc-panel")
    page.locator("#cc-here").wait_for()
    assert "<script>window.attacked = 9</script>" in panel.locator("h3").inner_text()
    text = panel.locator(".cc-text").inner_text()
    assert text == HOSTILE.replace("\u202e", "\\u202e").replace("\u202c", "\\u202c")
    page.get_by_role("tab", name="Corpus").click()
    page.get_by_role("button", name="Green <script>").first.click()
    page.locator("#cc-reading .cc-text").wait_for()
    for place in ("#cc-panel", "#cc-reading", "#cc-conversation", "#cc-articles", "#cc-corpus-charts"):
        assert page.locator(f"{place} :is(script, img, svg, iframe, b, i)").count() == 0, place
    assert page.get_by_role("link", name="Read the original").count() == 0
    assert page.evaluate("window.attacked") is None
    page.reload()
    page.locator(".cc-statement").first.wait_for()
    assert page.evaluate("window.attacked") is None


def test_a_hostile_question_shows_as_text(harbour: str, visit: Visit) -> None:
    page = visit(harbour)
    question = '<img src=x onerror="window.attacked=12"> who is ${window.attacked=13} the mayor of Norby?'
    ask(page, question)
    assert page.locator(".cc-question").inner_text() == question
    assert page.evaluate("window.attacked") is None


def test_a_hostile_name_in_a_message_shows_as_text(serve: Callable[[Assistant], str], visit: Visit) -> None:
    name = "<img src=x onerror=window.attacked=14>.txt"
    with Assistant.from_articles([*ARTICLES, replace(ARTICLES[0], id=name)]) as assistant:
        page = visit(serve(assistant))
        page.get_by_role("tab", name="Corpus").click()
        row = page.locator("#cc-articles tr", has_text=name)
        row.wait_for()
        assistant.index.remove([name])
        row.get_by_role("button", name="Remove").click()
        row.get_by_role("button", name="Remove").click()
        page.get_by_text(f"The index holds no article '{name}'").wait_for()
        assert page.evaluate("window.attacked") is None


def test_nothing_is_asked_of_any_other_machine(harbour: str, visit: Visit) -> None:
    page = visit(harbour)  # the fixture fails the test on any other request
    policy = page.request.get(harbour).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert len(ARTICLES) == 5
