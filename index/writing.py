"""One run of the writer: embed and commit articles in batches, then publish a generation.

A batch is one transaction, so an article is in the catalog whole or not at
all. What a killed run committed stays; the next run publishes it.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence, Sized
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index import rows
from index.articles import Article, Chunk
from index.catalog import (
    Generation,
    Meta,
    content_fingerprint,
    count_unpublished,
    read_generation,
    set_generation,
    transaction,
)
from index.damage import digests_of
from index.errors import EncoderError, IndexDamaged, StorageError
from index.generations import GENERATIONS, Checkpoint, Derived, delete_unused, write_generation
from index.known import Identities
from index.origin_updates import update_origins
from index.vectors import UNIT_TOLERANCE, VectorSizes


class TextEncoder(Protocol):
    """What an index needs of an embedding model; ``index.embedding.Encoder`` is the real one."""

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    @property
    def window_tokens(self) -> int: ...

    @property
    def special_tokens(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, float32 (n, dimension)."""

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """The unit vector (dimension,) of a question of any length."""

    def count_tokens_batch(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, special tokens left out."""


Chunker = Callable[[Article], Sequence[tuple[Chunk, str]]]
"""The chunks of an article, each with the text that is embedded for it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run of ``add`` stands. ``total`` is None where the articles come from an iterator."""

    articles: int
    total: int | None
    chunks: int
    seconds: float


@dataclass(frozen=True, slots=True)
class AddReport:
    """What ``add`` did. ``refused`` holds article ids with the reason; all others are in the index."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    chunks: int = 0
    refused: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0
    changed: tuple[str, ...] = ()
    """Articles that came with another text: their earlier versions were kept."""
    overwritten: tuple[tuple[str, str], ...] = ()
    """Ids that held quite another article, with the title of the one that went."""
    renamed: tuple[tuple[str, str, str], ...] = ()
    """Ids that another file's article has: (the id, what this one is called instead, the other's file)."""


@dataclass(frozen=True, slots=True)
class WritingOptions:
    """How a writer works; the defaults suit, tests make them small."""

    batch_chunks: int = 512
    """Embedded and committed together: about two seconds of work on two cores."""
    publish_seconds: float = 20.0
    """A long run shows readers what it has so far this often,"""
    publish_share: float = 0.1
    """but spends no more than this share of its time on it."""
    sizes: VectorSizes = field(default_factory=VectorSizes)
    chunker: Chunker | None = None
    checkpoint: Checkpoint = lambda name: None
    """Called after each named write; tests kill the process in it."""


Pieces = Sequence[tuple[Chunk, str]]


class Writer:
    """Writes to one index while its lock is held."""

    def __init__(
        self,
        root: Path,
        connection: sqlite3.Connection,
        meta: Meta,
        encoder: Callable[[], TextEncoder],
        options: WritingOptions,
    ) -> None:
        self._root = root
        self.connection = connection
        self._meta = meta
        self._encoder = encoder
        self._options = options
        self._chunker = options.chunker
        self._checkpoint = options.checkpoint

    def add(self, articles: Iterable[Article], progress: Callable[[Progress], None]) -> AddReport:
        """See ``ArticleIndex.add``."""
        began = time.monotonic()
        total = len(articles) if isinstance(articles, Sized) else None
        hashes = rows.live_hashes(self.connection)
        seen = unchanged = added = replaced = chunks = pending = 0
        refused: list[tuple[str, str]] = []
        waiting: list[tuple[Article, Pieces]] = []
        awaited: set[str] = set()
        identities = Identities(self.connection)
        schedule = _Schedule(read_generation(self.connection).chunks == 0, self._options)

        def commit() -> None:
            nonlocal added, replaced, chunks, pending
            if waiting:
                done = self._commit(waiting, identities)
                added, replaced, chunks = added + done[0], replaced + done[1], chunks + done[2]
                waiting.clear()
                awaited.clear()
                pending = 0
            progress(Progress(seen, total, chunks, time.monotonic() - began))

        try:
            for given in articles:
                seen += 1
                if given.id in awaited and given.place is not None:
                    commit()  # whether this is the same article can be told once that one is written
                article = identities.settle(given, hashes)
                digest = article.content_hash
                if hashes.get(article.id) == digest:
                    unchanged += 1
                    continue
                reason = _unusable(article)
                pieces = [] if reason else self._chunks(article)
                if reason or not pieces:
                    refused.append((article.id, reason or "it has no text"))
                    continue
                hashes[article.id] = digest
                awaited.add(article.id)
                if pending and pending + len(pieces) > self._options.batch_chunks:
                    commit()
                    if schedule.is_due():
                        schedule.note(self.publish())
                waiting.append((article, pieces))
                pending += len(pieces)
            commit()
        except (Exception, KeyboardInterrupt):
            with suppress(Exception):  # let readers have what was committed; the first error is the one to tell
                self.publish_pending()
            raise
        self.publish_pending()
        return AddReport(
            added,
            replaced,
            unchanged,
            chunks,
            tuple(refused),
            time.monotonic() - began,
            changed=tuple(identities.changed),
            overwritten=tuple(identities.overwritten),
            renamed=tuple(identities.renamed),
        )

    def remove(self, article_ids: Sequence[str]) -> None:
        """Retire articles, all in one transaction, and publish. The ids are known to be there."""
        number = read_generation(self.connection).number + 1
        with transaction(self.connection):
            for article_id in article_ids:
                rows.retire_article(self.connection, article_id, number)
        self._checkpoint("removals committed")
        self.publish()

    def _commit(self, waiting: Sequence[tuple[Article, Pieces]], identities: Identities) -> tuple[int, int, int]:
        """Embed and write a batch of articles in one transaction; returns added, replaced, chunks."""
        texts = [text for _, pieces in waiting for _, text in pieces]
        vectors = np.asarray(self._encoder().encode(texts), dtype=np.float32)
        if vectors.shape != (len(texts), self._meta.dimension):
            raise EncoderError(
                f"{self._meta.encoder} made vectors of shape {vectors.shape} for {len(texts)} texts;"
                f" the index takes {self._meta.dimension} dimensions."
            )
        if not np.all(np.abs(np.linalg.norm(vectors, axis=1) - 1) <= UNIT_TOLERANCE):
            raise EncoderError(f"{self._meta.encoder} made vectors that are not of unit length.")
        number = read_generation(self.connection).number + 1
        place = replaced = 0
        with transaction(self.connection):
            for article, pieces in waiting:
                part = vectors[place : place + len(pieces)]
                stands, keeps = identities.version_of(article)
                replaced += rows.insert_article(
                    self.connection, article, [c for c, _ in pieces], part, number, stands=stands, keeps_earlier=keeps
                )
                place += len(pieces)
                self._checkpoint("article written")
            self._checkpoint("before commit")
        self._checkpoint("articles committed")
        return len(waiting) - replaced, replaced, len(texts)

    def publish_pending(self) -> None:
        """Publish where something committed is not searchable yet, or the derived files cannot be read."""
        readable = self._is_readable()
        if count_unpublished(self.connection) or not readable:
            self.publish(anew=not readable)

    def publish(self, *, anew: bool = False) -> float:
        """Derive files from everything committed and make them what readers use; returns the seconds it took."""
        began = time.monotonic()
        number = read_generation(self.connection).number + 1
        try:
            directory = write_generation(
                self._root, self.connection, self._meta.dimension, self._options.sizes, self._checkpoint, anew=anew
            )
        except (OSError, RuntimeError, ValueError) as error:  # as faiss and tantivy report a full disk
            raise StorageError(
                f"The search files of {self._root} could not be written ({error}).",
                remedy="Check disk space and permissions, then run the command again: nothing is embedded twice.",
            ) from error
        digests = digests_of(self._root / GENERATIONS / directory) if directory else ()
        with transaction(self.connection):
            disturbed = rows.purge_retired(self.connection)
            update_origins(self.connection, disturbed)
            articles, chunks = rows.live_counts(self.connection)
            fingerprint = content_fingerprint(self.connection, self._meta.fingerprint)
            set_generation(
                self.connection,
                Generation(
                    number, directory, articles, chunks, fingerprint, read_generation(self.connection).index, digests
                ),
            )
            self._checkpoint("before switch")
        self._checkpoint("switched")
        delete_unused(self._root, directory)
        self._checkpoint("old files deleted")
        return time.monotonic() - began

    def _chunks(self, article: Article) -> Pieces:
        if self._chunker is None:
            self._chunker = _default_chunker(self._encoder())
        return self._chunker(article)

    def _is_readable(self) -> bool:
        generation = read_generation(self.connection)
        try:
            Derived(self._root, generation, whole=True)
        except (IndexDamaged, OSError):
            return False
        return bool(generation.digests) or not generation.directory  # without any, nobody knows


class _Schedule:
    """When a run publishes before its end: a new index after the first batch, any index now and then."""

    def __init__(self, is_new: bool, options: WritingOptions) -> None:
        self._seconds = options.publish_seconds
        self._share = options.publish_share
        self._due = 0.0 if is_new else time.monotonic() + self._seconds

    def is_due(self) -> bool:
        return time.monotonic() >= self._due

    def note(self, took: float) -> None:
        self._due = time.monotonic() + max(self._seconds, took / self._share)


def _default_chunker(encoder: TextEncoder) -> Chunker:
    from index.chunks import embedded_text, split_article

    room = encoder.window_tokens - encoder.special_tokens

    def chunk(article: Article) -> Sequence[tuple[Chunk, str]]:
        made = split_article(article, count_window=encoder.count_tokens_batch, window_tokens=room)
        return [
            (part, embedded_text(article.text[part.start : part.end], article.title, article.source, article.published))
            for part in made
        ]

    return chunk


def _unusable(article: Article) -> str | None:
    """Why an article cannot be stored; None where it can.

    >>> _unusable(Article(id="a", title="", text=" "))
    'it has no text'
    """
    if not article.id:
        return "it has no id"
    if not article.text.strip():
        return "it has no text"
    for value in (article.id, article.title, article.text, article.source, article.url, article.author):
        try:
            (value or "").encode()
        except UnicodeEncodeError:
            return "it holds half of a surrogate pair, so it was decoded wrongly"
    return None
