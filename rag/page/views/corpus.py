"""The corpus: a line for the page's head, the table of articles, charts, and how an upload went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rag.page.views.rendering import counted, day, render

if TYPE_CHECKING:
    from index.indexing import IndexingReport
    from index.snapshot import ArticleRow, IndexStats

ROWS_SHOWN = 100
BARS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart; ``share`` is its length in percent of the longest."""

    label: str
    count: int
    share: float


def header_html(stats: IndexStats) -> str:
    """What the index holds, in one line."""
    parts = [counted(stats.articles, "article"), counted(stats.origins, "independent origin")]
    if stats.first and stats.last:
        parts.append(f"{day(stats.first)} to {day(stats.last)}" if stats.first != stats.last else day(stats.first))
    return render("header.html", parts=parts)


def articles_html(rows: Sequence[ArticleRow], *, total: int, may_change: bool = True) -> str:
    """The table of articles; ``rows`` are those that a search left, ``total`` all of them."""
    return render(
        "articles.html", rows=rows[:ROWS_SHOWN], found=len(rows), total=total, may_change=may_change, shown=ROWS_SHOWN
    )


def charts_html(rows: Sequence[ArticleRow]) -> str:
    """How many articles each source has, and each month."""
    undated = sum(row.published is None for row in rows)
    periods = bars_by_month(rows)
    unit = "year" if periods and len(periods[0].label) == 4 else "month"
    return render("charts.html", sources=bars_by_source(rows), periods=periods, unit=unit, undated=undated)


def indexing_html(report: IndexingReport | None = None, *, done: int = 0, total: int = 0, problem: str = "") -> str:
    """An upload while it is indexed (``done`` of about ``total``), and how it ended."""
    return render(
        "indexing.html",
        report=report,
        done=done,
        total=max(total, done, 1),
        problem=problem,
    )


def bars_by_source(rows: Sequence[ArticleRow]) -> list[Bar]:
    """The most frequent sources, and the rest as one bar."""
    counts = Counter(row.source or "no source stated" for row in rows).most_common()
    shown = counts if len(counts) <= BARS_SHOWN else counts[: BARS_SHOWN - 1]
    rest = counts[len(shown) :]
    if rest:
        shown = [*shown, (counted(len(rest), "other source"), sum(count for _, count in rest))]
    return _bars(shown)


def bars_by_month(rows: Sequence[ArticleRow]) -> list[Bar]:
    """Every month (every year, where there are more than three of them) from the first to the last."""
    days = sorted(row.published for row in rows if row.published)
    if not days:
        return []
    by_year = (days[-1] - days[0]).days > 3 * 366
    counts = Counter(_period(each, by_year) for each in days)
    labels = [str(year) for year in range(days[0].year, days[-1].year + 1)] if by_year else _months(days[0], days[-1])
    return _bars([(label, counts[label]) for label in labels])


def _period(published: date, by_year: bool) -> str:
    return str(published.year) if by_year else f"{published:%b %Y}"


def _months(first: date, last: date) -> list[str]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{date(number // 12, number % 12 + 1, 1):%b %Y}" for number in numbers]


def _bars(counts: Sequence[tuple[str, int]]) -> list[Bar]:
    longest = max((count for _, count in counts), default=0) or 1
    return [Bar(label, count, round(100 * count / longest, 1)) for label, count in counts]
