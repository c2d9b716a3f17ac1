"""Snapshot: an index as it stood at its last complete generation, for as long as an answer takes.

Everything read through one snapshot belongs together, whatever a writer
commits meanwhile: SQLite's read transaction pins the rows, and the opened
vector and keyword files of that generation stay readable.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.articles import Article, Genre, Passage
from index.catalog import Generation, Meta, batches, count_unpublished, marks
from index.errors import IndexDamaged, IndexMismatch, StorageError
from index.filters import EVERYTHING, ArticleFilter
from index.generations import Derived
from index.outlets import Outlets
from index.rows import read_vectors
from index.vectors import nearest

_SCORED_EXACTLY = 2000  # candidates that a filter leaves; reading so many vectors takes a few milliseconds
_OTHER_VERSIONS = 64  # hits that may be of a version that does not stand on the day asked about
_OVERSAMPLED = 2  # how many times k an approximate index is asked for before exact scoring

_COLUMNS = (
    "a.article_id, a.title, a.source, a.published, a.url, a.author, a.genre, a.language, t.origin,"
    " a.modified, a.truncated"
)


@dataclass(frozen=True, slots=True)
class Hits:
    """Passage ids with their scores from both halves, best first: cosine, and BM25."""

    dense: tuple[tuple[int, float], ...] = ()
    keyword: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article without its text."""

    id: str
    title: str
    source: str | None
    published: date | None
    url: str | None
    author: str | None
    genre: Genre | None
    language: str | None
    origin: str
    characters: int
    chunks: int
    modified: date | None = None
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Version:
    """One text that an article had."""

    text: str
    title: str
    stands: date | None
    """The day from which it stood: published, modified, or seen with another text."""
    until: date | None
    """The day from which the next one stands; None for the newest."""
    seen: date | None
    """The day on which it was indexed."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a filter lets through."""

    articles: int
    chunks: int
    undated: int
    """Articles that only the date bounds exclude, because they carry no date."""
    other_language: int
    """Articles that pass, in a language that the encoder does not read."""


@dataclass(frozen=True, slots=True)
class IndexStats:
    """What an index holds. ``first`` and ``last`` are publication dates."""

    articles: int
    chunks: int
    origins: int
    sources: dict[str, int]
    undated: int
    first: date | None
    last: date | None
    generation: int
    encoder: str
    fingerprint: str
    unpublished: int
    """Changes that an unfinished run committed; the next run makes them searchable."""


