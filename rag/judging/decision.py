"""Do the articles answer the question? One fitted decision, three outcomes.

Ranking says which sentence is the likeliest to answer; whether it does is
another matter: the reader's opinion of the best sentence's passage, and of all
the others, decides with it. ``training/judge.py`` fits this on train splits of
several corpora; docs/judgement.md has the figures, and what more was tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.articles import Passage
from rag.answer import Verdict
from rag.evidence import Evidence, Span
from rag.judging.fitted import cut, log_odds, model
from rag.language.words import content_stems, words
from rag.question import Asked, fits_kind

FLOOR = 1e-4
"""The opinion on an answer that was not read."""
MOST_AGREEING = 3
"""More origins that give the same answer say no more."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the evidence answers, and how sure that is."""

    verdict: Verdict
    confidence: float
    """Calibrated, in [0, 1]: how likely what is shown answers the question."""
    short: str | None = None
    """The answer itself, where this very span is sure."""


def decide(asked: Asked, evidence: Sequence[Evidence], *, strictness: float, on_topic: bool) -> Decision:
    """The verdict on judged evidence.

    ``strictness`` is the confidence from which it answers. ``on_topic``: the articles speak of the matter at all.
    """
    silent: Verdict = "not_stated" if on_topic else "off_topic"
    if not evidence:
        return Decision(silent, 0.0)
    signals = decision_signals(asked, evidence)
    confidence = model("decision")(signals)
    if asked.task != "question":  # shown by subject, under a caveat: no single sentence answers "Summarise ..."
        return Decision("answered" if on_topic else silent, confidence)
    if confidence < min(strictness, cut("not_stated")):
        return Decision(silent, confidence)
    if confidence < strictness:
        return Decision("unsure", confidence)
    span = span_beside(evidence, best_of(evidence).quote.passage)
    sure = span is not None and model("short")(signals) >= cut("short")
    return Decision("answered", confidence, " ".join(span.text.split()) if span is not None and sure else None)


def best_of(evidence: Sequence[Evidence]) -> Evidence:
    """The most relevant sentence; the earlier one of equals."""
    return max(evidence, key=lambda item: item.relevance)


def span_beside(evidence: Sequence[Evidence], passage: Passage) -> Span | None:
    """The answer that was read from a passage."""
    return next((item.span for item in evidence if item.span and item.quote.passage.id == passage.id), None)


def decision_signals(asked: Asked, evidence: Sequence[Evidence]) -> dict[str, float]:
    """What the decision and the short answer look at: log-odds, and shares in [0, 1]."""
    best = best_of(evidence)
    span = span_beside(evidence, best.quote.passage)
    agreeing = {
        item.quote.origin
        for item in evidence
        if item.span and span and item.quote.origin != best.quote.origin and _same_answer(item.span.text, span.text)
    }
    return {
        "relevance": log_odds(best.relevance),
        "readable": log_odds(max(item.answerable for item in evidence)),
        "stated": best.signals["stated"],
        "answer": log_odds(span.probability if span else FLOOR),
        "inside": float(best.span is not None),
        "fits": fits_kind(asked, span.text) if span else 0.0,
        "agreeing": min(len(agreeing), MOST_AGREEING) / MOST_AGREEING,
    }


def _same_answer(one: str, other: str) -> bool:
    """Do two short answers share all content words of the shorter, or all its words where it has none?

    >>> _same_answer("39 people", "39"), _same_answer("39", "41")
    (True, False)
    """
    first, second = (content_stems(text) or frozenset(words(text)) for text in (one, other))
    return bool(first and second) and (first <= second or second <= first)
