"""Hybrid search: vectors and keywords, joined by reciprocal rank fusion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from index.articles import Passage
from index.filters import EVERYTHING, ArticleFilter
from rag.question import Asked

if TYPE_CHECKING:
    from index.article_index import TextEncoder
    from index.snapshot import Snapshot

RANK_CONSTANT = 60
"""k of reciprocal rank fusion: Cormack, Clarke and Buettcher, SIGIR 2009."""

PERIOD_BONUS = 1.0 / (RANK_CONSTANT + 10)
"""A passage published in the asked period gains what a tenth rank in a third list would give."""
PERIOD_SLACK_DAYS = 3
"""News of an event appears up to some days after it."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage with its fused score and the cosine of its vector and the question's."""

    passage: Passage
    score: float
    similarity: float


def fuse(rankings: Sequence[Sequence[int]], *, constant: int = RANK_CONSTANT) -> dict[int, float]:
    """Reciprocal rank fusion: the sum of ``1 / (constant + rank)`` over the rankings, ranks from 1.

    >>> scores = fuse([[7, 8], [8]], constant=60)
    >>> scores[8] == 1 / 62 + 1 / 61, scores[7] == 1 / 61
    (True, True)
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1.0 / (constant + rank)
    return scores


def retrieve(
    snapshot: Snapshot,
    encoder: TextEncoder,
    asked: Asked,
    *,
    filter: ArticleFilter = EVERYTHING,
    passages: int,
    passages_per_origin: int,
    search_depth: int,
) -> tuple[Retrieved, ...]:
    """The best passages for a question, best first; ties go to the older passage id.

    The period of the asked event lifts passages published then; a question for the
    latest breaks near-ties towards later publication. Neither filters.
    """
    vector = encoder.encode_query(asked.text)
    hits = snapshot.search(asked.text, vector, filter, search_depth)
    similarity = dict(hits.dense)
    scores = fuse([[key for key, _ in hits.dense], [key for key, _ in hits.keyword]])
    found = {passage.id: passage for passage in snapshot.get(sorted(scores))}
    if asked.period is not None:
        for key, passage in found.items():
            scores[key] += PERIOD_BONUS * _nearness(passage.published, asked.period)
    if asked.prefers_latest:
        scores = _lift_latest(scores, found)
    ranked = sorted(found, key=lambda key: (-scores[key], key))
    kept = _cap([(key, found[key].origin) for key in ranked], per_group=passages_per_origin, at_most=passages)
    if by_words := [key for key in kept if key not in similarity]:
        similarity.update(zip(by_words, (snapshot.vectors(by_words) @ vector).tolist(), strict=True))
    return tuple(Retrieved(found[key], scores[key], similarity[key]) for key in kept)


def _cap(items: Sequence[tuple[int, str]], *, per_group: int, at_most: int) -> list[int]:
    """The first ``per_group`` of each group, in order; what room is left goes to the others, in order.

    >>> _cap([(1, "a"), (2, "a"), (3, "b")], per_group=1, at_most=2)
    [1, 3]
    >>> _cap([(1, "a"), (2, "a"), (3, "b")], per_group=1, at_most=5)
    [1, 3, 2]
    """
    seen: Counter[str] = Counter()
    within: list[int] = []
    beyond: list[int] = []
    for key, group in items:
        seen[group] += 1
        (within if seen[group] <= per_group else beyond).append(key)
    return [*within, *beyond][:at_most]


def _nearness(published: date | None, period: tuple[date, date]) -> float:
    """1 inside the period and the days after it, falling to 0 over a month.

    >>> _nearness(date(2016, 9, 20), (date(2016, 9, 19), date(2016, 9, 19)))
    1.0
    >>> _nearness(None, (date(2016, 9, 19), date(2016, 9, 19)))
    0.0
    """
    if published is None:
        return 0.0
    first, last = period
    if published < first:
        # the event cannot be reported before it happened, but dates of feeds are off by a day
        return 1.0 if (first - published).days <= 1 else 0.0
    late = (published - last).days - PERIOD_SLACK_DAYS
    return max(0.0, 1.0 - max(late, 0) / 30.0)


def _lift_latest(scores: dict[int, float], found: dict[int, Passage]) -> dict[int, float]:
    by_day = sorted((p.published or date.min, key) for key, p in found.items())
    newest_first = [key for _, key in reversed(by_day)]
    recency = fuse([newest_first])
    return {key: score + recency.get(key, 0.0) for key, score in scores.items()}
