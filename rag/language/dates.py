"""Dates in a text, resolved against the day it was published.

A date is a span of days with the precision it was written in: "January 31",
"on Wednesday", "in October 2016", "last week". Two dates are compared at the
coarser of their precisions.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

Precision = Literal["day", "week", "month", "year"]
_ORDER: dict[Precision, int] = {"day": 0, "week": 1, "month": 2, "year": 3}

MOST_DATES = 200
"""A passage full of dates must not stall an answer."""

_MONTHS = {name.casefold(): place for place, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.casefold(): place for place, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_WEEKDAYS = {name.casefold(): place for place, name in enumerate(calendar.day_name)}
_SMALL = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "a": 1,
    "an": 1,
}

_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)\b(?![,.]\d|%)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b"
_TO_DAY = r"(?:(?: ?[-–—] ?| to | and |/)(?P<today>[0-3]?\d)(?:st|nd|rd|th)?\b)?"

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("iso", re.compile(r"(?<![\d-])(?P<year>(?:19|20)\d\d)-(?P<number>[01]\d)-(?P<day>[0-3]\d)(?!\d)")),
    (
        "numeric",
        re.compile(
            r"(?<![\d.,/-])(?P<day>[0-3]?\d)(?P<mark>[-./])(?P<number>[01]?\d)(?P=mark)(?P<year>(?:19|20)\d\d)(?!\d)"
        ),
    ),
    ("day_month", re.compile(rf"(?<![\d.,-]){_DAY}{_TO_DAY}(?: of)?[ -]{_MONTH}(?:,? ?(?:-)?{_YEAR})?", re.IGNORECASE)),
    (
        "month_day",
        re.compile(
            rf"\b{_MONTH} (?:the )?{_DAY}(?!:\d|[.,]\d|,000| ?(?:GMT|am\b|pm\b|%)){_TO_DAY}(?:,? {_YEAR})?",
            re.IGNORECASE,
        ),
    ),
    (
        "month_year",
        re.compile(
            rf"\b(?P<part>(?:early|mid|late|the (?:start|beginning|middle|end) of)[- ])?{_MONTH}(?:,? (?:of "
            rf")?{_YEAR}| (?P<relative>last|this|next) year)",
            re.IGNORECASE,
        ),
    ),
    (
        "month",
        re.compile(
            rf"\b(?P<lead>(?i:in|since|until|till|by|during|last|this|next|of|from|early|mid|late|through|before|"
            rf"after|late in|early in))[ -]{_MONTH}(?![-'’\w])"
        ),
    ),
    (
        "relative_day",
        re.compile(
            r"\b(?:(?P<before>the day before|day before) )?(?P<word>yesterday|today|tonight|tomorrow|last night|"
            r"this (?:morning|afternoon|evening))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "weekday",
        re.compile(
            r"\b(?:(?P<lead>last|next|this|past) )?(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|"
            r"Sunday)s?\b(?P<previous> last week)?"
        ),
    ),
    (
        "ago",
        re.compile(
            r"\b(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten) (?P<unit>day|week|month|"
            r"year)s? (?P<way>ago|earlier|later|before)\b",
            re.IGNORECASE,
        ),
    ),
    ("span", re.compile(r"\b(?P<lead>last|this|next|past|previous) (?P<unit>week|month|year)\b", re.IGNORECASE)),
    (
        "year",
        re.compile(
            r"(?:\b(?P<lead>in|since|until|till|by|during|of|from|early|mid|late|year|throughout|before|after|"
            r"between|and|to|the|summer|spring|autumn|winter|fall)[ -])"
            r"(?P<year>(?:19|20)\d\d)(?![\d,.]\d|[-–]\w|\w| (?:people|civilians|were|others|men|women|children))"
        ),
    ),
)

_WITHOUT_DIGITS = frozenset({"month_year", "month", "relative_day", "weekday", "ago", "span"})
_TRIGGER = re.compile(
    r"\d|day\b|days\b|yesterday|today|tonight|tomorrow|night|morning|evening|afternoon|week|month|year|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)",
    re.IGNORECASE,
)


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
    if not _TRIGGER.search(text):
        return []
    has_digit = any(char.isdigit() for char in text)
    taken: list[tuple[int, int]] = []
    found: list[DateValue] = []
    for kind, pattern in _PATTERNS:
        if not has_digit and kind not in _WITHOUT_DIGITS:
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
    if not following or not value.relative or value.text.casefold() not in _WEEKDAYS:
        return False
    gap = text[value.end : following[0].start]
    return len(gap) <= 6 and not gap.strip(" ,").removeprefix("the").strip() and not following[0].relative


@lru_cache(maxsize=4_096)
def known_dates(text: str, published: date | None) -> tuple[DateValue, ...]:
    """``dates_in``, remembered: alignment asks for the same sentence several times."""
    return tuple(dates_in(text, published))


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
    groups = match.groupdict()
    for group in ("lead",):
        lead = groups.get(group)
        if lead and lead.casefold() not in {"last", "this", "next", "past", "previous"}:
            return match.end(group) + 1, match.end()
    return match.start(), match.end()


def _value(kind: str, match: re.Match[str], start: int, end: int, published: date | None) -> DateValue | None:
    text = match.string[start:end]
    groups = match.groupdict()

    def made(first: date, last: date, precision: Precision, year: int | None, relative: bool = False) -> DateValue:
        return DateValue(start, end, text, first, last, precision, year, relative)

    if groups.get("month") and not (groups["month"] or "")[0].isupper():
        return None
    try:
        if kind in {"iso", "numeric"}:
            first = _numeric(int(groups["year"]), int(groups["number"]), int(groups["day"]))
            return made(first, first, "day", first.year)
        if kind in {"day_month", "month_day"}:
            month, day = _MONTHS[groups["month"].casefold()], int(groups["day"])
            year = int(groups["year"]) if groups["year"] else _near_year(published, month, day)
            first = date(year or 2000, month, day)
            last = date(year or 2000, month, int(groups["today"])) if groups["today"] else first
            return made(first, last, "day", year) if first <= last else None
        if kind in {"month_year", "month"}:
            return _month(groups, published, made)
        if kind == "year":
            year = int(groups["year"])
            return made(date(year, 1, 1), date(year, 12, 31), "year", year)
        if published is None:
            return None
        first, last, precision = _relative(kind, groups, published)
        return made(first, last, precision, first.year, True)
    except (ValueError, OverflowError, TypeError):
        return None


def _month(groups: dict[str, str | None], published: date | None, made: object) -> DateValue | None:
    month = _MONTHS[(groups["month"] or "").casefold()]
    relative = (groups.get("relative") or groups.get("lead") or "").casefold()
    if groups.get("year"):
        year: int | None = int(groups["year"] or 0)
    elif published is None:
        year = None
    elif groups.get("relative"):
        year = published.year + {"last": -1, "this": 0, "next": 1}[relative]
    else:
        year = (
            published.year
            if month <= published.month or (relative == "next" and month > published.month)
            else published.year - 1
        )
        if relative in {"by", "until", "till", "before", "this"} and month > published.month:
            year = published.year
    first = date(year or 2000, month, 1)
    last = date(year or 2000, month, calendar.monthrange(year or 2000, month)[1])
    return made(first, last, "month", year)  # type: ignore[operator,no-any-return]


def _numeric(year: int, month: int, day: int) -> date:
    """Day first, as most of the world writes it; month first where only that fits."""
    if month > 12 >= day:
        month, day = day, month
    return date(year, month, day)


def _near_year(published: date | None, month: int, day: int) -> int | None:
    """The year that brings the day closest to the publication date, and rather before it."""
    if published is None:
        return None
    options = []
    for year in (published.year - 1, published.year, published.year + 1):
        try:
            away = (date(year, month, day) - published).days
        except ValueError:
            continue
        options.append((away if away > 0 else -away * 0.6, year))
    return min(options)[1] if options else published.year


def _relative(kind: str, groups: dict[str, str | None], published: date) -> tuple[date, date, Precision]:
    if kind == "relative_day":
        shift = {"yesterday": -1, "last night": -1, "tomorrow": 1}.get((groups["word"] or "").casefold(), 0)
        day = published + timedelta(days=shift - (1 if groups["before"] else 0))
        return day, day, "day"
    if kind == "weekday":
        weekday = _WEEKDAYS[(groups["weekday"] or "").casefold()]
        back = (published.weekday() - weekday) % 7
        lead = (groups["lead"] or "").casefold()
        if lead == "next":
            day = published + timedelta(days=(weekday - published.weekday() - 1) % 7 + 1)
        elif groups["previous"] or (lead in {"last", "past"} and back == 0):
            day = published - timedelta(days=back or 7)
        else:
            day = published - timedelta(days=back)
        return day, day, "day"
    unit = groups["unit"] or ""
    if kind == "ago":
        written = (groups["count"] or "").casefold()
        if (groups["way"] or "").casefold() != "ago":
            raise ValueError("counted from another event")
        count = _SMALL.get(written) or int(written)
        return _shifted(published, unit.casefold(), -count)
    step = {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1}[(groups["lead"] or "").casefold()]
    return _shifted(published, unit.casefold(), step)


def _shifted(published: date, unit: str, count: int) -> tuple[date, date, Precision]:
    if unit == "day":
        day = published + timedelta(days=count)
        return day, day, "day"
    if unit == "week":
        monday = published - timedelta(days=published.weekday()) + timedelta(weeks=count)
        return monday, monday + timedelta(days=6), "week"
    if unit == "month":
        months = published.year * 12 + published.month - 1 + count
        year, month = divmod(months, 12)
        return date(year, month + 1, 1), date(year, month + 1, calendar.monthrange(year, month + 1)[1]), "month"
    year = published.year + count
    return date(year, 1, 1), date(year, 12, 31), "year"
