"""XML files: RSS and Atom (.xml, .rss, .atom) by feedparser, one article an entry; agencies' XML by news_xml."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from index.errors import ArticleError
from index.loading.decoding import read_bytes
from index.loading.drafts import Draft
from index.loading.json_shapes import ends_cut
from index.loading.news_xml import parse_xml, read_news_xml
from index.loading.reports import Flawed, Recognised, Skipped
from index.loading.web_pages import strip_html


def read_xml(path: Path) -> Iterator[Draft | Skipped | Flawed | Recognised]:
    """A file that ends in .xml: NITF, NewsML, or a feed."""
    root = parse_xml(path)
    news = read_news_xml(root, path) if root is not None else None
    yield from read_feed(path) if news is None else news


def read_feed(path: Path) -> Iterator[Draft | Skipped | Flawed | Recognised]:
    """Entries with their full content, else their summary; the feed's title is the source."""
    import feedparser

    feed = feedparser.parse(BytesIO(read_bytes(path)))  # a stream: a string might be taken for an address to fetch
    if not feed.entries:
        raise ArticleError(
            "is no RSS or Atom feed with entries in it, no NITF and no NewsML",
            remedy="Remove it, or save the articles as .txt.",
        )
    if feed.bozo and not isinstance(feed.get("bozo_exception"), feedparser.CharacterEncodingOverride):
        yield Flawed(str(path), "is damaged or cut off; its readable entries were kept", "Download the feed again.")
    for number, entry in enumerate(feed.entries, start=1):
        content = [part.get("value", "") for part in entry.get("content", ())]
        yield Draft(
            text=strip_html("\n\n".join(filter(None, content)) or entry.get("summary", "")),
            truncated=not content and ends_cut(strip_html(entry.get("summary", ""))),
            modified=entry.get("updated") if "updated" in entry else None,
            id=entry.get("id"),
            title=strip_html(entry.get("title", "")),
            source=(entry.get("source") or {}).get("title") or feed.feed.get("title"),
            published=entry.get("published") or (entry.get("updated") if "updated" in entry else None),
            url=entry.get("link"),
            author=entry.get("author"),
            language=feed.feed.get("language"),
            line=number,
        )
