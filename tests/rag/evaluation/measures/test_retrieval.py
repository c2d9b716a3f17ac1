from __future__ import annotations

from math import log2

import pytest

from rag.answer import Answer
from rag.evaluation.gold import GoldDisagreement
from rag.evaluation.measures import find
from tests.rag.evaluation.fakes import case, crashed, gold, ranked


def value(name: str, question: object, *passages: str) -> float:
    score = find(name).of(case(question, Answer("?", passages=ranked(*passages))))  # type: ignore[arg-type]
    assert score is not None
    return score.value


TWO = gold(cite=("a", "b"))


def test_recall_is_the_share_of_the_right_articles() -> None:
    assert value("recall@5", TWO, "x", "a", "y") == 1 / 2
    assert value("recall@5", TWO, "b", "a") == 1.0
    assert value("recall@1", TWO, "b", "a") == 1 / 2


def test_an_article_stands_at_the_rank_of_its_first_passage() -> None:
    assert value("recall@2", TWO, "x", "x", "x", "a") == 1 / 2
    assert value("mrr", TWO, "x", "x", "x", "a") == 1 / 2


def test_the_cutoff_cuts() -> None:
    others = [f"x{n}" for n in range(5)]
    assert value("recall@5", TWO, *others, "a") == 0.0
    assert value("recall@10", TWO, *others, "a") == 1 / 2


def test_success_needs_one() -> None:
    assert value("success@5", TWO, "x", "a") == 1.0
    assert value("success@5", TWO, "x", "y") == 0.0


def test_mrr_is_one_over_the_first_right_rank() -> None:
    assert value("mrr", TWO, "x", "y", "b") == pytest.approx(1 / 3)
    assert value("mrr", TWO) == 0.0


def test_ndcg_by_hand() -> None:
    """One right article of two, at rank 2: 1/log2(3) over 1/log2(2) + 1/log2(3)."""
    assert value("ndcg@10", TWO, "x", "a") == pytest.approx((1 / log2(3)) / (1 + 1 / log2(3)))


def test_ndcg_knows_grades() -> None:
    graded = gold(cite=("a", "b"), grades={"a": 2, "b": 1})
    assert value("ndcg@10", graded, "b", "a") == pytest.approx((1 + 2 / log2(3)) / (2 + 1 / log2(3)))


def test_the_sides_of_a_disagreement_stand_in_for_cite() -> None:
    question = gold(disagree=GoldDisagreement((("1",), ("2",)), cite=(("a",), ("b",))))
    assert value("recall@5", question, "b") == 1 / 2


def test_a_question_without_articles_has_no_part() -> None:
    assert find("mrr").of(case(gold(), Answer("?", passages=ranked("a")))) is None


def test_a_crash_finds_nothing() -> None:
    score = find("recall@5").of(crashed(TWO))
    assert score is not None
    assert score.value == 0.0
