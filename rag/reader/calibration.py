"""From logits to probabilities: four logistic models of a few numbers each.

They were fitted by ``training/calibrate.py`` on questions of SQuAD train whose
articles were held out from training, and on held-out relation pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.reader.windows import WindowReading

Floats = NDArray[np.float64]


def sigmoid(values: Any) -> Any:
    """The logistic function, without overflow.

    >>> float(sigmoid(0.0)), float(sigmoid(-1000.0))
    (0.5, 0.0)
    """
    return 0.5 * (1.0 + np.tanh(0.5 * np.asarray(values, dtype=np.float64)))


def answerable_features(reading: WindowReading) -> Floats:
    """Span margin, pair logit, best sentence, and 1 for the bias."""
    return np.array([reading.margin, reading.pair_logit, reading.relevance, 1.0])


def span_features(reading: WindowReading) -> Floats:
    """Span margin, pair logit, log likelihood of the span among spans, and 1."""
    return np.array([reading.margin, reading.pair_logit, reading.likelihood, 1.0])


def sentence_features(reading: WindowReading) -> Floats:
    """One row a sentence: mean relevance, start peak, pair logit, and 1."""
    count = len(reading.sentences)
    return np.column_stack(
        [reading.sentences[:, 1], reading.sentences[:, 2], np.full(count, reading.pair_logit), np.ones(count)]
    )


@dataclass(frozen=True, slots=True)
class Calibration:
    """Coefficients in the order of the features above; relations have a temperature and a bias a class."""

    answerable: tuple[float, ...]
    span: tuple[float, ...]
    sentence: tuple[float, ...]
    relation_temperature: float
    relation_bias: tuple[float, ...]

    @classmethod
    def of(cls, values: dict[str, Any]) -> Calibration:
        """From the numbers of reader.json."""
        return cls(
            answerable=_numbers(values["answerable"], 4),
            span=_numbers(values["span"], 4),
            sentence=_numbers(values["sentence"], 4),
            relation_temperature=float(values["relation_temperature"]),
            relation_bias=_numbers(values["relation_bias"], 3),
        )

    def relation(self, logits: Floats) -> Floats:
        """Probabilities (n, 3) of entails, neutral, contradicts.

        >>> plain = Calibration((0.0,) * 4, (0.0,) * 4, (0.0,) * 4, 1.0, (0.0, 0.0, 0.0))
        >>> plain.relation(np.array([[np.log(2), 0.0, 0.0]])).round(2).tolist()
        [[0.5, 0.25, 0.25]]
        """
        scaled = logits / self.relation_temperature + np.array(self.relation_bias)
        powers = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        shares: Floats = powers / powers.sum(axis=1, keepdims=True)
        return shares


def _numbers(values: Sequence[float], count: int) -> tuple[float, ...]:
    if len(values) != count:
        raise ValueError(f"{len(values)} coefficients where {count} were due")
    return tuple(float(value) for value in values)
