"""Can two values not both be right? Numbers, dates and names in one form, then words."""

from __future__ import annotations

from rag.language.dates import dates_in, same_date
from rag.language.names import names_match
from rag.language.numbers import Quantity, quantities
from rag.language.words import content_stems, words

ROUNDING = 0.12
"""How far, relatively, "about 70,000" may be from what it rounds."""

ABOVE_A_LOWER_BOUND = 0.25
"""How far above "at least 20" a count may lie and still be the same report."""

MOST_APART = 20
"""Two counts further apart than this are counts of different things."""


def counts_differ(one: Quantity, other: Quantity) -> bool:
    """Can the two not both be right?

    >>> from rag.language.numbers import quantities
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


def answers_differ(one: str, other: str) -> float:
    """How surely two short answers exclude each other, after numbers, dates and names are put in one form.

    >>> answers_differ("43 miles", "69 km"), answers_differ("President Kennedy", "Kennedy")
    (0.0, 0.0)
    >>> answers_differ("43 miles", "80 km"), answers_differ("a drone", "a warplane")
    (1.0, 1.0)
    """
    days_one, days_other = dates_in(one, None), dates_in(other, None)
    if days_one and days_other:
        return 0.0 if any(same_date(a, b) for a in days_one for b in days_other) else 1.0
    counts_one, counts_other = quantities(one), quantities(other)
    if counts_one and counts_other:
        alike = [(a, b) for a in counts_one for b in counts_other if a.unit == b.unit]
        if alike:
            return 1.0 if all(counts_differ(a, b) for a, b in alike) else 0.0
    if names_match(one, other):
        return 0.0
    return texts_differ(one, other)


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
