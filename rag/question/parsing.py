"""Question: what was asked, what to search for, and which articles may answer.

Words about publication filter ("published in 2016", "according to AFP" where
AFP is a source of the index); a date on which something happened only ranks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from index.errors import QuestionError
from index.filters import EVERYTHING, ArticleFilter
from rag.language.dates import dates_in

MAX_CHARACTERS = 4_000
"""Longer texts are documents pasted into the question box, not questions."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of the conversation with the text that answered it."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready to be searched.

    ``text`` is what the person typed; ``standalone`` is the same question with
    what earlier turns left unsaid; ``filter`` holds what was chosen beside the
    question and what its words ask for ("published in 2016", "according to AFP").
    """

    text: str
    standalone: str
    filter: ArticleFilter = EVERYTHING
    turns: tuple[Turn, ...] = ()
    today: date = field(default_factory=date.today)
    """What "yesterday" counts from: ``as_of`` where it is given."""
    period: tuple[date, date] | None = None
    """First and last day of when the asked event happened, where the question says so."""
    prefers_latest: bool = False
    """The question asks for the newest state ("latest", "now")."""


_LATEST = re.compile(r"\b(latest|newest|most recent|currently|right now|at present|so far|as of now|up to now)\b", re.I)
_PUBLISHED = re.compile(
    r"\b(?:published|reported|written|printed|appear(?:ed|ing)|(?:articles?|reports?|stories|coverage|pieces)\s+from)\s+"
    r"(?P<how>in|on|during|since|after|before|until|till|by|from|between|this|last)?\b",
    re.I,
)
_YEAR = re.compile(r"\b\d{4}\b")
_RELATIVE = re.compile(r"\b(?:(?P<day>today|yesterday)|(?P<which>this|last|past)\s+(?P<unit>week|month|year))\b", re.I)
_ACCORDING = re.compile(
    r"\b(?:according to|as reported by|reported by|in the (?:articles|reports|coverage) (?:of|by))\s+(?:the\s+)?", re.I
)


def parse_question(
    text: str,
    *,
    filter: ArticleFilter = EVERYTHING,
    sources: Sequence[str] = (),
    turns: Sequence[Turn] = (),
    standalone: str | None = None,
    today: date | None = None,
) -> Question:
    """Read the filters and the time frame that the question's own words hold.

    ``sources`` are those of the index: only these turn "according to X" into a
    filter. Raises QuestionError where there is nothing to ask.

    >>> asked = parse_question("What did AFP say in articles published in March 2017?", today=date(2020, 1, 1))
    >>> asked.filter.since, asked.filter.until
    (datetime.date(2017, 3, 1), datetime.date(2017, 3, 31))
    >>> parse_question("According to AFP, who won?", sources=["afp"]).filter.sources
    ('afp',)
    """
    tidy = " ".join(text.split())
    if not any(char.isalnum() for char in tidy):
        raise QuestionError("The question is empty.", remedy="Ask something, for example: Who met in Tokyo?")
    if len(tidy) > MAX_CHARACTERS:
        raise QuestionError(
            f"The question has {len(tidy):,} characters; at most {MAX_CHARACTERS:,} are read.",
            remedy="Shorten it, or index the text as an article.",
        )
    asked = standalone or tidy
    day = filter.as_of or today or date.today()
    named = _named_source(asked, sources)
    if named and not filter.sources:
        filter = replace(filter, sources=(named,))
    published, published_at = _publication_bounds(asked, day)
    if published is not None:
        since, until = published
        filter = replace(
            filter,
            since=max((d for d in (filter.since, since) if d), default=None),
            until=min((d for d in (filter.until, until) if d), default=None),
        )
    return Question(
        text=tidy,
        standalone=asked,
        filter=filter,
        turns=tuple(turns),
        today=day,
        period=_event_period(asked, day, skip=published_at),
        prefers_latest=bool(_LATEST.search(asked)),
    )


def _named_source(text: str, sources: Sequence[str]) -> str | None:
    """The index's own source that "according to ..." names, longest name first."""
    said = _ACCORDING.search(text)
    if said is None:
        return None
    rest = text[said.end() :].casefold()
    for source in sorted(sources, key=len, reverse=True):
        if re.match(re.escape(source.casefold()) + r"(?!\w)", rest):
            return source
    return None


Bounds = tuple[date | None, date | None]


def _publication_bounds(text: str, today: date) -> tuple[Bounds | None, tuple[int, int] | None]:
    """Publication bounds in the question's words, and where its date stands."""
    said = _PUBLISHED.search(text)
    if said is None:
        return None, None
    how = (said["how"] or "in").lower()
    relative = (
        _RELATIVE.match(text, said.start("how")) if how in ("this", "last") else _RELATIVE.match(text, said.end())
    )
    if relative is not None:
        return _relative_period(relative, today), relative.span()
    found = [value for value in dates_in(text, today) if 0 <= value.start - said.end() <= len("the month of ")]
    if not found:
        return None, None
    first, last = found[0].first, found[0].last
    where = (found[0].start, found[0].end)
    if how in ("since", "from"):
        return (first, None), where
    if how == "after":
        return (last + timedelta(days=1), None), where
    if how == "before":
        return (None, first - timedelta(days=1)), where
    if how in ("until", "till", "by"):
        return (None, last), where
    if how == "between":
        later = [value for value in dates_in(text, today) if value.start > found[0].end]
        return ((first, later[0].last), (where[0], later[0].end)) if later else ((first, None), where)
    return (first, last), where


def _event_period(text: str, today: date, skip: tuple[int, int] | None) -> tuple[date, date] | None:
    """The days that the question's own dates span. "On 31 January" is left alone: its year is anybody's guess."""
    relative = _RELATIVE.search(text)
    if relative is not None and (skip is None or relative.span() != skip):
        return _relative_period(relative, today)
    found = [
        value
        for value in dates_in(text, today)
        if (skip is None or value.end <= skip[0] or value.start >= skip[1])
        and (value.relative or _YEAR.search(value.text))
    ]
    return (min(value.first for value in found), max(value.last for value in found)) if found else None


def _relative_period(match: re.Match[str], today: date) -> tuple[date, date]:
    """First and last day of "yesterday", "this week" (from Monday), "last month".

    >>> _relative_period(_RELATIVE.search("last month"), date(2026, 3, 10))
    (datetime.date(2026, 2, 1), datetime.date(2026, 2, 28))
    """
    if match["day"]:
        day = today if match["day"].lower() == "today" else today - timedelta(days=1)
        return day, day
    this = match["which"].lower() == "this"
    unit = match["unit"].lower()
    if unit == "week":
        monday = today - timedelta(days=today.weekday())
        return (monday, today) if this else (monday - timedelta(days=7), monday - timedelta(days=1))
    first = today.replace(day=1) if unit == "month" else today.replace(month=1, day=1)
    if this:
        return first, today
    last = first - timedelta(days=1)
    return (last.replace(day=1) if unit == "month" else last.replace(month=1, day=1)), last
