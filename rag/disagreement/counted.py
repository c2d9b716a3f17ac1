"""Does a number count what the question counts?"""

from __future__ import annotations

import re

from rag.language.number_words import UNITS
from rag.language.numbers import Quantity
from rag.language.thesaurus import DEATH, INJURY, counted_group
from rag.language.tolls import CLAUSE_BREAK, Count
from rag.language.words import content_stems, words
from rag.question import Asked

_DIMENSIONS = {"length": {"metre"}, "duration": {"second"}, "extent": {"metre", "second"}, "share": {"percent"}}

_CURRENCIES = frozenset({"dollar", "euro", "pound", "yen", "yuan", "rouble", "rupee"})


def counted_fit(asked: Asked, count: Count, text: str) -> float:
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
    if quantity.unit or (count.fate in {"deaths", "injured"} and not _asks_fate(asked)):
        return 0.0
    if quantity.noun is None and not _stands_after(counted_group(asked.noun), quantity, text):
        return 0.3
    return _noun_fit(asked.noun, count, text)


def _asks_fate(asked: Asked) -> bool:
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
    start = max([match.end() for match in CLAUSE_BREAK.finditer(text, 0, quantity.start)], default=0)
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
