"""The catalog: one SQLite file that is the truth; vectors and keywords derive from it.

Tables::

    meta         what the index was made with: format, encoder, dimension
    generation   one row: the last complete generation and the files that carry it
    texts        each distinct text once, with its MinHash signature and origin
    articles     one row per version of an article, stamped with generations
    chunks       start and end of each chunk, in code points of the text
    embeddings   one float32 vector per chunk
    near         pairs of texts that are near-copies (see index/origins.py)
    ledger       what happened to which article, in order

A row lives in generation ``g`` when ``added <= g`` and it was not removed by
then. A writer stamps what it adds and retires with the next generation and
commits as it goes; readers look at the last complete one, so they never see
half of a run. Publishing a generation is one transaction that also deletes
the rows no generation needs any more. Row ids are never used twice.

Texts are stored as UTF-8 blobs: SQLite's own string functions stop at a NUL.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.articles import Article, Chunk
from index.errors import IndexDamaged, IndexMissing

FORMAT = 1
CATALOG_NAME = "catalog.sqlite"
_APPLICATION_ID = 0x43524F53  # "CROS": tells our files from any other SQLite database
_BATCH = 500  # SQLite allows 32,766 variables in a statement; 500 keeps statements cached

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE generation (
    only INTEGER PRIMARY KEY CHECK (only = 1), number INTEGER NOT NULL, directory TEXT NOT NULL,
    articles INTEGER NOT NULL, chunks INTEGER NOT NULL, fingerprint TEXT NOT NULL);
CREATE TABLE texts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT NOT NULL UNIQUE, body BLOB NOT NULL,
    characters INTEGER NOT NULL, signature BLOB, origin TEXT);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article_id TEXT NOT NULL, text INTEGER NOT NULL REFERENCES texts (id),
    title TEXT NOT NULL, source TEXT, source_key TEXT NOT NULL, published TEXT, url TEXT, author TEXT, genre TEXT,
    language TEXT, content_hash TEXT NOT NULL, added INTEGER NOT NULL, removed INTEGER);
CREATE UNIQUE INDEX live_article ON articles (article_id) WHERE removed IS NULL;
CREATE INDEX article_text ON articles (text);
CREATE INDEX article_removed ON articles (removed) WHERE removed IS NOT NULL;
CREATE INDEX article_added ON articles (added);
CREATE TABLE chunks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL REFERENCES articles (id),
    start INTEGER NOT NULL, "end" INTEGER NOT NULL);
CREATE INDEX chunk_article ON chunks (article, id);
CREATE TABLE embeddings (chunk INTEGER PRIMARY KEY REFERENCES chunks (id), vector BLOB NOT NULL);
CREATE TABLE near (a INTEGER NOT NULL, b INTEGER NOT NULL, similarity REAL NOT NULL, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE INDEX near_b ON near (b);
CREATE TABLE ledger (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, action TEXT NOT NULL, article_id TEXT NOT NULL,
    content_hash TEXT NOT NULL, generation INTEGER NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Meta:
    """What an index was made with."""

    format: int
    encoder: str
    fingerprint: str
    dimension: int
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Generation:
    """The last complete generation. ``directory`` is empty where there is nothing yet."""

    number: int
    directory: str
    articles: int
    chunks: int
    fingerprint: str


def create_catalog(path: Path, meta: Meta) -> None:
    """Write an empty catalog in one transaction: a kill leaves either none or a whole one."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        for statement in _SCHEMA.split(";\n"):
            if statement.strip():
                connection.execute(statement)
        rows = {
            "format": meta.format,
            "encoder": meta.encoder,
            "fingerprint": meta.fingerprint,
            "dimension": meta.dimension,
            "languages": " ".join(meta.languages),
        }
        connection.executemany("INSERT INTO meta VALUES (?, ?)", [(key, str(value)) for key, value in rows.items()])
        connection.execute("INSERT INTO generation VALUES (1, 0, '', 0, 0, '')")
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        connection.execute("COMMIT")
    finally:
        connection.close()


def is_unfinished(path: Path) -> bool:
    """True where a catalog was opened for the first time and its one transaction never committed."""
    try:
        connection = sqlite3.connect(path.as_uri() + "?mode=ro", uri=True)
    except sqlite3.Error:
        return False
    try:
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        return bool(tables == 0 and application == 0)
    except sqlite3.Error:
        return False
    finally:
        connection.close()


def connect(path: Path, *, writing: bool = False) -> sqlite3.Connection:
    """Open a catalog that exists. Readers get a connection that cannot write.

    Raises IndexMissing where the file is not there, IndexDamaged where it is no catalog.
    """
    if not path.is_file():
        raise IndexMissing(f"{path.parent} holds no index.", remedy=_build_remedy(path.parent))
    connection: sqlite3.Connection | None = None
    for query in ["mode=rw"] if writing else ["mode=ro", "immutable=1"]:
        try:
            connection = _open(path, query)
            (application,) = connection.execute("PRAGMA application_id").fetchone()
        except sqlite3.OperationalError as error:
            # A read-only folder cannot hold SQLite's shared-memory file; nobody can write there either.
            connection = None
            if query == "mode=ro" and not path.with_name(path.name + "-wal").exists():
                continue
            raise IndexDamaged(f"{path} cannot be opened ({error}).", remedy=rebuild_remedy(path.parent)) from error
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(f"{path} is damaged ({error}).", remedy=rebuild_remedy(path.parent)) from error
        break
    if connection is None:
        raise IndexDamaged(f"{path} cannot be opened.", remedy=rebuild_remedy(path.parent))
    if application != _APPLICATION_ID:
        connection.close()
        if is_unfinished(path):
            raise IndexMissing(f"{path.parent} holds no index yet.", remedy=_build_remedy(path.parent))
        raise IndexDamaged(f"{path} is not a catalog of Crosscheck.", remedy=rebuild_remedy(path.parent))
    return connection


