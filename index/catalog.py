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
    files        how completely each file was read, as JSON
    mends        what a person corrected about an article's source, date, ...

A row lives in generation ``g`` when ``added <= g`` and it was not removed by
then. A writer stamps what it adds and retires with the next generation and
commits as it goes; readers look at the last complete one, so they never see
half of a run. Publishing a generation is one transaction that also deletes
the rows no generation needs any more. Row ids are never used twice.

An article that is indexed again with another text keeps its earlier version:
``superseded`` is the day from which the next one stands, ``outdated`` the
generation that knows of it, ``stands`` the day from which this one stands.
Only a filter with ``as_of`` sees earlier versions.

Texts are stored as UTF-8 blobs: SQLite's own string functions stop at a NUL.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from index.damage import Digests
from index.errors import IndexDamaged, IndexMissing, StorageError

FORMAT = 1
CATALOG_NAME = "catalog.sqlite"
_APPLICATION_ID = 0x43524F53  # "CROS": tells our files from any other SQLite database
_WAIT_SECONDS = 30  # for another connection that recovers the log of a killed writer
_DERIVED = "derived"  # key in meta: the index's id and the SHA-256 of each derived file, of which generation
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
CREATE INDEX text_origin ON texts (origin);
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

_LATER_COLUMNS = {
    "modified": "TEXT",
    "truncated": "INTEGER NOT NULL DEFAULT 0",
    "place": "TEXT",
    "seen": "TEXT",
    "stands": "TEXT",
    "superseded": "TEXT",
    "outdated": "INTEGER",
}
"""Of ``articles``: added to a catalog that is older than they are when it is next written to."""
_LATER_TABLES = {
    "files": "(path TEXT PRIMARY KEY, at TEXT NOT NULL, report TEXT NOT NULL) WITHOUT ROWID",
    "mends": "(article_id TEXT NOT NULL, field TEXT NOT NULL, value TEXT, PRIMARY KEY (article_id, field))"
    " WITHOUT ROWID",
}


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
    index: str = ""
    """A random id of the index: one that was deleted and built again is another. Empty in older indexes."""
    digests: Digests = ()
    """SHA-256 of the derived files; empty where nobody wrote them down."""


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
        _upgrade(connection)
        rows = {
            "format": meta.format,
            "encoder": meta.encoder,
            "fingerprint": meta.fingerprint,
            "dimension": meta.dimension,
            "languages": " ".join(meta.languages),
        }
        connection.executemany("INSERT INTO meta VALUES (?, ?)", [(key, str(value)) for key, value in rows.items()])
        empty = content_fingerprint(connection, meta.fingerprint)
        connection.execute("INSERT INTO generation VALUES (1, 0, '', 0, 0, ?)", (empty,))
        connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        connection.execute("COMMIT")
    finally:
        connection.close()


def is_unfinished(path: Path) -> bool:
    """True where a catalog was opened for the first time and its one transaction never committed."""
    try:
        connection = sqlite3.connect(_uri(path, "mode=ro"), uri=True)
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
    try:
        if not writing:
            _roll_back(path)
        connection = _open(path, "mode=rw" if writing else "mode=ro")
        (application,) = connection.execute("PRAGMA application_id").fetchone()
    except sqlite3.OperationalError as error:
        connection, application = _open_where_nobody_writes(path, error)
    except sqlite3.DatabaseError as error:
        raise IndexDamaged(f"{path} is damaged ({error}).", remedy=rebuild_remedy(path.parent)) from error
    if application != _APPLICATION_ID:
        connection.close()
        if is_unfinished(path):
            raise IndexMissing(f"{path.parent} holds no index yet.", remedy=_build_remedy(path.parent))
        raise IndexDamaged(f"{path} is not a catalog of Crosscheck.", remedy=rebuild_remedy(path.parent))
    try:
        if _missing_columns(connection):
            with transaction(connection) if writing else nullcontext():
                _upgrade(connection) if writing else _stand_in(connection)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise IndexDamaged(f"{path} is damaged ({error}).", remedy=rebuild_remedy(path.parent)) from error
    return connection


def _roll_back(path: Path) -> None:
    """A catalog whose writer was killed while it was made has a journal, which a reader alone cannot roll back."""
    if path.with_name(path.name + "-journal").exists() and os.access(path.parent, os.W_OK):
        connection = _open(path, "mode=rw")
        try:
            connection.execute("PRAGMA application_id").fetchone()
        finally:
            connection.close()


def _missing_columns(connection: sqlite3.Connection) -> list[str]:
    held = {row[1] for row in connection.execute("PRAGMA main.table_info(articles)")}
    return [name for name in _LATER_COLUMNS if held and name not in held]


