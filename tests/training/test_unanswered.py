"""Questions that people wrote to look answerable."""

from __future__ import annotations

from random import Random
from typing import Any

from training.unanswered import PARTNERS, partners, unanswered

TEXT = "It rained in May. Anna Berg opened the dome in 1889. Snow fell. Carl Dahl shut it in 1920."


def row(number: int, context: str) -> dict[str, Any]:
    return {"id": str(number), "context": context, "question": f"Who did {number}?"}


def test_a_window_shows_the_sentence_that_tempts_and_no_answer() -> None:
    made = unanswered({"question": "When did Anna Berg shut the dome?", "context": TEXT}, 40, Random(1))
    assert made is not None
    assert "Anna Berg opened the dome in 1889." in made.passage
    assert (made.answer, made.relevant, made.kind) == (None, (), "people")


def test_partners_come_from_the_same_paragraph_and_only_once() -> None:
    rows = [row(i, "one" if i < 30 else "two") for i in range(60)]
    chosen = partners(rows, [row(100 + i, "one") for i in range(10)], Random(3))
    assert {one["context"] for one in chosen} == {"one"}
    assert len({one["id"] for one in chosen}) == len(chosen)
    assert 10 <= len(chosen) <= 2 * 10
    few = partners(rows, [row(100 + i, "two") for i in range(100)], Random(3))
    assert len(few) == 30 < 100 * PARTNERS
