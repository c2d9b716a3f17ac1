"""Counts: which number of a sentence answers "how many"?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.language.numbers import Quantity, quantities
from rag.language.thesaurus import DEATH, INJURY, OTHER_FATES, counted_group

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
CLAUSE_BREAK = re.compile(r"[;:]|[.!?]\s|,? (?:while|whereas|but|although|as well as)\b")
_PASSIVE_FATE = re.compile(
    r"(?: [^\W\d_][\w’'-]*){0,3}? (?:were|was|have been|has been|had been|are|is|being) "
    r"(?:also |reportedly |seriously |badly )?"
    r"(?P<fate>[^\W\d_]+)"
)
"""... 160 people "were injured"."""
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


def _fate(
    text: str, quantity: Quantity, fates: list[tuple[int, int, str]], earlier: Quantity | None, later: Quantity | None
) -> tuple[str | None, float]:
    """The fate word that governs the number: just before it as a verb, or after its noun."""
    near = any(0 <= start - quantity.end < 25 for start, _, _ in fates)
    if (
        earlier is not None
        and quantity.noun is None
        and not near
        and _CONTINUED.search(text[earlier.end : quantity.start])
    ):
        return "same", 2.0
    own = _own_fate(quantity)
    if own:
        return own, 0.0
    passive = _PASSIVE_FATE.match(text, quantity.end)
    if passive:
        word = passive["fate"].casefold()
        if word in DEATH or word in INJURY:
            return ("deaths" if word in DEATH else "injured"), 0.0
    best: tuple[float, str] | None = None
    for start, end, fate in fates:
        if end <= quantity.start:
            between = text[end : quantity.start]
            cost = len(_WORD.findall(between)) * 1.0
            if earlier is not None and start < earlier.start:
                cost += 6
            elif earlier is not None and start >= earlier.end and re.search(r"\band\b", text[end : quantity.start]):
                cost += 3  # "six killed and 32 ..."
        elif start >= quantity.end:
            between = text[quantity.end : start]
            cost = len(_WORD.findall(between)) * 0.8 + 0.2
            if later is not None and start >= later.end and not _PART.search(text[quantity.end : later.start]):
                cost += 6
        else:
            between, cost = "", 0.0
        if CLAUSE_BREAK.search(between):
            cost += 5
        if best is None or cost < best[0]:
            best = (cost, fate)
    if (
        best is not None
        and best[0] <= 9
        and not (best[0] > 3 and _TOLL.search(text[max(0, quantity.start - 110) : quantity.start]))
    ):
        return best[1], best[0]
    if _TOLL.search(text[max(0, quantity.start - 110) : quantity.start]):
        return "deaths", 2.0
    return None, 9.0


def _own_fate(quantity: Quantity) -> str | None:
    """ "25 injured", "40 dead": the counted word tells the fate."""
    for word in quantity.phrase.split()[:2]:
        if word in INJURY:
            return "injured"
        if word in DEATH:
            return "deaths"
    return None
