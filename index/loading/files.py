"""Which files an article folder holds, and the id that each one gives its article."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import ArticleError


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """One file and its id: the path below the folder that was asked for, with ``/`` between parts."""

    path: Path
    id: str


def find_files(paths: Sequence[Path | str]) -> list[ArticleFile]:
    """List the files below ``paths``, always in the same order; each real file once.

    One folder: ids are relative to it. One file: its name. Several paths: each
    folder's name comes first, ``monday/a.txt``. Hidden files and folders
    (``.git``) are passed over, links are followed but never twice.

    Raises ArticleError for a path that does not exist, and where two files
    would get the same id.
    """
    if not paths:
        raise ArticleError("No articles were named.", remedy="Name a file or a folder of articles.")
    found: dict[str, ArticleFile] = {}
    seen: set[tuple[int, int]] = set()
    for path in (Path(each) for each in paths):
        prefix = f"{path.resolve().name}/" if len(paths) > 1 and path.is_dir() else ""
        for below, file in _walk(path):
            identity = _identity(file)
            if identity in seen:
                continue
            if identity is not None:
                seen.add(identity)
            article_id = _printable(prefix + below)
            if article_id in found:
                raise ArticleError(
                    f"{found[article_id].path} and {file} would both get the article id {article_id!r}.",
                    remedy="Index the folder that holds them both, or rename one.",
                )
            found[article_id] = ArticleFile(file, article_id)
    return list(found.values())


def estimate_articles(files: Sequence[ArticleFile]) -> int:
    """About how many articles the files hold, for the length of a progress bar.

    A file is one article, except .jsonl, .ndjson and .csv: one a line.
    """
    return sum(_count_lines(file.path) if _is_by_line(file.path) else 1 for file in files)


def _walk(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield (path below ``path``, file), sorted by name within each folder."""
    try:
        path.stat()
    except OSError as error:
        problem = "does not exist" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
        raise ArticleError(f"{path} {problem}.", remedy="Name a file or a folder of articles.") from None
    if not path.is_dir():
        yield path.name, path
        return
    entered: set[str] = set()
    closed: list[OSError] = []
    for folder, subfolders, names in os.walk(path, followlinks=True, onerror=closed.append):
        real = os.path.realpath(folder)
        if real in entered:  # a link that leads back to a folder above or beside it
            subfolders.clear()
            continue
        entered.add(real)
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                file = Path(folder, name)
                yield file.relative_to(path).as_posix(), file
    for refusal in closed:  # listed as if it were a file, so that loading reports it
        yield Path(refusal.filename).relative_to(path).as_posix(), Path(refusal.filename)


def _identity(file: Path) -> tuple[int, int] | None:
    """Device and inode, equal for two links to one file; None where the file cannot be looked at."""
    try:
        status = file.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino)


def _printable(name: str) -> str:
    """File names that are not valid UTF-8 arrive with lone surrogates, which no database stores."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8") if not name.isascii() else name


def _is_by_line(path: Path) -> bool:
    return path.suffix.lower() in {".jsonl", ".ndjson", ".csv"}


def _count_lines(path: Path) -> int:
    if not path.is_file():  # a pipe would be waited for, a device never ends
        return 1
    try:
        with path.open("rb") as stream:
            return max(1, sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b"")))
    except OSError:
        return 1
