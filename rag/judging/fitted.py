"""Logistic regressions over named signals: what ``training/judge.py`` fits and ``fitted.json`` holds."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

Signals = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Logistic:
    """A probability from named signals, each with its weight.

    >>> model = Logistic(-1.0, {"similarity": 2.0})
    >>> model({"similarity": 0.5, "coverage": 1.0})
    0.5
    """

    bias: float
    weights: Mapping[str, float]

    def __call__(self, signals: Signals) -> float:
        """The probability. Raises KeyError where a signal that has a weight is missing."""
        return logistic(self.bias + sum(weight * signals[name] for name, weight in self.weights.items()))


def logistic(z: float) -> float:
    """The logistic function, without overflow.

    >>> logistic(0.0), logistic(-1_000.0)
    (0.5, 0.0)
    """
    return 0.5 * (1.0 + math.tanh(0.5 * z))


def log_odds(share: float) -> float:
    """The log-odds of a probability, kept between those of one in ten thousand and its opposite.

    >>> log_odds(0.5), round(log_odds(0.9), 2), round(log_odds(0.0), 2)
    (0.0, 2.2, -9.21)
    """
    kept = min(max(share, 1e-4), 1 - 1e-4)
    return math.log(kept / (1.0 - kept))


@lru_cache(maxsize=1)
def fitted() -> dict[str, Any]:
    """What ships: the regressions under their names, and the cuts that were chosen on development splits."""
    values: dict[str, Any] = json.loads(files("rag.judging").joinpath("fitted.json").read_text("utf-8"))
    return values


def model(name: str) -> Logistic:
    """One shipped regression: "choosing", "relevance", "decision" or "short"."""
    described = fitted()["models"][name]
    return Logistic(described["bias"], described["weights"])


def cut(name: str) -> float:
    """One shipped cut: "not_stated" or "short"."""
    return float(fitted()["cuts"][name])
