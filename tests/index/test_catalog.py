from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from index import rows
from index.articles import Article, Chunk
from index.catalog import (
    Meta,
    connect,
    content_fingerprint,
    count_unpublished,
    create_catalog,
    read_generation,
    read_meta,
    transaction,
)
from index.errors import IndexDamaged, IndexMissing

META = Meta(format=1, encoder="words", fingerprint="words-1", dimension=2, languages=("en", "de"))
EAST = np.array([[1, 0]], dtype=np.float32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    create_catalog(tmp_path / "catalog.sqlite", META)
    return tmp_path / "catalog.sqlite"


@pytest.fixture
def db(path: Path) -> sqlite3.Connection:
    return connect(path, writing=True)


def insert(db: sqlite3.Connection, article_id: str, text: str = "It rained.", generation: int = 1) -> bool:
    article = Article(id=article_id, title="", text=text)
    with transaction(db):
        return rows.insert_article(db, article, [Chunk(article_id, 0, len(text))], EAST, generation)


def ids(db: sqlite3.Connection, table: str) -> list[int]:
    return [
        row[0] for row in db.execute(f"SELECT {'chunk' if table == 'embeddings' else 'id'} FROM {table} ORDER BY 1")
    ]


def test_what_an_index_was_made_with_comes_back(db: sqlite3.Connection) -> None:
    assert read_meta(db) == META
    assert read_generation(db).number == 0


def test_article_chunk_embedding_and_ledger_go_in_together(db: sqlite3.Connection) -> None:
    assert insert(db, "a") is False
    assert [len(ids(db, table)) for table in ("texts", "articles", "chunks", "embeddings", "ledger")] == [1] * 5
    (known, vectors) = rows.read_vectors(db, ids(db, "chunks"), 2)
    assert vectors.tolist() == [[1.0, 0.0]]
    assert known.tolist() == ids(db, "embeddings")


def test_a_transaction_that_fails_leaves_nothing(db: sqlite3.Connection) -> None:
    article = Article(id="a", title="", text="It rained.")
    db.execute("CREATE TRIGGER full BEFORE INSERT ON ledger BEGIN SELECT raise(ABORT, 'disk full'); END")
    with pytest.raises(sqlite3.IntegrityError, match="disk full"), transaction(db):
        rows.insert_article(db, article, [Chunk("a", 0, 10)], EAST, 1)
    assert [ids(db, table) for table in ("texts", "articles", "chunks", "embeddings", "ledger")] == [[]] * 5


def test_ids_are_never_used_twice(db: sqlite3.Connection) -> None:
    insert(db, "a")
    first = {table: ids(db, table)[-1] for table in ("texts", "articles", "chunks")}
    with transaction(db):
        rows.retire_article(db, "a", 1)
        rows.purge_retired(db)
    assert ids(db, "chunks") == ids(db, "embeddings") == ids(db, "texts") == []
    insert(db, "a")
    assert all(ids(db, table) == [last + 1] for table, last in first.items())


def test_the_articles_of_an_origin_are_found_without_reading_every_text(db: sqlite3.Connection) -> None:
    plan = db.execute(
        "EXPLAIN QUERY PLAN SELECT a.id FROM texts t JOIN articles a ON a.text = t.id WHERE t.origin = 'x'"
    ).fetchall()
    assert not [step for *_, step in plan if step.startswith("SCAN")]


def test_exact_copies_store_their_text_once_and_lose_it_with_the_last(db: sqlite3.Connection) -> None:
    insert(db, "a")
    insert(db, "b")
    assert (len(ids(db, "texts")), len(ids(db, "articles"))) == (1, 2)
    for article_id, texts_left in (("a", 1), ("b", 0)):
        with transaction(db):
            rows.retire_article(db, article_id, 1)
            rows.purge_retired(db)
        assert len(ids(db, "texts")) == texts_left


def test_replacing_retires_the_version_before(db: sqlite3.Connection) -> None:
    insert(db, "a", "Old.", generation=1)
    assert insert(db, "a", "New.", generation=2) is True
    assert db.execute("SELECT added, removed FROM articles ORDER BY id").fetchall() == [(1, 2), (2, None)]
    assert [row[0] for row in db.execute("SELECT action FROM ledger ORDER BY id")] == ["added", "replaced"]
    assert rows.live_hashes(db) == {"a": Article(id="a", title="", text="New.").content_hash}
    assert rows.live_counts(db) == (1, 1)


def test_what_no_generation_carries_yet_is_counted(db: sqlite3.Connection) -> None:
    assert count_unpublished(db) == 0
    insert(db, "a")
    insert(db, "b")
    assert count_unpublished(db) == 2


def test_retiring_an_unknown_article_changes_nothing(db: sqlite3.Connection) -> None:
    assert rows.retire_article(db, "nowhere", 1) is False
    assert ids(db, "ledger") == []


@pytest.mark.parametrize("text", ["nul \0 inside", "a 🇹🇼 flag and 𝔘nicode", "e\u0301 combining", "ﷺ" * 3])
def test_texts_come_back_as_they_were(db: sqlite3.Connection, text: str) -> None:
    insert(db, "a", text)
    body, characters = db.execute("SELECT body, characters FROM texts").fetchone()
    assert body.decode() == text
    assert characters == len(text)


def test_the_fingerprint_does_not_depend_on_the_order_of_arrival(tmp_path: Path) -> None:
    prints = []
    for name, order in (("one", "abc"), ("two", "cab")):
        create_catalog(tmp_path / name, META)
        db = connect(tmp_path / name, writing=True)
        for article_id in order:
            insert(db, article_id)
        prints.append(content_fingerprint(db, "words-1"))
        assert content_fingerprint(db, "words-2") != prints[-1]
    assert prints[0] == prints[1]


def test_readers_cannot_write(path: Path) -> None:
    reader = connect(path)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM meta")


def test_no_file_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="holds no index"):
        connect(tmp_path / "catalog.sqlite")


def test_a_creation_that_was_killed_is_no_index_yet(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "catalog.sqlite").execute("PRAGMA journal_mode = WAL")
    with pytest.raises(IndexMissing, match="holds no index yet"):
        connect(tmp_path / "catalog.sqlite")


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "catalog.sqlite")
    other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.commit()
    with pytest.raises(IndexDamaged, match="not a catalog of Crosscheck"):
        connect(tmp_path / "catalog.sqlite")


def test_a_file_of_noise_is_refused(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite").write_bytes(b"noise" * 1000)
    with pytest.raises(IndexDamaged, match=r"is damaged .*crosscheck index"):
        connect(tmp_path / "catalog.sqlite")
