"""Uploaded files, single or in a zip, laid out safely in a folder and then indexed from there.

A zip is read by counted bytes, never by what it claims of itself; nothing is
written outside the folder, no link is made, nothing inside is unpacked again.
"""

from __future__ import annotations

import dataclasses
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from index.article_index import ArticleIndex, Progress
from index.articles import Article
from index.errors import ArticleError
from index.indexing import IndexingReport
from index.loading import FileReport, Flawed, Skipped, estimate_articles, find_files, iter_articles

_BLOCK = 1 << 16
_ZIP_HIDDEN = ("__MACOSX", ".DS_Store", "Thumbs.db")


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What one upload may hold."""

    files: int = 5_000
    file_bytes: int = 50 * 2**20
    """An article of 50 MiB is not an article."""
    total_bytes: int = 500 * 2**20
    """After unpacking."""
    ratio: int = 200
    """Text packs to about a fifth; 200 times smaller is a bomb."""


def index_uploads(
    index: ArticleIndex,
    uploads: Sequence[Path],
    *,
    replace: bool = False,
    limits: UploadLimits | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> IndexingReport:
    """Add what was uploaded to an index; an article id that holds other text is left alone unless ``replace``.

    ``progress`` gets articles done and about how many there are. Raises
    ArticleError where nothing can be used.
    """
    with tempfile.TemporaryDirectory(prefix="crosscheck-upload-") as scratch:
        folder = Path(scratch)
        notices: list[Skipped | Flawed] = [*stage(uploads, folder, limits or UploadLimits())]
        files = find_files([folder])
        if not files:
            reason = f" {notices[0]}" if notices else ""
            raise ArticleError(f"The upload holds no article.{reason}", remedy="Upload article files or a zip of them.")
        total = estimate_articles(files)

        def show(now: Progress) -> None:
            progress(now.articles, total)

        reports: list[FileReport] = []
        with index.snapshot() as snapshot:
            outlets = snapshot.outlets
        fresh = _kept(index, iter_articles([folder], None, outlets, reports.append), notices, replace)
        added = index.add(fresh, progress=show)
        index.note_files(_without(f"{folder}/", report).to_dict() for report in reports)
    told = [dataclasses.replace(notice, path=notice.path.removeprefix(f"{folder}/")) for notice in notices]
    return IndexingReport(
        added,
        files=tuple(_without(f"{folder}/", report) for report in reports),
        skipped=tuple(notice for notice in told if isinstance(notice, Skipped)),
        flawed=tuple(notice for notice in told if isinstance(notice, Flawed)),
    )


def stage(uploads: Sequence[Path], folder: Path, limits: UploadLimits) -> list[Skipped]:
    """Copy single files and unpack zips into ``folder``; returns what was left out.

    Raises ArticleError on a zip that is a bomb or over the limits: then nothing of it is used.
    """
    left_out: list[Skipped] = []
    room = _Room(limits)
    for upload in uploads:
        if zipfile.is_zipfile(upload) and upload.suffix.lower() not in (".docx", ".xlsx", ".pptx", ".odt", ".epub"):
            left_out += _unpack(upload, folder, room)
        else:
            taken = _taken(folder, safe_name(upload.name))
            if taken:
                left_out.append(Skipped(upload.name, taken, "Rename one of the two."))
                continue
            with upload.open("rb") as stream:
                _write(stream, folder / safe_name(upload.name), upload.name, room)
    return left_out


def safe_name(name: str) -> str:
    """The name of a file inside the upload, or ArticleError where it points elsewhere.

    >>> safe_name("2026/may/a.txt")
    '2026/may/a.txt'
    """
    path = PurePosixPath(name)
    tricky = (
        not path.parts
        or path.is_absolute()
        or "\\" in name
        or ":" in path.parts[0]
        or any(part in ("..", ".") or part.startswith("~") for part in path.parts)
        or any(ord(sign) < 32 or sign == "\x7f" for sign in name)
        or len(name) > 400
        or any(len(part.encode("utf-8", "replace")) > 200 for part in path.parts)
    )
    if tricky:
        raise ArticleError(f"{name!r} is not a plain file name.", remedy="Rename it without .., drives or backslashes.")
    return path.as_posix()


class _Room:
    """How much more an upload may hold; counts what is really written."""

    def __init__(self, limits: UploadLimits) -> None:
        self.limits = limits
        self._files = 0
        self._bytes = 0

    def file(self) -> None:
        self._files += 1
        if self._files > self.limits.files:
            raise ArticleError(
                f"The upload holds more than {self.limits.files:,} files.", remedy="Use crosscheck index for so many."
            )

    def block(self, name: str, size: int, written: int) -> None:
        self._bytes += size
        if written > self.limits.file_bytes:
            raise ArticleError(
                f"{name!r} is larger than {self.limits.file_bytes / 2**20:,.0f} MiB.", remedy="Leave it out."
            )
        if self._bytes > self.limits.total_bytes:
            raise ArticleError(
                f"The upload unpacks to more than {self.limits.total_bytes / 2**20:,.0f} MiB.",
                remedy="Use crosscheck index for so much.",
            )


def _unpack(upload: Path, folder: Path, room: _Room) -> list[Skipped]:
    left_out: list[Skipped] = []
    try:
        with zipfile.ZipFile(upload) as archive:
            for member in archive.infolist():
                if member.is_dir() or any(part in _ZIP_HIDDEN for part in PurePosixPath(member.filename).parts):
                    continue
                room.file()
                reason = _refusal(member, folder)
                if reason:
                    left_out.append(Skipped(f"{upload.name}: {member.filename}", reason, "Pack it as a plain file."))
                    continue
                with archive.open(member) as stream:
                    ratio_bytes = max(member.compress_size, 1) * room.limits.ratio + _BLOCK
                    _write(stream, folder / safe_name(member.filename), member.filename, room, ratio_bytes)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise ArticleError(
            f"{upload.name} cannot be unpacked ({error}).", remedy="Pack it again, without a password."
        ) from error
    return left_out


def _refusal(member: zipfile.ZipInfo, folder: Path) -> str:
    """Why a member of a zip is left out; empty where it is not."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return "it is a link or a device, not a file"
    if member.flag_bits & 0x1:
        return "it is locked with a password"
    try:
        name = safe_name(member.filename)
    except ArticleError:
        return "its name points outside the upload"
    return _taken(folder, name)


