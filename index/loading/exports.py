"""Is a file the export of an article database, and of which? Recognised by its marks, whatever its suffix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from index.loading.drafts import Draft
from index.loading.export_lines import Lines
from index.loading.factiva import read_factiva, read_factiva_page
from index.loading.nexis import read_nexis
from index.loading.proquest import read_proquest
from index.loading.reports import Flawed, Recognised, Skipped

Found = Iterator[Recognised | Draft | Skipped | Flawed]

_BLOCKS = frozenset(["p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "table", "pre", "center"])
_SILENT = ("script", "style", "head", "title", "template", "meta")
_SPACE = re.compile(r"\s+")
_RULE = "_" * 60
_MARKS = (
    "DOCUMENTS", "DOKUMENTE", "Dokument", "Document", "DOCUMENT", "LOAD-DATE", "Load-Date", "End of Document",
    "ProQuest",
    "PROQUEST", "documento", "Documento", "文件", "文書", "Документ", "Article\"", "Article'",
)  # fmt: skip


def read_export(text: str, *, wrapped: bool) -> Found | None:
    """The articles of an export that came as text; None where it is none."""
    if not any(mark in text for mark in _MARKS):  # most files are no export, and looking closer takes time
        return None
    lines = Lines.of(text, wrapped=wrapped)
    return read_factiva(lines) or read_proquest(lines) or read_nexis(lines)


def read_export_page(page: str) -> Found | None:
    """The articles of an export that came as a web page; None where it is none."""
    if not any(mark in page for mark in _MARKS):
        return None
    from lxml import etree, html  # type: ignore[import-untyped]

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True, remove_comments=True)
    try:
        root = html.document_fromstring(page.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    return read_factiva_page(root) or _by_lines(root)


def _by_lines(root: Any) -> Found | None:
    text = _text_of(root)
    lines = Lines.of(text, wrapped=False)
    return read_factiva(lines) or read_proquest(lines) or read_nexis(lines)


def _text_of(root: Any) -> str:
    """A page as lines: each block on its own, a blank one where a block of blocks ends."""
    from lxml import etree

    etree.strip_elements(root, *_SILENT, with_tail=False)
    parts: list[str] = []
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        if event == "start":
            if node.tag == "a" and (node.get("name") or "").startswith("DocID"):
                parts.append(f"\n{_RULE}\n")  # ProQuest's pages carry no other mark between two documents
            if node.tag in _BLOCKS:
                parts.append("\n\n" if node.tag == "div" else "\n")
            parts.append(_SPACE.sub(" ", node.text or ""))
        else:
            if node.tag in _BLOCKS and node.tag != "br":
                parts.append("\n\n" if node.tag == "div" else "\n")
            parts.append(_SPACE.sub(" ", node.tail or ""))
    return "\n".join(line.strip() for line in "".join(parts).split("\n"))
