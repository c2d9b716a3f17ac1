"""Counts: which number of a sentence answers "how many"?"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.language.clauses import CLAUSE_BREAK
from rag.language.numbers import Quantity, quantities
from rag.language.thesaurus import DEATH, INJURY, OTHER_FATES, counted_group

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_PASSIVE_FATE = re.compile(
    r"(?: [^\W\d_][\w’'-]*){0,3}? (?:were|was|have been|has been|had been|are|is|being) "
    r"(?:also |reportedly |seriously |badly )?"
    r"(?P<fate>[^\W\d_]+)"
)
"""... 160 people "were injured"."""
_AND = re.compile(r"\band\b")
_CONTINUED = re.compile(r"\band (?:another|a further|some|at least|about)? ?$", re.IGNORECASE)
"""30 were killed in one town "and another" five in the next."""
_PART = re.compile(
    r"\b(?:including|among (?:them|whom|those)|of (?:them|whom|which)|(?:were|was) among|amongst)\b", re.IGNORECASE
)
_TOLL = re.compile(
    r"\b(?:toll|number of (?:the )?(?:dead|deaths|victims|fatalities|killed)|fatalities)\b[^.;]{0,90}?\b(?:to|at|"
    r"of|is|was|hits?|reach(?:ed|es)|surpass(?:es|ed)|"
    r"exceed(?:s|ed)|stood|stands|put|topped|tops|now|be) $",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Count:
    """A quantity with the fate or thing that it counts."""

    quantity: Quantity
    fate: str | None
    """"deaths", "injured", "other"; ``None`` where the sentence does not tell."""
    distance: float
    """Words between the number and its fate, roughly."""
    part: bool
    """A part of another number in the sentence: "including 8 children"."""
    groups: frozenset[str]


def counts_in(text: str) -> list[Count]:
    """Every quantity with its fate, the nearest word that tells one.

    >>> [(c.quantity.low, c.fate) for c in counts_in("A bomb killed six people and injured 32.")]
    [(6.0, 'deaths'), (32.0, 'injured')]
    >>> [(c.quantity.low, c.fate) for c in counts_in("At least 36 people were killed and 50 others wounded.")]
    [(36.0, 'deaths'), (50.0, 'injured')]
    >>> [(c.quantity.low, c.fate, c.part) for c in counts_in("The toll rose to 82 people, including 58 civilians.")]
    [(82.0, 'deaths', False), (58.0, 'deaths', True)]
    """
    found = quantities(text)
    fates = _fate_words(text)
    counts: list[Count] = []
    for place, quantity in enumerate(found):
        earlier = found[place - 1] if place else None
        later = found[place + 1] if place + 1 < len(found) else None
        part = _is_part(text, quantity, earlier)
        fate, distance = _fate(text, quantity, fates, earlier, later)
        if fate == "same":
            fate = counts[-1].fate if counts else None
        if part and counts and fate in {None, "deaths"}:
            fate = counts[-1].fate or fate
        groups = counted_group(quantity.noun) if quantity.noun else frozenset()
        for word in quantity.phrase.split()[:-1]:
            known = counted_group(word)
            if known != {word} and known & {"civilian", "child", "fighter", "soldier"}:
                groups = groups | known
        counts.append(Count(quantity, fate, distance, part, groups))
    return counts


def _fate_words(text: str) -> list[tuple[int, int, str]]:
    words: list[tuple[int, int, str]] = []
    for match in _WORD.finditer(text):
        word = match.group().casefold()
        fate = "deaths" if word in DEATH else "injured" if word in INJURY else "other" if word in OTHER_FATES else None
        if fate:
            words.append((match.start(), match.end(), fate))
    return words


def _is_part(text: str, quantity: Quantity, earlier: Quantity | None) -> bool:
    before = text[(earlier.end if earlier else max(0, quantity.start - 40)) : quantity.start]
    if earlier is not None and _PART.search(before) and len(before) < 90:
        return True
    after = text[quantity.end : quantity.end + 40]
    return bool(re.match(r"(?: \w+){0,3} (?:were|was) among\b|(?: of (?:the|them|whom))\b", after))


FAR = 9.0
"""Words away from which a fate no longer governs a number."""
PAST_ANOTHER = 6.0
"""What it costs a fate to reach past another number."""
PAST_A_CLAUSE = 5.0
PAST_AN_AND = 3.0
"""Two numbers joined by "and" mostly have a fate each: "six killed and 32 hurt"."""
IN_A_TOLL = 3.0
"""From here on a "toll of" before the number tells more than the nearest word."""

_Fates = Sequence[tuple[int, int, str]]


def _fate(
    text: str, quantity: Quantity, fates: _Fates, earlier: Quantity | None, later: Quantity | None
) -> tuple[str | None, float]:
    """What befell the counted, by the first rule that tells, and how far its word stands."""
    if earlier is not None and _continues(text, quantity, fates, earlier):
        return "same", 2.0
    if certain := _own_fate(quantity) or _passive_fate(text, quantity):
        return certain, 0.0
    cost, fate = _nearest(text, quantity, fates, earlier, later)
    if _TOLL.search(text[max(0, quantity.start - 110) : quantity.start]) and not cost <= IN_A_TOLL:
        return "deaths", 2.0
    return (fate, cost) if cost <= FAR else (None, FAR)


def _continues(text: str, quantity: Quantity, fates: _Fates, earlier: Quantity) -> bool:
    """ "30 were killed in Orum and another five in Harim": the fate of the number before."""
    near = any(0 <= start - quantity.end < 25 for start, _, _ in fates)
    return quantity.noun is None and not near and bool(_CONTINUED.search(text[earlier.end : quantity.start]))


def _passive_fate(text: str, quantity: Quantity) -> str | None:
    """ "160 people were injured": the participle after the number's own auxiliary."""
    passive = _PASSIVE_FATE.match(text, quantity.end)
    word = passive["fate"].casefold() if passive else ""
    return "deaths" if word in DEATH else "injured" if word in INJURY else None


