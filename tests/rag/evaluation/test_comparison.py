from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from index.errors import GoldError
from rag.answer import Answer
from rag.evaluation import Report, evaluate
from rag.evaluation.comparison import Change, Comparison, compare
from rag.evaluation.gold import GoldQuestion
from tests.rag.evaluation.fakes import TWELVE, ScriptedAssistant, answer_with, says, silent

QUESTIONS = tuple(GoldQuestion(f"q{n}", f"Question {n}?", facts=(("12",),)) for n in range(12))
GOOD = answer_with(says("The flood killed 12 people.", TWELVE))
BAD = answer_with(says("Some people died.", TWELVE))


def report(good: int, *, questions: tuple[GoldQuestion, ...] = QUESTIONS, **assistant: Any) -> Report:
    """The first ``good`` questions are answered well."""
    script: dict[str, Answer | Exception] = {
        question.question: GOOD if n < good else BAD for n, question in enumerate(questions)
    }
    return evaluate(
        ScriptedAssistant(script, **assistant), questions, measures=["facts", "silent_when_due", "latency_p50"]
    )


def change(found: Comparison, measure: str) -> Change:
    return next(each for each in found.changes if each.measure == measure)


def test_a_run_is_like_itself() -> None:
    found = compare(report(6), report(6))
    facts = change(found, "facts")
    assert (facts.before, facts.after, facts.delta, facts.wins, facts.losses, facts.verdict) == (
        0.5,
        0.5,
        0,
        0,
        0,
        "same",
    )
    assert facts.p == 1.0
    assert found.regressions == ()
    assert (found.questions, found.left_out) == (12, 0)


def test_a_regression_beyond_noise_is_found() -> None:
    """Eight questions lost, none won: a permutation p of about 2/2**8, times two measures."""
    facts = change(compare(report(10), report(2)), "facts")
    assert (facts.wins, facts.losses) == (0, 8)
    assert facts.verdict == "worse"
    assert facts.p == pytest.approx(2 * 2 / 2**8, abs=0.01)
    assert facts.low < -8 / 12 < facts.high < 0


def test_one_question_lost_is_noise() -> None:
    facts = change(compare(report(8), report(7)), "facts")
    assert (facts.losses, facts.verdict) == (1, "same")


def test_an_improvement_is_no_regression() -> None:
    found = compare(report(2), report(10))
    assert change(found, "facts").verdict == "better"
    assert found.regressions == ()


def test_less_is_better_is_understood() -> None:
    quiet = evaluate(
        ScriptedAssistant({question.question: silent() for question in QUESTIONS}),
        QUESTIONS,
        measures=["silent_when_due"],
    )
    (silence,) = compare(report(12), quiet).changes
    assert (silence.delta, silence.losses, silence.verdict) == (1.0, 12, "worse")
    (speech,) = compare(quiet, report(12)).changes
    assert (speech.delta, speech.wins, speech.verdict) == (-1.0, 12, "better")


def test_time_never_gates() -> None:
    before, after = report(12), report(12)
    slower = replace(
        after,
        questions=tuple(
            replace(q, scores={**q.scores, "latency_p50": replace(q.scores["latency_p50"], value=9e9)})
            for q in after.questions
        ),
    )
    found = compare(before, slower)
    assert change(found, "latency_p50").verdict == "worse"
    assert not change(found, "latency_p50").gates
    assert found.regressions == ()


def test_different_articles_are_refused_with_both_fingerprints() -> None:
    one = report(3, fingerprint="index-1")
    other = report(
        3,
        fingerprint="index-2",
        articles=(
            replace(ScriptedAssistant({}).articles["north.txt"], id="x.txt"),
            *ScriptedAssistant({}).articles.values(),
        ),
    )
    with pytest.raises(GoldError) as caught:
        compare(one, other)
    for fingerprint in (one.corpus, one.index, other.corpus, other.index):
        assert fingerprint in str(caught.value)


def test_another_encoder_over_the_same_articles_may_be_compared() -> None:
    assert compare(report(3, fingerprint="index-1"), report(3, fingerprint="index-2")).questions == 12


def test_only_shared_questions_are_compared() -> None:
    found = compare(report(5, questions=QUESTIONS[:6]), report(12))
    assert (found.questions, found.left_out) == (6, 6)
    assert (change(found, "facts").before, change(found, "facts").after) == (5 / 6, 1.0)


def test_a_question_whose_gold_changed_is_not_the_same_question() -> None:
    changed = (replace(QUESTIONS[0], facts=(("13",),)), *QUESTIONS[1:])
    assert compare(report(5), report(5, questions=changed)).questions == 11


def test_no_shared_question_is_refused() -> None:
    with pytest.raises(GoldError, match="share no question"):
        compare(report(1, questions=QUESTIONS[:2]), report(1, questions=QUESTIONS[2:]))
