from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from rag.evaluation.case import Case, Support
from rag.evaluation.judges import lexical_judge, reader_judge
from rag.evaluation.measures import find
from rag.evaluation.measures.citations import judge_statement
from rag.evaluation.statistics import Score
from tests.rag.evaluation.fakes import (
    ALTERED,
    CARRIED,
    MAYOR,
    NOT_CARRIED,
    TWELVE,
    TWENTY,
    answer_with,
    case,
    crashed,
    gold,
    says,
    silent,
)


class Relation(NamedTuple):
    entails: float
    neutral: float
    contradicts: float


def score(name: str, done: Case) -> Score | None:
    return find(name).of(done)


def either_number(premise: str, statement: str) -> float:
    """Entails where every number of the statement stands in the premise."""
    return float(all(number in premise for number in statement.split() if number.isdigit()))


def test_one_citation_that_carries_its_statement() -> None:
    assert judge_statement(says("12 died", TWELVE), either_number) == Support(True, (True,))


def test_one_citation_that_does_not() -> None:
    assert judge_statement(says("21 died", TWELVE), either_number) == Support(False, (False,))


def test_two_citations_that_are_needed_together() -> None:
    assert judge_statement(says("12 or 20 died", TWELVE, TWENTY), either_number) == Support(True, (True, True))


def test_an_idle_citation_beside_one_that_carries() -> None:
    assert judge_statement(says("12 died", TWELVE, MAYOR), either_number) == Support(True, (True, False))


def test_citations_of_a_statement_that_is_not_carried_are_not_precise() -> None:
    assert judge_statement(says("12 or 30 died", TWELVE, TWENTY), either_number) == Support(False, (False, False))


def test_a_statement_without_citations_is_not_carried() -> None:
    assert judge_statement(says("12 died"), lambda premise, statement: 1.0) == Support(False, ())


def test_the_lead_in_that_names_a_cited_source_is_not_judged() -> None:
    cited = replace(TWELVE, source="North Post")
    assert judge_statement(says("North Post reports: 12 died", cited), lambda _, claim: float(claim == "12 died")).joint
    assert judge_statement(
        says("An article reports: 12 died", TWELVE), lambda _, claim: float(claim == "12 died")
    ).joint
    assert not judge_statement(says("The toll: 12 died", cited), lambda _, claim: float(claim == "12 died")).joint


def test_precision_and_recall_are_averaged_within_the_answer() -> None:
    done = case(
        gold(),
        answer_with(says("12 died", TWELVE, MAYOR), says("30 died", TWENTY)),
        support=(Support(True, (True, False)), NOT_CARRIED),
    )
    assert score("citation_recall", done) == Score(1 / 2)
    assert score("citation_precision", done) == Score(1 / 3)


def test_silence_has_no_citations_to_judge() -> None:
    for name in ("citation_recall", "citation_precision", "verbatim", "cited", "wrong_article"):
        assert score(name, case(gold(cite=("north.txt",)), silent())) is None


def test_a_crash_scores_worst() -> None:
    question = gold(cite=("north.txt",))
    for name in ("citation_recall", "citation_precision", "verbatim", "cited"):
        assert score(name, crashed(question)) == Score(0.0)
    assert score("wrong_article", crashed(question)) == Score(1.0)


def test_verbatim_counts_quotes() -> None:
    done = case(gold(), answer_with(says("x", TWELVE, ALTERED)), verbatim=(True, False))
    assert score("verbatim", done) == Score(1.0, 2.0)
    assert find("verbatim").explain(done, Score(1.0, 2.0)) == "Not in the article as quoted: [3]."


def test_cited_counts_statements() -> None:
    done = case(gold(), answer_with(says("a", TWELVE), says("b"), says("c", MAYOR)), support=(CARRIED,) * 3)
    assert score("cited", done) == Score(2.0, 3.0)


def test_one_right_article_is_enough() -> None:
    answer = answer_with(says("12 died", TWELVE), says("20 died", TWENTY))
    assert score("wrong_article", case(gold(cite=("south.txt",)), answer)) == Score(0.0)
    assert score("wrong_article", case(gold(cite=("east.txt",)), answer)) == Score(1.0)


def test_a_copy_of_the_right_article_is_right() -> None:
    answer = answer_with(says("12 died", TWELVE))
    assert score("wrong_article", case(gold(cite=("copy.txt",)), answer)) == Score(0.0)


def test_citing_nothing_is_citing_no_right_article() -> None:
    done = case(gold(cite=("north.txt",)), answer_with(says("12 died")))
    assert score("wrong_article", done) == Score(1.0)
    assert find("wrong_article").explain(done, Score(1.0)) == "No right article is cited, only nothing."


def test_the_lexical_judge_wants_the_statement_word_for_word() -> None:
    assert lexical_judge("He said: “The flood killed 12.”", "the flood killed 12") == 1.0
    assert lexical_judge("The flood killed 12.", "12 were killed by the flood.") == 0.0
    assert lexical_judge("Anything.", "") == 0.0


def test_the_reader_is_asked_only_for_paraphrases() -> None:
    class Reader:
        def __init__(self) -> None:
            self.asked: list[tuple[str, str]] = []

        def relate(self, pairs: Sequence[tuple[str, str]]) -> list[Relation]:
            self.asked += pairs
            return [Relation(0.7, 0.2, 0.1)] * len(pairs)

    reader = Reader()
    judge = reader_judge(reader)
    assert judge("It rained.", "It rained.") == 1.0
    assert judge("It rained.", "Rain fell.") == 0.7
    assert judge("It rained.", "Rain fell.") == 0.7
    assert reader.asked == [("It rained.", "Rain fell.")]
