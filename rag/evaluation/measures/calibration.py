"""Calibration: is what is shown with confidence .8 right eight times in ten?

Right is what shows every fact of a question that the articles answer; whatever is shown for one that they do not answer
is wrong. An answer that shows nothing has no part in it: its confidence is about something that nobody sees. The error
is over few questions biased upwards (Kumar, Liang & Ma 2019): read n beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rag.evaluation.case import Case
from rag.evaluation.gold import GoldQuestion
from rag.evaluation.measures.answer_text import missing_facts
from rag.evaluation.measures.measure import Measure
from rag.evaluation.statistics import Score, gaps

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The answers whose confidence lies between ``low`` and ``high``."""

    low: float
    high: float
    n: int
    confidence: float
    """Their mean."""
    right: float
    """The share of them that is right."""


def bin_of(confidence: float) -> int:
    """Which of ten equal bins.

    >>> bin_of(0.0), bin_of(0.15), bin_of(1.0)
    (0, 1, 9)
    """
    return min(int(confidence * BINS), BINS - 1)


def reliability(answers: Iterable[tuple[float, bool]]) -> list[Bin]:
    """The bins of a reliability diagram that hold an answer, from (confidence, right) pairs.

    >>> [(each.low, each.n, each.right) for each in reliability([(0.85, True), (0.83, False), (0.1, False)])]
    [(0.1, 1, 0.0), (0.8, 2, 0.5)]
    """
    binned: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in answers:
        binned.setdefault(bin_of(confidence), []).append((confidence, right))
    return [
        Bin(
            low=place / BINS,
            high=(place + 1) / BINS,
            n=len(held),
            confidence=sum(confidence for confidence, _ in held) / len(held),
            right=sum(right for _, right in held) / len(held),
        )
        for place, held in sorted(binned.items())
    ]


def _decides(gold: GoldQuestion) -> bool:
    return bool(gold.facts) or not gold.answerable


def _gap(case: Case) -> Score | None:
    """How far the truth (1 or 0) lies above the confidence, in the bin of that confidence."""
    if case.answer is None or not case.near_text:
        return None
    right = case.gold.answerable and not missing_facts(case.gold, case.near_text)
    return Score(right - case.answer.confidence, group=bin_of(case.answer.confidence))


MEASURES = (
    Measure(
        name="calibration",
        group="Abstention",
        definition="Expected calibration error of the confidence, in ten equal bins, over the answers that show "
        "something, nearest passages included: right where an answer was due and every fact is shown.",
        source="expected calibration error (Naeini, Cooper & Hauskrecht 2015; Guo et al. 2017)",
        score=_gap,
        applies=_decides,
        statistic=gaps,
        better="lower",
        counts_crashes=False,
    ),
)
