from __future__ import annotations

import pytest

from rag.answer import Answer, Side
from rag.evaluation.case import Case
from rag.evaluation.measures import find
from rag.evaluation.measures.answer_text import exact_match, squad_words, token_f1
from tests.rag.evaluation.fakes import (
    MAYOR,
    TWELVE,
    TWENTY,
    answer_with,
    case,
    crashed,
    gold,
    note,
    says,
    silent,
    unsure,
)


def value(name: str, done: Case) -> float | None:
    score = find(name).of(done)
    return None if score is None else score.value


def test_a_fact_needs_one_of_its_strings() -> None:
    question = gold(facts=(("12", "twelve"),))
    assert value("facts", case(question, answer_with(says("Twelve people died.", TWELVE)))) == 1.0
    assert value("facts", case(question, answer_with(says("120 people died.", TWELVE)))) == 0.0


def test_all_facts_are_needed() -> None:
    question = gold(facts=(("12",), ("Ann Lee",)))
    half = case(question, answer_with(says("12 people died.", TWELVE)))
    assert value("facts", half) == 0.0
    assert value("facts_share", half) == 1 / 2


def test_notes_and_the_short_answer_are_shown_but_quotes_are_not() -> None:
    question = gold(facts=(("20",),))
    disagreement = note(Side("12", (TWELVE,)), Side("20", (TWENTY,)))
    assert value("facts", case(question, answer_with(disagreements=(disagreement,)))) == 1.0
    assert value("facts", case(question, answer_with(says("Many.", TWENTY), short="20"))) == 1.0
    assert value("facts", case(question, answer_with(says("Many died.", TWENTY)))) == 0.0


def test_the_nearest_passages_are_near_and_no_answer() -> None:
    question = gold(facts=(("12",),))
    nearest = case(question, unsure(says("12 people died.", TWELVE)))
    assert (value("facts", nearest), value("near", nearest)) == (0.0, 1.0)
    assert value("near", case(question, unsure(says("Some died.", TWELVE)))) == 0.0
    assert value("near", case(question, answer_with(says("12 people died.", TWELVE)))) == 1.0
    assert value("near", case(question, silent("12 articles were read."))) == 0.0
    assert value("near", crashed(question)) == 0.0
    assert value("near", case(gold(answerable=False), unsure(says("12 people died.", TWELVE)))) is None


def test_silence_finds_no_fact() -> None:
    assert value("facts", case(gold(facts=(("12",),)), silent("12 articles were read."))) == 0.0


def test_a_crash_finds_no_fact_and_counts() -> None:
    question = gold(facts=(("12",),), short=("12",))
    for name in ("facts", "facts_share", "short_em", "short_f1", "in_quote"):
        assert value(name, crashed(question)) == 0.0


def test_a_question_without_facts_has_no_part() -> None:
    assert value("facts", case(gold(), answer_with(says("12.", TWELVE)))) is None
    assert value("short_em", case(gold(), answer_with(says("12.", TWELVE), short="12"))) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The U.S. army", ["us", "army"]),
        ("a  an the", []),
        ("theatre, and!", ["theatre", "and"]),
        ("30 days.", ["30", "days"]),
    ],
)
def test_squad_normalisation(text: str, words: list[str]) -> None:
    assert squad_words(text) == words


def test_exact_match_and_f1_by_hand() -> None:
    assert exact_match("the 30 days!", "30 Days") == 1.0
    assert exact_match("30", "30 days") == 0.0
    assert token_f1("30 long days", "30 days") == pytest.approx(2 * (2 / 3 * 1) / (2 / 3 + 1))
    assert token_f1("rain rain", "rain") == pytest.approx(2 * (1 / 2 * 1) / (1 / 2 + 1))
    assert token_f1("rain", "snow") == 0.0
    assert token_f1("the", "a") == 1.0
    assert token_f1("the", "rain") == 0.0


def test_the_best_acceptable_answer_counts() -> None:
    question = gold(short=("Ann Lee", "the mayor"))
    done = case(question, answer_with(says("Ann.", MAYOR), short="Mayor"))
    assert value("short_em", done) == 1.0
    partly = case(question, answer_with(says("Ann.", MAYOR), short="Ann"))
    assert value("short_em", partly) == 0.0
    assert value("short_f1", partly) == pytest.approx(2 / 3)


def test_no_short_answer_is_a_wrong_one() -> None:
    question = gold(short=("Ann Lee",))
    assert value("short_f1", case(question, answer_with(says("The mayor is Ann Lee.", MAYOR)))) == 0.0
    assert value("short_f1", case(question, silent())) == 0.0


def test_in_quote_reads_the_quotes() -> None:
    done = answer_with(says("She leads Norby.", MAYOR))
    assert value("in_quote", case(gold(short=("ann lee",)), done)) == 1.0
    assert value("in_quote", case(gold(short=("Bo Lind",)), done)) == 0.0
    assert value("in_quote", case(gold(facts=(("Ann",), ("mayor",))), done)) == 1.0
    assert value("in_quote", case(gold(facts=(("Ann",), ("12",))), done)) == 0.0
    assert value("in_quote", case(gold(), done)) is None


def test_what_went_wrong_is_told() -> None:
    measure = find("facts")
    done = case(gold(facts=(("12", "twelve"), ("Ann",))), answer_with(says("Ann leads.", MAYOR)))
    score = measure.of(done)
    assert score is not None
    assert measure.explain(done, score) == "Missing from the answer: “12” or “twelve”."


def test_an_answer_that_shows_nothing_counts_as_silence() -> None:
    assert case(gold(), Answer("?")).silent
    assert not case(gold(), Answer("?", short="12")).silent
