"""Dates as they are printed: a metadata field to a day, and the day that a text prints about itself.

Nothing is filled in: what does not name a year, a month and a day is no date,
and neither is 04/05/2017, which is April in one country and May in another.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTHS = {name: n for n, name in enumerate(_MONTH_NAMES, 1)}
_MONTHS |= {name[:3]: n for name, n in _MONTHS.items()} | {"sept": 9}

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?"
    r"|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?"
FULL_DATE = (
    rf"(?:(?P<y1>\d{{4}})-(?P<m1>\d{{2}})-(?P<d1>\d{{2}})"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -](?P<m2>{MONTH})[ ,-]+(?P<y2>\d{{4}})"
    rf"|(?P<m3>{MONTH}) (?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y3>\d{{4}}))\b"
)
"""A pattern for a day with its year: 2017-04-05, 5 Apr 2017, April 5, 2017. Read a match with ``day_of``."""

_FOREIGN_MONTHS = {
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "de-at": "jänner feber maerz",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "no": "januar februar mars april mai juni juli august september oktober november desember",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "fr-short": "janv févr mars avr mai juin juil août sept oct nov déc",
    "de-short": "jan feb mär apr mai jun jul aug sep okt nov dez",
    "es-short": "ene feb mar abr may jun jul ago sep oct nov dic",
}
"""The months as other languages write them, January first: exports of databases carry the interface's language."""
_FOREIGN = {month: number for names in _FOREIGN_MONTHS.values() for number, month in enumerate(names.split(), start=1)}
_FOREIGN_DATE = re.compile(
    r"(\d{1,2})(?:er|º|\.)?\s+(?:de\s+|d['’])?([^\W\d_]{3,12})\.?,?\s+(?:de\s+|del\s+)?(\d{4})\b"
)
_CJK_DATE = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})T\d{2}")
_FULL_DATE = re.compile(FULL_DATE, re.IGNORECASE)


def parse_date(value: object) -> date | None:
    """Read a date field: ISO 8601, RFC 822, a printed date, 20170405 or a Unix time. None if it is no full date.

    The day is the one written, in the writer's own time zone.

    >>> parse_date("2017-04-05T23:30:00-05:00"), parse_date("Wed, 05 Apr 2017 10:00:00 GMT")
    (datetime.date(2017, 4, 5), datetime.date(2017, 4, 5))
    >>> parse_date("April 2017"), parse_date("04/05/2017"), parse_date("25/12/2017")
    (None, None, datetime.date(2017, 12, 25))
    >>> parse_date("29 décembre 2011"), parse_date("13 de marzo de 2024"), parse_date("2018年5月28日")
    (datetime.date(2011, 12, 29), datetime.date(2024, 3, 13), datetime.date(2018, 5, 28))
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _from_number(value)
    if not isinstance(value, str):
        return None
    text = value.strip()[:80]
    if year_first := _YEAR_FIRST.match(text):  # the order is the same everywhere
        return _day(*year_first.groups())
    if compact := _COMPACT.match(text):
        return _day(*compact.groups())
    if printed := _FULL_DATE.search(text):
        return day_of(printed)
    if foreign := _FOREIGN_DATE.search(text):
        month = _FOREIGN.get(foreign[2].casefold())
        if month is not None:
            return _day(foreign[3], str(month), foreign[1])
    if east_asian := _CJK_DATE.search(text):
        return _day(*east_asian.groups())
    return _from_number(int(text)) if text.isascii() and text.isdigit() else _parse_other(text)


def is_month(word: str) -> bool:
    """
    >>> is_month("Mar"), is_month("mars"), is_month("Mark")
    (True, True, False)
    """
    folded = word.casefold()
    return folded in _MONTHS or folded in _FOREIGN


def day_of(match: re.Match[str]) -> date | None:
    """The day that a match of ``FULL_DATE`` names; None for the 31st of April."""
    for n in "123":
        if match[f"y{n}"]:
            month = match[f"m{n}"].lower().rstrip(".")
            return _day(match[f"y{n}"], str(_MONTHS.get(month, month)), match[f"d{n}"])
    return None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        made = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return made if 1600 <= made.year <= 2200 else None  # the first newspaper is of 1605


def _from_number(number: float) -> date | None:
    if not abs(number) < 1e14:  # JSON knows numbers of 400 digits, which no float holds
        return None
    if 16_000_000 < number < 22_010_000 and number == int(number):  # 20170405
        digits = str(int(number))
        return _day(digits[:4], digits[4:6], digits[6:])
    seconds = number / 1000 if abs(number) > 1e11 else number
    if not 1e8 < seconds < 7e9:  # 1973 to 2191: below, a number is more likely no time at all
        return None
    return datetime.fromtimestamp(seconds, UTC).date()


def _parse_other(text: str) -> date | None:
    """Let dateutil try, and believe it only where it had nothing to fill in and no order to guess."""
    from dateutil import parser

    days = set()
    for month_first in (True, False):
        for filler in (datetime(2001, 1, 1), datetime(2004, 2, 2)):
            try:
                days.add(parser.parse(text, dayfirst=not month_first, default=filler).date())
            except (ValueError, OverflowError, TypeError, AttributeError):
                return None
    return days.pop() if len(days) == 1 and re.search(r"\d{4}", text) else None
