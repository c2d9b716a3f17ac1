"""Ask, read, open the source, see what is disputed and what is missing: in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.browser.articles import ARTICLES, COPY, FERRY
from tests.browser.asking import ask

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
PORT = "How long will the port of Norby stay closed?"
CLOSED = "Mayor Ada Finch said that the port of Norby would stay closed for three days."


FERRIES = {str(article.source): article for article in ARTICLES if article.text in (FERRY, COPY)}
"""The same wire story in two papers: which of them an answer cites is not for the page to say."""


@contextmanager
def kept_anew(page: Page) -> Iterator[None]:
    """Until the browser has written down what happens inside."""
    dump = "JSON.stringify(localStorage)"
    before = page.evaluate(dump)
    yield
    page.wait_for_function(f"before => {dump} !== before", arg=before)


def test_a_citation_opens_its_article_at_the_highlighted_quote(harbour: str, visit: Visit) -> None:
    page = visit(harbour)
    ask(page, PORT)
    statement = page.locator(".cc-statement", has_text="three days").first
    statement.locator(".cc-cite").first.click()
    here = page.locator("#cc-here")
    here.wait_for()
    assert here.inner_text() == CLOSED
    panel = page.locator("#cc-panel")
    article = FERRIES[panel.locator(".cc-meta span").first.inner_text()]
    assert panel.locator("h3").inner_text() == "Ferry capsizes off Norby"
    assert panel.locator(".cc-text").inner_text() == article.text
    assert panel.locator(".cc-meta").inner_text().split("\n")[1:] == [f"{article.published:%-d %b %Y}", "report"]


def test_an_article_leads_to_its_original(harbour: str, visit: Visit) -> None:
    page = visit(harbour)
    page.get_by_role("tab", name="Corpus").click()
    page.locator("#cc-articles tr", has_text="ferry-harbour-times.txt").get_by_role("button").first.click()
    original = page.locator("#cc-reading").get_by_role("link", name="Read the original")
    assert original.get_attribute("href") == "https://example.org/ferry"
    assert "noopener" in str(original.get_attribute("rel"))


def test_copies_of_a_wire_story_are_folded_under_one_origin(harbour: str, visit: Visit) -> None:
    page = visit(harbour)
    ask(page, PORT)
    page.locator(".cc-statement", has_text="three days").locator(".cc-cite").first.click()
    copies = page.locator(".cc-copies")
    copies.wait_for()
    assert copies.locator("summary").inner_text() == "2 articles of the same origin: counted once"
    copies.locator("summary").click()
    (other,) = set(FERRIES) - {page.locator("#cc-panel .cc-meta span").first.inner_text()}
    copies.get_by_role("button", name=other).click()
    page.locator("#cc-panel", has_text=FERRIES[other].id).wait_for()


def test_an_opinion_piece_wears_a_badge(harbour: str, visit: Visit) -> None:
    page = visit(harbour)
    ask(page, "Should the port of Norby stay open?")
    row = page.locator(".cc-sources li", has_text="Coast Post").first
    assert row.locator(".cc-badge").inner_text() == "opinion"


def test_what_the_articles_do_not_say_does_not_look_like_an_answer(harbour: str, visit: Visit) -> None:
    page = visit(harbour)
    ask(page, "Who won the chess championship?")
    silence = page.locator(".cc-silence")
    assert silence.locator("h4").inner_text() == "Not in the articles"
    assert page.locator(".cc-statement").count() == 0
    nearest = silence.locator(".cc-nearest-open")
    assert nearest.count() == 3
    nearest.first.click()
    page.locator("#cc-here").wait_for()
    assert silence.evaluate("each => getComputedStyle(each).borderStyle") == "dashed"


def test_sources_that_disagree_stand_side_by_side(seeds: str, visit: Visit) -> None:
    page = visit(seeds)
    ask(page, "Who is the Prime Minister of Japan?")
    card = page.locator(".cc-card").first
    assert "disagree" in card.locator(".cc-kind").inner_text().lower()
    sides = card.locator(".cc-side")
    assert sides.count() >= 2
    boxes = [sides.nth(place).bounding_box() for place in range(2)]
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] < boxes[1]["x"]
    for place in range(2):
        value = sides.nth(place).locator(".cc-value").inner_text()
        assert value
        assert "independent origin" in sides.nth(place).locator(".cc-holder").inner_text()
        quote = sides.nth(place).locator("blockquote").first.inner_text()
        sides.nth(place).locator(".cc-cite").first.click()
        page.locator("#cc-here").filter(has_text=quote[:60]).wait_for()
    assert page.locator(".cc-grid tbody tr").count() >= 2


def test_a_follow_up_shows_what_was_searched(harbour: str, visit: Visit) -> None:
    page = visit(harbour)
    ask(page, "What did Mayor Ada Finch say about the port?")
    ask(page, "And what did she promise?")
    searched = page.locator(".cc-exchange").nth(1).locator(".cc-standalone")
    assert "Ada Finch" in searched.inner_text()


def test_an_example_question_is_answered(harbour: str, visit: Visit) -> None:
    page = visit(harbour)
    example = page.locator(".cc-example").first
    example.wait_for()
    text = example.inner_text()
    example.click()
    page.locator("#cc-conversation .cc-foot").wait_for()
    assert page.locator(".cc-question").inner_text() == text
    assert page.locator(".cc-statement").count() >= 1


def test_a_conversation_survives_a_reload_until_it_is_cleared(harbour: str, visit: Visit) -> None:
    page = visit(harbour)
    with kept_anew(page):
        ask(page, PORT)
    page.reload()
    page.locator(".cc-statement", has_text="three days").first.wait_for()
    page.locator(".cc-statement .cc-cite").first.click()
    page.locator("#cc-here").wait_for()
    page.get_by_role("button", name="Settings and export").click()
    clear = page.get_by_role("button", name="New conversation")
    clear.click()
    with kept_anew(page):
        page.get_by_role("button", name="Really start anew?").click()
    page.reload()
    page.locator(".cc-welcome .cc-example").first.wait_for()
    assert page.locator(".cc-exchange").count() == 0


def test_the_settings_survive_a_reload(harbour: str, visit: Visit) -> None:
    page = visit(harbour)
    field = page.locator("#cc-strictness input[type=number]")

    def survives(seconds: int) -> bool:
        """More time at each try: on a busy machine, what was kept before can come late and overwrite what was typed."""
        field.fill("0.8")
        field.press("Tab")
        page.wait_for_timeout(seconds * 1_000)
        page.reload()
        open_settings(seconds)
        return field.input_value() == "0.8"

    def open_settings(seconds: int) -> None:
        page.locator(".cc-welcome .cc-example").first.wait_for()
        page.get_by_role("button", name="Settings and export").click()
        page.wait_for_timeout(seconds * 1_000)

    open_settings(1)
    assert any(survives(seconds) for seconds in (1, 2, 4, 8))


def test_a_bad_question_is_told_and_can_be_mended(harbour: str, visit: Visit) -> None:
    page = visit(harbour)
    page.get_by_role("button", name="Filters").click()
    for field, day in (("#cc-since", "2026-05-01"), ("#cc-until", "2026-01-01")):
        page.locator(f"{field} input").fill(day)
        page.locator(f"{field} input").blur()
    page.locator("#cc-chips .cc-problem", has_text="later than until").wait_for()
    page.fill("#cc-question textarea", PORT)
    page.click("#cc-ask")
    page.locator("#cc-live .cc-problem", has_text="no article can match").wait_for()
    assert page.input_value("#cc-question textarea") == PORT
