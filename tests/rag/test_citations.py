"""Only what the index holds now, at that very place, is shown."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from index.articles import Article
from rag.citations import CitationBook, check, damage_notes, stored_text, verify_quote
from rag.evidence import Draft, DraftCell, DraftDisagreement, DraftGrid, DraftSide, DraftStatement, Quote
from tests.index.fakes import new_index
from tests.rag.passages import passage, quote

RAIN = passage("It rained in Oslo. It snowed in Bergen.", article_id="rain.txt")
SUN = passage("The sun shone in Oslo.", article_id="sun.txt")
STORED = {"rain.txt": RAIN.text, "sun.txt": SUN.text}


def statement(*quotes: Quote) -> DraftStatement:
    return DraftStatement("As quoted.", quotes)


def test_a_quote_at_corrupted_offsets_is_dropped_with_its_statement() -> None:
    good = quote(RAIN, "It rained in Oslo.")
    corrupted = replace(good, start=good.start + 1, end=good.end + 1)
    checked = check(Draft((statement(corrupted), statement(good))), CitationBook(STORED.get))
    assert [c.quote for c in checked.citations] == ["It rained in Oslo."]
    assert len(checked.statements) == 1
    assert checked.dropped == 1


def test_a_quote_of_an_article_that_is_gone_is_dropped() -> None:
    checked = check(Draft((statement(quote(SUN, "The sun shone in Oslo.")),)), CitationBook({"rain.txt": ""}.get))
    assert checked.statements == ()
    assert checked.citations == ()


def test_a_damaged_text_is_not_cited_and_that_is_said(tmp_path: Path) -> None:
    index = new_index(tmp_path, Article("a", "", "The ferry sank.\nAt least 16 died."), Article("b", "", "It rained."))
    with sqlite3.connect(index.path / "catalog.sqlite") as db:
        body = "CAST(replace(CAST(body AS TEXT), '16', '14') AS BLOB)"
        db.execute(f"UPDATE texts SET body = {body}")
    with index.snapshot() as view:
        assert view.get(view.passages("a"))[1].text == "At least 14 died."
        assert (stored_text(view, "a"), stored_text(view, "b")) == (None, "It rained.")
        assert damage_notes(view) == (
            "The stored text of 'a' is damaged, so nothing of it is cited; see: crosscheck verify.",
        )


def test_a_statement_keeps_the_quotes_that_stand() -> None:
    good, wrong = quote(RAIN, "It rained in Oslo."), replace(quote(SUN, "The sun"), text="The moon")
    (kept,) = check(Draft((statement(good, wrong),)), CitationBook(STORED.get)).statements
    assert [c.article_id for c in kept.citations] == ["rain.txt"]


def test_numbers_follow_first_use_and_one_place_has_one_number() -> None:
    sun, rain = quote(SUN, "The sun"), quote(RAIN, "It rained")
    checked = check(Draft((statement(sun), statement(rain, sun))), CitationBook(STORED.get))
    assert [[c.number for c in s.citations] for s in checked.statements] == [[1], [2, 1]]


def test_a_disagreement_needs_two_sides_that_stand() -> None:
    rain = DraftSide("rain", (quote(RAIN, "It rained in Oslo."),))
    sun = DraftSide("sun", (quote(SUN, "The sun shone in Oslo."),))
    note = DraftDisagreement("contradiction", "weather", "Oslo", "They differ.", (rain, sun))
    assert len(check(Draft(disagreements=(note,)), CitationBook(STORED.get)).disagreements) == 1
    without_sun = check(Draft(disagreements=(note,)), CitationBook({"rain.txt": RAIN.text}.get))
    assert without_sun.disagreements == ()
    assert without_sun.dropped == 1


def test_copies_are_listed_without_the_cited_article() -> None:
    book = CitationBook(STORED.get, lambda origin: ["sun.txt", "copy.txt"])
    assert book.cite(quote(SUN, "The sun")).copies == ("copy.txt",)


def test_a_grid_cell_whose_quote_fails_is_silent() -> None:
    good, wrong = quote(RAIN, "It rained"), replace(quote(RAIN, "It rained"), text="It poured")
    draft = DraftGrid(("rain",), ("o1", "o2"), ((DraftCell("says", good), DraftCell("says", wrong)),))
    grid = CitationBook(STORED.get).grid(draft, {"o1": "AFP", "o2": "Reuters"}.__getitem__)
    assert grid.origins == ("AFP", "Reuters")
    assert [cell.stance for cell in grid.cells[0]] == ["says", "silent"]


@given(st.text(min_size=1, max_size=60), st.data())
def test_a_slice_verifies_and_a_changed_text_does_not(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    cut = Quote.cut(passage(text), start, end)
    assert verify_quote(cut, {"a.txt": text}.get) == bool(cut.text.strip())
    assert not verify_quote(replace(cut, text=cut.text + "x"), {"a.txt": text}.get)
    assert not verify_quote(cut, {}.get)
