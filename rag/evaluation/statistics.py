"""Means with bootstrap intervals, and paired tests between two runs.

Percentile bootstrap over questions (Efron & Tibshirani 1993, ch. 13): whole
questions are drawn with replacement, so several citations of one answer stay
together. The paired test exchanges the two runs question by question (Noreen
1989; Smucker, Allan & Carterette 2007 recommend it for retrieval measures).
Both are seeded: the same scores give the same interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Statistic = Callable[[Floats, Floats, Floats], Floats]
"""(values, weights, groups), each (..., n) -> (...): one number per row of questions."""

RESAMPLES = 2000
CELLS_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True)
class Score:
    """One question's part in a measure: ``value`` out of ``weight``, in a ``group`` if classes are averaged."""

    value: float
    weight: float = 1.0
    group: int = 0


def pooled(values: Floats, weights: Floats, groups: Floats) -> Floats:
    """Sum of values over sum of weights: the mean where every weight is 1.

    >>> print(pooled(np.array([1.0, 0.0, 2.0]), np.array([1.0, 1.0, 2.0]), np.zeros(3)))
    0.75
    """
    total = weights.sum(axis=-1)
    return np.asarray(np.divide(values.sum(axis=-1), np.where(total > 0, total, np.nan)), dtype=np.float64)


def balanced(values: Floats, weights: Floats, groups: Floats) -> Floats:
    """The mean of the means of group 0 and group 1 (of the one that occurs, where only one does).

    >>> print(balanced(np.array([1.0, 0.0, 1.0]), np.ones(3), np.array([0, 0, 1])))
    0.75
    """
    means = [pooled(values * (groups == group), weights * (groups == group), groups) for group in (0, 1)]
    present = ~np.isnan(np.stack(means))
    return np.asarray(np.where(present, np.stack(means), 0.0).sum(axis=0) / present.sum(axis=0), dtype=np.float64)


def gaps(values: Floats, weights: Floats, groups: Floats) -> Floats:
    """The sizes of the groups' sums of values, added up, over the sum of weights: within a group, signs cancel.

    >>> print(gaps(np.array([0.5, -0.25, -0.25]), np.ones(3), np.array([0, 0, 1])))    # (|0.25| + |-0.25|) / 3
    0.16666666666666666
    """
    total = weights.sum(axis=-1)
    sums = [np.abs((values * (groups == group)).sum(axis=-1)) for group in np.unique(groups)]
    return np.asarray(np.divide(np.sum(sums, axis=0), np.where(total > 0, total, np.nan)), dtype=np.float64)


SUMS: tuple[Statistic, ...] = (pooled, balanced)
"""Statistics of sums: how often each distinct score was drawn is all they need, which makes them quick."""


def quantile(share: float) -> Statistic:
    """The value below which ``share`` of the questions lie (linear interpolation)."""

    def statistic(values: Floats, weights: Floats, groups: Floats) -> Floats:
        return np.asarray(np.quantile(values, share, axis=-1), dtype=np.float64)

    return statistic


def interval(
    scores: Sequence[Score],
    statistic: Statistic = pooled,
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
    level: float = 0.95,
) -> tuple[float, float, float]:
    """The statistic with the ends of its bootstrap interval: (value, low, high).

    >>> interval([Score(1.0), Score(1.0)])
    (1.0, 1.0, 1.0)
    """
    columns = _columns(scores)
    whole = float(statistic(*columns))
    rng = np.random.default_rng(seed)
    if statistic in SUMS:
        distinct, counts = np.unique(np.stack(columns), axis=1, return_counts=True)
        drawn = statistic(*_times(distinct, rng.multinomial(len(scores), counts / len(scores), size=resamples)))
    else:
        drawn = np.concatenate(
            [statistic(*_rows(columns, rows)) for rows in _resampled_rows(len(scores), resamples, rng)]
        )
    drawn = drawn[~np.isnan(drawn)]
    if not len(drawn):
        return whole, whole, whole
    tail = (1 - level) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return whole, float(low), float(high)