def _upgrade(connection: sqlite3.Connection) -> None:
    """Add what later versions of this program keep; an older one still reads such a catalog."""
    for name in _missing_columns(connection):
        connection.execute(f"ALTER TABLE articles ADD COLUMN {name} {_LATER_COLUMNS[name]}")
    for name, columns in _LATER_TABLES.items():
        connection.execute(f"CREATE TABLE IF NOT EXISTS {name} {columns}")
    connection.execute("DROP INDEX IF EXISTS live_article")
    connection.execute(
        "CREATE UNIQUE INDEX live_article ON articles (article_id) WHERE removed IS NULL AND outdated IS NULL"
    )
    connection.execute("CREATE INDEX IF NOT EXISTS outdated_article ON articles (outdated) WHERE outdated IS NOT NULL")


def _stand_in(connection: sqlite3.Connection) -> None:
    """Readers never write: let them find empty what an older catalog lacks."""
    empty = ", ".join(f"{'0' if 'NOT NULL' in kind else 'NULL'} AS {name}" for name, kind in _LATER_COLUMNS.items())
    connection.execute(f"CREATE TEMP VIEW articles AS SELECT *, {empty} FROM main.articles")
    for name, columns in _LATER_TABLES.items():
        connection.execute(f"CREATE TEMP TABLE {name} {columns}")


def _open(path: Path, query: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        _uri(path, query), uri=True, isolation_level=None, check_same_thread=False, timeout=_WAIT_SECONDS
    )
    if query == "mode=rw":
        # FULL: derived files are deleted after the switch, so a lost switch would leave none.
        connection.execute("PRAGMA synchronous = FULL")
    return connection


def _open_where_nobody_writes(path: Path, error: sqlite3.OperationalError) -> tuple[sqlite3.Connection, int]:
    """A read-only folder cannot hold SQLite's shared-memory file: open the catalog as one that cannot change."""
    if os.access(path.parent, os.W_OK) or not os.access(path, os.R_OK):
        raise StorageError(
            f"{path} cannot be opened ({error}).", remedy="Check its permissions, and the space left on its disk."
        ) from error
    if path.with_name(path.name + "-wal").exists():
        raise StorageError(
            f"{path.parent} was left in the middle of a run, and it cannot be written to.",
            remedy="Run crosscheck index on it once as a user who may write there.",
        ) from error
    try:
        connection = _open(path, "immutable=1")
        (application,) = connection.execute("PRAGMA application_id").fetchone()
    except sqlite3.DatabaseError as second:
        raise IndexDamaged(f"{path} is damaged ({second}).", remedy=rebuild_remedy(path.parent)) from second
    return connection, application


def _uri(path: Path, query: str) -> str:
    return f"{path.absolute().as_uri()}?{query}"


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
    number, directory, articles, chunks, fingerprint = connection.execute(
        "SELECT number, directory, articles, chunks, fingerprint FROM generation"
    ).fetchone()
    kept = connection.execute("SELECT value FROM meta WHERE key = ?", (_DERIVED,)).fetchone()
    try:
        known = json.loads(kept[0]) if kept else {}
        index = str(known.get("index", ""))
        # an older program that published since left what it does not know of as it was
        digests = tuple(sorted(known["files"].items())) if known.get("generation") == number else ()
    except (ValueError, AttributeError, KeyError):  # damaged: then nobody knows, and the next run writes all anew
        index, digests = "", ()
    return Generation(number, directory, articles, chunks, fingerprint, index, digests)


def content_fingerprint(connection: sqlite3.Connection, encoder_fingerprint: str) -> str:
    """Equal for equal content under the same encoder, whatever the order of arrival."""
    digest = hashlib.sha256(encoder_fingerprint.encode())
    for (content_hash,) in connection.execute(
        "SELECT content_hash FROM articles WHERE removed IS NULL ORDER BY content_hash"
    ):
        digest.update(content_hash.encode())
    return digest.hexdigest()[:16]


def set_generation(connection: sqlite3.Connection, generation: Generation) -> None:
    """The switch: the one row that says which derived files readers use."""
    connection.execute(
        "UPDATE generation SET number = ?, directory = ?, articles = ?, chunks = ?, fingerprint = ?",
        (generation.number, generation.directory, generation.articles, generation.chunks, generation.fingerprint),
    )
    known = {
        "index": generation.index or secrets.token_hex(16),
        "generation": generation.number,
        "files": dict(generation.digests),
    }
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_DERIVED, json.dumps(known)))


def count_unpublished(connection: sqlite3.Connection) -> int:
    """How many changes were committed that the last complete generation does not carry."""
    number = read_generation(connection).number
    (pending,) = connection.execute(
        "SELECT (SELECT count(*) FROM articles WHERE added > ?) + (SELECT count(*) FROM articles WHERE removed > ?)",
        (number, number),
    ).fetchone()
    return int(pending)


def batches(values: Sequence[int]) -> Iterable[list[int]]:
    """Runs of at most 500, for statements that name each value."""
    return (list(values[i : i + _BATCH]) for i in range(0, len(values), _BATCH))


def marks(values: Sequence[object]) -> str:
    """
    >>> marks([7, 8, 9])
    '?,?,?'
    """
    return ",".join("?" * len(values))
