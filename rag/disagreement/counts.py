"""Counts: which number of a sentence answers "how many"?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.disagreement.asking import Asked
from rag.disagreement.numbers import Quantity, quantities
from rag.disagreement.quantity_words import UNITS
from rag.disagreement.thesaurus import DEATH, INJURY, OTHER_FATES, counted_group
from rag.words import content_stems, words

_DIMENSIONS = {"length": {"metre"}, "duration": {"second"}, "extent": {"metre", "second"}, "share": {"percent"}}
_CURRENCIES = frozenset({"dollar", "euro", "pound", "yen", "yuan", "rouble", "rupee"})
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_BREAK = re.compile(r"[;:]|[.!?]\s|,? (?:while|whereas|but|although|as well as)\b")
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
        if _BREAK.search(between):
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


def answers(asked: Asked, count: Count, text: str) -> float:
    """How well a number fits what is counted in the question: 1 the thing itself, 0 something else."""
    quantity = count.quantity
    if asked.measure in {"deaths", "injured"}:
        if quantity.unit or count.fate != asked.measure:
            return 0.0
        loose = quantity.noun is None and count.distance > 4
        return _noun_fit(asked.noun or "people", count, text) * (0.3 if loose else 1.0)
    if asked.measure in _DIMENSIONS:
        return _measured_fit(asked, quantity, text) if quantity.unit in _DIMENSIONS[asked.measure] else 0.0
    if asked.measure == "money":
        return 0.85 + 0.15 * _measured_fit(asked, quantity, text) if quantity.unit in _CURRENCIES else 0.0
    if asked.noun is None:
        return 0.6
    if asked.noun in UNITS:
        return 1.0 if quantity.unit == UNITS[asked.noun][0] else 0.0
    if quantity.unit or (count.fate in {"deaths", "injured"} and not asked_fate(asked)):
        return 0.0
    if quantity.noun is None and not _stands_after(counted_group(asked.noun), quantity, text):
        return 0.3
    return _noun_fit(asked.noun, count, text)


def asked_fate(asked: Asked) -> bool:
    """Does the question itself speak of dead or wounded?"""
    return bool((DEATH | INJURY) & set(words(asked.text)))


def _stands_after(wanted: frozenset[str], quantity: Quantity, text: str) -> bool:
    """ "109 of the dead were evacuees"."""
    following = re.match(
        r" (?:of |(?:[^\W\d_]+ ){0,3}(?:were|was|are) )(?:(?!\d)[^\W\d_][\w’'-]* ?){1,5}", text[quantity.end :]
    )
    return following is not None and any(counted_group(word) & wanted for word in words(following.group()))


def _measured_fit(asked: Asked, quantity: Quantity, text: str) -> float:
    """Is what was asked about ("trip") what the measure stands with ("a four-day trip", "the trip took four days")?"""
    topic = asked.topic
    phrase = content_stems(" ".join(quantity.phrase.split()[:2]))
    if phrase & topic:
        return 1.0
    start = max([match.end() for match in _BREAK.finditer(text, 0, quantity.start)], default=0)
    before = content_stems(text[start : quantity.start][-90:])
    after = content_stems(text[quantity.end : quantity.end + 40])
    if phrase and "-" in text[quantity.start : quantity.end]:
        return 0.2
    shared = (before | after) & topic
    return 0.9 if len(shared) >= 2 or (shared and len(topic) <= 2) else 0.5 if shared else 0.2


def _noun_fit(noun: str, count: Count, text: str) -> float:
    wanted = counted_group(noun)
    if (
        "people" not in wanted
        and (not count.groups or "people" in count.groups)
        and _stands_after(wanted, count.quantity, text)
    ):
        return 0.95
    if not count.groups:
        return 0.75 if wanted & {"people", "civilian", "fighter", "soldier"} else 0.5
    if wanted & count.groups and not ("people" in count.groups and "people" not in wanted):
        return 0.6 if count.part and "people" in wanted else 1.0
    if "people" in wanted:
        if count.part:
            return 0.3
        return (
            0.85
            if count.groups & {"civilian"}
            else 0.6
            if count.groups & {"child", "woman", "man", "fighter", "soldier", "rescuer"}
            else 0.0
        )
    if "people" in count.groups and not count.part:
        return 0.7 if wanted & {"civilian"} else 0.35
    if wanted & {"civilian"} and count.groups & {"child", "woman"}:
        return 0.3
    return 0.0
