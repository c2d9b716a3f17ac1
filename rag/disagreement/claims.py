"""Claims: what one article says on the asked point, with the words that say it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rag.evidence import Quote, Sentence
from rag.language.dates import DateValue
from rag.language.numbers import Quantity
from rag.language.speakers import same_holder


@dataclass(frozen=True, slots=True)
class Claim:
    """A value that answers the question, how well it is aligned, and whose word it is."""

    sentence: Sentence
    shown: str
    """The value as the article writes it."""
    score: float
    """In [0, 1]: how surely it answers the question about the asked event."""
    holder: str | None = None
    count: Quantity | None = None
    day: DateValue | None = None
    name: str | None = None
    positive: bool | None = None
    text: str | None = None
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


def best_by_article(claims: Iterable[Claim], *, share: float = 0.75, most: int = 3) -> list[Claim]:
    """The claims an article stands for: its best, and others nearly as good that another holder makes."""
    articles: dict[str, list[Claim]] = {}
    for claim in sorted(claims, key=lambda claim: -claim.score):
        kept = articles.setdefault(claim.article, [])
        if not kept or (
            len(kept) < most
            and claim.score >= share * kept[0].score
            and all(_is_another(claim, other) for other in kept)
        ):
            kept.append(claim)
    return [claim for kept in articles.values() for claim in kept]


def _other_voice(claim: Claim, other: Claim) -> bool:
    return claim.holder is not None and not same_holder(claim.holder, other.holder)


def _is_another(claim: Claim, other: Claim) -> bool:
    if claim.count is not None and other.count is not None:
        return claim.count.stated != other.count.stated
    if claim.positive is not None:
        return claim.positive != other.positive
    return claim.shown != other.shown
