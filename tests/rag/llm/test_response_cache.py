"""The cache of replies: on disk, shared, and never in the way."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from index.errors import LanguageModelError
from rag.llm.response_cache import ResponseCache, cache_key


def test_another_process_finds_what_was_kept(tmp_path: Path) -> None:
    first = ResponseCache(tmp_path / "c.sqlite")
    first.put("k", "m", "reply")
    assert ResponseCache(tmp_path / "c.sqlite").get("k") == "reply"


def test_each_part_of_the_key_counts() -> None:
    keys = {cache_key(*parts) for parts in (("a", "b", "c"), ("x", "b", "c"), ("a", "x", "c"), ("a", "b", "x"))}
    assert len(keys) == 4


def test_threads_share_it(tmp_path: Path) -> None:
    cache = ResponseCache(tmp_path / "c.sqlite")
    threads = [threading.Thread(target=cache.put, args=(f"k{n}", "m", str(n))) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [cache.get(f"k{n}") for n in range(20)] == [str(n) for n in range(20)]


def test_a_file_that_is_no_cache_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("these are notes, not a database\n" * 100)
    with pytest.raises(LanguageModelError, match=r"notes\.txt cannot be opened"):
        ResponseCache(path)


def test_a_closed_or_locked_cache_is_an_empty_one(tmp_path: Path) -> None:
    cache = ResponseCache(tmp_path / "c.sqlite")
    cache.put("k", "m", "reply")
    cache.close()
    assert cache.get("k") is None
    cache.put("k", "m", "other")
    row = sqlite3.connect(tmp_path / "c.sqlite").execute("SELECT reply FROM replies").fetchone()
    assert row == ("reply",)
