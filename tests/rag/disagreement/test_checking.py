"""Answers read by the reader, laid before each other's passages: a relation that a person can work out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from rag.disagreement import find_disagreements
from rag.disagreement.conflict import Check, ReadAnswer, conflict
from rag.evidence import Evidence, Span
from rag.question import asked_of
from rag.reader import Relation
from tests.rag.disagreement.cases import judged
from tests.rag.passages import passage as passage_of

ENTAILS, NEUTRAL, CONTRADICTS = Relation(0.98, 0.01, 0.01), Relation(0.01, 0.98, 0.01), Relation(0.01, 0.01, 0.98)

Relate = Callable[[Sequence[tuple[str, str]]], list[Relation]]


def _always(relation: Relation, asks: list[tuple[str, str]] | None = None) -> Relate:
    def relate(pairs: Sequence[tuple[str, str]]) -> list[Relation]:
        if asks is not None:
            asks.extend(pairs)
        return [relation] * len(pairs)

    return relate


def _read(question: str, *answered: tuple[str, str, float]) -> list[Evidence]:
    """One article for each (text, answer in it, probability)."""
    found: list[Evidence] = []
    for key, (text, answer, probability) in enumerate(answered):
        (item,) = judged(question, [passage_of(text, article_id=str(key), key=key)])
        start = text.index(answer)
        span = Span(start, start + len(answer), answer, probability)
        found.append(replace(item, relevance=0.9, answerable=probability, span=span))
    return found


COMPOSER = "What genre did the band Norrsken play?"


def _genres(probability: float = 0.8) -> list[Evidence]:
    return _read(
        COMPOSER,
        ("The band Norrsken played folk rock.", "folk rock", 0.8),
        ("The band Norrsken played chamber music.", "chamber music", probability),
    )


def _notes(question: str, evidence: list[Evidence], relate: Relate | None) -> list[str]:
    return [note.kind for note in find_disagreements(asked_of(question), evidence, relate)]


def test_an_answer_of_a_sentence_that_may_not_answer_is_not_checked() -> None:
    asks: list[tuple[str, str]] = []
    evidence = [replace(item, relevance=0.5 + 0.4 * place) for place, item in enumerate(_genres())]
    assert _notes(COMPOSER, evidence, _always(CONTRADICTS, asks)) == []
    assert asks == []


def test_a_difference_that_both_passages_speak_against_is_noted() -> None:
    assert _notes(COMPOSER, _genres(), _always(CONTRADICTS)) == ["contradiction"]


def test_a_difference_that_both_passages_bear_out_is_not() -> None:
    assert _notes(COMPOSER, _genres(), _always(ENTAILS)) == []


def test_an_unsure_answer_needs_the_check() -> None:
    assert _notes(COMPOSER, _genres(0.1), _always(CONTRADICTS)) == ["contradiction"]
    assert _notes(COMPOSER, _genres(0.1), _always(NEUTRAL)) == []


def test_each_answer_is_laid_before_the_other_passage_once() -> None:
    asks: list[tuple[str, str]] = []
    _notes(COMPOSER, _genres(), _always(NEUTRAL, asks))
    assert asks == [
        ("The band Norrsken played folk rock.", f"{COMPOSER} chamber music"),
        ("The band Norrsken played chamber music.", f"{COMPOSER} folk rock"),
    ]


def test_where_the_rules_decide_the_reader_is_not_asked() -> None:
    asked = "When did the ministers meet in Riga?"
    asks: list[tuple[str, str]] = []
    evidence = _read(
        asked,
        ("The ministers met in Riga on February 11.", "February 11", 0.9),
        ("The ministers met in Riga on February 12.", "February 12", 0.9),
    )
    assert _notes(asked, evidence, _always(NEUTRAL, asks)) == ["contradiction"]
    assert asks == []


def test_many_articles_are_few_relations() -> None:
    genres = ["folk", "jazz", "swing", "polka", "blues", "opera", "tango", "metal", "disco"]
    evidence = _read(COMPOSER, *((f"The band Norrsken played {genre}.", genre, 0.8) for genre in genres))
    asks: list[tuple[str, str]] = []
    _notes(COMPOSER, evidence, _always(NEUTRAL, asks))
    assert len(asks) == 8


STATED = "Does the Orla dam leak?"


@pytest.mark.parametrize(
    ("first", "second", "kinds"),
    [(ENTAILS, CONTRADICTS, ["contradiction"]), (ENTAILS, ENTAILS, []), (CONTRADICTS, NEUTRAL, [])],
)
def test_a_yes_no_question_is_laid_before_both(first: Relation, second: Relation, kinds: list[str]) -> None:
    texts = {"The Orla dam has a leak.": first, "Talk of a leak in the Orla dam is nonsense.": second}
    evidence = judged(STATED, [passage_of(text, article_id=text, key=key) for key, text in enumerate(texts)])

    def relate(pairs: Sequence[tuple[str, str]]) -> list[Relation]:
        assert {told for _, told in pairs} == {"The Orla dam leak."}
        return [texts[passage] for passage, _ in pairs]

    assert _notes(STATED, evidence, relate) == kinds


def test_the_check_moves_a_conflict() -> None:
    one = ReadAnswer("It opened in 1934.", "1934", 0.9)
    other = ReadAnswer("It opened in 1933.", "1933", 0.9)
    against, borne_out = (Check.of(relation, relation) for relation in (CONTRADICTS, ENTAILS))
    assert conflict(one, other, against) > 0.5 > 0.01 > conflict(one, other, borne_out)


def test_an_office_without_its_country_is_joined_by_the_meeting() -> None:
    asked = "Who is the Chilean president?"
    texts = [
        "Chilean President Ana Prado met Luis Vega in Lima on Monday.",
        "Eva Soler, the president of Chile, met Luis Vega in Lima on Monday.",
        "Luis Vega flew to Chile and held talks with President Rosa Paz on Monday.",
        "Luis Vega flew to Chile and held talks with Bolivian President Juan Cruz on Monday.",
    ]
    evidence = judged(asked, [passage_of(text, article_id=str(key), key=key) for key, text in enumerate(texts)])
    (note,) = find_disagreements(asked_of(asked), evidence)
    assert {side.value for side in note.sides} == {"Ana Prado", "Eva Soler", "Rosa Paz"}
    assert "of no named country" in note.explanation
