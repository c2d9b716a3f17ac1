"""Damage to derived files: SHA-256 written down when they are made, compared when they are opened."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import CrosscheckError, IndexDamaged

Digests = tuple[tuple[str, str], ...]
"""Path below the generation's folder, and SHA-256 of the file."""


def digests_of(folder: Path) -> Digests:
    """Every file below a folder; locks and other hidden files, which carry nothing that is read, are left out."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and not file.name.startswith("."))
    return tuple((file.relative_to(folder).as_posix(), _digest(file)) for file in files)


def check_digests(folder: Path, digests: Digests, up_to_bytes: int | None = None) -> None:
    """Compare the files of a folder with what was written down.

    With ``up_to_bytes``, larger files are left unread. Raises IndexDamaged
    where one differs, FileNotFoundError where one is not there.
    """
    for name, digest in digests:
        file = folder / name
        if (up_to_bytes is None or file.stat().st_size <= up_to_bytes) and _digest(file) != digest:
            raise IndexDamaged(f"{file} is not what was written.")


@contextmanager
def claimed_damaged(path: Path) -> Iterator[None]:
    """Whatever a library raises while it reads ``path`` becomes IndexDamaged.

    Rust's panics arrive as a BaseException, of a class that can only be told by its name.
    """
    try:
        yield
    except (CrosscheckError, FileNotFoundError, MemoryError):
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        told = (str(error).strip().splitlines() or ["unreadable"])[-1].strip()
        raise IndexDamaged(f"{path} cannot be read ({told}).") from error


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
