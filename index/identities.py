"""Identities: when an id stands for two articles, and what the second one is called.

An id is a path below the indexed folder, or a record's own. `index monday` and
later `index tuesday`, with a file of one name in each, are two articles; so are
two tables that both count from 1. The second gets the name of its file or
folder before its id, the same each time it is indexed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from index.articles import Article

_LONG_WORD = re.compile(r"\w{4,}|\d+")
_SHARED = 0.35
"""Of the words of the shorter text: a rewritten story keeps half, two stories of one day share a tenth."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who has an id: the file it came from (empty where unknown), what it says, its address."""

    place: str
    said: str
    url: str | None = None
    line: int | None = None

    @property
    def named(self) -> str:
        """Where it stands, for a message."""
        if not self.place:
            return "another article"
        return self.place if self.line is None else f"{self.place}, line {self.line}"


def said_by(article: Article) -> str:
    """Equal for one text from one outlet on one day: wire copies in two papers are two articles."""
    parts = [text_hash(article.text), article.source or "", article.published.isoformat() if article.published else ""]
    return "|".join(parts)


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def is_other_version(before: str, after: str) -> bool:
    """True where two texts share so many words that one is a version of the other.

    >>> is_other_version("The ferry sank and 41 people died.", "The ferry sank and 39 people died, police said.")
    True
    >>> is_other_version("The ferry sank.", "Parliament voted on taxes.")
    False
    """
    one, other = (set(_LONG_WORD.findall(text.casefold())) for text in (before, after))
    return len(one & other) >= _SHARED * min(len(one), len(other)) > 0


def candidate_ids(article_id: str, file_id: str) -> Iterator[str]:
    """The ids that an article may get, in order: its own, then with its file's before it.

    >>> list(candidate_ids("7", "b/news.csv"))
    ['7', 'b/news.csv#7']
    >>> list(candidate_ids("a.txt", "a.txt"))
    ['a.txt']
    """
    yield article_id
    if not article_id.startswith(file_id):
        yield f"{file_id}#{article_id}"


def placed_ids(article_id: str, place: str, file_id: str = "") -> Iterator[str]:
    """More of them, with the folders that the file lies in: ``tuesday/a.txt``.

    >>> ids = placed_ids("a.txt", "/news/tuesday/a.txt")
    >>> next(ids), next(ids)
    ('tuesday/a.txt', 'news/tuesday/a.txt')
    """
    parts = PurePath(place).parts
    inside = article_id.split("#")[0].count("/") + 1
    is_path = parts[-inside:] == tuple(article_id.split("#")[0].split("/")) if inside <= len(parts) else False
    depth = len(parts) - (inside if is_path else 1)
    prefix = "" if is_path else f"{parts[-1]}#" if parts else ""
    if not is_path and parts:
        yield f"{prefix}{article_id}"
    folders = [part for part in parts[:depth] if part not in ("/", "\\")]
    for count in range(1, len(folders) + 1):
        yield f"{'/'.join(folders[-count:])}/{prefix}{article_id}"
    for number in range(2, 1000):
        yield f"{article_id}~{number}"
