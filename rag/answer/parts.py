"""The frozen parts of an answer: statements, citations, disagreements, the grid, what was covered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from index.articles import Genre

if TYPE_CHECKING:
    pass


SCHEMA = 1

Kind = Literal["contradiction", "naming", "superseded", "attribution", "opinion", "internal"]

KINDS: tuple[Kind, ...] = ("contradiction", "naming", "superseded", "attribution", "opinion", "internal")

KIND_TITLES: dict[Kind, str] = {
    "contradiction": "Sources disagree",
    "naming": "Sources disagree on the name",
    "superseded": "Reports changed",
    "attribution": "Attributed differently",
    "opinion": "Opinions differ",
    "internal": "This article differs from itself",
}


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote: ``article.text[start:end] == quote`` when it was checked."""

    number: int
    """As shown in the answer: [1], [2], ..."""
    article_id: str
    start: int
    end: int
    quote: str
    title: str = ""
    source: str | None = None
    author: str | None = None
    genre: Genre | None = None
    published: date | None = None
    url: str | None = None
    origin: str = ""
    copies: tuple[str, ...] = ()
    """Ids of other articles of the same origin (copies of one wire story)."""
    instruction_like: bool = False
    """The quoted words read like an instruction to a language model: shown with a mark."""

    @property
    def label(self) -> str:
        """Who says so, as far as it is known.

        >>> Citation(1, "a.txt", 0, 1, "x", source="AFP", published=date(2026, 1, 31)).label
        'AFP, 2026-01-31'
        """
        who = self.source or self.title or self.article_id
        return f"{who}, {self.published.isoformat()}" if self.published else who

    def to_dict(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "article_id": self.article_id,
            "title": self.title,
            "source": self.source,
            "author": self.author,
            "genre": self.genre,
            "published": self.published.isoformat() if self.published else None,
            "url": self.url,
            "origin": self.origin,
            "copies": list(self.copies),
            "start": self.start,
            "end": self.end,
            "quote": self.quote,
            "instruction_like": self.instruction_like,
        }


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the answer and what it rests on. Never without a citation."""

    text: str
    citations: tuple[Citation, ...]

    def to_dict(self) -> dict[str, Any]:
        return {"text": self.text, "citations": [citation.number for citation in self.citations]}


@dataclass(frozen=True, slots=True)
class Side:
    """One value in a disagreement, who holds it and where it stands."""

    value: str
    citations: tuple[Citation, ...]
    holder: str | None = None
    """Whose word it is inside the articles: "the Observatory"; ``None``: the article's own voice."""

    @property
    def origins(self) -> int:
        """How many independent origins say so: copies of one wire story count once."""
        return len({citation.origin or citation.article_id for citation in self.citations})

    def to_dict(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "holder": self.holder,
            "origins": self.origins,
            "citations": [citation.number for citation in self.citations],
        }


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two or more sides on one point. No winner is picked."""

    kind: Kind
    slot: str
    """What is compared: "deaths", "date", "office holder"."""
    topic: str
    explanation: str
    """One plain sentence that says what differs."""
    sides: tuple[Side, ...]
    proposed_by: str | None = None
    """The language model whose label and reason these are; ``None``: found by comparing typed values."""

    @property
    def title(self) -> str:
        return KIND_TITLES[self.kind]

    def to_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "slot": self.slot,
            "topic": self.topic,
            "explanation": self.explanation,
            "sides": [side.to_dict() for side in self.sides],
            "proposed_by": self.proposed_by,
        }


Stance = Literal["says", "denies", "differs", "silent"]
"""``denies`` is the opposite of the claim; ``differs`` is another value, which denies nothing in so many words."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """What one origin says of one claim."""

    stance: Stance
    citation: Citation | None = None

    def to_dict(self) -> dict[str, Any]:
        return {"stance": self.stance, "citation": self.citation.number if self.citation else None}


@dataclass(frozen=True, slots=True)
class Grid:
    """Claims by origins: ``cells[row][column]`` belongs to ``claims[row]`` and ``origins[column]``."""

    claims: tuple[str, ...]
    origins: tuple[str, ...]
    cells: tuple[tuple[GridCell, ...], ...]

    def to_dict(self) -> dict[str, Any]:
        return {
            "claims": list(self.claims),
            "origins": list(self.origins),
            "cells": [[cell.to_dict() for cell in row] for row in self.cells],
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much was looked at, and who is silent on the point."""

    articles_searched: int = 0
    """Articles that the filter let through."""
    origins_found: int = 0
    """Independent origins among the retrieved passages."""
    origins_cited: int = 0
    silent: tuple[str, ...] = ()
    """Sources retrieved on the topic that do not state the point."""
    undated: int = 0
    """Articles that a date filter excluded because they carry no date."""
    other_language: int = 0
    """Articles in a language that the encoder does not read."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "articles_searched": self.articles_searched,
            "origins_found": self.origins_found,
            "origins_cited": self.origins_cited,
            "silent": list(self.silent),
            "undated": self.undated,
            "other_language": self.other_language,
        }


@dataclass(frozen=True, slots=True)
class NearPassage:
    """A passage that was retrieved, with its relevance (higher is better)."""

    article_id: str
    start: int
    end: int
    text: str
    score: float
    source: str | None = None
    title: str = ""
    published: date | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "article_id": self.article_id,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "score": round(self.score, 6),
            "source": self.source,
            "title": self.title,
            "published": self.published.isoformat() if self.published else None,
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """One disagreement with its claim-by-origin grid."""

    disagreement: Disagreement
    grid: Grid | None

    def to_dict(self) -> dict[str, Any]:
        return {**self.disagreement.to_dict(), "grid": self.grid.to_dict() if self.grid else None}
