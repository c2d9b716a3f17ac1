"""Evidence: sentences of retrieved passages, judged against the question.

A ``Quote`` is an address (article, start, end) with the text found there; it
becomes a ``Citation`` only after ``rag.citations`` has re-read that text from
the index. Writers and the disagreement finder hand over drafts made of quotes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from index.articles import Passage
from rag.answer import Kind, Stance


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
