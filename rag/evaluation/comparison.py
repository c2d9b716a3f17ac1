"""Compare two runs question by question: what changed, and is it more than noise?

Only questions that both runs asked with the same gold are compared. The test
is a paired permutation test; over the measures that can gate, its p-values are
adjusted by Holm's method, so that twenty measures do not raise a false alarm
once a day.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from index.errors import GoldError
from rag.evaluation.measures import find
from rag.evaluation.report import MeasureInfo, QuestionResult, Report
from rag.evaluation.statistics import RESAMPLES, Score, holm, paired_difference, pooled

NOISE = 0.05
"""A change counts as real where the adjusted p lies below this."""

RESAMPLES_UNGATED = 400
"""Enough for what is only shown: quantiles of many questions are slow to resample."""

Verdict = Literal["better", "worse", "same"]
Pair = tuple[QuestionResult, QuestionResult]


@dataclass(frozen=True, slots=True)
class Change:
    """One measure in both runs, over the questions that they share."""

    measure: str
    before: float
    after: float
    low: float
    high: float
    """Ends of the 95 % paired bootstrap interval of ``after - before``."""
    p: float
    wins: int
    losses: int
    n: int
    gates: bool
    """Shares with a better and a worse end; time and counts are shown, but they do not gate."""
    verdict: Verdict

    @property
    def delta(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """``before`` and ``after`` name the runs; ``left_out`` counts questions only one of them holds."""

    before: str
    after: str
    changes: tuple[Change, ...]
    questions: int
    left_out: int

    @property
    def regressions(self) -> tuple[Change, ...]:
        """What got worse beyond noise."""
        return tuple(change for change in self.changes if change.gates and change.verdict == "worse")


def compare(before: Report, after: Report, *, noise: float = NOISE, seed: int = 0) -> Comparison:
    """Compare two runs over the same articles. Raises GoldError where the articles differ."""
    require_same_articles(before, {"index": after.index, "corpus": after.corpus})
    pairs = _shared(before, after)
    if not pairs:
        raise GoldError(
            "The two runs share no question with the same gold.", remedy="Give a baseline made with these questions."
        )
    names = [name for name in after.measures if name in before.measures]
    changes = [change for name in names if (change := _change(name, after.info[name], pairs, seed=seed)) is not None]
    return Comparison(
        before=_named(before, after),
        after=_named(after, before),
        changes=_with_verdicts(changes, after.info, noise),
        questions=len(pairs),
        left_out=len({each.id for each in (*before.questions, *after.questions)}) - len(pairs),
    )


def require_same_articles(before: Report, after: Mapping[str, str]) -> None:
    """Refuse a baseline over other articles than those that ``after`` names by ``index`` and ``corpus``."""
    if before.index != after["index"] and before.corpus != after["corpus"]:
        raise GoldError(
            f"The two runs are over different articles: corpus {before.corpus} (index {before.index}) against corpus "
            f"{after['corpus']} (index {after['index']}).",
            remedy="Compare runs over the same articles: run the baseline again on this index.",
        )


def _shared(before: Report, after: Report) -> list[Pair]:
    known = {question.id: question for question in before.questions}
    return [
        (known[question.id], question)
        for question in after.questions
        if question.id in known and known[question.id].gold == question.gold
    ]


def _change(name: str, info: MeasureInfo, pairs: Sequence[Pair], *, seed: int) -> Change | None:
    statistic = find(name).statistic
    both = [(a.scores.get(name), b.scores.get(name)) for a, b in pairs]
    if statistic is pooled:
        scored = [(a or Score(0.0, 0.0), b or Score(0.0, 0.0)) for a, b in both if a or b]
    else:
        scored = [(a, b) for a, b in both if a and b]
    left, right = [a for a, _ in scored], [b for _, b in scored]
    if not any(score.weight for score in left) or not any(score.weight for score in right):
        return None
    gates = info.unit == "share" and info.better != "neither"
    found = paired_difference(left, right, statistic, seed=seed, resamples=RESAMPLES if gates else RESAMPLES_UNGATED)
    sign = -1 if info.better == "lower" else 1
    gains = [sign * (abs(b.value / b.weight) - abs(a.value / a.weight)) for a, b in scored if a.weight and b.weight]
    return Change(
        measure=name,
        before=found.before,
        after=found.after,
        low=found.low,
        high=found.high,
        p=found.p,
        wins=sum(gain > 1e-12 for gain in gains),
        losses=sum(gain < -1e-12 for gain in gains),
        n=len(scored),
        gates=gates,
        verdict="same",
    )


def _with_verdicts(changes: Sequence[Change], info: Mapping[str, MeasureInfo], noise: float) -> tuple[Change, ...]:
    adjusted = dict(
        zip(
            [change.measure for change in changes if change.gates],
            holm([change.p for change in changes if change.gates]),
            strict=True,
        )
    )
    judged = []
    for change in changes:
        p = adjusted.get(change.measure, change.p)
        gain = -change.delta if info[change.measure].better == "lower" else change.delta
        verdict: Verdict = "same"
        if p < noise and info[change.measure].better != "neither" and not math.isclose(gain, 0.0, abs_tol=1e-12):
            verdict = "better" if gain > 0 else "worse"
        judged.append(replace(change, p=p, verdict=verdict))
    return tuple(judged)


def _named(report: Report, other: Report) -> str:
    """What tells this run from the other: the language model, or else its date."""
    names = [each.settings.get("llm") or each.model for each in (report, other)]
    return str(names[0] or "extractive") if names[0] != names[1] else report.created
