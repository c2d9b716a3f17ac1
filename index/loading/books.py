"""Documents that are zip files of XML: OpenDocument texts (.odt) and EPUB books (.epub)."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from index.errors import ArticleError
from index.loading.decoding import MAX_FILE_BYTES, check_marks, decode, read_bytes
from index.loading.drafts import Draft
from index.loading.exports import read_export
from index.loading.reports import Flawed, Recognised, Skipped
from index.loading.web_pages import strip_html

_TEXT_NS = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE_NS = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_FRONT = re.compile(
    r"(?:^|/)(?:nav|toc|cover|titlepage|title|copyright|colophon|index_split_000)[^/]*\.x?html?$", re.IGNORECASE
)
_SHORTEST = 200
"""Characters of a chapter of an issue; below, and called cover or contents, it is no article."""


def read_odt(path: Path) -> Iterator[Draft | Skipped | Flawed | Recognised]:
    """One article, or the documents of an export: headings and paragraphs in order."""
    archive = _open(path)
    root = _parse(_entry(archive, "content.xml"))
    if root is None:
        raise ArticleError("is no OpenDocument text, or is damaged", remedy="Save it again.")
    body = next(root.iter(f"{_OFFICE_NS}text"), root)
    paragraphs = [_words(node) for node in body.iter(f"{_TEXT_NS}p", f"{_TEXT_NS}h")]
    export = read_export("\n".join(paragraphs), wrapped=False)
    if export is not None:
        yield from export
        return
    meta = _parse(_entry(archive, "meta.xml"))
    title = next((node.text or "" for node in meta.iter(f"{_DC}title")), "") if meta is not None else ""
    yield Draft(text="\n\n".join(paragraph for paragraph in paragraphs if paragraph.strip()), title=title.strip())


def read_epub(path: Path) -> Iterator[Draft | Skipped | Flawed | Recognised]:
    """Each chapter of the reading order is an article: an issue of a newspaper has many, a saved page has one."""
    archive = _open(path)
    package, folder = _package(archive)
    names = _reading_order(package, folder) if package is not None else []
    present = set(archive.namelist())
    names = [name for name in names if name in present] or sorted(
        name for name in present if re.search(r"\.x?html?$", name, re.IGNORECASE)
    )
    about = _about(package)
    drafts = []
    for name in names:
        page = decode(_entry(archive, name) or b" ")
        text = strip_html(re.sub(r"<\?xml[^>]*\?>|<!DOCTYPE[^>]*>", "", page))
        if text and not (len(text) < _SHORTEST and _FRONT.search(name)):
            drafts.append(
                replace(about, text=_without_heading(text, _heading(page)), title=_heading(page) or about.title)
            )
    if not drafts:
        raise ArticleError("holds no text", remedy="Remove it, or save the articles as .txt.")
    yield Recognised("EPUB", sum(len(draft.text) for draft in drafts), len(drafts))
    for number, draft in enumerate(drafts, start=1):
        yield replace(draft, line=number if len(drafts) > 1 else None)


def _open(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(BytesIO(read_bytes(path)))
    except zipfile.BadZipFile:
        raise ArticleError("is damaged or cut off", remedy="Save or download it again.") from None


def _entry(archive: zipfile.ZipFile, name: str) -> bytes | None:
    try:
        with archive.open(name) as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except KeyError:
        return None
    if len(data) > MAX_FILE_BYTES:
        raise ArticleError("unpacks to an enormous size", remedy="Save it again, without pictures.")
    check_marks(data.count(b"<"))
    return data


def _parse(data: bytes | None) -> Any | None:
    from lxml import etree  # type: ignore[import-untyped]

    if not data:
        return None
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, recover=True))
    except (etree.XMLSyntaxError, ValueError):
        return None


def _words(node: Any) -> str:
    """The text of a paragraph; OpenDocument writes tabs, breaks and runs of blanks as elements."""
    parts = [node.text or ""]
    for child in node:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == f"{_TEXT_NS}line-break":
            parts.append("\n")
        elif tag in (f"{_TEXT_NS}tab", f"{_TEXT_NS}s"):
            parts.append(" ")
        elif tag not in (f"{_TEXT_NS}note", f"{_OFFICE_NS}annotation"):
            parts.append(_words(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _package(archive: zipfile.ZipFile) -> tuple[Any | None, str]:
    container = _parse(_entry(archive, "META-INF/container.xml"))
    place = ""
    if container is not None:
        place = next(
            (node.get("full-path") or "" for node in container.iter() if str(node.tag).endswith("}rootfile")), ""
        )
    place = place or next((name for name in archive.namelist() if name.endswith(".opf")), "")
    return (_parse(_entry(archive, place)), posixpath.dirname(place)) if place else (None, "")


def _reading_order(package: Any, folder: str) -> list[str]:
    held = {
        node.get("id"): node.get("href")
        for node in package.iter()
        if str(node.tag).endswith("}item") and "nav" not in (node.get("properties") or "").split()
    }
    spine = [node.get("idref") for node in package.iter() if str(node.tag).endswith("}itemref")]
    return [posixpath.normpath(posixpath.join(folder, held[name])) for name in spine if held.get(name)]


def _about(package: Any | None) -> Draft:
    """What the book says about itself."""
    if package is None:
        return Draft(text="")

    def one(name: str) -> str:
        return next((" ".join((node.text or "").split()) for node in package.iter(f"{_DC}{name}")), "")

    return Draft(
        text="",
        title=one("title"),
        source=one("publisher") or None,
        published=one("date") or None,
        language=one("language") or None,
    )


def _heading(page: str) -> str:
    found = re.search(r"<h[12]\b[^>]*>(.{1,400}?)</h[12]>", page, re.IGNORECASE | re.DOTALL) or re.search(
        r"<title[^>]*>(.{1,400}?)</title>", page, re.IGNORECASE | re.DOTALL
    )
    return " ".join(strip_html(f"<p>{found[1]}</p>").split()) if found else ""


def _without_heading(text: str, heading: str) -> str:
    first, _, rest = text.partition("\n")
    return rest.strip() if heading and rest.strip() and " ".join(first.split()) == heading else text
