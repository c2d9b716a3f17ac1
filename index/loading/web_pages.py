"""Web pages (.html, .htm): the article by trafilatura, without menus, adverts and comments."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from index.errors import ArticleError
from index.loading.decoding import decode, read_bytes
from index.loading.drafts import Draft
from index.loading.reports import Flawed

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?([A-Za-z0-9_-]{2,30})", re.IGNORECASE)
_MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|h[1-6]|ul|ol|li|blockquote|img|figure)\b[^<>]*>", re.IGNORECASE
)
_BLOCKS = frozenset(["p", "div", "br", "li", "ul", "ol", "tr", "table", "blockquote", "figure", "section", "article"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_SILENT = frozenset(["script", "style", "head", "template", "iframe", "figure"])


def read_web_page(path: Path) -> Iterator[Draft | Flawed]:
    """One article; title, author, date and site name from the page's own metadata."""
    import trafilatura

    for name in ("trafilatura", "htmldate"):  # they log a warning for each thing we report ourselves
        logging.getLogger(name).setLevel(logging.CRITICAL)
    data = read_bytes(path)
    charset = _CHARSET.search(data[:4096])
    page = decode(data, declared=charset[1].decode("ascii") if charset else None)
    found = trafilatura.bare_extraction(
        page.replace("\x00", " "),
        with_metadata=True,
        include_comments=False,
        # metadata only: asked to search further, htmldate takes any date that the page mentions
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None or not (found.text or "").strip():
        raise ArticleError(
            "holds no article text that could be found", remedy="Save the article itself as .txt or .md."
        )
    if re.search(r"<html\b", page, re.IGNORECASE) and not re.search(r"</(?:html|body)\s*>", page, re.IGNORECASE):
        yield Flawed(str(path), "ends before </html>, so it may be cut off", "Save the page again.")
    yield Draft(
        text=found.text,
        title=found.title or "",
        source=found.sitename,
        published=found.date,
        url=found.url,
        author=found.author,
        language=found.language,
    )


def strip_html(text: str) -> str:
    """The words of an HTML fragment, as feeds and records carry it; text without markup comes back as it is.

    >>> strip_html("<p>Rain &amp; wind.</p><p>More <b>rain</b>.</p>")
    'Rain & wind.\\n\\nMore rain.'
    >>> strip_html("1 < 2")
    '1 < 2'
    """
    if not _MARKUP.search(text):
        return text
    parser = _Words()
    parser.feed(text)
    parser.close()
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(parser.parts))).strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS or tag in _HEADINGS:
            self.parts.append("\n" if tag in ("br", "li", "tr") else "\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS or tag in _HEADINGS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))
