"""Article: one news article as it was loaded, and never changed after.

The text is fixed at load (decoded, byte-order mark removed, newlines
normalised to ``\\n``); every offset anywhere in this project counts Unicode
code points of that text.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Genre = Literal["report", "opinion", "analysis"]
GENRES: tuple[Genre, ...] = ("report", "opinion", "analysis")


@dataclass(frozen=True, slots=True)
class Article:
    """One article. What could not be found is ``None``, never a guess.

    >>> Article(id="a.txt", title="Rain", text="It rained.").published is None
    True
    """

    id: str
    """Path relative to the indexed folder, or the record's own id."""
    title: str
    text: str
    source: str | None = None
    """Who published it: "AFP", "reuters"."""
    published: date | None = None
    url: str | None = None
    author: str | None = None
    genre: Genre | None = None
    language: str | None = None
    """ISO 639-1 code as detected from the text, ``"en"``."""
    modified: date | None = None
    """When the text was last changed, where it says so later than ``published``."""
    truncated: bool = False
    """Its provider cut the text: what it does not say may have stood in the rest."""
    place: str | None = field(default=None, compare=False)
    """The file it came from, an absolute path: two articles of one id from two places are two articles."""

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) over every field but the place: equal hashes mean nothing to re-index.

        >>> a = Article(id="a", title="", text="x")
        >>> a.content_hash == Article(id="a", title="", text="x").content_hash
        True
        """
        fields = [
            self.id,
            self.title,
            self.text,
            self.source,
            self.published.isoformat() if self.published else None,
            self.url,
            self.author,
            self.genre,
            self.language,
        ]
        if self.modified or self.truncated:  # left out otherwise, so that older hashes stay what they were
            fields += [self.modified.isoformat() if self.modified else None, "truncated" if self.truncated else None]
        return hashlib.sha256(json.dumps(fields, ensure_ascii=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of an article: ``article.text[start:end]`` is the quoted text, always."""

    article_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk as it comes back out of an index, with what a citation needs.

    ``text == article.text[start:end]``. ``origin`` is equal for copies of one
    wire story; ``id`` is opaque and never reused.
    """

    id: int
    article_id: str
    start: int
    end: int
    text: str
    title: str
    source: str | None
    published: date | None
    url: str | None
    author: str | None
    genre: Genre | None
    language: str | None
    origin: str
    modified: date | None = None
    truncated: bool = False
    superseded: date | None = None
    """The day from which a later version of the article stands; None where this is the newest."""
