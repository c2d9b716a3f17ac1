"""Which passages of a large index may tell of one thing? Those whose vectors lie near in articles of one week.

Passages are put in the order of their publication and each is compared with
the ones that follow, no further than ``WINDOW``: the work grows with the number
of passages, not with its square.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from index.articles import Passage

BLOCK = 1_000
WINDOW = 3_000
"""Passages that follow in order of publication and are compared: a week of a large newsroom."""
NEAR = 0.6
"""Cosine from which two passages may be about one thing."""
WITHIN_DAYS = 7
BEST = 5
"""Neighbours of one passage that count."""


def near_passages(passages: Sequence[Passage], vectors: NDArray[np.float32], most: int) -> list[Passage]:
    """At most ``most`` passages that have a near neighbour of another origin, nearest pairs first.

    ``vectors``: their unit vectors, (n, dimension), in the same order.
    """
    days = np.array([(passage.published or date.min).toordinal() for passage in passages])
    order = np.argsort(days, kind="stable")
    known = {origin: number for number, origin in enumerate(dict.fromkeys(p.origin for p in passages))}
    origins = np.array([known[passage.origin] for passage in passages])[order]
    days, sorted_vectors = days[order], vectors[order]
    pairs: list[tuple[float, int, int]] = []
    for start in range(0, len(order), BLOCK):
        stop = min(start + BLOCK, len(order))
        end = min(stop + WINDOW, len(order))
        scores = sorted_vectors[start:stop] @ sorted_vectors[start:end].T
        scores[origins[start:stop, None] == origins[None, start:end]] = -1.0
        scores[np.abs(days[start:stop, None] - days[None, start:end]) > WITHIN_DAYS] = -1.0
        best = np.argsort(-scores, axis=1)[:, :BEST] if scores.shape[1] <= BEST else _best(scores)
        for row, columns in enumerate(best):
            pairs += [
                (float(scores[row, column]), int(order[start + row]), int(order[start + column]))
                for column in columns
                if scores[row, column] >= NEAR
            ]
    kept: dict[int, None] = {}
    for _, one, other in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if len(kept.keys() | {one, other}) > most:
            break
        kept |= {one: None, other: None}
    return [passages[place] for place in kept]


def _best(scores: NDArray[np.float32]) -> NDArray[np.intp]:
    return np.argpartition(-scores, BEST, axis=1)[:, :BEST]
