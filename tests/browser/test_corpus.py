"""Filter, upload, remove, export, correct, evaluate: in a real browser."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from index.article_index import ArticleIndex
from rag.page.export import verify_bundle
from tests.browser.asking import ask

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
PORT = "How long will the port of Norby stay closed?"
ORCHARD = b"The orchard of Vell lost 300 apple trees to frost, farmer Nora Quist said on Friday."


def upload(page: Page, *files: tuple[str, bytes]) -> str:
    """Add files on the corpus tab; returns what the page says of it."""
    page.get_by_role("tab", name="Corpus").click()
    page.locator("#cc-upload input[type=file]").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": content} for name, content in files]
    )
    page.locator("#cc-upload", has_text=files[0][0].rsplit(".", 1)[0]).wait_for()
    page.click("#cc-add")
    told = page.locator("#cc-outcome .cc-problem, #cc-outcome .cc-indexing:not(:has(progress))")
    told.wait_for()
    return told.inner_text()


def zipped(*members: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()


def test_a_filter_is_seen_obeyed_and_dropped(harbour: str, visit: Visit) -> None:
    page = visit(harbour)
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("opinion").uncheck()
    page.locator(".cc-chip", has_text="Without opinion").wait_for()
    page.locator("#cc-sources-filter input").click()
    page.get_by_role("option", name="Harbour Times").click()
    page.locator(".cc-chip", has_text="Only Harbour Times").wait_for()
    page.keyboard.press("Escape")
    ask(page, PORT)
    assert page.locator(".cc-coverage").inner_text().startswith("2 articles searched")
    assert set(page.locator(".cc-source-name").all_inner_texts()) == {"Harbour Times"}
    page.get_by_role("button", name="Remove filter: Only Harbour Times").click()
    page.get_by_role("button", name="Remove filter: Without opinion").click()
    page.locator(".cc-chip").first.wait_for(state="detached")
    assert page.get_by_label("opinion").is_checked()
    ask(page, PORT)
    assert page.locator(".cc-coverage").nth(1).inner_text().startswith("5 articles searched")


def test_as_of_a_day_nothing_later_is_read(harbour: str, visit: Visit) -> None:
    page = visit(harbour)
    page.get_by_role("button", name="Filters").click()
    page.locator("#cc-as-of input").fill("2026-03-31")
    page.locator("#cc-as-of input").blur()
    page.locator(".cc-chip", has_text="As of 31 Mar 2026").wait_for()
    ask(page, "What would the new breakwater cost?")
    assert page.locator(".cc-coverage").inner_text().startswith("3 articles searched")
    assert "9 million" not in page.locator("#cc-conversation").inner_text()


def test_an_article_is_uploaded_asked_searched_and_removed(own_harbour: str, visit: Visit) -> None:
    page = visit(own_harbour)
    said = upload(page, ("orchard.txt", ORCHARD), ("empty.txt", b""))
    assert said.startswith("1 article added")
    assert "empty.txt" in said
    page.locator(".cc-header", has_text="6 articles").wait_for()
    page.get_by_role("tab", name="Ask").click()
    ask(page, "How many apple trees did the orchard of Vell lose?")
    assert "300 apple trees" in page.locator(".cc-statement").first.inner_text()
    page.get_by_role("tab", name="Corpus").click()
    page.locator("#cc-articles", has_text="orchard.txt").wait_for()
    page.locator("#cc-find input, #cc-find textarea").fill("orchard")
    row = page.locator("#cc-articles tbody tr")
    page.locator("#cc-articles", has_text="1 of 6 articles").wait_for()
    row.get_by_role("button", name="Remove").click()
    row.get_by_role("button", name="Remove").click()
    page.locator(".cc-header", has_text="5 articles").wait_for()
    page.get_by_role("tab", name="Ask").click()
    page.locator(".cc-statement .cc-cite").first.click()
    page.locator("#cc-panel .cc-problem", has_text="holds no article").wait_for()


def test_what_goes_wrong_is_told(harbour: str, visit: Visit) -> None:
    page = visit(harbour)
    page.get_by_role("button", name="Settings and export").click()
    page.get_by_role("button", name="Export as JSON").click()
    page.get_by_text("There is nothing to export yet.").first.wait_for()


def test_a_zip_keeps_its_good_files_and_nothing_leaves_the_folder(own_harbour: str, visit: Visit) -> None:
    page = visit(own_harbour)
    packed = zipped(("vell/orchard.txt", ORCHARD), ("../../escaped.txt", b"Out."), ("/etc/escaped.txt", b"Out."))
    said = upload(page, ("articles.zip", packed))
    assert said.startswith("1 article added")
    assert "2 times: its name points outside the upload" in said
    assert said.count("escaped.txt") == 2
    page.locator("#cc-articles", has_text="vell/orchard.txt").wait_for()


def test_a_zip_bomb_is_refused_whole(own_harbour: str, visit: Visit) -> None:
    page = visit(own_harbour)
    said = upload(page, ("bomb.zip", zipped(("orchard.txt", ORCHARD), ("zeros.txt", bytes(2**26)))))
    assert "zip bomb" in said
    assert "5 articles" in page.locator(".cc-header").inner_text()


def test_another_article_of_the_same_name_replaces_nothing_unasked(own_harbour: str, visit: Visit) -> None:
    page = visit(own_harbour)
    said = upload(page, ("budget-harbour-times.txt", ORCHARD))
    assert "holds another article of this name" in said


def test_a_conversation_is_exported_in_three_forms(seeds: str, seeds_index: Path, visit: Visit, tmp_path: Path) -> None:
    page = visit(seeds)
    ask(page, "Who is the Prime Minister of Japan?")
    page.get_by_role("button", name="Settings and export").click()
    texts = {}
    for form in ("Markdown", "JSON", "an evidence bundle"):
        with page.expect_download() as saved:
            page.get_by_role("button", name=f"Export {form}" if form.startswith("an ") else f"Export as {form}").click()
        path = tmp_path / saved.value.suggested_filename
        saved.value.save_as(path)
        texts[path.suffix] = path
    assert texts[".md"].read_text("utf-8").startswith("## Who is the Prime Minister of Japan?")
    (answer,) = json.loads(texts[".json"].read_text("utf-8"))
    assert answer["schema"] == 1
    assert len(answer["disagreements"]) == page.locator(".cc-card").count()
    with ArticleIndex.open(seeds_index) as index:
        found = verify_bundle(texts[".html"], index)
    assert (found.problems, found.notes) == ((), ())
    assert found.quotes == len(answer["citations"])


def test_a_verdict_becomes_a_gold_question_that_can_be_run(harbour: str, visit: Visit) -> None:
    page = visit(harbour)
    ask(page, PORT)
    page.get_by_role("button", name="Wrong").click()
    page.locator("#cc-correction", has_text="what would be right").wait_for()
    page.fill("#cc-correction-short input, #cc-correction-short textarea", "three days")
    page.fill("#cc-correction-facts textarea", "three days | 3 days")
    page.click("#cc-correction-save")
    page.locator("#cc-correction").wait_for(state="hidden")
    assert page.get_by_role("button", name="Wrong").get_attribute("aria-pressed") == "true"
    page.get_by_role("tab", name="Evaluate").click()
    page.click("#cc-evaluate")
    report = page.locator("#cc-report .cc-report")
    report.wait_for()
    assert report.locator("h3").inner_text() == "corrections.gold.jsonl: 1 question"
    assert report.locator("tbody tr").count() > 3
    with page.expect_download() as saved:
        page.click("#cc-save-report")
    assert saved.value.suggested_filename == "crosscheck-report.html"


def test_a_wrong_gold_file_is_refused_with_its_line(harbour: str, visit: Visit) -> None:
    page = visit(harbour)
    page.get_by_role("tab", name="Evaluate").click()
    page.locator("#cc-gold input[type=file]").set_input_files(
        {"name": "bad.jsonl", "mimeType": "application/jsonl", "buffer": b'{"id": "q1"}\n'}
    )
    page.locator("#cc-gold", has_text="bad").wait_for()
    page.click("#cc-evaluate")
    page.locator("#cc-report .cc-problem", has_text="line 1").wait_for()