def _open(path: Path, query: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{query}", uri=True, isolation_level=None, check_same_thread=False, timeout=30
    )
    connection.execute("PRAGMA mmap_size = 268435456")
    if query == "mode=rw":
        # FULL: derived files are deleted after the switch, so a lost switch would leave none.
        connection.execute("PRAGMA synchronous = FULL")
    return connection


def _build_remedy(directory: Path) -> str:
    return f"Build one with: crosscheck index ARTICLES --index {directory}"


def rebuild_remedy(directory: Path) -> str:
    """What to do about a catalog that cannot be read."""
    return f"Delete the folder {directory} and build it again: crosscheck index ARTICLES --index {directory}"


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def read_meta(connection: sqlite3.Connection) -> Meta:
    rows = dict(connection.execute("SELECT key, value FROM meta"))
    return Meta(
        format=int(rows["format"]),
        encoder=rows["encoder"],
        fingerprint=rows["fingerprint"],
        dimension=int(rows["dimension"]),
        languages=tuple(rows["languages"].split()),
    )


def read_generation(connection: sqlite3.Connection) -> Generation:
    row = connection.execute("SELECT number, directory, articles, chunks, fingerprint FROM generation").fetchone()
    return Generation(*row)


def live_hashes(connection: sqlite3.Connection) -> dict[str, str]:
    """Article id to content hash of everything committed, published or not."""
    return dict(connection.execute("SELECT article_id, content_hash FROM articles WHERE removed IS NULL"))


def insert_article(
    connection: sqlite3.Connection,
    article: Article,
    chunks: Sequence[Chunk],
    vectors: NDArray[np.float32],
    generation: int,
) -> bool:
    """Write article, chunks, embeddings and ledger row; retire the version before it, if any.

    Call inside ``transaction``. Returns True where an earlier version was replaced.
    """
    replaced = _retire(connection, article.id, generation)
    text = _text_id(connection, article.text)
    row = (
        article.id,
        text,
        article.title,
        article.source,
        (article.source or "").casefold(),
        article.published.isoformat() if article.published else None,
        article.url,
        article.author,
        article.genre,
        article.language,
        article.content_hash,
        generation,
    )
    key = connection.execute(
        "INSERT INTO articles (article_id, text, title, source, source_key, published, url, author, genre, language,"
        " content_hash, added) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
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


def retire_article(connection: sqlite3.Connection, article_id: str, generation: int) -> bool:
    """Take an article out from ``generation`` on. False where there is none of that id."""
    row = connection.execute(
        "SELECT content_hash FROM articles WHERE article_id = ? AND removed IS NULL", (article_id,)
    ).fetchone()
    if row is None:
        return False
    _retire(connection, article_id, generation)
    _log(connection, "removed", article_id, row[0], generation)
    return True


def _retire(connection: sqlite3.Connection, article_id: str, generation: int) -> bool:
    return (
        connection.execute(
            "UPDATE articles SET removed = ? WHERE article_id = ? AND removed IS NULL", (generation, article_id)
        ).rowcount
        > 0
    )


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


def count_unpublished(connection: sqlite3.Connection) -> int:
    """How many changes were committed that the last complete generation does not carry."""
    number = read_generation(connection).number
    (pending,) = connection.execute(
        "SELECT (SELECT count(*) FROM articles WHERE added > ?) + (SELECT count(*) FROM articles WHERE removed > ?)",
        (number, number),
    ).fetchone()
    return int(pending)


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


def set_generation(connection: sqlite3.Connection, generation: Generation) -> None:
    """The switch: the one row that says which derived files readers use."""
    connection.execute(
        "UPDATE generation SET number = ?, directory = ?, articles = ?, chunks = ?, fingerprint = ?",
        (generation.number, generation.directory, generation.articles, generation.chunks, generation.fingerprint),
    )


def content_fingerprint(connection: sqlite3.Connection, encoder_fingerprint: str) -> str:
    """Equal for equal content under the same encoder, whatever the order of arrival."""
    digest = hashlib.sha256(encoder_fingerprint.encode())
    for (content_hash,) in connection.execute(
        "SELECT content_hash FROM articles WHERE removed IS NULL ORDER BY content_hash"
    ):
        digest.update(content_hash.encode())
    return digest.hexdigest()[:16]


def live_counts(connection: sqlite3.Connection) -> tuple[int, int]:
    """Articles and chunks of everything committed."""
    (articles,) = connection.execute("SELECT count(*) FROM articles WHERE removed IS NULL").fetchone()
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


def batches(values: Sequence[int]) -> Iterable[list[int]]:
    """Runs of at most 500, for statements that name each value."""
    return (list(values[i : i + _BATCH]) for i in range(0, len(values), _BATCH))


def marks(values: Sequence[object]) -> str:
    """
    >>> marks([7, 8, 9])
    '?,?,?'
    """
    return ",".join("?" * len(values))
