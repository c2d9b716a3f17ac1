"""Evidence: sentences of retrieved passages, judged against the question.

A ``Quote`` is an address (article, start, end) with the text found there; it
becomes a ``Citation`` only after ``rag.citations`` has re-read that text from
the index. Writers and the disagreement finder hand over drafts made of quotes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from index.articles import Passage
from rag.answer import Kind, Stance
from rag.language.countries import country_of
from rag.language.dates import known_dates
from rag.language.names import known_mentions
from rag.language.words import content_stems


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of one article; offsets count code points of the article's text."""

    passage: Passage
    start: int
    end: int
    text: str

    @property
    def origin(self) -> str:
        return self.passage.origin

    @classmethod
    def cut(cls, passage: Passage, start: int, end: int) -> Quote:
        """The quote at article offsets ``[start:end]``, which must lie inside the passage."""
        if not passage.start <= start <= end <= passage.end:
            raise ValueError(f"[{start}:{end}] is not inside passage [{passage.start}:{passage.end}]")
        return cls(passage, start, end, passage.text[start - passage.start : end - passage.start])


@dataclass(frozen=True, slots=True)
class Span:
    """The answer inside an evidence sentence's passage, in article offsets."""

    start: int
    end: int
    text: str
    probability: float
    """Calibrated: how likely this span answers the question."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence, how well it answers, and the answer span read from its passage."""

    quote: Quote
    relevance: float
    """In [0, 1], higher is better: does this sentence answer the question?"""
    answerable: float
    """In [0, 1]: does its passage answer the question at all?"""
    span: Span | None = None
    """The answer read from the passage, where it lies inside this sentence."""


@dataclass(frozen=True, slots=True)
class DraftStatement:
    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class DraftSide:
    value: str
    quotes: tuple[Quote, ...]
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class DraftDisagreement:
    kind: Kind
    slot: str
    topic: str
    explanation: str
    sides: tuple[DraftSide, ...]
    proposed_by: str | None = None
    """The language model that proposed it, where the typed comparison has no opinion."""


@dataclass(frozen=True, slots=True)
class DraftCell:
    stance: Stance
    quote: Quote | None = None


@dataclass(frozen=True, slots=True)
class DraftGrid:
    """``cells[row][column]``: what the origin of that column says of that row's claim."""

    claims: tuple[str, ...]
    origins: tuple[str, ...]
    """Origin ids, as in ``Passage.origin``."""
    cells: tuple[tuple[DraftCell, ...], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writer proposes; ``rag.citations`` turns it into what is shown."""

    statements: tuple[DraftStatement, ...] = ()
    short: str | None = None
    disagreements: tuple[DraftDisagreement, ...] = ()
    grid: DraftGrid | None = None
    model: str | None = None
    fallback_reason: str | None = None
    dropped: int = 0
    prompt: str | None = None
    usage: dict[str, Any] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()
    """What the reader should know about how this was written: evidence that did not fit the model."""


_PLACED = re.compile(
    r"\b(?:in|at|near|on|of|outside|around|inside|to|from|into|over|towards|across|town|city|village|province|"
    r"district|neighbou?rhood|area|countryside)\b(?: the| a| northern| southern| eastern| western| central| city| "
    r"town| village| old)* $"
)

LONGEST_PASSAGE = 4_000
"""Characters read around a sentence; chunks are shorter, and a giant must not stall the answer."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One evidence sentence with what alignment needs of it, read once."""

    evidence: Evidence
    text: str
    before: str
    """The passage up to the sentence, the nearest 300 characters."""
    after: str
    stems: frozenset[str]
    around: frozenset[str]
    names: tuple[str, ...]
    places: tuple[str, ...]
    """Names that stand where a place stands, countries left out."""
    days: tuple[date, ...]
    """When the article may have been published, the printed date first."""

    @property
    def article_id(self) -> str:
        return self.evidence.quote.passage.article_id

    @property
    def origin(self) -> str:
        return self.evidence.quote.origin or self.article_id

    @property
    def published(self) -> date | None:
        return self.days[0] if self.days else None


def read_sentences(evidence: Sequence[Evidence]) -> list[Sentence]:
    """The sentences with what alignment needs of each, in order."""
    printed = _printed_days(evidence)
    sentences: list[Sentence] = []
    around_of: dict[int, frozenset[str]] = {}
    for item in evidence:
        passage = item.quote.passage
        if passage.id not in around_of:
            around_of[passage.id] = content_stems(f"{passage.title} {passage.text[:LONGEST_PASSAGE]}")
        around = around_of[passage.id]
        text = item.quote.text
        at = item.quote.start - passage.start
        before = passage.text[max(0, at - 300) : at]
        mentions = known_mentions(text)
        names = tuple(mention.text for mention in mentions)
        places = tuple(
            mention.text
            for mention in mentions
            if not country_of(mention.text) and _PLACED.search(text[: mention.start])
        )
        days = printed.get(passage.article_id, ())
        after = passage.text[at + len(text) : at + len(text) + 200]
        sentences.append(Sentence(item, text, before, after, content_stems(text), around, names, places, days))
    return sentences


def _printed_days(evidence: Sequence[Evidence]) -> dict[str, tuple[date, ...]]:
    """For each article the days it may be from: the one printed at its head, then the one of its record."""
    days: dict[str, list[date]] = {}
    for item in evidence:
        passage = item.quote.passage
        found = days.setdefault(passage.article_id, [])
        if passage.start == 0:
            head = [value for value in known_dates(passage.text[:220], None) if value.precision == "day" and value.year]
            for value in head[:1]:
                if not passage.published or abs((value.first - passage.published).days) < 400:
                    found.insert(0, value.first)
        if passage.published and passage.published not in found:
            found.append(passage.published)
    return {article: tuple(dict.fromkeys(found)) for article, found in days.items()}
