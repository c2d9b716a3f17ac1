"""Quantities: numbers in a text with their bounds, unit and counted noun.

A number that is part of a date, a time, a name ("Base 46", "G20", "F-16"), an
age or an ordinal counts nothing and is left out.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from rag.language.countries import is_adjective
from rag.language.number_patterns import LEAST, LESS, MORE, MOST, QUANTITY
from rag.language.number_words import (
    ADJECTIVES,
    CURRENCY,
    NONE_OF,
    NOUN_STOP,
    ONES,
    PLURALS,
    SCALES,
    TENS,
    UNITS,
    VAGUE,
)
from rag.language.uncounted import counts_nothing, is_date_after

MOST_QUANTITIES = 200
"""A passage of ten thousand numbers must not stall an answer."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that counts or measures: ``low <= true value <= high``.

    ``low`` and ``high`` are in ``unit`` (a base unit such as "metre", "percent"
    or "dollar") where there is one, so that 43 miles and 69 km can be compared.
    """

    start: int
    end: int
    text: str
    low: float
    high: float
    unit: str | None = None
    noun: str | None = None
    """The counted noun as written, its last word: "civilians"."""
    phrase: str = ""
    """The counted noun with what stands before it: "rebel fighters"."""
    approximate: bool = False
    """"about", "nearly", "dozens": a rounding, not a count."""
    open_below: bool = False
    """An upper bound only: "up to 30"."""
    open_above: bool = False
    """A lower bound only: "at least 30", "more than 30"."""
    stated: float = 0.0
    """The number as written, without its bound, in base units."""

    @property
    def is_vague(self) -> bool:
        return self.approximate and self.low != self.high and not self.open_above and not self.open_below

    def shown(self) -> str:
        """The number as one would write it; parsing that gives the same bounds."""
        unit = ""
        if self.unit == "percent":
            unit = "%"
        elif self.unit:
            unit = f" {self.unit}"
        value = _written(self.stated)
        if self.open_above:
            return f"at least {value}{unit}" if self.low == self.stated else f"more than {value}{unit}"
        if self.open_below:
            return f"up to {value}{unit}" if self.high == self.stated else f"less than {value}{unit}"
        if self.low == self.high:
            return f"{value}{unit}"
        if math.isclose(self.low, 0.9 * self.stated) and math.isclose(self.high, 1.1 * self.stated):
            return f"about {value}{unit}"
        return f"{_written(self.low)} to {_written(self.high)}{unit}"


def _written(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:.10f}".rstrip("0").rstrip(".")


def quantities(text: str) -> list[Quantity]:
    """Every quantity in ``text``, in order.

    >>> [(q.low, q.noun) for q in quantities("Thirty-two people died and 1,200 fled on 3 May 2016.")]
    [(32.0, 'people'), (1200.0, None)]
    >>> [(q.low, q.open_above) for q in quantities("At least 112 died near Base 46; the G20 met at 3 p.m.")]
    [(112.0, True)]
    >>> [q.shown() for q in quantities("about 70% of $1.2 million; a 14-year-old; between 30 and 40 men; no deaths")]
    ['about 70%', '1,200,000 dollar', '30 to 40', '0']
    """
    found: list[Quantity] = []
    position = 0
    while len(found) < MOST_QUANTITIES and (match := QUANTITY.search(text, position)):
        quantity = _quantity(text, match)
        position = max(match.end() if quantity is None else quantity.end, match.start() + 1)
        if quantity:
            found.append(quantity)
    return found


def number(text: str) -> float | None:
    """The value of one number as written.

    >>> number("thirty-two"), number("1,300"), number("1.2 million"), number("two hundred and five"), number("1/2")
    (32.0, 1300.0, 1200000.0, 205.0, 0.5)
    >>> number("rain") is None
    True
    """
    plain = text.casefold().strip().replace(",", "")
    fraction = re.fullmatch(r"(\d+)[/⁄](\d+)", plain)
    if fraction:
        return float(fraction[1]) / float(fraction[2]) if float(fraction[2]) else None
    digits = re.fullmatch(r"(\d+(?:\.\d+)?)[ -]?(hundred|thousand|million|billion|trillion|bn|m|k)?", plain)
    if digits:
        value = float(digits[1]) * SCALES.get(digits[2] or "", 1)
        return value if math.isfinite(value) else None
    return _spelled(re.split(r"[ -]+", plain))


def _spelled(words: list[str]) -> float | None:
    total = current = 0.0
    seen = False
    for word in words:
        if word == "and":
            continue
        if word in {"a", "an"}:
            if len(words) == 1:
                return None
            current += 1
        elif word in ONES:
            current += ONES[word]
        elif word in TENS:
            current += TENS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in SCALES:
            total += max(current, 1) * SCALES[word]
            current = 0
        else:
            return None
        seen = True
    return total + current if seen else None


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    """By the first that is written: "no", a vague amount, a number."""
    if match["none"]:
        return _none(text, match)
    return _vague(text, match) if match["vague"] else _written_number(text, match)


def _none(text: str, match: re.Match[str]) -> Quantity | None:
    """ "No casualties" counts zero, "no comment" counts nothing."""
    start, end = match.span()
    noun, phrase = _noun(text, end)
    if match["none"].casefold() in {"no", "without any"} and noun not in NONE_OF:
        return None
    return Quantity(start, end, text[start:end], 0.0, 0.0, None, noun, phrase)


def _vague(text: str, match: re.Match[str]) -> Quantity | None:
    """ "Dozens of shops": 20 to 120; "half" counts nothing by itself."""
    low, high = VAGUE[" ".join(match["vague"].casefold().split())]
    if low == 0.5:
        return None
    unit, factor, after = _unit(text, match, match.end())
    noun, phrase = _noun(text, after)
    low, high = low * factor, high * factor
    return Quantity(match.start(), after, text[match.start() : after], low, high, unit, noun, phrase, True, stated=low)


def _written_number(text: str, match: re.Match[str]) -> Quantity | None:
    """ "At least 112 civilians", "between 30 and 40 buses", "43 miles", "500+"."""
    bound = " ".join((match["bound"] or "").casefold().split())
    first, second = number(match["first"]), _end_of_range(text, match)
    end = match.end() if second is not None or not match["second"] else match.end("first")
    if text[match.end() : match.end() + 1] == "+" and not match["second"]:
        end, bound = match.end() + 1, "at least"
    unit, factor, after = _unit(text, match, end)
    measured = _unit(text, match, match.end())[0] is not None
    if first is None or counts_nothing(text, match, first, measured):
        return None
    noun, phrase = _noun(text, after)
    low, high, approximate, below, above = _bounds(bound, first * factor, None if second is None else second * factor)
    shown = text[match.start() : after]
    stated = first * factor
    return Quantity(match.start(), after, shown, low, high, unit, noun, phrase, approximate, below, above, stated)


def _end_of_range(text: str, match: re.Match[str]) -> float | None:
    """The 40 of "30-40", "30 to 40" and "between 30 and 40"; "30 and 40" are two, as is "from 14 to 31"."""
    if not match["second"] or is_date_after(text, match.end()):
        return None
    first, second = number(match["first"]), number(match["second"])
    before = text[max(0, match.start() - 9) : match.start()].casefold()
    if match["to"].strip() == "and" and "between" not in before:
        return None
    falls = first is not None and second is not None and second < first
    return None if falls or re.search(r"\bfrom $", before) else second


def _bounds(bound: str, first: float, second: float | None) -> tuple[float, float, bool, bool, bool]:
    """Low, high, approximate, open below, open above.

    >>> _bounds("up to", 30, None), _bounds("about", 200, None), _bounds("", 20, 30)
    ((0.0, 30, False, True, False), (180.0, 220.0, True, False, False), (20, 30, True, False, False))
    """
    if second is not None and second >= first:
        return first, second, True, False, False
    if re.search(rf"\b(?:{LEAST})\b", bound):
        return first, math.inf, False, False, True
    if re.search(rf"\b(?:{MOST})\b", bound):
        return 0.0, first, False, True, False
    if re.search(rf"\b(?:{LESS})\b", bound):
        return 0.0, math.nextafter(first, 0), False, True, False
    if re.search(rf"\b(?:{MORE})\b", bound):
        return math.nextafter(first, math.inf), math.inf, False, False, True
    if bound:
        return first - 0.1 * first, first + 0.1 * first, True, False, False
    return first, first, False, False, False


_WORD_AFTER = re.compile(r"[ -]?(?P<word>[^\W\d_][\w’'-]*|%)")


def _unit(text: str, match: re.Match[str], end: int) -> tuple[str | None, float, int]:
    """The unit of a number that ends at ``end``, its factor to the base unit, and where the unit word ends."""
    name, after = ("%", end) if match["percent"] else _unit_word(text, end)
    if match["currency"]:
        return CURRENCY[match["currency"].strip()[-1]], 1.0, after
    unit, factor = UNITS.get(name or "", (None, 1.0))
    return unit, factor, after


def _unit_word(text: str, end: int) -> tuple[str | None, int]:
    """The unit word after a number and where it ends."""
    if text[end : end + 9].casefold() == " per cent":
        return "per cent", end + 9
    match = _WORD_AFTER.match(text, end)
    if match:
        word = match["word"].casefold()
        if word in UNITS and not (word in {"m"} and text[end : end + 1] == " "):
            return word, match.end()
        if word.split("-")[0] in UNITS and text[end : end + 1] == "-":
            return word.split("-")[0], match.start("word") + len(word.split("-")[0])
    return None, end


def _noun(text: str, end: int) -> tuple[str | None, str]:
    """The counted noun after a number: its head word and the whole phrase."""
    words: list[str] = []
    position = end
    for _ in range(5):
        match = re.compile(r" (?:of (?:the |its |their )?)?\(?([^\W\d_][\w’'-]*)\)?").match(text, position)
        if not match:
            break
        word = match.group(1)
        if word.casefold() in NOUN_STOP:
            if not words and word.casefold() in {"others", "dead", "wounded", "injured", "killed", "more", "other"}:
                words.append(word.casefold())
                if word.casefold() in {"other", "more"}:
                    position = match.end()
                    words.pop()
                    continue
            break
        words.append(word.casefold())
        position = match.end()
        if (
            word.casefold() not in ADJECTIVES
            and not is_adjective(word)
            and (word.casefold().endswith("s") or word.casefold() in PLURALS)
        ):
            break
    if not words:
        return None, ""
    return words[-1], " ".join(words)
