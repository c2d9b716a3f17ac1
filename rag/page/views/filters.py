"""The active filters as chips, each with a button that drops it."""

from __future__ import annotations

from dataclasses import dataclass

from index.articles import GENRES
from index.filters import ArticleFilter
from rag.page.views.rendering import day, render


@dataclass(frozen=True, slots=True)
class Chip:
    """What a filter says, and which part of it the button drops."""

    text: str
    field: str
    value: str = ""


def chips_html(may: ArticleFilter) -> str:
    """All active filters; empty where every article may answer."""
    return render("chips.html", chips=chips(may))


def chips(may: ArticleFilter) -> list[Chip]:
    """One chip for each source, for each date bound, and for the genres.

    >>> [chip.text for chip in chips(ArticleFilter.parse(sources=["AFP"], since="2026-02-01"))]
    ['Only AFP', 'Published since 1 Feb 2026']
    """
    made = [Chip(f"Only {source}", "sources", source) for source in may.sources]
    if may.since:
        made.append(Chip(f"Published since {day(may.since)}", "since"))
    if may.until:
        made.append(Chip(f"Published until {day(may.until)}", "until"))
    if may.as_of:
        made.append(Chip(f"As of {day(may.as_of)}", "as_of"))
    if may.genres:
        left_out = [_PLURALS[genre] for genre in GENRES if genre not in may.genres]
        made.append(Chip(f"Without {' and '.join(left_out)}", "genres"))
    return made


_PLURALS = {"report": "reports", "opinion": "opinion", "analysis": "analysis"}
