"""Does an index agree with itself? Every problem found is one sentence."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from index.catalog import Meta, count_unpublished, read_generation
from index.errors import IndexDamaged
from index.generations import Derived
from index.rows import decode_vectors
from index.snapshot import Snapshot
from index.vectors import UNIT_TOLERANCE

_BLOCK = 5_000


def find_problems(root: Path, connection: sqlite3.Connection, meta: Meta, *, deep: bool) -> list[str]:
    """Problems of the catalog, of the derived files, and of the two against each other."""
    try:
        connection.execute("BEGIN")
        problems = [*_database(connection, deep=deep), *_rows(connection, meta)]
        if deep and not problems:
            problems += [*_texts(connection), *_vectors(connection, meta)]
        problems += _derived(root, connection, meta, deep=deep)
        return problems
    except sqlite3.DatabaseError as error:
        return [f"The catalog cannot be read ({error})."]


def _database(connection: sqlite3.Connection, *, deep: bool) -> Iterator[str]:
    for (message,) in connection.execute("PRAGMA integrity_check(20)" if deep else "PRAGMA quick_check(20)"):
        if message != "ok":
            yield f"The catalog is damaged: {message}."
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"Row {row} of {table} refers to a row of {parent} that is not there."


_CHECKS = {
    "Article {0!r} has no chunk.": """
        SELECT article_id FROM articles a WHERE NOT EXISTS (SELECT 1 FROM chunks c WHERE c.article = a.id)""",
    "Chunk {1} of article {0!r} is not a slice of its text.": """
        SELECT a.article_id, c.id FROM chunks c JOIN articles a ON a.id = c.article JOIN texts t ON t.id = a.text
        WHERE NOT (0 <= c.start AND c.start < c."end" AND c."end" <= t.characters)""",
    "Chunk {0} has no embedding.": """
        SELECT c.id FROM chunks c LEFT JOIN embeddings e ON e.chunk = c.id WHERE e.chunk IS NULL""",
    "The embedding of chunk {0} belongs to no chunk.": """
        SELECT e.chunk FROM embeddings e LEFT JOIN chunks c ON c.id = e.chunk WHERE c.id IS NULL""",
}


def _rows(connection: sqlite3.Connection, meta: Meta) -> Iterator[str]:
    for sentence, query in _CHECKS.items():
        for row in connection.execute(query):
            yield sentence.format(*row)
    for chunk, size in connection.execute(
        "SELECT chunk, length(vector) FROM embeddings WHERE length(vector) <> ?", (4 * meta.dimension,)
    ):
        yield f"The embedding of chunk {chunk} has {size} bytes instead of {4 * meta.dimension}."


def _texts(connection: sqlite3.Connection) -> Iterator[str]:
    for text, digest, body, characters in connection.execute("SELECT id, hash, body, characters FROM texts"):
        if hashlib.sha256(body).hexdigest() != digest or len(body.decode(errors="replace")) != characters:
            yield f"Text {text} is not what was stored."


def _vectors(connection: sqlite3.Connection, meta: Meta) -> Iterator[str]:
    cursor = connection.execute("SELECT chunk, vector FROM embeddings")
    while rows := cursor.fetchmany(_BLOCK):
        lengths = np.linalg.norm(decode_vectors([row[1] for row in rows], meta.dimension), axis=1)
        for place in np.flatnonzero(~(np.abs(lengths - 1) <= UNIT_TOLERANCE)):
            yield f"The embedding of chunk {rows[place][0]} has length {lengths[place]:.3f} instead of 1."


def _derived(root: Path, connection: sqlite3.Connection, meta: Meta, *, deep: bool) -> Iterator[str]:
    waiting = count_unpublished(connection)
    if waiting:
        yield f"{waiting} changes of an unfinished run are not searchable yet; run crosscheck index again."
    generation = read_generation(connection)
    try:
        derived = Derived(root, generation, whole=True)
    except IndexDamaged as error:
        yield error.problem
        return
    except FileNotFoundError as error:
        yield f"{error} is missing."
        return
    if generation.directory and not generation.digests:
        yield "The search files carry no checksums, as an earlier version wrote them; crosscheck index adds them."
    view = Snapshot(connection, meta, derived)
    for row in view.articles():
        if not row.origin:
            yield f"Article {row.id!r} has no origin."
        if deep and view.article(row.id).content_hash != view.content_hash(row.id):
            yield f"Article {row.id!r} is not what was stored."
    if deep and derived.vectors and derived.keywords:
        held = view.all_chunk_ids()
        if derived.vectors.ids().tolist() != held:
            yield "The vector file does not hold the chunks of the catalog."
        if derived.keywords.ids() != held:
            yield "The keyword files do not hold the chunks of the catalog."
