"""Word files (.docx), by python-docx."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from index.errors import ArticleError
from index.loading.decoding import check_marks, read_bytes
from index.loading.drafts import Draft
from index.loading.exports import read_export
from index.loading.reports import Flawed, Recognised, Skipped

_MOST_COLUMNS = 63
"""What Word allows a table."""
_MAX_UNPACKED_BYTES = 500_000_000
"""A file that unpacks to more is a zip bomb; Word compresses text about tenfold and MAX_FILE_BYTES is 50 MB."""


def read_word(path: Path) -> Iterator[Draft | Skipped | Flawed | Recognised]:
    """One article, or the documents of an export: paragraphs and tables in order.

    The author property is the account that saved it; it is not used.
    """
    import docx
    from docx.table import Table

    data = read_bytes(path)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ArticleError("is protected by a password, or is an old .doc file", remedy="Save it as .docx without one.")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            marks = 0
            for entry in archive.infolist() if unpacked <= _MAX_UNPACKED_BYTES else ():
                if entry.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(entry) as stream:
                        for block in iter(lambda: stream.read(1 << 20), b""):
                            check_marks(marks := marks + block.count(b"<"))
    except zipfile.BadZipFile:
        raise ArticleError("is not a Word file, or is cut off", remedy="Save it as .docx again.") from None
    if unpacked > _MAX_UNPACKED_BYTES:
        raise ArticleError("unpacks to an enormous size", remedy="Save it as .docx again, without pictures.")
    document = docx.Document(BytesIO(data))
    yield from _narrow(document.element, path)
    blocks: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            blocks.extend("\t".join(cell.text for cell in row.cells) for row in block.rows)
        else:
            blocks.append(block.text)
    export = read_export("\n".join(blocks), wrapped=False)
    if export is not None:
        yield from export
        return
    title = document.core_properties.title or ""
    yield Draft(text="\n\n".join(block for block in blocks if block.strip()), title=title.strip())


def _narrow(document: Any, path: Path) -> Iterator[Flawed]:
    """Let no cell span more columns than a table can have: its text is read once for each of them."""
    from docx.oxml.ns import qn

    wide = [
        span
        for span in document.iter(qn("w:gridSpan"))
        if not re.fullmatch(r"0*\d{1,2}", value := span.get(qn("w:val"), "1")) or int(value) > _MOST_COLUMNS
    ]
    for span in wide:
        span.set(qn("w:val"), "1")
    if wide:
        yield Flawed(str(path), "a table has a cell of impossible width", "Its text was kept once; look at the table.")
