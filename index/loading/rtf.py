"""Rich Text files (.rtf), by striprtf: one article, or the documents of an export."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from index.errors import ArticleError
from index.loading.decoding import read_bytes
from index.loading.drafts import Draft
from index.loading.exports import read_export
from index.loading.reports import Flawed, Recognised, Skipped


def read_rtf(path: Path) -> Iterator[Draft | Skipped | Flawed | Recognised]:
    """The text without its formatting and pictures."""
    from striprtf.striprtf import rtf_to_text

    data = read_bytes(path)
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        raise ArticleError("is not an RTF document", remedy="Rename it to what it is, or save it again.")
    text: str = rtf_to_text(data.decode("latin-1"), errors="replace")
    export = read_export(text, wrapped=False)
    if export is not None:
        yield from export
        return
    paragraphs = [line.strip(" \t|") for line in text.split("\n")]
    yield Draft(text="\n\n".join(paragraph for paragraph in paragraphs if paragraph))
