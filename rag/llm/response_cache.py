"""Replies of a language model, kept in SQLite so that the same question on the same evidence costs once.

Off unless a path is given. What is kept is the model's raw reply, never what
passed the checks: a reply from the cache is checked again like a fresh one.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from pathlib import Path

from index.errors import LanguageModelError

_TABLE = """
CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY,
    model TEXT NOT NULL,
    reply TEXT NOT NULL,
    made TEXT NOT NULL DEFAULT (datetime('now'))
)
"""


def cache_key(model: str, prompt_hash: str, evidence_hash: str) -> str:
    """SHA-256 over what decides a reply: who answers, how it was asked, about what.

    >>> cache_key("m", "p", "e") == cache_key("m", "p", "e") != cache_key("m", "pe", "")
    True
    """
    return hashlib.sha256(json.dumps([model, prompt_hash, evidence_hash]).encode()).hexdigest()


class ResponseCache:
    """A file of replies; safe to share between threads and processes.

    >>> cache = ResponseCache(":memory:")
    >>> cache.put("k", "openai:m", '{"statements": []}')
    >>> cache.get("k"), cache.get("other")
    ('{"statements": []}', None)
    """

    def __init__(self, path: str | Path) -> None:
        self._lock = threading.Lock()
        try:
            self._connection = sqlite3.connect(str(path), timeout=10.0, check_same_thread=False, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute(_TABLE)
        except sqlite3.Error as problem:
            raise LanguageModelError(
                f"The response cache {path} cannot be opened ({problem}).",
                remedy="Name another file, or delete this one.",
            ) from None

    def get(self, key: str) -> str | None:
        """The reply kept under ``key``; a cache that cannot be read is a cache that holds nothing."""
        try:
            with self._lock:
                row = self._connection.execute("SELECT reply FROM replies WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error:
            return None
        return str(row[0]) if row else None

    def put(self, key: str, model: str, reply: str) -> None:
        """Keep a reply. A full disk or a lock that is held loses the entry, not the answer."""
        try:
            with self._lock:
                self._connection.execute(
                    "INSERT OR REPLACE INTO replies (key, model, reply) VALUES (?, ?, ?)", (key, model, reply)
                )
        except sqlite3.Error:
            return

    def close(self) -> None:
        self._connection.close()
