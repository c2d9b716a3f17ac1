"""How dates are written: each way of writing has a name and a pattern."""

from __future__ import annotations

import calendar
import re

from rag.language.number_words import ONES

MONTHS = {name.casefold(): place for place, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.casefold(): place for place, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
WEEKDAYS = {name.casefold(): place for place, name in enumerate(calendar.day_name)}
_MONTH = (
    r"(?P<month>(?:January|February|March|April|May|June|July|August|September|October|November|December)\b|"
    r"(?P<short>Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b)(?(short)\.?)"
)
"""A full stop belongs to an abbreviation, not to a month at the end of a sentence."""
_YEAR = r"(?P<year>(?:19|20)\d\d)\b(?![,.]\d|%)"
_OF_YEAR = r"(?P<relative>last|this|next) year\b"
_TO_YEAR = rf"(?:,? ?-?{_YEAR}|,? {_OF_YEAR})?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b"
_TO_DAY = r"(?:(?: ?[-–—] ?| to | and |/)(?P<today>[0-3]?\d)(?:st|nd|rd|th)?\b)?"

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("iso", re.compile(r"(?<![\d-])(?P<year>(?:19|20)\d\d)-(?P<number>[01]\d)-(?P<day>[0-3]\d)(?!\d)")),
    (
        "numeric",
        re.compile(
            r"(?<![\d.,/-])(?P<day>[0-3]?\d)(?P<mark>[-./])(?P<number>[01]?\d)(?P=mark)(?P<year>(?:19|20)\d\d)(?!\d)"
        ),
    ),
    (
        "day_month",
        re.compile(rf"(?<![\d.,-]){_DAY}{_TO_DAY}(?: of)?[ -]{_MONTH}{_TO_YEAR}", re.IGNORECASE),
    ),
    (
        "month_day",
        re.compile(
            rf"\b{_MONTH} (?:the )?{_DAY}(?!:\d|[.,]\d|,000| ?(?:GMT|am\b|pm\b|%)){_TO_DAY}{_TO_YEAR}",
            re.IGNORECASE,
        ),
    ),
    (
        "month_year",
        re.compile(
            rf"\b(?P<part>(?:early|mid|late|the (?:start|beginning|middle|end) of)[- ])?{_MONTH}(?:,? (?:of "
            rf")?{_YEAR}| {_OF_YEAR})",
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
            r"Sunday)s?\b(?: (?P<week>last|this|next) week\b)?"
        ),
    ),
    (
        "ago",
        re.compile(
            rf"\b(?P<count>\d{{1,3}}|an?|{'|'.join(ONES)}) (?P<unit>day|week|month|"
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

WITHOUT_DIGITS = frozenset({"month_year", "month", "relative_day", "weekday", "ago", "span"})
TRIGGER = re.compile(
    r"\d|day\b|days\b|yesterday|today|tonight|tomorrow|night|morning|evening|afternoon|week|month|year|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)",
    re.IGNORECASE,
)
