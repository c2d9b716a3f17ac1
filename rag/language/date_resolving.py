"""Which day is meant where a text leaves the year, the month or the week to its reader.

News looks back: "on January 31" is the last one before the paper came out. A
verb that looks ahead ("will meet on January 31") turns that round; where no
verb tells, a day that comes within a month is the coming one.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Literal

from rag.language.tense import Direction

Precision = Literal["day", "week", "month", "year"]
Days = tuple[date, date, Precision]

NEAR = timedelta(days=31)
"""So near, "talks on July 15" are to come, and "they will discuss the July 15 raid" was: a paper writes the year of
what is eleven months away."""
A_DAY_LATE = timedelta(days=1)
"""It may be tomorrow already where it happened."""
_YEARS_AROUND = range(-4, 5)
"""29 February comes every four years."""
_STEP = {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1}


def year_of_day(published: date, month: int, day: int, direction: Direction | None) -> int:
    """The year of a day that is written without one.

    >>> year_of_day(date(2016, 9, 20), 1, 31, "back"), year_of_day(date(2016, 9, 20), 1, 31, "ahead")
    (2016, 2017)
    >>> year_of_day(date(2016, 12, 30), 1, 2, None), year_of_day(date(2017, 1, 2), 12, 30, None)
    (2017, 2016)
    """
    years = [year for step in _YEARS_AROUND if _is_day(year := published.year + step, month, day)]
    if not years:
        raise ValueError("no such day")
    days = [date(year, month, day) for year in years]
    coming = min((known for known in days if known >= published), default=days[-1])
    past = max((known for known in days if known <= published + A_DAY_LATE), default=days[0])
    if direction is None:
        return coming.year if coming - published <= NEAR else past.year
    just_was = past < coming and published - past <= NEAR
    return coming.year if direction == "ahead" and not just_was else past.year


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= day <= calendar.monthrange(year, month)[1]


def year_of_month(published: date, month: int, lead: str, direction: Direction | None) -> int:
    """The year of a month that is written without one; ``lead`` is the word before it.

    >>> year_of_month(date(2016, 9, 20), 11, "in", None), year_of_month(date(2016, 9, 20), 11, "in", "ahead")
    (2015, 2016)
    >>> year_of_month(date(2016, 12, 5), 3, "by", None), year_of_month(date(2016, 3, 5), 3, "last", None)
    (2017, 2015)
    """
    year = published.year
    if lead == "this":
        return year
    if lead == "next":
        return year if month > published.month else year + 1
    if lead == "last":
        return year if month < published.month else year - 1
    ahead = direction == "ahead" or (lead in {"by", "until", "till", "before"} and direction is None)
    if ahead:
        return year if month >= published.month else year + 1
    return year if month <= published.month else year - 1


def weekday(published: date, place: int, lead: str, week: str, direction: Direction | None) -> date:
    """The day of "on Friday", "last Friday", "Friday last week"; Monday is 0.

    >>> wednesday = date(2026, 2, 4)
    >>> [weekday(wednesday, 4, lead, "", None).day for lead in ("", "last", "next", "this")], "January 30, February 6"
    ([30, 30, 6, 6], 'January 30, February 6')
    >>> weekday(wednesday, 4, "", "", "ahead"), weekday(date(2026, 2, 7), 4, "", "last", None)
    (datetime.date(2026, 2, 6), datetime.date(2026, 1, 30))
    """
    monday = published - timedelta(days=published.weekday())
    if week:
        return monday + timedelta(weeks=_STEP[week], days=place)
    back = published - timedelta(days=(published.weekday() - place) % 7)
    ahead = published + timedelta(days=(place - published.weekday()) % 7)
    if lead == "next":
        return ahead if ahead > published else published + timedelta(days=7)
    if lead in {"last", "past"}:
        return back if back < published else published - timedelta(days=7)
    if lead == "this" and direction is None:
        return monday + timedelta(days=place)
    return ahead if direction == "ahead" else back


def stepped(published: date, unit: str, count: int) -> Days:
    """The day, week, month or year so many before (negative) or after the one of publication.

    >>> stepped(date(2026, 1, 10), "month", -1)
    (datetime.date(2025, 12, 1), datetime.date(2025, 12, 31), 'month')
    """
    if unit == "day":
        day = published + timedelta(days=count)
        return day, day, "day"
    if unit == "week":
        monday = published - timedelta(days=published.weekday()) + timedelta(weeks=count)
        return monday, monday + timedelta(days=6), "week"
    if unit == "month":
        year, month = divmod(published.year * 12 + published.month - 1 + count, 12)
        return date(year, month + 1, 1), date(year, month + 1, calendar.monthrange(year, month + 1)[1]), "month"
    year = published.year + count
    return date(year, 1, 1), date(year, 12, 31), "year"


def step_of(lead: str) -> int:
    """-1 for "last", 0 for "this", 1 for "next"."""
    return _STEP[lead]
