"""Member: a file that lies inside another, taken out so that the reader of its own format can read it.

Archives are read by counted bytes, never by what they claim of themselves, and
nothing is written outside the folder that was given.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from index.errors import ArticleError
from index.loading.reports import Skipped

MAX_UNPACKED_BYTES = 2_000_000_000
"""Of one archive: a year of a newspaper as text has some 500 MB."""
_MAX_RATIO = 300
"""Text packs to a tenth; 300 times smaller is a bomb."""
_MAX_FILES = 100_000
_BLOCK = 1 << 16
_HIDDEN = ("__MACOSX", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class Member:
    """``name`` is its path inside the archive; empty where the archive is but the wrapping of this one file."""

    name: str
    path: Path
    url: str | None = None
    line: int | None = None
    """Its number, where it has no name of its own."""


def open_zip(path: Path, folder: Path) -> Iterator[Member | Skipped]:
    """The files of a .zip, in the order of their names."""
    try:
        with path.open("rb") as raw, zipfile.ZipFile(raw) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_hidden(entry.filename)]
            if len(entries) > _MAX_FILES:
                raise ArticleError(f"holds {len(entries):,} files", remedy="Unpack it and index the folder.")
            room = _Room(path.stat().st_size)
            for number, entry in enumerate(sorted(entries, key=lambda each: each.filename), start=1):
                if entry.flag_bits & 0x1:
                    yield Skipped(f"{path}/{entry.filename}", "is locked with a password", "Unpack it first.")
                    continue
                with archive.open(entry) as stream:
                    yield Member(
                        entry.filename.replace("\\", "/"), _write(stream, folder, number, entry.filename, room)
                    )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ArticleError(f"cannot be unpacked ({error})", remedy="Pack it again, without a password.") from None


def open_gzip(path: Path, folder: Path) -> Iterator[Member]:
    """The one file that a .gz holds; its name is the archive's without the ending."""
    try:
        with path.open("rb") as raw, gzip.open(raw) as stream:
            yield Member("", _write(stream, folder, 1, path.stem, _Room(path.stat().st_size)))
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise ArticleError(f"cannot be unpacked ({error})", remedy="Pack or download it again.") from None


def put_aside(data: bytes, folder: Path, number: int, name: str) -> Path:
    """Write bytes under a safe name with the suffix of ``name``."""
    target = folder / f"{number:06d}{_suffix(name)}"
    target.write_bytes(data)
    return target


class _Room:
    """How much more an archive may unpack to."""

    def __init__(self, packed_bytes: int) -> None:
        self._left = min(MAX_UNPACKED_BYTES, packed_bytes * _MAX_RATIO + 1_000_000)

    def take(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            raise ArticleError("unpacks to an enormous size", remedy="Unpack it and look at what it holds.")


def _write(stream: IO[bytes] | gzip.GzipFile, folder: Path, number: int, name: str, room: _Room) -> Path:
    target = folder / f"{number:06d}{_suffix(name)}"
    with target.open("wb") as out:
        while block := stream.read(_BLOCK):
            room.take(len(block))
            out.write(block)
    return target


def _suffix(name: str) -> str:
    """
    >>> _suffix("../a.TXT"), _suffix("a"), _suffix("a.b/c")
    ('.txt', '', '')
    """
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    return suffix if suffix[1:].isalnum() and suffix.isascii() and len(suffix) < 12 else ""


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any((part.startswith(".") and part not in (".", "..")) or part in _HIDDEN for part in parts)
