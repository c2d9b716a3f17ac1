"""Which of two values cannot both hold?

A rounding agrees with what it rounds, a lower bound with what lies a little
above it, a month with its days, a town with its province, a short name with
the full one. What is left differs.
"""

from __future__ import annotations

import re

from rag.disagreement.dates import DateValue, same_date
from rag.disagreement.numbers import Quantity
from rag.words import content_stems, words

ROUNDING = 0.12
"""How far, relatively, "about 70,000" may be from what it rounds."""
ABOVE_A_LOWER_BOUND = 0.25
"""How far above "at least 20" a count may lie and still be the same report."""
MOST_APART = 20
"""Two counts further apart than this are counts of different things."""


def counts_differ(one: Quantity, other: Quantity) -> bool:
    """Can the two not both be right?

    >>> from rag.disagreement.numbers import quantities
    >>> a, b, c, d = quantities("20 men; at least 36 men; about 22 men; at least 18 men")
    >>> counts_differ(a, b), counts_differ(a, c), counts_differ(a, d)
    (True, False, False)
    """
    if one.unit != other.unit:
        return False
    small, large = sorted((one, other), key=lambda quantity: quantity.stated)
    if small.stated == large.stated or (small.stated > 0 and large.stated > MOST_APART * small.stated):
        return False
    if (small.low != small.high and not small.open_above and not small.open_below) or large.is_vague:
        return _ranges_differ(small, large)
    if small.unit is not None and _close(small.stated, large.stated, 0.02):
        return False
    if large.open_below:
        return large.stated < small.low
    if small.open_above and large.open_above:
        return not _close(small.stated, large.stated, 0.1)
    if small.open_above:
        return not _close(small.stated, large.stated, ABOVE_A_LOWER_BOUND)
    if small.open_below:
        return not _close(small.stated, large.stated, ROUNDING)
    if large.open_above and _is_round(large.stated) and _close(small.stated, large.stated, 0.03):
        return False
    if one.unit == "percent":
        return abs(small.stated - large.stated) >= 1.0
    return not (_rounds(small.stated, large.stated) or _rounds(large.stated, small.stated))


def _ranges_differ(small: Quantity, large: Quantity) -> bool:
    if small.open_above:
        return large.low > small.stated * (1 + ABOVE_A_LOWER_BOUND)
    slack = ROUNDING if not (small.open_above or large.open_above) else ABOVE_A_LOWER_BOUND
    if large.open_above and small.low <= large.stated <= small.high * (1 + slack):
        return False
    return small.high * (1 + slack) < large.low or large.high * (1 + slack) < small.low


def _close(small: float, large: float, share: float) -> bool:
    return large - small <= share * max(abs(large), 1e-9)


def _is_round(value: float) -> bool:
    """Few telling digits for its size: 70,000, 1,300, 40."""
    if value < 10 or value != int(value):
        return False
    digits = str(int(value)).rstrip("0")
    return len(digits) <= max(1, (len(str(int(value))) + 1) // 2) and str(int(value)).endswith("0")


def _rounds(value: float, exact: float) -> bool:
    """Is ``value`` what ``exact`` is rounded to? Only from a thousand on: below, news counts heads.

    >>> _rounds(70_000, 69_412), _rounds(30, 32)
    (True, False)
    """
    return value >= 1_000 and _is_round(value) and abs(value - exact) <= 0.05 * value


def dates_differ(one: DateValue, other: DateValue) -> bool:
    """Can the two not be the same date, at the coarser precision?"""
    return not same_date(one, other)


def texts_differ(one: str, other: str) -> float:
    """How unlike two short answers are: 0 where one holds the other's words, 1 where they share none.

    >>> texts_differ("an Israeli drone", "a drone"), texts_differ("a drone", "a warplane")
    (0.0, 1.0)
    """
    first, second = content_stems(one), content_stems(other)
    if not first or not second:
        a, b = set(words(one)), set(words(other))
        return 0.0 if a & b or not a or not b else 1.0
    if first <= second or second <= first:
        return 0.0
    shared = len(first & second)
    return 1.0 - 2 * shared / (len(first) + len(second))


_CHANGE = re.compile(
    r"\b(?:ris(?:en|es|ing)|rose|climb(?:ed|s|ing)|increas(?:ed|es|ing)|updat(?:ed|es|ing)|revis(?:ed|es|ing)|now|"
    r"grown|grew|fallen|fell|up from|down from|"
    r"previous(?:ly)?|earlier (?:toll|count|report|figure)|new toll|latest|has reached|surpass(?:ed|es)|later "
    r"died|succumbed|still|again|delayed|postponed|brought forward)\b",
    re.IGNORECASE,
)


def speaks_of_change(text: str) -> bool:
    """Does the sentence itself say that an earlier value no longer holds?

    >>> speaks_of_change("The toll has risen to 19."), speaks_of_change("It killed 19.")
    (True, False)
    """
    return bool(_CHANGE.search(text))
