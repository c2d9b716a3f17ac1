from __future__ import annotations

import pytest

from rag.language.clauses import PHRASE_END, clause_at, clauses


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("It rained.", ["It rained."]),
        ("They won; two fell.", ["They won;", " two fell."]),
        ("They did not sleep, but they signed.", ["They did not sleep, but", " they signed."]),
        ("Ana left, and Luis was late.", ["Ana left, and ", "Luis was late."]),
        ("Ana and Luis left.", ["Ana and Luis left."]),
        ("Six died and two others fled.", ["Six died and ", "two others fled."]),
        ("Wheat as well as rice rose.", ["Wheat as well as", " rice rose."]),
    ],
)
def test_where_clauses_end(text: str, pieces: list[str]) -> None:
    assert [text[start:end] for start, end in clauses(text)] == pieces


def test_the_clause_around_a_word() -> None:
    text = "They won; two fell."
    assert text[slice(*clause_at(text, text.index("two")))] == " two fell."
    assert clause_at("", 0) == (0, 0)


def test_a_phrase_ends_sooner_than_a_clause() -> None:
    text = "not the mayor, the clerk"
    ending = PHRASE_END.search(text)
    assert ending is not None
    assert text[: ending.start()] == "not the mayor"
    assert clauses(text) == [(0, len(text))]
