"""One writer at a time: a lock file that the operating system releases when its holder dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import IndexLocked

LOCK_NAME = "writer.lock"


@contextmanager
def writer_lock(directory: Path) -> Iterator[None]:
    """Hold the index at ``directory`` for writing. Raises IndexLocked at once where another holds it."""
    from filelock import FileLock, Timeout

    lock = FileLock(directory / LOCK_NAME, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise IndexLocked(
            f"Another process is writing to {directory}.",
            remedy="Wait until it has finished, then run the command again; reading goes on meanwhile.",
        ) from None
    try:
        yield
    finally:
        lock.release()
