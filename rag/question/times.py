"""When: the days on which the asked event happened, and the publication dates that the question asks for.

Words about publication filter ("published in 2016"); a date on which something
happened only ranks.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from rag.language.dates import dates_in

LATEST = re.compile(r"\b(latest|newest|most recent|currently|right now|at present|so far|as of now|up to now)\b", re.I)
_PUBLISHED = re.compile(
    r"\b(?:published|reported|written|printed|appear(?:ed|ing)|(?:articles?|reports?|stories|coverage|pieces)\s+from)\s+"
    r"(?P<how>in|on|during|since|after|before|until|till|by|from|between|this|last)?\b",
    re.I,
)
_YEAR = re.compile(r"\b\d{4}\b")
_RELATIVE = re.compile(r"\b(?:(?P<day>today|yesterday)|(?P<which>this|last|past)\s+(?P<unit>week|month|year))\b", re.I)
Bounds = tuple[date | None, date | None]
"""First and last day, both included; ``None`` where that side is open."""


def publication_bounds(text: str, today: date | None) -> tuple[Bounds | None, tuple[int, int] | None]:
    """Publication bounds in the question's words, and where its date stands."""
    said = _PUBLISHED.search(text)
    if said is None:
        return None, None
    how = (said["how"] or "in").lower()
    relative = (
        _RELATIVE.match(text, said.start("how")) if how in ("this", "last") else _RELATIVE.match(text, said.end())
    )
    if relative is not None and today is not None:
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


def event_period(text: str, today: date | None, skip: tuple[int, int] | None) -> tuple[date, date] | None:
    """The days that the question's own dates span. "On 31 January" is left alone: its year is anybody's guess."""
    relative = _RELATIVE.search(text)
    if relative is not None and today is not None and (skip is None or relative.span() != skip):
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
