"""One decision on the best sentence and what stands around it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles import Passage
from rag.evidence import Evidence, Span
from rag.judging.decision import Decision, best_of, decide, decision_signals
from rag.judging.fitted import Logistic, cut, fitted, log_odds, model
from rag.judging.relevance import BEFORE_READING, READ
from rag.question import asked_of
from tests.rag.passages import passage, quote

ASKED = asked_of("How many sank?")
SIGNALS = dict.fromkeys((*BEFORE_READING, *READ), 0.5)


def told(of: Passage, relevance: float, span: str | None = None, probability: float = 0.9) -> Evidence:
    at = of.text.index(span) if span else 0
    found = Span(at, at + len(span), span, probability) if span else None
    return Evidence(quote(of, of.text), relevance, relevance, found, SIGNALS)


FIRST = told(passage("Three boats sank.", article_id="a"), 0.8, "Three")
SAME = told(passage("Reports speak of three boats.", article_id="b"), 0.4, "three boats")
OTHER = told(passage("It was four.", article_id="c"), 0.3, "four")


def test_the_signals_are_those_of_the_best_sentence_and_of_what_stands_beside_it() -> None:
    signals = decision_signals(ASKED, [OTHER, FIRST, SAME])
    assert signals["relevance"] == log_odds(0.8)
    assert signals["readable"] == log_odds(0.8)
    assert signals["answer"] == log_odds(0.9)
    assert signals["stated"] == 0.5
    assert (signals["inside"], signals["fits"]) == (1.0, 1.0)
    assert signals["agreeing"] == 1 / 3  # "three boats" says what "Three" says, "four" does not


def test_copies_of_one_origin_agree_with_nobody() -> None:
    copy = told(passage("Three boats sank, it said.", article_id="d", origin="a"), 0.5, "Three")
    signals = decision_signals(ASKED, [FIRST, copy])
    assert signals["agreeing"] == 0.0


def test_without_evidence_nothing_is_stated() -> None:
    assert decide(ASKED, [], strictness=0.5, on_topic=True) == Decision("not_stated", 0.0)
    assert decide(ASKED, [], strictness=0.5, on_topic=False) == Decision("off_topic", 0.0)


def test_between_the_two_cuts_it_is_unsure() -> None:
    sure = model("decision")(decision_signals(ASKED, [FIRST]))
    verdicts = [decide(ASKED, [FIRST], strictness=at, on_topic=True).verdict for at in (sure - 1e-6, sure + 1e-6)]
    assert verdicts == ["answered", "unsure" if sure >= cut("not_stated") else "not_stated"]


@given(relevance=st.floats(0.01, 0.99), low=st.floats(0.0, 1.0), high=st.floats(0.0, 1.0))
def test_a_stricter_assistant_never_answers_more(relevance: float, low: float, high: float) -> None:
    evidence = [told(passage("Three boats sank."), relevance, "Three")]
    low, high = sorted((low, high))
    order = ["not_stated", "unsure", "answered"]
    loose, strict = (decide(ASKED, evidence, strictness=at, on_topic=True) for at in (low, high))
    assert order.index(loose.verdict) >= order.index(strict.verdict)
    assert loose.confidence == strict.confidence
    assert strict.short is None or strict.verdict == "answered"


def test_of_equals_the_earlier_is_best() -> None:
    assert best_of([OTHER, told(passage("It was five."), 0.3)]) is OTHER


@pytest.mark.parametrize("name", ["choosing", "relevance", "decision", "short"])
def test_every_shipped_weight_belongs_to_a_signal(name: str) -> None:
    known = {
        "choosing": set(BEFORE_READING),
        "relevance": {*BEFORE_READING, *READ},
    }.get(name, set(decision_signals(ASKED, [FIRST])))
    assert set(fitted()["models"][name]["weights"]) <= known


def test_a_regression_says_which_signal_it_lacks() -> None:
    with pytest.raises(KeyError, match="coverage"):
        Logistic(0.0, {"coverage": 1.0})({"similarity": 1.0})
