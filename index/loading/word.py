"""Word files (.docx), by python-docx."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from index.errors import ArticleError
from index.loading.decoding import read_bytes
from index.loading.drafts import Draft
from index.loading.exports import read_export
from index.loading.reports import Flawed, Recognised, Skipped

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
    except zipfile.BadZipFile:
        raise ArticleError("is not a Word file, or is cut off", remedy="Save it as .docx again.") from None
    if unpacked > _MAX_UNPACKED_BYTES:
        raise ArticleError("unpacks to an enormous size", remedy="Save it as .docx again, without pictures.")
    document = docx.Document(BytesIO(data))
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
