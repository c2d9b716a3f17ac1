"""Between the page's filter fields and an ArticleFilter: sources, since, until, as of, genres, in this order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from index.articles import GENRES
from index.filters import ArticleFilter

FIELDS = ("sources", "since", "until", "as_of", "genres")


def as_filter(
    sources: Sequence[str] | None, since: str | None, until: str | None, as_of: str | None, genres: Sequence[str] | None
) -> ArticleFilter:
    """What the fields say; all genres together, or none, are no filter. Raises FilterError.

    >>> as_filter(["AFP"], "2026-01-31", "", None, ["report", "opinion", "analysis"]).genres
    ()
    """
    some = genres if 0 < len(genres or ()) < len(GENRES) else None
    return ArticleFilter.parse(sources, since, until, as_of, some)


def drop(fields: Sequence[Any], field: str, value: str | None = None) -> list[Any]:
    """The fields after one chip was dropped: one source, or a whole field.

    >>> drop([["AFP", "Focus"], "2026-01-31", "", "", ["report"]], "sources", "AFP")
    [['Focus'], '2026-01-31', '', '', ['report']]
    >>> drop([["AFP"], "2026-01-31", "", "", ["report"]], "genres")[4]
    ['report', 'opinion', 'analysis']
    """
    empty: dict[str, Any] = {
        "sources": [source for source in fields[0] or () if source != value],
        "genres": list(GENRES),
    }
    return [empty.get(field, "") if name == field else kept for name, kept in zip(FIELDS, fields, strict=True)]
