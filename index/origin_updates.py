"""Keep the origins in a catalog up to date: only new texts and what they touch is looked at again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.catalog import batches, marks
from index.origins import PERMUTATIONS, Shingles, candidates, group, near_pairs, shingles, signatures

_BLOCK = 20_000  # signatures of a kilobyte each, read at a time
_NAME_CHARACTERS = 16


def update_origins(connection: sqlite3.Connection, disturbed: set[int]) -> None:
    """Give every text its origin. ``disturbed`` are texts that lost a near-copy. Call inside a transaction."""
    new = [row[0] for row in connection.execute("SELECT id FROM texts WHERE signature IS NULL ORDER BY id")]

    @lru_cache(maxsize=4096)
    def shingles_of(text: int) -> Shingles:
        (body,) = connection.execute("SELECT body FROM texts WHERE id = ?", (text,)).fetchone()
        return shingles(body.decode())

    for part in (new[i : i + _BLOCK] for i in range(0, len(new), _BLOCK)):
        signed = signatures([shingles_of(text) for text in part])
        fresh = dict(zip(part, signed, strict=True))
        pairs = candidates(fresh, _known(connection))
        connection.executemany(
            "UPDATE texts SET signature = ? WHERE id = ?",
            [(row.astype("<u4").tobytes(), i) for i, row in fresh.items()],
        )
        connection.executemany("INSERT OR REPLACE INTO near VALUES (?, ?, ?)", near_pairs(pairs, shingles_of))
    _regroup(connection, disturbed.union(new))


def _known(connection: sqlite3.Connection) -> Iterator[tuple[list[int], NDArray[np.uint32]]]:
    cursor = connection.execute("SELECT id, signature FROM texts WHERE signature IS NOT NULL ORDER BY id")
    while rows := cursor.fetchmany(_BLOCK):
        block = np.frombuffer(b"".join(row[1] for row in rows), dtype="<u4").reshape(len(rows), PERMUTATIONS)
        yield [row[0] for row in rows], block


def _regroup(connection: sqlite3.Connection, touched: set[int]) -> None:
    """Group again every text connected with a touched one."""
    connected: set[int] = set()
    frontier = set(touched)
    edges: dict[tuple[int, int], float] = {}
    while frontier:
        connected |= frontier
        found: set[int] = set()
        for part in batches(sorted(frontier)):
            for side in ("a", "b"):
                for a, b, score in connection.execute(
                    f"SELECT a, b, similarity FROM near WHERE {side} IN ({marks(part)})", part
                ):
                    edges[a, b] = score
                    found |= {a, b}
        frontier = found - connected
    names: dict[int, str] = {}
    for part in batches(sorted(connected)):
        names.update(connection.execute(f"SELECT id, hash FROM texts WHERE id IN ({marks(part)})", part))
    origins = group(names, [(a, b, score) for (a, b), score in edges.items()])
    connection.executemany(
        "UPDATE texts SET origin = ? WHERE id = ?",
        [(name[:_NAME_CHARACTERS], text) for text, name in origins.items()],
    )