class Snapshot:
    """Made by ``ArticleIndex.snapshot()``; use it inside that ``with`` block only."""

    def __init__(self, connection: sqlite3.Connection, meta: Meta, derived: Derived) -> None:
        self._db = connection
        self._meta = meta
        self._derived = derived
        self.generation: Generation = derived.generation
        self.damaged: set[str] = set()
        """Articles whose text is not what was stored, as far as it was looked at."""
        # what a writer has superseded since is still the newest version that this generation knows
        self._newest = f"(a.outdated IS NULL OR a.outdated > {self.generation.number:d})"
        self._columns = f"{_COLUMNS}, CASE WHEN {self._newest} THEN NULL ELSE a.superseded END"

    @property
    def fingerprint(self) -> str:
        """Equal for equal articles under the same encoder, whatever their order of arrival."""
        return self.generation.fingerprint

    def search(self, text: str, vector: NDArray[np.float32], may: ArticleFilter = EVERYTHING, k: int = 50) -> Hits:
        """The ``k`` best passages of each half among those that the filter lets through."""
        return Hits(tuple(self.search_dense(vector, may, k)), tuple(self.search_keywords(text, may, k)))

    def search_dense(
        self, vector: NDArray[np.float32], may: ArticleFilter = EVERYTHING, k: int = 50
    ) -> list[tuple[int, float]]:
        """Passage ids by cosine to a unit vector."""
        if np.size(vector) != self._meta.dimension:
            raise IndexMismatch(
                f"The question's vector has {np.size(vector)} dimensions, the index {self._meta.dimension}.",
                remedy=f"Encode it with {self._meta.encoder}.",
            )
        vectors = self._derived.vectors
        if vectors is None:
            return []
        allowed = None
        if may != EVERYTHING or self.has_versions:
            allowed = self._derived.allowed(may, lambda: self.chunk_ids(may))
        if vectors.is_exact:
            return vectors.search(vector, k, allowed)
        if allowed is not None and len(allowed) <= _SCORED_EXACTLY:
            return nearest(vector, *read_vectors(self._db, allowed.tolist(), self._meta.dimension), k)
        near = vectors.search(vector, k * _OVERSAMPLED, allowed)
        return nearest(vector, *read_vectors(self._db, [i for i, _ in near], self._meta.dimension), k)

    def search_keywords(self, text: str, may: ArticleFilter = EVERYTHING, k: int = 50) -> list[tuple[int, float]]:
        """Passage ids by BM25."""
        keywords = self._derived.keywords
        if keywords is None:
            return []
        filter = self._named(may)
        if may == EVERYTHING and not self.has_versions:
            return keywords.search(text, k, filter)
        # which version stands on a day is more than the keyword files know, and the catalog has the last word
        allowed = self._derived.allowed(may, lambda: self.chunk_ids(may))
        wanted = k + _OTHER_VERSIONS
        while True:
            found = keywords.search(text, wanted, filter)
            held = _held(allowed, [chunk for chunk, _ in found])
            kept = [hit for hit, is_held in zip(found, held, strict=True) if is_held][:k]
            if len(kept) == k or len(found) < wanted:
                return kept
            wanted *= 4

    def get(self, ids: Sequence[int]) -> list[Passage]:
        """Passages in the order of ``ids``, quoted afresh from the catalog. Raises StorageError on an unknown id."""
        found: dict[int, Passage] = {}
        texts: dict[int, str] = {}
        for part in batches(list(dict.fromkeys(ids))):
            for chunk, start, end, text, *fields in self._db.execute(
                f'SELECT c.id, c.start, c."end", a.text, {self._columns} FROM chunks c JOIN articles a ON a.id ='
                f" c.article"
                f" JOIN texts t ON t.id = a.text WHERE c.id IN ({marks(part)}) AND {_VISIBLE}",
                [*part, *self._visible()],
            ):
                if text not in texts:
                    texts[text] = self._text(text)
                known = _described(fields)
                article_id = known.pop("id")
                found[chunk] = Passage(
                    id=chunk, article_id=article_id, start=start, end=end, text=texts[text][start:end], **known
                )
        missing = [i for i in ids if i not in found]
        if missing:
            raise StorageError(f"The index holds no passage {', '.join(map(str, missing))}.")
        return [found[i] for i in ids]

    def vectors(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """The stored vectors of passages, in the order of ``ids``, (n, dimension)."""
        known, rows = read_vectors(self._db, ids, self._meta.dimension)
        place = {int(i): row for row, i in enumerate(known)}
        missing = [i for i in ids if i not in place]
        if missing:
            raise StorageError(f"The index holds no passage {', '.join(map(str, missing))}.")
        return rows[[place[i] for i in ids]]

    def article(self, article_id: str, as_of: date | None = None, *, checked: bool = False) -> Article:
        """One whole article, as it stood on a day where one is given. Raises StorageError where there is none.

        ``checked``: compare its text with the hash it was stored under; IndexDamaged, and the id is noted in
        ``damaged``, where it is another.
        """
        if as_of is not None and self.has_versions:
            where = f"coalesce(a.stands, a.published) <= ? AND ({self._newest} OR a.superseded > ?)"
            values = [as_of.isoformat()] * 2
        else:
            where, values = self._newest, []
        row = self._db.execute(
            f"SELECT t.body, t.hash, a.place, {self._columns} FROM articles a JOIN texts t ON t.id = a.text"
            f" WHERE a.article_id = ? AND {_VISIBLE} AND {where}",
            [article_id, *self._visible(), *values],
        ).fetchone()
        if row is None:
            raise _unknown_article(article_id)
        body, digest, place, *fields = row
        if checked and hashlib.sha256(body).hexdigest() != digest:
            self.damaged.add(article_id)
            raise IndexDamaged(f"The text of {article_id!r} is not what was stored.", remedy=_REREAD)
        known = _described(fields)
        known.pop("origin")
        known.pop("superseded")
        return Article(text=str(body, "utf-8", "replace"), place=place, **known)

    def versions(self, article_id: str) -> list[Version]:
        """Every text that an article had, the newest first. Raises StorageError where there is none of that id."""
        rows = self._db.execute(
            f"SELECT t.body, a.title, coalesce(a.stands, a.published), CASE WHEN {self._newest} THEN NULL ELSE"
            f" a.superseded END, a.seen"
            f" FROM articles a JOIN texts t ON t.id = a.text WHERE a.article_id = ? AND {_VISIBLE} ORDER BY a.id DESC",
            [article_id, *self._visible()],
        ).fetchall()
        if not rows:
            raise _unknown_article(article_id)
        return [
            Version(str(body, "utf-8", "replace"), title, _day(stands), _day(until), _day(seen))
            for body, title, stands, until, seen in rows
        ]

    def changed(self) -> tuple[str, ...]:
        """The ids of articles that have earlier versions, sorted."""
        outdated = f"a.outdated <= {self.generation.number:d}"  # in the words of the index outdated_article
        return tuple(
            row[0]
            for row in self._db.execute(
                f"SELECT DISTINCT a.article_id FROM articles a WHERE {outdated} AND {_VISIBLE} ORDER BY 1",
                self._visible(),
            )
        )

    @property
    def has_versions(self) -> bool:
        """True where some article has an earlier version, which searches without ``as_of`` must not find."""
        return self._derived.once("has_versions", lambda: bool(self.changed()))

    @property
    def outlets(self) -> Outlets:
        """The table of outlets of this index: the program's, and what ``--sources`` added."""
        return self._derived.once("outlets", lambda: Outlets.extended(self._meta_value("outlets")))

    def files(self) -> list[dict[str, Any]]:
        """The report on each file, as ``FileReport.to_dict`` wrote it, by path."""
        return [json.loads(report) for (report,) in self._db.execute("SELECT report FROM files ORDER BY path")]

    def find_sources(self, name: str) -> tuple[str, ...]:
        """The sources of this index that a name stands for: "Guardian" finds "The Guardian"."""
        return self.outlets.matching([name], self.sources())

    def articles(self, may: ArticleFilter = EVERYTHING) -> Iterator[ArticleRow]:
        """Every article that passes, without its text, by id."""
        where, values = self._passing(may)
        rows = self._db.execute(
            f"SELECT {self._columns}, t.characters, (SELECT count(*) FROM chunks c WHERE c.article = a.id)"
            f" FROM articles a JOIN texts t ON t.id = a.text WHERE {where} ORDER BY a.article_id",
            values,
        ).fetchall()
        for *fields, characters, chunks in rows:
            known = _described(fields)
            known.pop("superseded")
            yield ArticleRow(**known, characters=characters, chunks=chunks)

    def passages(self, article_id: str) -> list[int]:
        """The passage ids of one article, in the order of its text."""
        return [
            row[0]
            for row in self._db.execute(
                f"SELECT c.id FROM articles a JOIN chunks c ON c.article = a.id WHERE a.article_id = ? AND {_VISIBLE}"
                f" AND {self._newest} ORDER BY c.id",
                [article_id, *self._visible()],
            )
        ]

    def content_hash(self, article_id: str) -> str:
        """``Article.content_hash`` as it was when the article was added."""
        row = self._db.execute(
            f"SELECT a.content_hash FROM articles a WHERE a.article_id = ? AND {_VISIBLE} AND {self._newest}",
            [article_id, *self._visible()],
        ).fetchone()
        if row is None:
            raise _unknown_article(article_id)
        return str(row[0])

    def chunk_ids(self, may: ArticleFilter = EVERYTHING) -> NDArray[np.int64]:
        """The ids of all passages that pass, sorted."""
        where, values = self._passing(may)
        rows = self._db.execute(
            f"SELECT c.id FROM articles a JOIN chunks c ON c.article = a.id WHERE {where}", values
        ).fetchall()
        return np.sort(np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows)))

    def all_chunk_ids(self) -> list[int]:
        """The ids of all passages, those of earlier versions too, sorted: what the derived files hold."""
        rows = self._db.execute(
            f"SELECT c.id FROM articles a JOIN chunks c ON c.article = a.id WHERE {_VISIBLE} ORDER BY c.id",
            self._visible(),
        )
        return [row[0] for row in rows]

    def copies(self, origin: str) -> tuple[str, ...]:
        """The ids of all articles of one origin, sorted."""
        return tuple(
            row[0]
            for row in self._db.execute(
                f"SELECT a.article_id FROM texts t JOIN articles a ON a.text = t.id WHERE t.origin = ? AND {_VISIBLE}"
                f" AND {self._newest} ORDER BY a.article_id",
                [origin, *self._visible()],
            )
        )

    def sources(self) -> dict[str, int]:
        """Articles per source, most first. Articles without a source are left out."""
        return dict(
            self._db.execute(
                f"SELECT a.source, count(*) AS n FROM articles a WHERE a.source IS NOT NULL AND {_VISIBLE}"
                f" AND {self._newest} GROUP BY a.source ORDER BY n DESC, a.source",
                self._visible(),
            )
        )

    def count(self, may: ArticleFilter = EVERYTHING) -> Counts:
        """How much a filter lets through, and what its date bounds leave out for want of a date."""
        where, values = self._passing(may)
        readable = [*self._meta.languages]
        articles, other = self._db.execute(
            "SELECT count(*), count(CASE WHEN a.language IS NOT NULL"
            f" AND a.language NOT IN ({marks(readable)}) THEN 1 END) FROM articles a WHERE {where}",
            [*readable, *values],
        ).fetchone()
        undated = 0
        if may.is_dated:
            where, values = self._passing(may.without_dates())
            (undated,) = self._db.execute(
                f"SELECT count(*) FROM articles a WHERE a.published IS NULL AND {where}", values
            ).fetchone()
        chunks = self.generation.chunks
        if may != EVERYTHING or self.has_versions:
            chunks = len(self._derived.allowed(may, lambda: self.chunk_ids(may)))
        return Counts(articles, chunks, undated, other)

    def stats(self) -> IndexStats:
        """What the index holds, in numbers."""
        undated, first, last, origins = self._db.execute(
            "SELECT count(*) - count(a.published), min(a.published), max(a.published), count(DISTINCT t.origin)"
            f" FROM articles a JOIN texts t ON t.id = a.text WHERE {_VISIBLE} AND {self._newest}",
            self._visible(),
        ).fetchone()
        return IndexStats(
            articles=self.generation.articles,
            chunks=self.generation.chunks,
            origins=origins,
            sources=self.sources(),
            undated=undated,
            first=_day(first),
            last=_day(last),
            generation=self.generation.number,
            encoder=self._meta.encoder,
            fingerprint=self.fingerprint,
            unpublished=count_unpublished(self._db),
        )

    def _visible(self) -> list[int]:
        return [self.generation.number, self.generation.number]

    def _passing(self, may: ArticleFilter) -> tuple[str, list[Any]]:
        """What ``ArticleFilter.allows`` says, in SQL, of the articles of this generation."""
        where = [_VISIBLE]
        values: list[Any] = self._visible()
        if may.as_of is None:
            where.append(self._newest)
        else:
            where.append(f"coalesce(a.stands, a.published) <= ? AND ({self._newest} OR a.superseded > ?)")
            values += [may.as_of.isoformat()] * 2
        if may.sources:
            keys = sorted({name.casefold() for name in self._named(may).sources})
            where.append(f"a.source_key IN ({marks(keys)})")
            values += keys
        if may.genres:
            where.append(f"a.genre IN ({marks(may.genres)})")
            values += may.genres
        if may.is_dated:
            where.append("a.published BETWEEN ? AND ?")
            values += [(may.since or date.min).isoformat(), (may.latest or date.max).isoformat()]
        return " AND ".join(where), values

    def _named(self, may: ArticleFilter) -> ArticleFilter:
        """The filter with each source under all the names that this index has for it."""
        if not may.sources:
            return may
        held = self._derived.once("sources", self.sources)
        found = self.outlets.matching(may.sources, held)
        return replace(may, sources=tuple(dict.fromkeys((*may.sources, *found))))

    def _meta_value(self, key: str) -> str:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def _text(self, text_id: int) -> str:
        (body,) = self._db.execute("SELECT body FROM texts WHERE id = ?", (text_id,)).fetchone()
        return str(body, "utf-8", "replace")


_REREAD = "Find all of them with crosscheck verify; remove those articles and index their files again."
_VISIBLE = "a.added <= ? AND (a.removed IS NULL OR a.removed > ?)"


def _held(ids: NDArray[np.int64], asked: Sequence[int]) -> NDArray[np.bool_]:
    """For each asked id, whether the sorted ids hold it.

    >>> _held(np.array([2, 5]), [5, 3]).tolist(), _held(np.array([], np.int64), [3]).tolist()
    ([True, False], [False])
    """
    return np.searchsorted(ids, asked, "right") > np.searchsorted(ids, asked, "left")


def _described(fields: Sequence[Any]) -> dict[str, Any]:
    article_id, title, source, published, url, author, genre, language, origin, modified, truncated, superseded = fields
    return {
        "id": article_id,
        "title": title,
        "source": source,
        "published": _day(published),
        "url": url,
        "author": author,
        "genre": genre,
        "language": language,
        "origin": origin or "",
        "modified": _day(modified),
        "truncated": bool(truncated),
        "superseded": _day(superseded),
    }


def _unknown_article(article_id: str) -> StorageError:
    return StorageError(f"The index holds no article {article_id!r}.", remedy="See: crosscheck info")


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
