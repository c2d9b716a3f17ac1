"""Passages and evidence that a person can follow by eye."""

from __future__ import annotations

from datetime import date
from itertools import count

from index.articles import Genre, Passage
from rag.evidence import Evidence, Quote

SEARCH = {"passages": 24, "passages_per_origin": 3, "search_depth": 100}
"""How much is searched, where a test does not turn on it."""

_ids = count(1)


def passage(
    text: str,
    *,
    article_id: str = "a.txt",
    start: int = 0,
    title: str = "",
    source: str | None = None,
    published: date | None = None,
    genre: Genre | None = None,
    origin: str | None = None,
    key: int | None = None,
) -> Passage:
    """A passage whose origin is its article unless another is given."""
    return Passage(
        id=next(_ids) if key is None else key,
        article_id=article_id,
        start=start,
        end=start + len(text),
        text=text,
        title=title,
        source=source,
        published=published,
        url=None,
        author=None,
        genre=genre,
        language="en",
        origin=origin or article_id,
    )


def quote(of: Passage, text: str) -> Quote:
    """The quote of ``text`` in a passage, found by its first occurrence."""
    at = of.text.index(text) + of.start
    return Quote.cut(of, at, at + len(text))


def evidence(of: Passage, text: str, relevance: float) -> Evidence:
    return Evidence(quote(of, text), relevance=relevance, answerable=relevance)