def _nearest(
    text: str, quantity: Quantity, fates: _Fates, earlier: Quantity | None, later: Quantity | None
) -> tuple[float, str | None]:
    """ "A bomb killed six": the word of fate that is fewest words away, and how many."""
    costs: list[tuple[float, str]] = []
    for start, end, fate in fates:
        if end <= quantity.start:
            costs.append((_cost_before(text, quantity, (start, end), earlier), fate))
        elif start >= quantity.end:
            costs.append((_cost_after(text, quantity, start, later), fate))
        else:
            costs.append((0.0, fate))
    return min(costs, key=lambda known: known[0], default=(math.inf, None))


def _cost_before(text: str, quantity: Quantity, word: tuple[int, int], earlier: Quantity | None) -> float:
    """ "killed six and 32": past another number, or past an "and" after one, it costs more."""
    start, end = word
    between = text[end : quantity.start]
    cost = _words_and_clauses(between, 1.0)
    if earlier is not None and start < earlier.start:
        return cost + PAST_ANOTHER
    return cost + PAST_AN_AND if earlier is not None and start >= earlier.end and _AND.search(between) else cost


def _cost_after(text: str, quantity: Quantity, start: int, later: Quantity | None) -> float:
    """ "six people died": a little nearer than before the number; a part ("58, including 12, died") is no barrier."""
    cost = 0.2 + _words_and_clauses(text[quantity.end : start], 0.8)
    if later is not None and start >= later.end and not _PART.search(text[quantity.end : later.start]):
        cost += PAST_ANOTHER
    return cost


def _words_and_clauses(between: str, word: float) -> float:
    return word * len(_WORD.findall(between)) + (PAST_A_CLAUSE if CLAUSE_BREAK.search(between) else 0.0)


def _own_fate(quantity: Quantity) -> str | None:
    """ "25 injured", "40 dead": the counted word tells the fate."""
    for word in quantity.phrase.split()[:2]:
        if word in INJURY:
            return "injured"
        if word in DEATH:
            return "deaths"
    return None
