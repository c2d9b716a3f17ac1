"""The notes below an answer."""

from __future__ import annotations

from datetime import date

from rag.answer import Citation, Statement
from rag.question import parse_question
from rag.writing.caveats import caveats


def said(*quotes: str, genre: str | None = None, question: str = "Who won?", origins: int = 1) -> str:
    cited = tuple(
        Citation(n, f"{n}", 0, len(q), q, genre=genre, origin=f"o{n % origins}")  # type: ignore[arg-type]
        for n, q in enumerate(quotes)
    )
    return " ".join(caveats(parse_question(question, today=date(2026, 1, 1)), [Statement("x", cited)]))


def test_one_origin_is_said_and_two_are_not() -> None:
    assert "Only one origin" in said("Ana won.", "Ana won.")
    assert "Only one origin" not in said("Ana won.", "Ana won.", origins=2)


def test_an_opinion_piece_is_said() -> None:
    assert "That origin is an opinion piece" in said("Ana won.", genre="opinion")
    assert "opinion" not in said("Ana won.", genre="report")


def test_denied_hypothetical_and_second_hand_words_are_said() -> None:
    assert "denial" in said("The ministry denied that Ana won.")
    assert "possibility" in said("If Ana had trained, she could have won.")
    assert "second hand" in said("Ana reportedly won.")
    assert said("Ana won on Sunday.", "Ana won.", origins=2) == ""


def test_counts_and_summaries_are_said() -> None:
    assert "count" in said("Ana won.", question="How many articles mention Ana?")
    assert "summary" in said("Ana won.", question="Summarise the coverage of the race.")
    assert "count" not in said("Ana won.", question="How many people were killed?")
