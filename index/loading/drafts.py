"""Draft: what a file or record says, before dates are read and gaps are filled from the text.

Also the names under which records, front matter and manifests may give each
field; this table is the documentation of the input format.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FIELD_NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id", "guid", "_id", "article_id", "uid", "unit_id"),
    "title": ("title", "headline", "article_title"),
    "text": (
        "text", "body", "content", "article", "article_text", "article_body", "article_content", "full_text",
        "main_text", "content_text", "content_html",
    ),
    "source": (
        "source", "publisher", "outlet", "site", "site_name", "source_name", "publication", "media_name", "newspaper",
        "meta_site_name", "sitename", "source_domain",
    ),
    "published": (
        "date", "published", "published_at", "pub_date", "publish_date", "published_date", "date_published",
        "publication_date", "date_publish", "published_on", "datetime",
    ),
    "url": ("url", "link", "href", "source_url", "web_url"),
    "author": ("author", "byline", "creator", "authors", "dc:creator"),
    "genre": ("genre", "type", "article_type", "section_type"),
    "language": ("language", "lang", "in_language"),
    "modified": (
        "modified", "date_modified", "updated", "updated_at", "last_modified", "modified_at", "date_modify",
        "updated_date",
    ),
}  # fmt: skip
"""Names compare without case, ``_``, ``-`` and spaces, so ``publishedAt`` is ``published_at``; the first counts."""


_LISTED = re.compile(r"\[.*\]|\{.*\}|set\(\)|\(.*\)|nan|None|NaN|null", re.DOTALL)
"""How Python's and JSON's lists, sets and nothings look in the cell of a table."""
_LONGEST_LIST = 2_000


def _listed(value: str) -> object:
    """
    >>> _listed("['Ann', 'Bob']"), _listed("{'$date': 1710316800000}"), _listed("[sic]"), _listed("nan")
    (['Ann', 'Bob'], {'$date': 1710316800000}, '[sic] ', None)
    """
    if value in ("set()", "nan", "None", "NaN", "null"):
        return None
    for read in (json.loads, ast.literal_eval):
        try:
            found = read(value)
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
        if isinstance(found, set | tuple):
            return sorted(map(str, found))
        return found if isinstance(found, list | Mapping) else f"{value} "
    return f"{value} "  # the blank says that it was looked at


def _fold(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "").replace(" ", "")


_DAYS = ("published", "modified")
_FIELD_OF = {_fold(name): (field, rank) for field, names in FIELD_NAMES.items() for rank, name in enumerate(names)}


@dataclass(frozen=True, slots=True)
class Draft:
    """One article as its file gives it. ``text`` may still carry carriage returns; ``published`` is as written."""

    text: str
    id: str | None = None
    title: str = ""
    source: str | None = None
    published: object = None
    url: str | None = None
    author: str | None = None
    genre: str | None = None
    language: str | None = None
    line: int | None = None
    """Where in the file the record begins; None where the file is the article."""
    modified: object = None
    """When the text was last changed, as written."""
    truncated: bool = False
    """The provider cut the text, and says so."""
    words: int | None = None
    """How many words the file says the article has."""
    part: str = ""
    """The name of the file inside an archive."""


def read_fields(record: Mapping[object, object]) -> dict[str, object]:
    """The fields of a record by our names; unknown and empty ones are left out.

    >>> read_fields({"Headline": "Rain", "publishedAt": "2026-02-01", "source": {"id": None, "name": "AFP"}, "x": 1})
    {'title': 'Rain', 'published': '2026-02-01', 'source': 'AFP'}
    """
    found: dict[str, tuple[int, object]] = {}
    for name, value in record.items():
        field, rank = _FIELD_OF.get(_fold(str(name)), ("", 0))
        plain = value if field in _DAYS and isinstance(value, int | float) else _plain(value)
        if field and plain not in (None, "") and rank <= found.get(field, (rank, None))[0]:
            found[field] = (rank, plain)
    return {field: value for field, (_, value) in found.items()}


def draft_of(record: Mapping[object, object], line: int | None = None, text: str | None = None) -> Draft:
    """A Draft from a record; ``text`` where it stands beside the record, as after front matter."""
    fields = read_fields(record)
    body = text if text is not None else str(fields.get("text", ""))
    optional: dict[str, Any] = {
        name: str(fields[name]) for name in FIELD_NAMES if name in fields and name not in ("text", *_DAYS)
    }
    return Draft(
        text=body,
        published=fields.get("published"),
        modified=fields.get("modified"),
        truncated=record.get("truncated") in (True, "true", "True", "yes"),
        line=line,
        **optional,
    )


def _plain(value: object) -> str | None:
    """A value as text: names out of ``{"name": ...}``, lists joined (paragraphs by a blank line).

    >>> _plain({"name": "AFP"}), _plain(["Ann", "Bob"]), _plain("['Ann', 'Bob']"), _plain("set()")
    ('AFP', 'Ann, Bob', 'Ann, Bob', None)
    """
    if isinstance(value, str):
        listed = _LISTED.fullmatch(value.strip()) if len(value) < _LONGEST_LIST else None
        return _plain(_listed(value.strip())) if listed else value.strip() or None
    if isinstance(value, Mapping):
        days = [value[name] for name in ("$date", "$numberLong") if name in value]
        return _plain(
            value.get("name") or value.get("title") or value.get("#text") or value.get("main") or (days or [None])[0]
        )
    if isinstance(value, list):
        parts = [part for part in map(_plain, value[:10_000]) if part]
        return ("\n\n" if any(len(part) > 80 for part in parts) else ", ").join(parts) or None
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
