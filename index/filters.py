"""ArticleFilter: which articles a question may look at. The one filter value everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from index.articles import GENRES, Article, Genre, Passage
from index.errors import FilterError
from index.outlets import Outlets


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Restrict by source, publication date and genre; an empty filter lets all pass.

    ``since`` and ``until`` are inclusive. ``as_of`` is also an upper bound: it
    answers as on that day, from the texts that stood then. Any of the three
    excludes undated articles. A source is found by any of its names.

    >>> may = ArticleFilter.parse(sources=["AFP"], since="2026-01-31")
    >>> may.allows(Article(id="a", title="", text="x", source="afp", published=date(2026, 2, 1)))
    True
    >>> may.allows(Article(id="b", title="", text="x", source="afp"))
    False
    """

    sources: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    genres: tuple[Genre, ...] = ()

    @classmethod
    def parse(
        cls,
        sources: str | Iterable[str] | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
        as_of: str | date | None = None,
        genres: str | Iterable[str] | None = None,
    ) -> ArticleFilter:
        """Build a filter from what people type. Raises FilterError on a bad date or genre."""
        made = cls(
            sources=_strings(sources),
            since=_day("since", since),
            until=_day("until", until),
            as_of=_day("as_of", as_of),
            genres=tuple(_genre(name) for name in _strings(genres)),
        )
        if made.since and made.latest and made.since > made.latest:
            raise FilterError(
                f"since ({made.since}) is later than {'until' if made.latest == made.until else 'as_of'}"
                f" ({made.latest}), so no article can match.",
                remedy="Swap or drop one of them.",
            )
        return made

    @property
    def latest(self) -> date | None:
        """The last publication date that passes: the earlier of ``until`` and ``as_of``."""
        bounds = [day for day in (self.until, self.as_of) if day is not None]
        return min(bounds, default=None)

    @property
    def is_dated(self) -> bool:
        """True where undated articles are excluded."""
        return self.since is not None or self.latest is not None

    def allows(self, article: Article | Passage) -> bool:
        """Does this article pass? The reference that every faster filter must equal."""
        if self.sources and not Outlets.load().matching(self.sources, [article.source or ""]):
            return False
        if self.genres and article.genre not in self.genres:
            return False
        if not self.is_dated:
            return True
        if article.published is None:
            return False
        if self.since and article.published < self.since:
            return False
        if self.as_of and article.modified and article.modified > self.as_of:
            return False  # its text is of the day it was modified
        return not (self.latest and article.published > self.latest)

    def without_dates(self) -> ArticleFilter:
        """The same filter with no date bound: used to count what the bounds leave out."""
        return replace(self, since=None, until=None, as_of=None)

    def to_dict(self) -> dict[str, object]:
        """Plain JSON; dates are ISO strings.

        >>> ArticleFilter.parse(since="2026-01-31").to_dict()["since"]
        '2026-01-31'
        """
        return {
            "sources": list(self.sources),
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "genres": list(self.genres),
        }


EVERYTHING = ArticleFilter()


def _strings(value: str | Iterable[str] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        value = [value]
    return tuple(text.strip() for text in value if text and text.strip())


def _day(name: str, value: str | date | None) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value.strip()[:10] if "T" in value else value.strip())
    except ValueError:
        raise FilterError(
            f"{name} is {value!r}, which is not a date.", remedy="Write it as YYYY-MM-DD, for example 2026-01-31."
        ) from None


def _genre(name: str) -> Genre:
    for genre in GENRES:
        if genre == name.strip().lower():
            return genre
    raise FilterError(f"{name!r} is not a genre.", remedy=f"Use one of: {', '.join(GENRES)}.")
