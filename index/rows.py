"""Rows of the catalog: articles with their chunks, embeddings and ledger entries, written and read back.

"Live" means committed and not retired, whether or not a generation carries it yet.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
from numpy.typing import NDArray

from index.articles import Article, Chunk
from index.catalog import batches, marks

_NEWEST = "removed IS NULL AND outdated IS NULL"


def live_hashes(connection: sqlite3.Connection) -> dict[str, str]:
    """Article id to content hash of everything committed, published or not; earlier versions are left out."""
    return dict(connection.execute(f"SELECT article_id, content_hash FROM articles WHERE {_NEWEST}"))


@dataclass(frozen=True, slots=True)
class Held:
    """What the catalog has under an id: the newest version."""

    title: str
    text_hash: str
    source: str | None
    published: str | None
    url: str | None
    place: str | None
    stands: str | None


def held_article(connection: sqlite3.Connection, article_id: str) -> Held | None:
    """The newest version under an id; None where there is none."""
    row = connection.execute(
        "SELECT a.title, t.hash, a.source, a.published, a.url, a.place, coalesce(a.stands, a.published)"
        f" FROM articles a JOIN texts t ON t.id = a.text WHERE a.article_id = ? AND {_NEWEST}",
        (article_id,),
    ).fetchone()
    return Held(*row) if row else None


def held_text(connection: sqlite3.Connection, article_id: str) -> str:
    (body,) = connection.execute(
        f"SELECT t.body FROM articles a JOIN texts t ON t.id = a.text WHERE a.article_id = ? AND {_NEWEST}",
        (article_id,),
    ).fetchone()
    return str(body, "utf-8")


def insert_article(
    connection: sqlite3.Connection,
    article: Article,
    chunks: Sequence[Chunk],
    vectors: NDArray[np.float32],
    generation: int,
    *,
    stands: date | None = None,
    keeps_earlier: bool = False,
) -> bool:
    """Write article, chunks, embeddings and ledger row; retire the version before it, if any.

    ``stands`` is the day from which this text stands; with ``keeps_earlier``
    the version before it is kept for filters with ``as_of``. Call inside
    ``transaction``. Returns True where an earlier version was replaced.
    """
    if keeps_earlier and stands is not None:
        replaced = _supersede(connection, article.id, stands, generation)
    else:
        replaced = _retire(connection, article.id, generation)
    text = _text_id(connection, article.text)
    row = (
        article.id,
        text,
        article.title,
        article.source,
        (article.source or "").casefold(),
        _iso(article.published),
        article.url,
        article.author,
        article.genre,
        article.language,
        article.content_hash,
        generation,
        _iso(article.modified),
        int(article.truncated),
        article.place,
        datetime.now(UTC).date().isoformat(),
        _iso(stands or article.modified or article.published),
    )
    key = connection.execute(
        "INSERT INTO articles (article_id, text, title, source, source_key, published, url, author, genre, language,"
        " content_hash, added, modified, truncated, place, seen, stands)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        row,
    ).lastrowid
    last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'chunks'").fetchone()
    first = (last[0] if last else 0) + 1
    connection.executemany(
        'INSERT INTO chunks (id, article, start, "end") VALUES (?, ?, ?, ?)',
        [(first + i, key, chunk.start, chunk.end) for i, chunk in enumerate(chunks)],
    )
    connection.executemany(
        "INSERT INTO embeddings VALUES (?, ?)",
        [(first + i, vector.astype("<f4").tobytes()) for i, vector in enumerate(vectors)],
    )
    _log(connection, "replaced" if replaced else "added", article.id, article.content_hash, generation)
    return replaced


def note_files(connection: sqlite3.Connection, reports: Iterable[tuple[str, str]]) -> None:
    """Keep reports on files, as pairs of path and JSON. Call inside ``transaction``."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    connection.executemany(
        "INSERT OR REPLACE INTO files VALUES (?, ?, ?)", [(path, now, report) for path, report in reports]
    )


def note_mends(connection: sqlite3.Connection, article_id: str, fields: Mapping[str, str | None]) -> None:
    """Keep what a person corrected. Call inside ``transaction``."""
    connection.executemany(
        "INSERT OR REPLACE INTO mends VALUES (?, ?, ?)", [(article_id, field, value) for field, value in fields.items()]
    )


def all_mends(connection: sqlite3.Connection) -> dict[str, dict[str, str | None]]:
    """Article id to corrected fields."""
    made: dict[str, dict[str, str | None]] = {}
    for article_id, field, value in connection.execute("SELECT article_id, field, value FROM mends"):
        made.setdefault(article_id, {})[field] = value
    return made


def retire_article(connection: sqlite3.Connection, article_id: str, generation: int) -> bool:
    """Take an article out from ``generation`` on. False where there is none of that id."""
    row = connection.execute(
        f"SELECT content_hash FROM articles WHERE article_id = ? AND {_NEWEST}", (article_id,)
    ).fetchone()
    if row is None:
        return False
    connection.execute(
        "UPDATE articles SET removed = ? WHERE article_id = ? AND removed IS NULL", (generation, article_id)
    )
    _log(connection, "removed", article_id, row[0], generation)
    return True


