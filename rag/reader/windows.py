"""Token windows over a passage, and what their logits say about its characters.

Pure functions on arrays: the tokenizer and the network are ``reader``'s. A
passage longer than the network's window is read in windows that overlap;
every window keeps the passage's own offsets, in code points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Span = tuple[int, int]
Logits = NDArray[np.float32]

START, END, RELEVANCE = range(3)
"""The network's outputs for each token."""
MAX_ANSWER_TOKENS = 30
"""As SQuAD's baselines have it; 98.6 % of its answers are shorter."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a passage's tokens beside the question.

    ``first`` is the position of its first passage token among ``ids``;
    ``offsets`` are the passage tokens' places in the passage, one row each.
    """

    pair: int
    ids: tuple[int, ...]
    first: int
    offsets: NDArray[np.int64]


def cut(tokens: int, room: int, overlap: int) -> list[Span]:
    """Windows of at most ``room`` tokens that share ``overlap`` tokens with the one before.

    >>> cut(10, 6, 2)
    [(0, 6), (4, 10)]
    >>> cut(0, 6, 2)
    []
    """
    if tokens <= room:
        return [(0, tokens)] if tokens else []
    step = room - overlap
    starts = range(0, tokens - overlap, step)
    return [(min(start, tokens - room), min(start, tokens - room) + room) for start in starts]


@dataclass(frozen=True, slots=True)
class WindowReading:
    """What one window says. ``margin`` is the best span's logit over that of "no answer".

    ``likelihood`` is the log probability of the best span among the window's
    spans; ``sentences`` has a row (tokens seen, mean relevance, start peak) a sentence.
    """

    start: int
    end: int
    margin: float
    likelihood: float
    pair_logit: float
    sentences: NDArray[np.float64]

    @property
    def relevance(self) -> float:
        """The best mean relevance of a sentence that this window sees.

        >>> WindowReading(0, 0, 0.0, 0.0, 0.0, np.array([[4, 1.5, 0], [0, 9.0, 0]])).relevance
        1.5
        """
        seen = self.sentences[self.sentences[:, 0] > 0] if len(self.sentences) else self.sentences
        return float(seen[:, 1].max()) if len(seen) else 0.0


def best_span(start: Logits, end: Logits, longest: int = MAX_ANSWER_TOKENS) -> tuple[int, int, float]:
    """The first and last token with the highest sum of logits, and that sum.

    >>> best_span(np.array([0, 2, 0], np.float32), np.array([0, -1, 1], np.float32))
    (1, 2, 3.0)
    """
    best = (0, 0, -np.inf)
    for width in range(min(longest, len(start))):
        sums = start[: len(start) - width] + end[width:]
        at = int(np.argmax(sums))
        if sums[at] > best[2]:
            best = (at, at + width, float(sums[at]))
    return best


def log_sum_exp(values: Logits) -> float:
    """The logarithm of the summed exponentials, without overflow."""
    highest = float(values.max())
    return highest + float(np.log(np.exp(values - highest).sum()))


def read_window(window: Window, tokens: Logits, pair_logit: float, sentences: Sequence[Span]) -> WindowReading:
    """The window's best span and what it says of each sentence; ``tokens`` are its logits (t, 3)."""
    inside = tokens[window.first : window.first + len(window.offsets)]
    start, end = inside[:, START], inside[:, END]
    first, last, score = best_span(start, end)
    return WindowReading(
        start=int(window.offsets[first, 0]),
        end=int(window.offsets[last, 1]),
        margin=score - float(tokens[0, START] + tokens[0, END]),
        likelihood=score - log_sum_exp(start) - log_sum_exp(end),
        pair_logit=pair_logit,
        sentences=sentence_rows(window.offsets[:, 0], inside[:, RELEVANCE], start - tokens[0, START], sentences),
    )


def sentence_rows(
    places: NDArray[np.int64], relevance: Logits, start: Logits, sentences: Sequence[Span]
) -> NDArray[np.float64]:
    """For each sentence (tokens seen, mean relevance, highest start): those whose tokens begin inside it.

    >>> places, ones = np.array([0, 3, 8]), np.array([1, 3, 5], np.float32)
    >>> sentence_rows(places, ones, -ones, [(0, 7), (8, 12), (20, 30)]).tolist()
    [[2.0, 2.0, -1.0], [1.0, 5.0, -5.0], [0.0, 0.0, 0.0]]
    """
    rows = np.zeros((len(sentences), 3))
    if not len(sentences):
        return rows
    bounds = np.searchsorted(places, np.asarray(sentences, dtype=np.int64).reshape(-1, 2))
    for row, (low, high) in zip(rows, bounds, strict=True):
        if high > low:
            row[:] = high - low, relevance[low:high].mean(), start[low:high].max()
    return rows


def join(readings: Sequence[WindowReading]) -> WindowReading:
    """One reading of a passage from those of its windows: the span with the highest margin.

    Each sentence is judged by the window that sees most of it, with that window's own pair logit.
    """
    best = max(readings, key=lambda reading: reading.margin)
    if len(readings) == 1:
        return best
    stacked = np.stack([reading.sentences for reading in readings])
    chosen = stacked[:, :, 0].argmax(axis=0)
    return WindowReading(
        best.start,
        best.end,
        best.margin,
        best.likelihood,
        max(reading.pair_logit for reading in readings),
        np.take_along_axis(stacked, chosen[None, :, None], axis=0)[0] if stacked.size else stacked[0],
    )
