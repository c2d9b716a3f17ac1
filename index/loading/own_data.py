"""What a web page says of its article in data of its own (JSON-LD)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Record = Mapping[str, Any]

_ARTICLE_TYPES = ("Article", "Posting", "Report", "Review")


@dataclass(frozen=True, slots=True)
class OwnData:
    """What a page's JSON-LD says of its article."""

    body: str = ""
    headline: str = ""
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    modified: str | None = None
    is_free: bool = True
    words: int | None = None
    updates: tuple[str, ...] = ()
    """The texts of a live blog's posts, each with its headline."""


def own_data(root: Any, plain: Callable[[str], str]) -> OwnData:
    """The article among a page's JSON-LD objects; ``plain`` turns a fragment of HTML into text."""
    found = [each for each in _objects(root) if _is_article(each)]
    if not found:
        return OwnData()
    main = max(
        found, key=lambda each: len(str(each.get("articleBody") or "")) + len(_records(each.get("liveBlogUpdate")))
    )
    updates = []
    for post in _records(main.get("liveBlogUpdate")):
        text = plain(str(post.get("articleBody") or "")).strip()
        if text:
            headline = str(post.get("headline") or "").strip()
            updates.append(f"{headline}\n\n{text}" if headline and not text.startswith(headline) else text)
    words = main.get("wordCount")
    return OwnData(
        body=plain(str(main.get("articleBody") or "")).strip(),
        headline=str(main.get("headline") or "").strip(),
        publisher=_name(main.get("publisher")),
        author=_name(main.get("author")),
        published=_string(main.get("datePublished")),
        modified=_string(main.get("dateModified")),
        is_free=str(main.get("isAccessibleForFree", True)).casefold() not in ("false", "no"),
        words=int(str(words)) if str(words or "").isdigit() else None,
        updates=tuple(updates),
    )


def _objects(root: Any) -> Iterator[Record]:
    for node in root.iter("script"):
        if "ld+json" not in (node.get("type") or ""):
            continue
        try:
            content = json.loads(node.text_content().strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _walk(content, 0)


def _walk(content: object, depth: int) -> Iterator[Record]:
    if depth > 4:
        return
    if isinstance(content, list):
        for each in content:
            yield from _walk(each, depth + 1)
    elif isinstance(content, Mapping):
        yield content
        for name in ("@graph", "mainEntity", "hasPart"):
            yield from _walk(content.get(name), depth + 1)


def _is_article(record: Record) -> bool:
    kinds = record.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(str(name).endswith(_ARTICLE_TYPES) for name in names)


def _records(value: object) -> list[Record]:
    if isinstance(value, Mapping):
        return [value]
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _name(value: object) -> str | None:
    if isinstance(value, str):
        return value.strip() or None
    names = [str(each.get("name")).strip() for each in _records(value) if each.get("name")]
    if isinstance(value, list):
        names += [each.strip() for each in value if isinstance(each, str) and each.strip()]
    return " and ".join(names) or None


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
