"""Claims: what one article says on the asked point, with the words that say it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from rag.evidence import Quote, Sentence
from rag.language.speakers import same_holder

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Claim(Generic[V]):
    """A value that answers the question, how well it is aligned, and whose word it is."""

    sentence: Sentence
    value: V
    shown: str
    """The value as the article writes it."""
    score: float
    """In [0, 1]: how surely it answers the question about the asked event."""
    holder: str | None = None
    note: str = ""
    """What the value is, where that is not the question's own slot: "not tied to the office"."""

    @property
    def article(self) -> str:
        return self.sentence.article_id

    @property
    def origin(self) -> str:
        return self.sentence.origin

    @property
    def published(self) -> date | None:
        return self.sentence.published

    @property
    def quote(self) -> Quote:
        return self.sentence.evidence.quote


def best_by_article(
    claims: Iterable[Claim[V]], another: Callable[[Claim[V], Claim[V]], bool], *, share: float = 0.75, most: int = 3
) -> list[Claim[V]]:
    """The claims an article stands for: its best, and others nearly as good that give another value."""
    articles: dict[str, list[Claim[V]]] = {}
    for claim in sorted(claims, key=lambda claim: -claim.score):
        kept = articles.setdefault(claim.article, [])
        if not kept or (
            len(kept) < most and claim.score >= share * kept[0].score and all(another(claim, other) for other in kept)
        ):
            kept.append(claim)
    return [claim for kept in articles.values() for claim in kept]


def other_voice(one: Claim[V], other: Claim[V]) -> bool:
    """Is the first claim somebody's word, and not the other's?"""
    return one.holder is not None and not same_holder(one.holder, other.holder)


def two_voices(one: Claim[V], other: Claim[V]) -> bool:
    """Are both somebody's word, and not the same one's?"""
    return other.holder is not None and other_voice(one, other)