def _retire(connection: sqlite3.Connection, article_id: str, generation: int) -> bool:
    return (
        connection.execute(
            f"UPDATE articles SET removed = ? WHERE article_id = ? AND {_NEWEST}", (generation, article_id)
        ).rowcount
        > 0
    )


def _supersede(connection: sqlite3.Connection, article_id: str, day: date, generation: int) -> bool:
    return (
        connection.execute(
            f"UPDATE articles SET superseded = ?, outdated = ? WHERE article_id = ? AND {_NEWEST}",
            (day.isoformat(), generation, article_id),
        ).rowcount
        > 0
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _text_id(connection: sqlite3.Connection, text: str) -> int:
    body = text.encode()
    digest = hashlib.sha256(body).hexdigest()
    row = connection.execute("SELECT id FROM texts WHERE hash = ?", (digest,)).fetchone()
    if row:
        return int(row[0])
    made = connection.execute(
        "INSERT INTO texts (hash, body, characters) VALUES (?, ?, ?)", (digest, body, len(text))
    ).lastrowid
    assert made is not None
    return made


def _log(connection: sqlite3.Connection, action: str, article_id: str, content_hash: str, generation: int) -> None:
    connection.execute(
        "INSERT INTO ledger (at, action, article_id, content_hash, generation) VALUES (?, ?, ?, ?, ?)",
        (datetime.now(UTC).isoformat(timespec="seconds"), action, article_id, content_hash, generation),
    )


def purge_retired(connection: sqlite3.Connection) -> set[int]:
    """Delete every retired row with its chunks, embeddings and, where nothing else uses it, text.

    Returns the texts that lost a near-copy by it, for their origins to be found anew.
    """
    texts = [row[0] for row in connection.execute("SELECT DISTINCT text FROM articles WHERE removed IS NOT NULL")]
    gone = "SELECT id FROM articles WHERE removed IS NOT NULL"
    connection.execute(f"DELETE FROM embeddings WHERE chunk IN (SELECT id FROM chunks WHERE article IN ({gone}))")
    connection.execute(f"DELETE FROM chunks WHERE article IN ({gone})")
    connection.execute("DELETE FROM articles WHERE removed IS NOT NULL")
    orphans = {
        text
        for text in texts
        if connection.execute("SELECT 1 FROM articles WHERE text = ? LIMIT 1", (text,)).fetchone() is None
    }
    disturbed: set[int] = set()
    for text in orphans:
        for pair in connection.execute("SELECT a, b FROM near WHERE a = ? OR b = ?", (text, text)):
            disturbed.update(pair)
        connection.execute("DELETE FROM near WHERE a = ? OR b = ?", (text, text))
        connection.execute("DELETE FROM texts WHERE id = ?", (text,))
    return disturbed - orphans


def live_counts(connection: sqlite3.Connection) -> tuple[int, int]:
    """Articles of everything committed, and its chunks, those of earlier versions too."""
    (articles,) = connection.execute(f"SELECT count(*) FROM articles WHERE {_NEWEST}").fetchone()
    (chunks,) = connection.execute(
        "SELECT count(*) FROM articles a JOIN chunks c ON c.article = a.id WHERE a.removed IS NULL"
    ).fetchone()
    return articles, chunks


def live_vectors(
    connection: sqlite3.Connection, dimension: int, *, since: int = 0, block: int = 20_000
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Ids and vectors of every live chunk added after generation ``since``, in blocks, ascending by id."""
    cursor = connection.execute(
        "SELECT e.chunk, e.vector FROM articles a JOIN chunks c ON c.article = a.id JOIN embeddings e ON e.chunk = c.id"
        " WHERE a.removed IS NULL AND a.added > ? ORDER BY a.id, c.id",
        (since,),
    )
    while rows := cursor.fetchmany(block):
        ids = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
        yield ids, decode_vectors([row[1] for row in rows], dimension)


def retired_chunks(connection: sqlite3.Connection, number: int) -> NDArray[np.int64]:
    """Chunks that generation ``number`` holds and the next one will not."""
    rows = connection.execute(
        "SELECT c.id FROM articles a JOIN chunks c ON c.article = a.id WHERE a.removed > ? AND a.added <= ?",
        (number, number),
    ).fetchall()
    return np.array([row[0] for row in rows], dtype=np.int64)


def decode_vectors(blobs: Sequence[bytes], dimension: int) -> NDArray[np.float32]:
    """Stored vectors as one float32 array, (n, dimension)."""
    return np.frombuffer(b"".join(blobs), dtype="<f4").reshape(len(blobs), dimension).astype(np.float32, copy=False)


def read_vectors(
    connection: sqlite3.Connection, ids: Sequence[int], dimension: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The vectors of some chunks, ascending by id; an unknown id is left out."""
    rows = [
        row
        for part in batches(sorted(set(ids)))
        for row in connection.execute(
            f"SELECT chunk, vector FROM embeddings WHERE chunk IN ({marks(part)}) ORDER BY chunk", part
        )
    ]
    found = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
    return found, decode_vectors([row[1] for row in rows], dimension)
