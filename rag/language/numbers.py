"""Quantities: numbers in a text with their bounds, unit and counted noun.

A number that is part of a date, a time, a name ("Base 46", "G20", "F-16"), an
age or an ordinal counts nothing and is left out.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from rag.language.countries import is_adjective
from rag.language.mentions import ordinary_words
from rag.language.number_words import (
    ADJECTIVES,
    COUNTED,
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

MOST_QUANTITIES = 200
"""A passage of ten thousand numbers must not stall an answer."""


_WORD_NUMBER = (
    rf"(?:{'|'.join([*TENS, *sorted(ONES, key=len, reverse=True), 'hundred', 'thousand', 'million', 'billion'])})"
)
_SPELLED = rf"(?:(?:an?|{_WORD_NUMBER})(?:[ -](?:and )?{_WORD_NUMBER})*)"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d+(?:[/⁄]\d+)?"
_SCALE = r"(?:[ -]?(?:hundred|thousand|million|billion|trillion)\b|(?:bn|m|k)\b)"
_VAGUE = "|".join(re.escape(words) for words in sorted(VAGUE, key=len, reverse=True))
_LEAST = r"at least|no fewer than|no less than|a minimum of|not less than|minimum"
_MORE = (
    r"more than|over|above|upwards of|exceeding|exceeds|exceeded|surpass(?:es|ed)|topped|in excess of|"
    r"well over|better than|greater than"
)
_MOST = r"up to|at most|no more than|not more than|a maximum of|as many as|as much as|maximum"
_LESS = r"fewer than|less than|under|below"
_ABOUT = (
    r"about|around|roughly|approximately|some|nearly|almost|close to|an estimated|estimated|circa|or so|"
    r"as high as|more or less|near"
)
_BOUND = rf"(?P<bound>(?:(?:{_LEAST}|{_MORE}|{_MOST}|{_LESS}|{_ABOUT}) )+)?"
_CURRENCY = r"(?P<currency>(?:US|A|C|NZ|HK)?[$€£¥₹] ?)?"
_NUMBER = rf"(?:{_DIGITS}){_SCALE}?|{_SPELLED}"
_QUANTITY = re.compile(
    rf"(?<![\w.,/:$€£¥-])(?:{_BOUND}{_CURRENCY}(?P<first>{_NUMBER})(?:(?P<to> ?[-–—] ?| to | and | or "
    rf")(?P<second>{_NUMBER}))?"
    rf"|{_BOUND.replace('?P<bound>', '?P<vaguebound>')}(?P<vague>{_VAGUE})|(?P<none>no one|nobody|none|no|without "
    rf"any))(?![\w]|[.,:/]\d)"
    r"(?P<percent> ?%)?",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b"
)
_DATE_BEFORE = re.compile(rf"(?:{_MONTH}\.?,? (?:the )?|{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? |{_MONTH} ?[-–] ?)$")
_DATE_AFTER = re.compile(
    rf"(?:st|nd|rd|th)?(?: ?[-–] ?\d{{1,2}})?(?: of)?[ -]{_MONTH}|(?:st|nd|rd|th)\b|[-–]year[-–]old|"
    rf"[-–]years[-–]old| years? old| a\.?m\b| p\.?m\b|:\d\d| o['’]clock| ?(?:GMT|UTC)|[-–]\d{{1,2}}[-–]\d{{2,4}}|"
    rf"[./]\d{{1,2}}[./]\d{{2,4}}"
)
_NAME_BEFORE = re.compile(
    r"(?:\b(?:Base|Article|Resolution|Road|Route|Highway|Chapter|Flight|Unit|Battalion|Brigade|Division|Regiment|"
    r"Section|Page|Part|Phase|Stage|Round|Channel|Area|Zone|Level|Category|"
    r"Room|Building|Gate|Line|Group of|No\.|Number|Volume|Vol\.|Issue|aged|age|Psalm|Windows|Boeing|Airbus|Covid|"
    r"COVID|MiG|Su|S|Il|F|M|AK|G|T|Mi|Tu)[ -]?)$"
)
_NOT_ONE = re.compile(r"(?:no|any|every|each|this|that|the|which|only|last|next|number) $", re.IGNORECASE)


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
    while len(found) < MOST_QUANTITIES and (match := _QUANTITY.search(text, position)):
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
    start, end = match.span()
    bound = " ".join((match["bound"] or match["vaguebound"] or "").casefold().split())
    unit_name, after = _unit(text, end)
    if match["percent"]:
        unit_name, after = "%", end
    if match["none"]:
        noun, phrase = _noun(text, end)
        if match["none"].casefold() in {"no", "without any"} and noun not in NONE_OF:
            return None
        return Quantity(start, end, text[start:end], 0.0, 0.0, None, noun, phrase, stated=0.0)
    if match["vague"]:
        low, high = VAGUE[" ".join(match["vague"].casefold().split())]
        if low == 0.5:
            return None
        noun, phrase = _noun(text, after)
        unit, factor = UNITS.get(unit_name or "", (None, 1.0))
        return Quantity(
            start, after, text[start:after], low * factor, high * factor, unit, noun, phrase, True, stated=low * factor
        )
    written = match["first"]
    first = number(written)
    if text[end : end + 1] == "+" and not match["second"]:
        end, bound = end + 1, "at least"
        unit_name, after = _unit(text, end)
    if first is None or _counts_nothing(text, match, first, bool(unit_name)):
        return None
    second = number(match["second"]) if match["second"] and not _DATE_AFTER.match(text, end) else None
    if match["second"] and (
        second is None
        or (
            match["to"].strip() in {"and", "or"}
            and "between" not in text[max(0, start - 9) : start].casefold()
            and match["to"].strip() == "and"
        )
    ):
        second = None
        end = match.end("first")
        unit_name, after = _unit(text, end)
    if second is not None and (
        second < first or re.search(r"\bfrom $", text[max(0, start - 5) : start], re.IGNORECASE)
    ):
        second = None
        end = match.end("first")
        unit_name, after = _unit(text, end)
    unit, factor = UNITS.get(unit_name or "", (None, 1.0))
    if match["currency"]:
        unit, factor = CURRENCY[match["currency"].strip()[-1]], 1.0
    noun, phrase = _noun(text, after)
    return _bounded(
        text, start, after, bound, first * factor, second * factor if second is not None else None, unit, noun, phrase
    )


def _bounded(
    text: str,
    start: int,
    end: int,
    bound: str,
    first: float,
    second: float | None,
    unit: str | None,
    noun: str | None,
    phrase: str,
) -> Quantity:
    shown = text[start:end]
    if second is not None and second >= first:
        return Quantity(start, end, shown, first, second, unit, noun, phrase, True, stated=first)
    if re.search(rf"\b(?:{_LEAST})\b", bound):
        return Quantity(start, end, shown, first, math.inf, unit, noun, phrase, False, False, True, first)
    if re.search(rf"\b(?:{_MOST})\b", bound):
        return Quantity(start, end, shown, 0.0, first, unit, noun, phrase, False, True, False, first)
    if re.search(rf"\b(?:{_LESS})\b", bound):
        return Quantity(start, end, shown, 0.0, math.nextafter(first, 0), unit, noun, phrase, False, True, False, first)
    if re.search(rf"\b(?:{_MORE})\b", bound):
        return Quantity(
            start, end, shown, math.nextafter(first, math.inf), math.inf, unit, noun, phrase, False, False, True, first
        )
    if bound:
        width = 0.1 * first
        return Quantity(start, end, shown, first - width, first + width, unit, noun, phrase, True, stated=first)
    return Quantity(start, end, shown, first, first, unit, noun, phrase, stated=first)


def _counts_nothing(text: str, match: re.Match[str], value: float, measured: bool) -> bool:
    start, end = match.start("first"), match.end("first")
    if match["currency"] or match["percent"]:
        return False
    before = text[max(0, start - 18) : start]
    written = text[start:end]
    if (
        _DATE_BEFORE.search(before)
        or _DATE_AFTER.match(text, match.end())
        or _DATE_AFTER.match(text, end)
        or _NAME_BEFORE.search(before)
    ):
        return True
    is_digits = written.isdigit()
    if is_digits and _is_part_of_name(text, start, match.end()):
        return True
    if is_digits and len(written) == 4 and 1900 <= value <= 2100 and not measured and not match["bound"]:
        following = re.match(r" ([a-z]+)", text[end:])
        counted = following and following[1] in COUNTED
        return not counted
    if is_digits and (len(written) > 9 or written.startswith("0")):
        return True
    if written.casefold() in {"a", "an"}:
        return True
    if written.casefold() == "one":
        following = re.match(r" ([A-Za-z]+)", text[end:])
        return (
            bool(_NOT_ONE.search(before))
            or following is None
            or following[1].casefold() in {"of", "another", "to", "day", "side", "account", "hand", "can", "and", "the"}
        )
    return False


_CAPITAL_BEFORE = re.compile(r"(?<![.!?:] )(?<!^)\b(?P<word>[A-Z][a-z]{2,}) $")


def _is_part_of_name(text: str, start: int, end: int) -> bool:
    """ "Camp 7 was hit": a capitalised word before, nothing counted after."""
    before = _CAPITAL_BEFORE.search(text[max(0, start - 30) : start])
    if not before or before["word"].casefold() in ordinary_words():
        return False
    return bool(
        re.match(
            r"(?:[.,;:)]|$| (?:on|in|at|was|were|is|and|or|to|of|by|came|when|where|which|after|before|had|has|"
            r"near|from|with|for|under|last)\b)",
            text[end:],
        )
    )


_WORD_AFTER = re.compile(r"[ -]?(?P<word>[^\W\d_][\w’'-]*|%)")


def _unit(text: str, end: int) -> tuple[str | None, int]:
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
