"""ArticleIndex: articles in, passages out. The one door to everything that is stored.

    index = ArticleIndex.open_or_create("news.index", encoder)
    index.add(articles)                               # unchanged articles cost nothing
    with index.snapshot() as view:                    # one consistent state for one answer
        hits = view.search("Taiwan", vector, EVERYTHING, 50)
        passages = view.get([id for id, _ in hits.dense])

On disk: ``catalog.sqlite`` (the truth), ``generations/`` (derived from it) and
``writer.lock``. One process writes at a time, any number read; a writer that
is killed leaves the last complete generation to the readers and the rest to
the next writer.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, RLock
from types import TracebackType
from typing import cast

import numpy as np
from numpy.typing import NDArray

from index import catalog
from index.articles import Article, Passage
from index.catalog import CATALOG_NAME, FORMAT, Generation, Meta
from index.errors import EncoderError, IndexDamaged, IndexMismatch, IndexMissing, StorageError
from index.filters import EVERYTHING, ArticleFilter
from index.generations import Derived
from index.known import MENDABLE
from index.locking import LOCK_NAME, writer_lock
from index.rows import live_hashes, note_files, note_mends
from index.snapshot import Hits, Snapshot
from index.writing import AddReport, Progress, TextEncoder, Writer, WritingOptions

__all__ = ["AddReport", "ArticleIndex", "Progress", "TextEncoder", "WritingOptions"]

Encoding = TextEncoder | Callable[[], TextEncoder] | None
"""An encoder, something that loads one when it is first needed, or none: reading by given vectors needs none."""


class ArticleIndex:
    """Made by ``create``, ``open`` or ``open_or_create``; close it, or use it in a ``with`` block.

    Safe to use from several threads.
    """

    def __init__(self, path: Path, meta: Meta, encoder: Encoding, options: WritingOptions | None) -> None:
        self.path = path
        self.meta = meta
        self._load_encoder: Callable[[], TextEncoder] | None = None
        self._encoder: TextEncoder | None = None
        self._options = options or WritingOptions()
        self._idle: list[sqlite3.Connection] = []
        self._lock = Lock()
        self._loading = Lock()
        self._writing = RLock()
        self._derived: Derived | None = None
        if hasattr(encoder, "fingerprint"):  # not isinstance: it would load the model to look at its properties
            self._encoder = self._checked(cast(TextEncoder, encoder))
        else:
            self._load_encoder = encoder

    @classmethod
    def create(cls, path: str | Path, encoder: TextEncoder, options: WritingOptions | None = None) -> ArticleIndex:
        """Make an empty index. Raises StorageError where the folder holds an index or anything else."""
        folder = Path(path)
        if folder.exists() and not folder.is_dir():
            raise StorageError(f"{folder} is a file.", remedy="Name a folder for the index.")
        file = folder / CATALOG_NAME
        if file.exists() and not catalog.is_unfinished(file):
            raise StorageError(f"{folder} already holds an index.", remedy="Open it, or name another folder.")
        ours = {CATALOG_NAME, CATALOG_NAME + "-wal", CATALOG_NAME + "-shm", CATALOG_NAME + "-journal", LOCK_NAME}
        foreign = sorted(entry.name for entry in folder.iterdir() if entry.name not in ours) if folder.exists() else []
        if foreign:
            raise StorageError(
                f"{folder} is not empty ({foreign[0]}) and holds no index.", remedy="Name an empty or a new folder."
            )
        languages = tuple(getattr(encoder, "languages", ("en",)))
        meta = Meta(FORMAT, encoder.name, encoder.fingerprint, encoder.dimension, languages)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with writer_lock(folder):
                catalog.create_catalog(file, meta)
        except (OSError, sqlite3.Error) as error:
            raise StorageError(
                f"No index can be made at {folder} ({error}).", remedy="Check disk space and permissions."
            ) from error
        return cls(folder, meta, encoder, options)

    @classmethod
    def open(cls, path: str | Path, encoder: Encoding = None, options: WritingOptions | None = None) -> ArticleIndex:
        """Open an index that exists; a callable gives the encoder when it is first needed.

        Raises IndexMissing, IndexMismatch (other encoder or format) or IndexDamaged.
        """
        folder = Path(path)
        connection = catalog.connect(folder / CATALOG_NAME)
        try:
            (found,) = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
            if found != str(FORMAT):
                raise IndexMismatch(
                    f"{folder} has index format {found}; this version reads format {FORMAT}.",
                    remedy=catalog.rebuild_remedy(folder),
                )
            meta = catalog.read_meta(connection)
        except (sqlite3.DatabaseError, TypeError, KeyError, ValueError) as error:
            raise IndexDamaged(
                f"{folder / CATALOG_NAME} is damaged ({error}).", remedy=catalog.rebuild_remedy(folder)
            ) from error
        finally:
            connection.close()
        return cls(folder, meta, encoder, options)

    @classmethod
    def open_or_create(
        cls, path: str | Path, encoder: TextEncoder, options: WritingOptions | None = None
    ) -> ArticleIndex:
        """Open the index at ``path``, or make an empty one where there is none."""
        try:
            return cls.open(path, encoder, options)
        except IndexMissing:
            return cls.create(path, encoder, options)

    @property
    def encoder(self) -> TextEncoder:
        """The encoder this index was made with, loaded when first asked for."""
        with self._loading:
            if self._encoder is None:
                if self._load_encoder is None:
                    raise EncoderError(
                        f"{self.path} was opened without an encoder.", remedy=f"Open it with {self.meta.encoder}."
                    )
                self._encoder = self._checked(self._load_encoder())
            return self._encoder

    def _checked(self, encoder: TextEncoder) -> TextEncoder:
        if encoder.fingerprint != self.meta.fingerprint:
            raise IndexMismatch(
                f"{self.path} was made with the encoder {self.meta.encoder} ({self.meta.fingerprint}),"
                f" not with {encoder.name} ({encoder.fingerprint}).",
                remedy="Use that encoder, or build another index: crosscheck index ARTICLES --index NEW_DIR"
                f" --encoder {encoder.name}",
            )
        return encoder

    def close(self) -> None:
        """Give back files and connections. Snapshots still open stay usable."""
        with self._lock:
            idle, self._idle = self._idle, []
            self._derived = None
        for connection in idle:
            connection.close()

    def __enter__(self) -> ArticleIndex:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Reading

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """The last complete generation, pinned until the block ends."""
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        connection = connection or catalog.connect(self.path / CATALOG_NAME)
        try:
            yield self._pinned(connection)
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(
                f"{self.path / CATALOG_NAME} cannot be read ({error}).", remedy=catalog.rebuild_remedy(self.path)
            ) from error
        except IndexDamaged as error:
            raise IndexDamaged(error.problem, remedy=error.remedy or self._repair_remedy()) from error
        finally:
            with suppress(sqlite3.Error):
                connection.rollback()
            with self._lock:
                self._idle.append(connection)

    def _pinned(self, connection: sqlite3.Connection) -> Snapshot:
        damage: IndexDamaged | None = None
        for _ in range(5):  # a writer may delete a generation between our reading its name and opening it
            connection.execute("BEGIN")
            generation = catalog.read_generation(connection)
            try:
                return Snapshot(connection, self.meta, self._derived_for(generation))
            except FileNotFoundError as error:
                missing = error
                connection.execute("ROLLBACK")
            except IndexDamaged as error:  # so may a file that is half deleted look: damage is claimed at second sight
                if damage is not None:
                    raise
                damage = error
                connection.execute("ROLLBACK")
        raise IndexDamaged(f"{missing} is missing.", remedy=self._repair_remedy())

    def _derived_for(self, generation: Generation) -> Derived:
        with self._lock:
            if self._derived is not None and self._derived.generation == generation:
                return self._derived
        opened = Derived(self.path, generation)
        with self._lock:
            if self._derived is None or self._derived.generation.number <= generation.number:
                self._derived = opened
        return opened

    def _repair_remedy(self) -> str:
        return "Run crosscheck index again on the same articles: it writes the file anew and embeds nothing twice."

    def search(self, text: str, vector: NDArray[np.float32], may: ArticleFilter = EVERYTHING, k: int = 50) -> Hits:
        """``Snapshot.search`` on the newest generation."""
        with self.snapshot() as view:
            return view.search(text, vector, may, k)

    def get(self, ids: Sequence[int]) -> list[Passage]:
        """``Snapshot.get`` on the newest generation."""
        with self.snapshot() as view:
            return view.get(ids)

    def article(self, article_id: str) -> Article:
        """``Snapshot.article`` on the newest generation."""
        with self.snapshot() as view:
            return view.article(article_id)

    def sources(self) -> dict[str, int]:
        """``Snapshot.sources`` on the newest generation."""
        with self.snapshot() as view:
            return view.sources()

    # Writing

    def add(self, articles: Iterable[Article], *, progress: Callable[[Progress], None] | None = None) -> AddReport:
        """Add articles and replace those whose content changed; what is unchanged is not embedded again.

        Commits as it goes: a run that is killed keeps what it had committed, and
        the next run brings search up to date with it.
        """
        with self._writer() as writer:
            return writer.add(articles, progress or (lambda now: None))

    def remove(self, article_ids: Iterable[str]) -> int:
        """Remove articles everywhere; returns how many. Raises StorageError, and removes nothing, on an unknown id."""
        wanted = list(dict.fromkeys(article_ids))
        with self._writer() as writer:
            known = live_hashes(writer.connection)
            unknown = [article_id for article_id in wanted if article_id not in known]
            if unknown:
                raise StorageError(
                    f"The index holds no article {', '.join(map(repr, unknown))}; nothing was removed.",
                    remedy=f"See what it holds: crosscheck info --index {self.path}",
                )
            writer.remove(wanted)
        return len(wanted)

    def mend(self, article_ids: Sequence[str], fields: Mapping[str, str | None]) -> int:
        """Correct source, date, title, author, address or genre of articles, also for when they are indexed again.

        Dates are ISO strings; None empties a field. Returns how many articles
        changed. Raises StorageError, and changes nothing, on an unknown id or field.
        """
        wrong = sorted(set(fields) - set(MENDABLE))
        if wrong or not fields:
            raise StorageError(
                f"{', '.join(wrong) or 'Nothing'} cannot be set.", remedy=f"Set one of: {', '.join(MENDABLE)}."
            )
        with self.snapshot() as view:
            articles = [view.article(article_id) for article_id in dict.fromkeys(article_ids)]
            source = fields.get("source")
            # a person may name what the table does not take for an outlet
            named = {"source": view.outlets.name_of(source) or source} if source else {}
        with self._writer() as writer:
            with catalog.transaction(writer.connection):
                for article in articles:
                    note_mends(writer.connection, article.id, {**fields, **named})
            return writer.add(articles, lambda now: None).replaced

    def note_files(self, reports: Iterable[Mapping[str, object]]) -> None:
        """Keep reports on how completely files were read; a file's newer report replaces its older one."""
        rows = [(str(report["path"]), json.dumps(report, ensure_ascii=False)) for report in reports]
        with self._writer() as writer, catalog.transaction(writer.connection):
            note_files(writer.connection, rows)

    def note_outlets(self, own: str) -> None:
        """Keep a table of outlets that extends the program's; the next generation uses it."""
        with self._writer() as writer, catalog.transaction(writer.connection):
            writer.connection.execute("INSERT OR REPLACE INTO meta VALUES ('outlets', ?)", (own,))
        with self._lock:
            self._derived = None

    def repair(self) -> None:
        """Write the derived files anew from the catalog."""
        with self._writer() as writer:
            writer.publish(anew=True)

    def verify(self, *, deep: bool = False) -> list[str]:
        """Compare the index with itself; returns a sentence per problem, so an empty list is good news.

        ``deep`` also reads every text and vector.
        """
        from index.verification import find_problems

        connection = catalog.connect(self.path / CATALOG_NAME)
        try:
            return find_problems(self.path, connection, self.meta, deep=deep)
        finally:
            connection.close()

    @contextmanager
    def _writer(self) -> Iterator[Writer]:
        with self._writing:
            if not os.access(self.path, os.W_OK):
                raise StorageError(f"{self.path} cannot be written to.", remedy="Check its permissions.")
            with writer_lock(self.path):
                connection = catalog.connect(self.path / CATALOG_NAME, writing=True)
                try:
                    yield Writer(self.path, connection, self.meta, lambda: self.encoder, self._options)
                except sqlite3.OperationalError as error:
                    raise StorageError(
                        f"{self.path} cannot be written to ({error}).", remedy="Check disk space and permissions."
                    ) from error
                except sqlite3.DatabaseError as error:
                    raise IndexDamaged(
                        f"{self.path / CATALOG_NAME} is damaged ({error}).", remedy=catalog.rebuild_remedy(self.path)
                    ) from error
                finally:
                    connection.close()