@dataclass(frozen=True, slots=True)
class Difference:
    """Two runs on the same questions; ``low`` and ``high`` bound ``after - before``."""

    before: float
    after: float
    low: float
    high: float
    p: float
    """Two-sided: how often a random exchange of the runs differs at least this much."""

    @property
    def delta(self) -> float:
        return self.after - self.before


def paired_difference(
    before: Sequence[Score],
    after: Sequence[Score],
    statistic: Statistic = pooled,
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Difference:
    """Paired bootstrap interval and paired permutation test of ``after - before``.

    >>> paired_difference([Score(0.0)] * 3, [Score(0.0)] * 3).p
    1.0
    """
    a, b = _columns(before), _columns(after)
    rng = np.random.default_rng(seed)
    draw = _paired_sums if statistic in SUMS else _paired_rows
    differences, exchanged = draw(a, b, statistic, resamples, rng)
    low, high = np.nanquantile(differences, [0.025, 0.975])
    old, new = float(statistic(*a)), float(statistic(*b))
    null = np.abs(exchanged[~np.isnan(exchanged)])
    as_large = int((null >= abs(new - old) - 1e-12).sum())
    return Difference(old, new, float(low), float(high), (as_large + 1) / (len(null) + 1))


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust for testing several measures at once (Holm 1979).

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    adjusted = [0.0] * len(p_values)
    running = 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=lambda index: p_values[index])):
        running = max(running, min(1.0, p_values[place] * (len(p_values) - rank)))
        adjusted[place] = running
    return adjusted


Columns = tuple[Floats, Floats, Floats]


def _columns(scores: Sequence[Score]) -> Columns:
    return (
        np.array([score.value for score in scores], dtype=np.float64),
        np.array([score.weight for score in scores], dtype=np.float64),
        np.array([score.group for score in scores], dtype=np.float64),
    )


def _times(distinct: Floats, counts: NDArray[np.int64]) -> Columns:
    """Sums of ``counts`` copies of each distinct score: a sum needs no more than how often each was drawn."""
    values, weights, groups = distinct
    return values * counts, weights * counts, np.broadcast_to(groups, counts.shape)


def _paired_sums(
    a: Columns, b: Columns, statistic: Statistic, resamples: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Differences under resampling, and under exchange, from the distinct pairs of scores and their counts."""
    distinct, counts = np.unique(np.stack([*a, *b]), axis=1, return_counts=True)
    old, new = distinct[:3], distinct[3:]
    drawn = rng.multinomial(counts.sum(), counts / counts.sum(), size=resamples)
    differences = statistic(*_times(new, drawn)) - statistic(*_times(old, drawn))
    swapped = rng.binomial(counts, 0.5, size=(resamples, len(counts)))
    kept = counts - swapped

    def mixed(own: Floats, other: Floats) -> Floats:
        return statistic(
            own[0] * kept + other[0] * swapped,
            own[1] * kept + other[1] * swapped,
            np.broadcast_to(own[2], kept.shape),
        )

    return differences, mixed(new, old) - mixed(old, new)


def _paired_rows(
    a: Columns, b: Columns, statistic: Statistic, resamples: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """The same for statistics that need every row."""
    drawn, exchanged = [], []
    for rows in _resampled_rows(len(a[0]), resamples, rng):
        drawn.append(statistic(*_rows(b, rows)) - statistic(*_rows(a, rows)))
        swap = rng.random(rows.shape) < 0.5
        exchanged.append(statistic(*_mixed(b, a, swap)) - statistic(*_mixed(a, b, swap)))
    return np.concatenate(drawn), np.concatenate(exchanged)


def _rows(columns: Columns, rows: NDArray[np.int64]) -> Columns:
    values, weights, groups = columns
    return values[rows], weights[rows], groups[rows]


def _mixed(own: Columns, other: Columns, swap: NDArray[np.bool_]) -> Columns:
    """The other run's scores where ``swap`` says so."""
    return np.where(swap, other[0], own[0]), np.where(swap, other[1], own[1]), np.where(swap, other[2], own[2])


def _resampled_rows(n: int, resamples: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Row numbers drawn with replacement, (some, n) at a time so that memory stays small."""
    step = max(1, CELLS_AT_ONCE // max(1, n))
    for first in range(0, resamples, step):
        yield rng.integers(0, n, size=(min(step, resamples - first), n))
