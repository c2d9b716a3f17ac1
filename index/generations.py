"""Derived files: written under a new name, then switched to by one catalog row.

A generation is a folder ``generations/0000012`` with ``vectors.faiss`` and
``keywords/``. It is complete when the catalog names it, and never changes
after. A folder that the catalog does not name is left over from a run that
was killed, or no longer used: the next writer deletes it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.catalog import Generation, read_generation
from index.damage import check_digests
from index.errors import IndexDamaged
from index.filters import ArticleFilter
from index.keywords import KeywordDocument, KeywordIndex, deleted_share, write_keywords
from index.rows import live_counts, live_vectors, retired_chunks
from index.vectors import VectorIndex, VectorSizes, extend_vectors, write_vectors

GENERATIONS = "generations"
VECTORS = "vectors.faiss"
KEYWORDS = "keywords"
_FILTERS_KEPT = 64
_CHECKED_UP_TO_BYTES = 64_000_000
"""Of one file, at every opening (64 MB take 51 ms on one core); larger ones by writers and by verify."""
_REBUILT_ABOVE = 0.1  # deleted entries still count in BM25's statistics; past this share they are cleared out

T = TypeVar("T")

Checkpoint = Callable[[str], None]
"""Called after each named write; tests kill the process in it."""


def write_generation(
    root: Path,
    connection: sqlite3.Connection,
    dimension: int,
    sizes: VectorSizes,
    checkpoint: Checkpoint,
    *,
    anew: bool,
) -> str:
    """Write the derived files of everything committed; returns the folder's name. Empty where there is no chunk.

    Builds on the last generation where little has changed since, unless ``anew``.
    """
    _, chunks = live_counts(connection)
    if chunks == 0:
        return ""
    last = read_generation(connection)
    name = f"{last.number + 1:07d}"
    folder = root / GENERATIONS / name
    if folder.exists():  # a run was killed before the switch
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    base = root / GENERATIONS / last.directory if last.directory and not anew and is_sound(root, last) else None
    gone = retired_chunks(connection, last.number)
    kind = sizes.kind(chunks)
    if base is None or not (
        kind == "ivf"
        and extend_vectors(
            base / VECTORS, folder / VECTORS, gone, live_vectors(connection, dimension, since=last.number), chunks
        )
    ):
        write_vectors(folder / VECTORS, lambda: live_vectors(connection, dimension), chunks, dimension, kind)
    checkpoint("vectors written")
    if base is None or len(gone) > _REBUILT_ABOVE * chunks or deleted_share(base / KEYWORDS) > _REBUILT_ABOVE:
        write_keywords(folder / KEYWORDS, _documents(connection))
    else:
        documents = _documents(connection, since=last.number)
        write_keywords(folder / KEYWORDS, documents, base=base / KEYWORDS, gone=gone.tolist())
    checkpoint("keywords written")
    _sync(folder)
    return name


def is_sound(root: Path, generation: Generation) -> bool:
    """True where the files of a generation are what was written. Where nobody wrote that down, nobody knows: False."""
    if not generation.directory:
        return True
    try:
        check_digests(root / GENERATIONS / generation.directory, generation.digests)
    except (IndexDamaged, OSError):
        return False
    return bool(generation.digests)


def delete_unused(root: Path, keep: str) -> None:
    """Delete every generation but one. Readers that hold older files open keep them until they are done."""
    folder = root / GENERATIONS
    if not folder.is_dir():
        return
    for other in folder.iterdir():
        if other.name != keep:
            shutil.rmtree(other, ignore_errors=True)


class Derived:
    """The opened files of one generation, shared by every reader of it."""

    def __init__(self, root: Path, generation: Generation, *, whole: bool = False) -> None:
        """``whole``: compare files of any size with their checksums, not only those that a reader can wait for."""
        self.generation = generation
        self.vectors: VectorIndex | None = None
        self.keywords: KeywordIndex | None = None
        self._allowed: OrderedDict[ArticleFilter, NDArray[np.int64]] = OrderedDict()
        self._facts: dict[str, Any] = {}
        self._lock = Lock()
        if not generation.directory:
            return
        folder = root / GENERATIONS / generation.directory
        check_digests(folder, generation.digests, None if whole else _CHECKED_UP_TO_BYTES)
        self.vectors = VectorIndex(folder / VECTORS)
        self.keywords = KeywordIndex(folder / KEYWORDS)
        for what, count in (("vectors", self.vectors.count), ("keyword entries", self.keywords.count)):
            if count != generation.chunks:
                raise IndexDamaged(f"{folder} holds {count} {what}; the catalog has {generation.chunks} chunks.")

    def once(self, name: str, find: Callable[[], T]) -> T:
        """A fact about the generation, found when first asked for: a generation never changes."""
        if name not in self._facts:
            self._facts[name] = find()
        found: T = self._facts[name]
        return found

    def allowed(self, may: ArticleFilter, find: Callable[[], NDArray[np.int64]]) -> NDArray[np.int64]:
        """The chunk ids that pass a filter, remembered: a generation never changes."""
        with self._lock:
            if may in self._allowed:
                self._allowed.move_to_end(may)
                return self._allowed[may]
        found = find()
        with self._lock:
            self._allowed[may] = found
            while len(self._allowed) > _FILTERS_KEPT:
                self._allowed.popitem(last=False)
        return found


def _documents(connection: sqlite3.Connection, *, since: int = 0) -> Iterator[KeywordDocument]:
    """The keyword entries of everything committed after generation ``since``."""
    text_id, text = None, ""
    for article, body_id, title, source, published, genre in connection.execute(
        "SELECT id, text, title, source, published, genre FROM articles"
        " WHERE removed IS NULL AND added > ? ORDER BY id",
        (since,),
    ):
        if body_id != text_id:
            (body,) = connection.execute("SELECT body FROM texts WHERE id = ?", (body_id,)).fetchone()
            text_id, text = body_id, body.decode()
        day = date.fromisoformat(published) if published else None
        for chunk, start, end in connection.execute(
            'SELECT id, start, "end" FROM chunks WHERE article = ? ORDER BY id', (article,)
        ):
            yield KeywordDocument(chunk, title, source, text[start:end], day, genre)


def _sync(folder: Path) -> None:
    """Make sure that the files are on the disk before the catalog names them."""
    if os.name == "nt":  # which syncs only what is open for writing
        return
    for path in [folder.parent.parent, folder.parent, folder, *folder.rglob("*")]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
