"""PDF files (.pdf): the text layer, by pypdf."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from index.errors import ArticleError
from index.loading.decoding import MAX_ARTICLE_CHARACTERS, read_bytes
from index.loading.drafts import Draft

_WRAPPED = re.compile(r"(?<=[a-z,;])[ \t]*\n(?=[a-z])")


def read_pdf(path: Path) -> Iterator[Draft]:
    """One article. The dates inside a PDF say when it was made, not when the article appeared; they are not used."""
    import pypdf
    from pypdf.errors import DependencyError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs each repair of a damaged file
    data = read_bytes(path)
    if b"%PDF-" not in data[:1024]:
        raise ArticleError("is not a PDF, or is damaged at its beginning", remedy="Download or export it again.")
    try:
        reader = pypdf.PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleError("is protected by a password", remedy="Save a copy without the password.")
    except DependencyError:
        raise ArticleError("is encrypted", remedy="Save a copy without encryption.") from None
    pages: list[str] = []
    for page in reader.pages:
        pages.append(page.extract_text())
        if sum(map(len, pages)) > MAX_ARTICLE_CHARACTERS:
            break  # too long, which is reported like any other overlong article
    text = _WRAPPED.sub(" ", "\n".join(pages))
    if not any(character.isalnum() for character in text):
        raise ArticleError("holds pictures of text only (a scan)", remedy="Run text recognition (OCR) on it first.")
    yield Draft(text=text)
