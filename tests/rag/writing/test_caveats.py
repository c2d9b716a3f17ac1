"""The notes below an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from rag.answer import Citation, Disagreement, Side, Statement
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


@pytest.mark.parametrize(
    ("question", "said_of_it"),
    [
        ("How many articles mention Ana?", "asks for a count"),
        ("Summarise the coverage of the race.", "asks for a summary"),
        ("Compare what Ana and Bo say.", "asks for a comparison"),
        ("List all the winners.", "asks for a list"),
    ],
)
def test_what_retrieval_cannot_give_in_full_is_said(question: str, said_of_it: str) -> None:
    assert said_of_it in said("Ana won.", question=question)


@pytest.mark.parametrize("question", ["How many people were killed?", "Did all the runners finish?"])
def test_a_question_that_sentences_answer_asks_for_no_task(question: str) -> None:
    assert "asks for" not in said("Ana won.", question=question)


def test_another_language_is_said_even_where_nothing_answers() -> None:
    german = parse_question("Wie viele Menschen starben bei dem Unglück?", today=date(2026, 1, 1))
    assert [note.split(";")[0] for note in caveats(german, [])] == ["The question seems to be in German"]
    assert caveats(parse_question("Who won?", today=date(2026, 1, 1)), []) == ()


def told_by(*pairs: tuple[str, str]) -> list[Statement]:
    """One statement for each text, cited to the origin beside it."""
    return [
        Statement(text, (Citation(n, f"{n}", 0, len(text), text, origin=origin),))
        for n, (text, origin) in enumerate(pairs)
    ]


def is_of_one_origin(question: str, *pairs: tuple[str, str], notes: Sequence[Disagreement] = ()) -> bool:
    notes_below = caveats(parse_question(question, today=date(2026, 1, 1)), told_by(*pairs), notes)
    return "Only one origin reports this." in notes_below


LEAD = ("The fire killed 32 people.", "coast")


@pytest.mark.parametrize(
    ("question", "pairs", "alone"),
    [
        # what fills the answer up is no second report of the fact
        ("How many people died in the fire?", [LEAD, ("Rain is expected on Sunday.", "fjord")], True),
        ("How many people died in the fire?", [LEAD, ("Another 14 were injured.", "fjord")], True),
        ("How many people died in the fire?", [LEAD, ("Its sprinklers were 32 years old.", "fjord")], True),
        ("How many people died in the fire?", [LEAD, ("All 32 dead were passengers.", "fjord")], False),
        ("How many people died in the fire?", [LEAD, ("At least 32 died.", "fjord")], False),
        ("When did Ana win?", [("Ana won on 3 May 2024.", "a"), ("Ana took the cup on May 3.", "b")], False),
        ("When did Ana win?", [("Ana won on 3 May 2024.", "a"), ("Ana spoke on 9 May 2024.", "b")], True),
        ("Who won the cup?", [("Ana Prado won the cup.", "a"), ("The cup went to Prado.", "b")], False),
        ("Who won the cup?", [("Ana Prado won the cup.", "a"), ("The cup is made of silver.", "b")], True),
        ("Did Ana win?", [("Ana won narrowly.", "a"), ("Narrowly ahead, she won.", "b")], False),
        ("Did Ana win?", [("Ana won narrowly.", "a"), ("Ana lives in Oslo.", "b")], True),
        # no single fact is asked for
        ("Summarise the news of the fire.", [LEAD, ("Rain is expected on Sunday.", "fjord")], False),
    ],
)
def test_origins_are_counted_of_the_asked_fact(question: str, pairs: list[tuple[str, str]], alone: bool) -> None:
    assert is_of_one_origin(question, *pairs) == alone


def differing(*sides: tuple[str, str]) -> Disagreement:
    cited = [
        Side(value, (Citation(10 + n, f"x{n}", 0, len(value), value, origin=origin),))
        for n, (value, origin) in enumerate(sides)
    ]
    return Disagreement("contradiction", "deaths", "fire", "They differ.", tuple(cited))


def test_the_other_side_of_the_asked_fact_reports_on_it_too() -> None:
    question = "How many people died in the fire?"
    assert not is_of_one_origin(question, LEAD, notes=[differing(("32", "coast"), ("28", "fjord"))])
    assert is_of_one_origin(question, LEAD, notes=[differing(("14", "coast"), ("15", "fjord"))])
