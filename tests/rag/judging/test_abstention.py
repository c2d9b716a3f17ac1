"""Who is meant, who is missing, and which "no" is said."""

from __future__ import annotations

from datetime import date

import pytest

from index.articles import Passage
from rag.judging.abstention import MISSING_NAME, OTHER_HOLDER, OTHER_TIME, gate, near_in_time, reason_for_silence
from rag.judging.name_index import NameIndex
from rag.question import asked_of
from tests.rag.passages import evidence, passage

MEETING = passage(
    "British Prime Minister Keir Starmer met Ana Silva in Lisbon. Starmer said London stands by the treaty. "
    "Silva called the harbour a success. Agence France-Presse carried the report.",
    article_id="meeting.txt",
)


def gated(question: str, text: str, of: Passage = MEETING) -> float:
    names = NameIndex([of])
    (item,) = gate([evidence(of, text, 1.0)], asked_of(question), names)
    return item.relevance


def test_a_country_is_found_under_its_adjective() -> None:
    assert gated("What was agreed with the UK?", "Silva called the harbour a success.") == 1.0


def test_each_missing_name_lowers_the_relevance() -> None:
    assert gated("Did Brazil meet Keir Starmer?", "Silva called the harbour a success.") == MISSING_NAME


def test_the_holder_must_be_named_where_the_words_stand() -> None:
    question = "What did Starmer say about the treaty?"
    assert gated(question, "Starmer said London stands by the treaty.") == 1.0
    assert gated(question, "Agence France-Presse carried the report.") == OTHER_HOLDER


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        ("Russia denied that its jets struck the town.", True),
        ("The Northern Observatory said Russian jets struck the town.", False),
        ("The Northern Observatory said Russia denied it.", True),
        ("The strike was blamed on Russia, which has always denied it.", True),
        ("He said Russian jets had not struck.", True),
        ("Russian jets struck the town.", True),
    ],
)
def test_a_holder_who_is_only_mentioned_in_anothers_word_does_not_speak(text: str, theirs: bool) -> None:
    told = passage(text, article_id="strike.txt")
    assert gated("What did Russia say about the town?", text, told) == (1.0 if theirs else OTHER_HOLDER)


@pytest.mark.parametrize(("before", "theirs"), [("Activists fled.", False), ("Russia spoke at last.", True)])
def test_a_pronoun_speaks_for_whom_the_sentence_before_names(before: str, theirs: bool) -> None:
    told = passage(f"{before} They said Russian jets struck the town.", article_id="strike.txt")
    items = [evidence(told, before, 1.0), evidence(told, "They said Russian jets struck the town.", 1.0)]
    _, after = gate(items, asked_of("What did Russia say about the town?"), NameIndex([told]))
    assert after.relevance == (1.0 if theirs else OTHER_HOLDER)


def test_an_agency_is_not_the_country_in_its_name() -> None:
    names = NameIndex([MEETING])
    assert names.missing([("France",)]) == ("France",)
    assert names.missing([("Agence France-Presse",), ("Silva",), ("Britain",)]) == ()


def test_one_of_the_spellings_in_brackets_is_enough() -> None:
    assert gated("Was the meeting in Lissabon (Lisbon)?", "Silva called the harbour a success.") == 1.0


def test_an_adjective_of_a_country_is_never_missed() -> None:
    assert gated("What did the Brazilian papers make of Keir Starmer?", "Silva called the harbour a success.") == 1.0


def test_a_holder_may_be_named_by_what_it_is() -> None:
    told = passage("Three died, state television said. The station showed pictures.", article_id="tv.txt")
    question = "How many died, according to Syrian state television?"
    assert gated(question, "Three died, state television said.", told) == 1.0


@pytest.mark.parametrize(
    ("text", "published", "near"),
    [
        ("Four died.", date(2016, 4, 29), True),
        ("Four died.", date(2016, 5, 8), True),
        ("Four died.", date(2016, 7, 9), False),
        ("Four died.", date(2016, 4, 20), False),
        ("On April 28 four had died.", date(2016, 7, 9), True),
        ("Four died.", None, True),
    ],
)
def test_a_report_is_near_the_event_or_names_its_day(text: str, published: date | None, near: bool) -> None:
    event = (date(2016, 4, 28), date(2016, 4, 28))
    dated = passage(text, published=published)
    assert near_in_time(dated, event) == near
    (item,) = gate([evidence(dated, text, 1.0)], asked_of("How many died on 28 April 2016?"), NameIndex([dated]))
    assert item.relevance == (1.0 if near else OTHER_TIME)


def reason(question: str, articles: int = 3, similarity: float = 0.9) -> str:
    return reason_for_silence(asked_of(question), NameIndex([MEETING]), articles=articles, best_similarity=similarity)


def test_the_reason_says_which_no_it_is() -> None:
    assert reason("What did France say about Lisbon?") == (
        "The articles mention Lisbon, but none of them reports what France said."
    )
    assert reason("Did Starmer visit Brazil?") == "The articles mention Starmer, but none of them mentions Brazil."
    assert reason("How old is Keir Starmer?") == "The articles mention Keir Starmer, but do not state what was asked."
    assert reason("What is the capital of Peru?") == "Not in the articles: nothing in them is about this."
    assert reason("how deep is the harbour?", similarity=0.2) == "Not in the articles: nothing in them is about this."
    assert "filter" in reason("Did Starmer visit Brazil?", articles=0)
