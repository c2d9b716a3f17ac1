"""What the crash tests run in another process, to be killed in the middle of it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

from index.article_index import ArticleIndex, WritingOptions
from index.articles import Article
from tests.index.fakes import WordEncoder, lines

Checkpoint = Callable[[str], None]


def article(i: int, version: str = "first") -> Article:
    return Article(id=f"{i:02}", title="", text=f"The {version} ferry {i}.\nA storm took number {i}.", source="AFP")


BEFORE = [article(i) for i in range(8)]
AFTER = [*[article(i) for i in range(2)], *[article(i, "second") for i in range(2, 6)], *map(article, range(6, 14))]
"""Two unchanged, four replaced, two unchanged, six new."""
REMOVED = ["00", "07"]


def options(checkpoint: Checkpoint = lambda name: None) -> WritingOptions:
    """Small batches, and a generation after each."""
    return WritingOptions(chunker=lines, batch_chunks=6, publish_seconds=0, publish_share=1e9, checkpoint=checkpoint)


def write(path: Path, checkpoint: Checkpoint = lambda name: None) -> None:
    """What every crash interrupts: build, change, remove."""
    index = ArticleIndex.open_or_create(path, WordEncoder(), options(checkpoint))
    held = index.sources()
    if "AFP" not in held:
        index.add(BEFORE)
    index.add(AFTER)
    index.remove(REMOVED)


def die_at(path: Path, point: str, occurrence: int) -> None:
    """Run ``write`` and die, as by kill -9, when ``point`` is passed for the ``occurrence``-th time."""
    passed = 0

    def checkpoint(name: str) -> None:
        nonlocal passed
        passed += name == point
        if name == point and passed == occurrence:
            os.kill(os.getpid(), signal.SIGKILL)

    write(path, checkpoint)


def report_and_write(path: Path, started: str) -> None:
    """Run ``write`` after saying, by a file, that it begins; somebody else kills."""
    Path(started).touch()
    write(path)
