"""Identities: what an index knows of the articles that a run brings.

Is an article the one that its id already stands for, a new version of it, or
another one under the same id? And what did a person correct about it?
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

from index import rows
from index.articles import GENRES, Article
from index.errors import FilterError
from index.identities import is_other_version, placed_ids, text_hash
from index.printed_dates import parse_date
from index.rows import Held

MENDABLE = ("source", "published", "title", "author", "url", "genre")
"""What a person may correct. The text is the file's."""


class Identities:
    """For one run of a writer, which holds the lock."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._mends = rows.all_mends(connection)
        self.changed: list[str] = []
        self.overwritten: list[tuple[str, str]] = []
        self.renamed: list[tuple[str, str, str]] = []

    def settle(self, article: Article, hashes: Mapping[str, str]) -> Article:
        """The article under the id that is its own, with what a person corrected."""
        settled = self._under_its_id(article, hashes)
        mended = self._mends.get(settled.id)
        return mend(settled, mended) if mended else settled

    def _under_its_id(self, article: Article, hashes: Mapping[str, str]) -> Article:
        if article.place is None or article.id not in hashes or hashes[article.id] == article.content_hash:
            return article
        first: Held | None = None
        for candidate in chain([article.id], placed_ids(article.id, article.place)):
            held = rows.held_article(self._db, candidate) if candidate in hashes else None
            if held is None or _is_ours(held, article):
                if candidate != article.id and first is not None:
                    self.renamed.append((article.id, candidate, first.place or "another source"))
                return replace(article, id=candidate)
            first = first or held
        return article

    def version_of(self, article: Article) -> tuple[date | None, bool]:
        """The day from which a text stands, and whether the version before it is to be kept."""
        held = rows.held_article(self._db, article.id)
        own = article.modified or article.published
        if held is None or held.text_hash == text_hash(article.text):
            return (_day(held.stands) if held else None) or own, False
        before = _day(held.stands)
        same = bool(article.url and article.url == held.url) or bool(article.title and article.title == held.title)
        if not same and not is_other_version(rows.held_text(self._db, article.id), article.text):
            self.overwritten.append((article.id, held.title))
            return own, False
        self.changed.append(article.id)
        today = datetime.now(UTC).date()
        if before is None:
            return today, True
        later = [day for day in (article.modified, article.published) if day is not None and day > before]
        return (max(later) if later else max(today, before)), True


def _is_ours(held: Held, article: Article) -> bool:
    """True where an id stands for this article already: from its file, with its text, or from its address."""
    if held.place is None or held.place == article.place:
        return True
    if article.url and article.url == held.url:
        return True
    day = article.published.isoformat() if article.published else None
    return held.text_hash == text_hash(article.text) and (held.source, held.published) == (article.source, day)


def mend(article: Article, fields: Mapping[str, str | None]) -> Article:
    """The article with corrected fields, dates as ISO strings.

    >>> mend(Article(id="a", title="", text="x"), {"source": "AFP", "published": "2026-02-01"}).published
    datetime.date(2026, 2, 1)
    """
    made: dict[str, Any] = {}
    for field, value in fields.items():
        if field == "published":
            made[field] = _day(value)
        elif field == "genre":
            made[field] = value if value in GENRES else None
        elif field in MENDABLE:
            made[field] = value or ("" if field == "title" else None)
    return replace(article, **made)


def checked_fields(given: Mapping[str, str]) -> dict[str, str | None]:
    """Corrections as people type them, ready to keep; "" empties a field. Raises FilterError on a bad date or genre.

    >>> checked_fields({"published": "1 Feb 2026", "author": ""})
    {'published': '2026-02-01', 'author': None}
    """
    if not given:
        raise FilterError("Nothing to set was given.", remedy=f"Give one of: {', '.join(MENDABLE)}.")
    fields: dict[str, str | None] = {name: value.strip() or None for name, value in given.items()}
    day = fields.get("published")
    if day is not None:
        found = parse_date(day)
        if found is None:
            raise FilterError(f"{day!r} is no date.", remedy="Write it as YYYY-MM-DD, for example 2026-01-31.")
        fields["published"] = found.isoformat()
    if fields.get("genre") not in (None, *GENRES):
        raise FilterError(f"{fields['genre']!r} is not a genre.", remedy=f"Use one of: {', '.join(GENRES)}.")
    return fields


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