def _taken(folder: Path, name: str) -> str:
    """Why a name cannot be given to one more file of the upload; empty where it can.

    ``a`` and ``a/b`` cannot both be files: the second is left out, whichever it is.
    """
    if (folder / name).is_dir() or any((folder / above).is_file() for above in PurePosixPath(name).parents):
        return "its name is that of a file and of a folder"
    return "its name is there twice" if (folder / name).exists() else ""


def _write(stream: IO[bytes], target: Path, name: str, room: _Room, ratio_bytes: int | None = None) -> None:
    if ratio_bytes is None:
        room.file()
    target.parent.mkdir(parents=True, exist_ok=True)
    written = 0
    with target.open("xb") as out:
        while block := stream.read(_BLOCK):
            written += len(block)
            if ratio_bytes is not None and written > ratio_bytes:
                raise ArticleError(
                    f"{name!r} unpacks to more than {room.limits.ratio} times its size: it looks like a zip bomb.",
                    remedy="Leave it out.",
                )
            room.block(name, len(block), written)
            out.write(block)


def _without(folder: str, report: FileReport) -> FileReport:
    """The report with the names that the files had."""
    notices = tuple(notice.replace(folder, "") for notice in report.notices)
    return dataclasses.replace(report, path=report.path.removeprefix(folder), notices=notices)


def _kept(
    index: ArticleIndex, loaded: Iterator[Article | Skipped | Flawed], notices: list[Skipped | Flawed], replace: bool
) -> Iterator[Article]:
    """The articles to add; everything else goes to ``notices``."""
    with index.snapshot() as snapshot:
        held = {row.id for row in snapshot.articles()}
    for found in loaded:
        # an upload lies in a folder that is gone at its end: it is known by its name alone
        each = dataclasses.replace(found, place=None) if isinstance(found, Article) else found
        if not isinstance(each, Article):
            notices.append(each)
        elif not replace and each.id in held and index.article(each.id).content_hash != each.content_hash:
            notices.append(
                Skipped(each.id, "the index holds another article of this name", "Rename it, or choose to replace.")
            )
        else:
            yield each
