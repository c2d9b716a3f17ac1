"""The measures of the model card, each with its definition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from training.text import normal_answer

Floats = NDArray[np.float64]
BINS = 15


def exact_match(said: str, accepted: Sequence[str]) -> float:
    """1 where the normalised answer is one of the accepted ones; no answer is the empty string.

    >>> exact_match("the Dome", ["Dome."]), exact_match("", [])
    (1.0, 1.0)
    """
    return float(normal_answer(said) in {normal_answer(one) for one in accepted or [""]})


def token_f1(said: str, accepted: Sequence[str]) -> float:
    """The best harmonic mean of token precision and recall over the accepted answers, as SQuAD's scorer has it.

    Two of three words right, one of them missing from the two that were due:

    >>> token_f1("big red house", ["red house"])  # 2 * (2/3 * 1) / (2/3 + 1)
    0.8
    """
    best = 0.0
    for one in accepted or [""]:
        wanted, given = normal_answer(one).split(), normal_answer(said).split()
        if not wanted or not given:
            best = max(best, float(wanted == given))
            continue
        shared = sum((Counter(wanted) & Counter(given)).values())
        if shared:
            best = max(best, 2 * shared / (len(wanted) + len(given)))
    return best


def expected_calibration_error(probabilities: ArrayLike, right: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Mean gap between probability and share right over 15 equal bins, weighted by their size (Guo et al. 2017).

    >>> expected_calibration_error([0.9, 0.9, 0.1, 0.1], [1, 0, 0, 0])  # (|.9 - .5| + |.1 - 0|) / 2
    0.25
    """
    p, y = np.asarray(probabilities, float), np.asarray(right, float)
    w = np.ones_like(p) if weights is None else np.asarray(weights, float)
    place = np.minimum((p * BINS).astype(int), BINS - 1)
    gap = np.bincount(place, w * (p - y), BINS)
    return float(np.abs(gap).sum() / w.sum())


def area_under_curve(scores: ArrayLike, positive: ArrayLike) -> float:
    """The chance that a positive scores above a negative; ties count half.

    >>> area_under_curve([0.9, 0.4, 0.4, 0.1], [1, 1, 0, 0])  # (1 + 1 + 1/2 + 1) / 4
    0.875
    """
    from scipy.stats import rankdata

    s, y = np.asarray(scores, float), np.asarray(positive, bool)
    high, low = int(y.sum()), int((~y).sum())
    return float((rankdata(s)[y].sum() - high * (high + 1) / 2) / (high * low))


def average_precision(scores: Sequence[float], relevant: Sequence[bool]) -> float:
    """The mean, over the relevant items, of the precision at their rank; ties keep their order.

    >>> average_precision([0.9, 0.8, 0.7], [True, False, True])  # (1/1 + 2/3) / 2
    0.8333333333333333
    """
    order = np.argsort(-np.asarray(scores, float), kind="stable")
    hits = np.asarray(relevant, bool)[order]
    ranks = np.flatnonzero(hits) + 1
    return float(np.mean(np.arange(1, len(ranks) + 1) / ranks)) if len(ranks) else 0.0


def balanced_accuracy(said: ArrayLike, true: ArrayLike) -> float:
    """The mean of the shares of positives and of negatives told right.

    >>> balanced_accuracy([1, 1, 0, 1], [1, 1, 0, 0])
    0.75
    """
    s, y = np.asarray(said, bool), np.asarray(true, bool)
    return float((s[y].mean() + (~s[~y]).mean()) / 2)


def best_threshold_f1(answerable: ArrayLike, answered_f1: ArrayLike, impossible: ArrayLike) -> tuple[float, float]:
    """The highest mean F1 over thresholds on ``answerable``, and that threshold (SQuAD 2.0's "best F1").

    Below the threshold the reader abstains: right (1) where the question is impossible, wrong (0) elsewhere.

    >>> best_threshold_f1([0.9, 0.8, 0.2], [1.0, 0.0, 0.0], [False, True, True])
    (1.0, 0.9)
    """
    p, f1, none = np.asarray(answerable, float), np.asarray(answered_f1, float), np.asarray(impossible, float)
    order = np.argsort(-p)
    gained = np.concatenate([[0.0], np.cumsum(np.where(none > 0, 0.0, f1)[order] - none[order])]) + none.sum()
    best = int(gained.argmax())
    return float(gained[best] / len(p)), float(p[order[best - 1]]) if best else 1.0


def interval(
    measure: Callable[[NDArray[np.int64]], float], count: int, rounds: int = 500, seed: int = 7
) -> tuple[float, float]:
    """The middle 95 % of a measure over samples with replacement; ``measure`` takes the chosen positions.

    >>> interval(lambda chosen: 0.5, 10, rounds=3)
    (0.5, 0.5)
    """
    random = np.random.default_rng(seed)
    values = [measure(random.integers(0, count, count)) for _ in range(rounds)]
    low, high = np.quantile(values, [0.025, 0.975])
    return float(low), float(high)
