"""How much of a question a stretch of text holds, its rare words weighing more."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet


def rarity(documents: int, holding: int) -> float:
    """Robertson-Sparck Jones idf with +1 inside the logarithm, so that it is never negative.

    >>> round(rarity(2, 1), 2), round(rarity(2, 2), 2)
    (0.69, 0.18)
    """
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


def holding(terms: Iterable[str], documents: Sequence[AbstractSet[str]]) -> dict[str, int]:
    """How many of the documents hold each term.

    >>> holding(["ferry", "sank"], [{"ferry", "sank"}, {"boat", "sank"}])
    {'ferry': 1, 'sank': 2}
    """
    counted = Counter(term for document in documents for term in document)
    return {term: counted[term] for term in terms}


def coverage(
    weights: Mapping[str, float], inside: AbstractSet[str], around: AbstractSet[str], share_around: float
) -> float:
    """The weighted share of terms found, those only around the sentence at part of their weight.

    >>> coverage({"uk": 1.0, "taiwan": 3.0}, {"taiwan"}, {"uk"}, 0.5)
    0.875
    """
    total = sum(weights.values())
    if total == 0:
        return 0.0
    found = sum(w if term in inside else share_around * w if term in around else 0.0 for term, w in weights.items())
    return found / total
