"""Web pages (.html, .htm): the article by trafilatura, without menus, adverts and comments."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from index.errors import ArticleError
from index.loading.decoding import check_marks, clean_text, decode, read_bytes
from index.loading.drafts import Draft
from index.loading.exports import read_export_page
from index.loading.no_article import why_no_article, without_asking
from index.loading.own_data import OwnData, own_data
from index.loading.page_parts import (
    best_body,
    contains_most,
    corrections_of,
    further_articles,
    has_container,
    live_posts,
    modified_of,
    paragraphs_of,
    parse_page,
)
from index.loading.reports import Flawed, Incomplete, Recognised, Skipped

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?([A-Za-z0-9_-]{2,30})", re.IGNORECASE)
_MARKUP = re.compile(
    r"</?(?:p|br|div|span|a|b|i|em|strong|h[1-6]|ul|ol|li|blockquote|img|figure)\b[^<>]*>", re.IGNORECASE
)
_BLOCKS = frozenset(
    ["p", "div", "ul", "ol", "table", "blockquote", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6"]
)
_BREAKS = {**dict.fromkeys(_BLOCKS, "\n\n"), "br": "\n", "li": "\n", "tr": "\n"}
_SILENT = ("script", "style", "head", "template", "iframe", "figure")
_SPACE = re.compile(r"\s+")
_WORDS_SHARE = 0.5
_SOUP = 1.5
_MAX_PAGE_MARKS = 100_000
"""The extractor takes 16 s for 49,000 paragraphs on one core, so this is where a page ends."""
_WHOLE_ARTICLE = 1_200
"""Characters from which a page that is not free is taken to hold its whole article."""


def read_web_page(path: Path) -> Iterator[Draft | Skipped | Flawed | Recognised]:
    """One article, or the documents of an export; title, author, date and site name from the page's own metadata."""
    page = _page(path)
    check_marks(page.count("<"))
    export = read_export_page(page)
    if export is not None:
        yield from export
        return
    check_marks(page.count("<"), _MAX_PAGE_MARKS)
    root = parse_page(page)
    data = own_data(root, strip_html) if root is not None else OwnData()
    found = _extract(page)
    posts = live_posts(root, page) if root is not None else []
    extracted = "" if found is None else (found.text or "").strip()
    text = _fullest(root, extracted, data, posts)
    refusal = why_no_article(root, text, data) if root is not None else None
    if refusal is not None:
        raise ArticleError(refusal, remedy="Save the article itself, as its reader sees it.")
    if not text:
        raise ArticleError(
            "holds no article text that could be found", remedy="Save the article itself as .txt or .md."
        )
    shown = paragraphs_of(root) if root is not None else []
    yield Recognised("live blog" if posts else "web page", max(len(text), sum(map(len, shown))))
    if re.search(r"<html\b", page, re.IGNORECASE) and not re.search(r"</(?:html|body)\s*>", page, re.IGNORECASE):
        yield Flawed(str(path), "ends before </html>, so it may be cut off", "Save the page again.")
    more = further_articles(root) if root is not None else 0
    if more:
        others = "another article" if more == 1 else f"{more} more articles"
        yield Incomplete(str(path), f"holds {others} below the first", "Save each on a page of its own.")
    if data.words and len(text.split()) < _WORDS_SHARE * data.words:
        reason = f"has {len(text.split()):,} of the {data.words:,} words that the page says"
        yield Incomplete(str(path), reason, "Save the page with all of the article unfolded.")
    site = found.sitename if found is not None else None
    yield Draft(
        text=text,
        title=(found.title if found is not None else None) or data.headline,
        source=data.publisher if not site or "." in site else site,
        published=(found.date if found is not None else None) or data.published,
        modified=data.modified or (modified_of(root) if root is not None else None),
        url=found.url if found is not None else None,
        author=(found.author if found is not None else None) or data.author,
        language=found.language if found is not None else None,
        truncated=not data.is_free and len(text) < _WHOLE_ARTICLE,
    )


def _extract(page: str) -> Any:
    import trafilatura

    for name in ("trafilatura", "htmldate"):  # they log a warning for each thing we report ourselves
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return trafilatura.bare_extraction(
        page.replace("\x00", " "),
        with_metadata=True,
        include_comments=False,
        # metadata only: asked to search further, htmldate takes any date that the page mentions
        date_extraction_params={"extensive_search": False, "original_date": True},
    )


def _fullest(root: Any | None, extracted: str, data: OwnData, posts: Sequence[str]) -> str:
    """The best reading of a page's text: of the extractor, of its own data, of its live posts, of what it shows."""
    if root is None:
        return extracted
    shown = paragraphs_of(root)
    text = without_asking(extracted) or extracted
    visible = without_asking("\n".join(shown))
    # a page that does not mark its article shows much beside it
    fuller = has_container(root) or len(visible) < _SOUP * len(text)
    text = best_body(text, [visible if fuller else "", data.body])
    for live in ("\n\n".join(posts), "\n\n".join(data.updates)):
        if len(live) > len(text) and (len(text) < 50 or contains_most(live, text) or data.updates):
            text = live
    missing = [notice for notice in corrections_of(root) if notice not in text]
    return "\n\n".join([text, *missing]) if text and missing else text


def _page(path: Path) -> str:
    data = read_bytes(path)
    charset = _CHARSET.search(data[:4096])
    return decode(data, declared=charset[1].decode("ascii") if charset else None)


def strip_html(text: str) -> str:
    """The words of an HTML fragment, as feeds and records carry it; text without markup comes back as it is.

    >>> strip_html("<p>Rain &amp; wind.</p><p>More <b>rain</b>.</p>")
    'Rain & wind.\\n\\nMore rain.'
    >>> strip_html("1 < 2")
    '1 < 2'
    """
    if not _MARKUP.search(text):
        return text
    from lxml import etree, html  # type: ignore[import-untyped]

    # the standard library's parser takes a second for 8 kB of unclosed tags, and minutes for 200 kB
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(f"<div>{clean_text(text)}</div>".encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return ""
    etree.strip_elements(root, *_SILENT, with_tail=False)
    parts: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        words = element.text if event == "start" else element.tail
        parts.append(_BREAKS.get(element.tag, "") if event == "start" or element.tag in _BLOCKS else "")
        parts.append(_SPACE.sub(" ", words) if words else "")
    lines = [line.strip() for line in "".join(parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
