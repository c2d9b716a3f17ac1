"""Measure: what one number means, where it comes from, and how a question is scored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from rag.evaluation.case import Case
from rag.evaluation.gold import GoldQuestion
from rag.evaluation.statistics import Score, Statistic, pooled

Group = Literal["Retrieval", "Answer", "Citations", "Abstention", "Disagreement", "Cost"]
GROUPS: tuple[Group, ...] = ("Retrieval", "Answer", "Citations", "Abstention", "Disagreement", "Cost")


def anything(gold: GoldQuestion) -> bool:
    """Applies to every question."""
    return True


def no_class(gold: GoldQuestion) -> int:
    """All questions are of one class."""
    return 0


def never(case: Case, score: Score) -> str | None:
    """Has nothing to say about what went wrong."""
    return None


@dataclass(frozen=True, slots=True)
class Measure:
    """``name`` is the label that is printed and the label that is asked for."""

    name: str
    group: Group
    definition: str
    source: str
    score: Callable[[Case], Score | None]
    """Of an answer that came; ``None``: this answer gives the measure nothing to look at."""
    applies: Callable[[GoldQuestion], bool] = anything
    """Decided from the gold question alone."""
    statistic: Statistic = pooled
    better: Literal["higher", "lower", "neither"] = "higher"
    unit: Literal["share", "ms", "count", "usd"] = "share"
    headline: bool = False
    """Shown first, and in the breakdown by kind."""
    counts_crashes: bool = True
    """A crash scores the worst value wherever the measure applies; otherwise it is scored like any case."""
    class_of: Callable[[GoldQuestion], int] = no_class
    explain: Callable[[Case, Score], str | None] = never
    """What went wrong, in a sentence for a person; ``None`` where nothing did."""

    @property
    def worst(self) -> float:
        return 0.0 if self.better == "higher" else 1.0

    def of(self, case: Case) -> Score | None:
        """The question's part in this measure; ``None``: it has none."""
        if not self.applies(case.gold):
            return None
        if case.crashed and self.counts_crashes:
            return Score(self.worst, group=self.class_of(case.gold))
        return self.score(case)

    def badness(self, score: Score) -> float | None:
        """0 (as it should be) to 1 (as bad as it gets); ``None`` where there is no better or worse."""
        if self.better == "neither" or self.unit != "share" or not score.weight:
            return None
        reached = abs(score.value / score.weight)
        return 1 - reached if self.better == "higher" else reached


def share(good: bool) -> Score:
    """1 or 0.

    >>> share(True)
    Score(value=1.0, weight=1.0, group=0)
    """
    return Score(float(good))
