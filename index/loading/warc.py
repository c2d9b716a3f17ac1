"""Web archives (.warc, .warc.gz), by warcio: each page that a crawler stored is an article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from index.errors import ArticleError
from index.loading.decoding import MAX_FILE_BYTES
from index.loading.members import Member, put_aside
from index.loading.reports import Skipped

_SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "application/pdf": ".pdf",
    "application/json": ".json", "application/rss+xml": ".rss", "application/atom+xml": ".atom",
    "application/xml": ".xml", "text/xml": ".xml",
}  # fmt: skip


def read_warc(path: Path, folder: Path) -> Iterator[Member | Skipped]:
    """The pages of a crawl; pictures, scripts, redirections and errors are passed over. Memory holds one page."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = 0
    records = 0
    with path.open("rb") as stream:
        try:
            for record in ArchiveIterator(stream):
                records += 1
                if record.rec_type not in ("response", "resource", "conversion"):
                    continue
                status = record.http_headers.get_statuscode() if record.http_headers else "200"
                headers = record.http_headers or record.rec_headers
                kind = (headers.get_header("Content-Type") or "").split(";")[0].strip().lower()
                if status != "200" or kind not in _SUFFIXES:
                    continue
                number += 1
                data = record.content_stream().read(MAX_FILE_BYTES + 1)
                if len(data) > MAX_FILE_BYTES or not data.strip():
                    yield Skipped(str(path), "the page is empty or enormous", "Nothing need be done.", line=number)
                    continue
                target = put_aside(data, folder, number, f"page{_SUFFIXES[kind]}")
                yield Member("", target, url=record.rec_headers.get_header("WARC-Target-URI"), line=number)
        except ArchiveLoadFailed as error:
            raise ArticleError(
                f"is damaged or no web archive ({str(error)[:80].strip()})", remedy="Crawl or download it again."
            ) from None
    if not number:
        reason = "holds no web page" if records else "is no web archive"
        raise ArticleError(reason, remedy="Remove it, or crawl again.")
