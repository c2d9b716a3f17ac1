"""Dates in a text, resolved against the day it was published.

A date is a span of days with the precision it was written in: "January 31",
"on Wednesday", "in October 2016", "last week". Two dates are compared at the
coarser of their precisions.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from rag.language.date_patterns import MONTHS, PATTERNS, TRIGGER, WEEKDAYS, WITHOUT_DIGITS
from rag.language.date_resolving import Days, Precision, step_of, stepped, weekday, year_of_day, year_of_month
from rag.language.number_words import ONES
from rag.language.tense import Direction, direction_at

MOST_DATES = 200
"""A passage full of dates must not stall an answer."""


@dataclass(frozen=True, slots=True)
class DateValue:
    """A date as written and the days it may mean, ``first`` to ``last`` (both inclusive).

    Without a year (no publication date to resolve against) ``year`` is ``None``
    and the days are those of the leap year 2000; comparing leaves years out then.
    """

    start: int
    end: int
    text: str
    first: date
    last: date
    precision: Precision
    year: int | None
    relative: bool = False
    """"yesterday", "on Friday": resolved against the publication date."""

    def shown(self) -> str:
        """The date as one would write it; parsing that gives the same days.

        >>> [d.shown() for d in dates_in("3-4 October 2014, May 2016, February 3", None)]
        ['3 to 4 October 2014', 'May 2016', '3 February']
        """
        year = f" {self.first.year}" if self.year is not None else ""
        if self.precision == "year":
            return f"the year {self.first.year}"
        if self.precision == "month":
            return (
                f"{calendar.month_name[self.first.month]}{year}"
                if year
                else f"in {calendar.month_name[self.first.month]}"
            )
        if self.first == self.last:
            return f"{self.first.day} {calendar.month_name[self.first.month]}{year}"
        if (self.first.year, self.first.month) == (self.last.year, self.last.month):
            return f"{self.first.day} to {self.last.day} {calendar.month_name[self.first.month]}{year}"
        return f"{self.first.isoformat()} to {self.last.isoformat()}"


def dates_in(text: str, published: date | None) -> list[DateValue]:
    """Every date in ``text``, in order; relative ones only where ``published`` is known.

    >>> found = dates_in("They met on January 31 and left on Friday.", date(2026, 2, 6))
    >>> [(d.text, d.first.isoformat(), d.precision) for d in found]
    [('January 31', '2026-01-31', 'day'), ('Friday', '2026-02-06', 'day')]
    >>> [(d.text, d.first.isoformat(), d.last.isoformat()) for d in dates_in("in November last year", date(2026, 2, 6))]
    [('November last year', '2025-11-01', '2025-11-30')]
    >>> dates_in("in May 1,200 people marched 31 kilometres, said the 2,016 others", None)[0].precision
    'month'
    """
    if not TRIGGER.search(text):
        return []
    has_digit = any(char.isdigit() for char in text)
    taken: list[tuple[int, int]] = []
    found: list[DateValue] = []
    for kind, pattern in PATTERNS:
        if not has_digit and kind not in WITHOUT_DIGITS:
            continue
        for match in pattern.finditer(text):
            start, end = _extent(match)
            if any(start < other_end and other_start < end for other_start, other_end in taken):
                continue
            value = _value(kind, match, start, end, published)
            if value:
                found.append(value)
                taken.append((start, end))
            if len(found) >= MOST_DATES:
                break
    found.sort(key=lambda value: value.start)
    return [
        value for place, value in enumerate(found) if not _is_day_of_next(text, value, found[place + 1 : place + 2])
    ]


def _is_day_of_next(text: str, value: DateValue, following: list[DateValue]) -> bool:
    """ "Wednesday" of "Wednesday, 21 August 2013"."""
    if not following or not value.relative or value.text.casefold() not in WEEKDAYS:
        return False
    gap = text[value.end : following[0].start]
    return len(gap) <= 6 and not gap.strip(" ,").removeprefix("the").strip() and not following[0].relative


def same_date(one: DateValue, other: DateValue) -> bool:
    """Can the two be the same date, compared at the coarser precision?

    >>> first, second, third = dates_in("January 31, 2026; February 1, 2026; in January 2026", None)
    >>> same_date(first, second), same_date(first, third), same_date(second, third)
    (False, True, False)
    """
    if one.year is None or other.year is None:
        one, other = _in_leap_year(one), _in_leap_year(other)
    return one.first <= other.last and other.first <= one.last


def days_apart(one: DateValue, other: DateValue) -> int:
    """How many days lie between the two; 0 where they may be the same date."""
    if same_date(one, other):
        return 0
    if one.year is None or other.year is None:
        one, other = _in_leap_year(one), _in_leap_year(other)
    gap = max((one.first - other.last).days, (other.first - one.last).days)
    return min(gap, 366 - gap) if one.year is None and gap > 183 else gap


def _in_leap_year(value: DateValue) -> DateValue:
    if value.precision == "year":
        return DateValue(value.start, value.end, value.text, date(2000, 1, 1), date(2000, 12, 31), "year", None)
    first = value.first.replace(year=2000)
    last = value.last.replace(year=2000)
    if last < first:
        last = date(2000, 12, 31)
    return DateValue(value.start, value.end, value.text, first, last, value.precision, None, value.relative)


def _extent(match: re.Match[str]) -> tuple[int, int]:
    """Where the date stands: without the "in" before it."""
    lead = match.groupdict().get("lead")
    if lead and lead.casefold() not in {"last", "this", "next", "past", "previous"}:
        return match.end("lead") + 1, match.end()
    return match.start(), match.end()


def _value(kind: str, match: re.Match[str], start: int, end: int, published: date | None) -> DateValue | None:
    written = {name: text.casefold() for name, text in match.groupdict().items() if text}
    if not match.groupdict().get("month", "A")[0].isupper():
        return None
    direction = direction_at(match.string, start) if published and kind in _TURNED_BY_A_VERB else None
    try:
        known_year: int | None
        if kind in {"iso", "numeric"}:
            first = last = _numeric(int(written["year"]), int(written["number"]), int(written["day"]))
            precision: Precision = "day"
            known_year = first.year
        elif kind in {"day_month", "month_day"}:
            first, last, known_year = _day(written, published, direction)
            precision = "day"
        elif kind in {"month_year", "month"}:
            first, last, known_year = _month(written, published, direction)
            precision = "month"
        elif kind == "year":
            known_year = int(written["year"])
            first, last, precision = date(known_year, 1, 1), date(known_year, 12, 31), "year"
        elif published is None:
            return None
        else:
            first, last, precision = _relative(kind, written, published, direction)
            known_year = first.year
    except (ValueError, OverflowError):
        return None
    text = match.string[start:end]
    relative = kind in _RELATIVE_KINDS
    return DateValue(start, end, text, first, last, precision, known_year, relative) if first <= last else None


_TURNED_BY_A_VERB = frozenset({"day_month", "month_day", "month", "weekday"})
_RELATIVE_KINDS = frozenset({"relative_day", "weekday", "ago", "span"})


def _day(written: dict[str, str], published: date | None, direction: Direction | None) -> tuple[date, date, int | None]:
    month, day = MONTHS[written["month"]], int(written["day"])
    year = _stated_year(written, published)
    if year is None and published is not None:
        year = year_of_day(published, month, day, direction)
    first = date(year or 2000, month, day)
    return first, first.replace(day=int(written.get("today", day))), year


def _month(
    written: dict[str, str], published: date | None, direction: Direction | None
) -> tuple[date, date, int | None]:
    month = MONTHS[written["month"]]
    year = _stated_year(written, published)
    if year is None and published is not None:
        year = year_of_month(published, month, written.get("lead", ""), direction)
    first = date(year or 2000, month, 1)
    return first, first.replace(day=calendar.monthrange(first.year, month)[1]), year


def _stated_year(written: dict[str, str], published: date | None) -> int | None:
    """ "2016"; "last year", where it is known which year this is."""
    if "year" in written:
        return int(written["year"])
    return published.year + step_of(written["relative"]) if "relative" in written and published else None


def _numeric(year: int, month: int, day: int) -> date:
    """Day first, as most of the world writes it; month first where only that fits."""
    if month > 12 >= day:
        month, day = day, month
    return date(year, month, day)


def _relative(kind: str, written: dict[str, str], published: date, direction: Direction | None) -> Days:
    if kind == "relative_day":
        shift = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(written["word"], 0)
        return stepped(published, "day", shift - (1 if "before" in written else 0))
    if kind == "weekday":
        place = WEEKDAYS[written["weekday"]]
        day = weekday(published, place, written.get("lead", ""), written.get("week", ""), direction)
        return day, day, "day"
    if kind == "span":
        return stepped(published, written["unit"], step_of(written["lead"]))
    if written["way"] != "ago":
        raise ValueError("counted from another event")
    count = written["count"]
    return stepped(published, written["unit"], -(1 if count in {"a", "an"} else ONES.get(count) or int(count)))
