"""Tallies: a count in a sentence with what tells its event, who was counted, where, when, by what."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from rag.disagreement.claims import Claim
from rag.evidence import Sentence
from rag.language.countries import country_of, organisation_of
from rag.language.mentions import is_organisation
from rag.language.numbers import Quantity, quantities
from rag.language.speakers import holder_of
from rag.language.thesaurus import means_of
from rag.language.tolls import Count, counts_in
from rag.language.words import content_stems

LONGEST_SENTENCE = 1_500

MOST_COUNTS = 12
"""A sentence with more numbers is a table."""

MOST_NAMED_DAYS = 2
"""The day of printing and that of the event; a sentence with more tells of more than one event."""

FATE_VERBS = {"deaths": "killed", "injured": "wounded"}

_IN_PART = re.compile(r" (?:neighbou?rhoods?|districts?|suburbs?|towns?|villages?|areas?|squares?|markets?|camps?)\b")

_SUMS = re.compile(
    r"\b(?:since|so far|in total|altogether|overall|over the (?:past|last)|in the (?:past|last)|"
    r"(?:civil )?war|conflict|uprising|more than \w+ years|this (?:year|month|week)|last (?:year|month|week)|"
    r"in recent|\w+-year-long|each|every|per|daily|annual(?:ly)?|average|(?:days|weeks|months|years) of|"
    r"another|further|separate(?:ly)?|elsewhere|additional|different|similar|series of|hours after|"
    r"days? (?:after|earlier|before)|previous(?:ly)?|earlier|anniversary|ago|weekend|meanwhile|toll includes|"
    r"also (?:been )?(?:killed|wounded|injured|died)|photo taken|(?:this|file|handout) photo)\b",
    re.IGNORECASE,
)
"""Words of a sum over many events, of a second event in the sentence, or of the day of a picture."""


@dataclass(frozen=True, slots=True)
class Tally:
    """One count with what tells its event: who was counted, where, when, by what."""

    sentence: Sentence
    count: Count
    fate: str
    places: tuple[str, ...]
    values: frozenset[float]
    """Every number of the sentence, parts included."""
    days: frozenset[date]
    """The days the sentence names; empty where it names none."""
    means: frozenset[str]
    told: frozenset[str]
    """Stems beside places and days."""

    @property
    def claim(self) -> Claim[Quantity]:
        quantity = self.count.quantity
        text = self.sentence.text
        shown = text[quantity.start : quantity.end] + (f" {quantity.phrase}" if quantity.phrase else "")
        return Claim(self.sentence, quantity, shown, 1.0, _holder(text))


_PLAIN = content_stems("killed killing wounded injured injuring people persons civilians others least said dead")

_TIMES = content_stems(
    " ".join([*calendar.day_name, *calendar.month_name, *calendar.month_abbr, "published yesterday"])
)
"""Two events of one day share these too."""

_OWNED = re.compile(r"\bclaim(?:s|ed)? (?:responsibility|by)\b")

_DOING = re.compile(r"\b(?:is|are|was|were|has|have|had)\b")

_WEEKDAY_BEFORE = re.compile(r"^(?:on )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day (?=\S)")


def _holder(text: str) -> str | None:
    """Nobody who claims the deed, no half sentence ("The army is investigating" reports), and without "on Monday"."""
    who = holder_of(_OWNED.sub(" ", text))
    return _WEEKDAY_BEFORE.sub("", who) if who and not _DOING.search(who) else None


def tallies_of(sentence: Sentence) -> list[Tally]:
    """One tally for each fate of which the sentence gives a single number; none where it leaves the event open."""
    text = sentence.text
    if len(text) > LONGEST_SENTENCE or _SUMS.search(text):
        return []
    counts = [count for count in counts_in(text) if count.quantity.unit is None and not count.part]
    places = _places(sentence)
    if not counts or len(counts) > MOST_COUNTS or not places:
        return []
    dates = sentence.dates
    coarse = any(value.precision != "day" for value in dates)
    days = frozenset(value.first for value in dates if value.precision == "day" and value.year)
    if len(days) > MOST_NAMED_DAYS or (not days and (coarse or sentence.published is None)):
        return []
    told = content_stems(text) - content_stems(" ".join(places)) - _PLAIN - _TIMES
    values = frozenset(quantity.stated for quantity in quantities(text))
    found: list[Tally] = []
    for fate in FATE_VERBS:
        fitting = [count for count in counts if count.fate == fate and _counts_people(count)]
        if len({count.quantity.stated for count in fitting}) == 1:
            found.append(Tally(sentence, fitting[0], fate, places, values, days, means_of(text), told))
    return found


def _counts_people(count: Count) -> bool:
    """Everybody, not a group among them, and a number rather than "dozens"."""
    groups = count.groups
    whole = not groups or bool(groups & {"people", "civilian"})
    return whole and not count.quantity.is_vague and count.quantity.stated >= 1


def _places(sentence: Sentence) -> tuple[str, ...]:
    """Where it happened: names after "in" or "near", and before "neighbourhood" or "town"."""
    text = sentence.text
    parts = [name for name in sentence.names if _IN_PART.match(text, text.find(name) + len(name))]
    named = [place for place in dict.fromkeys([*sentence.places, *parts]) if _is_place(place)]
    return tuple(place for place in named if not _DESCRIBING.search(text[: text.find(place)]))


_DESCRIBING = re.compile(r"\b[Aa]n? (?:[a-z]+ )?$")
"""What follows describes a place, it is not its name: "a mainly Kurdish town"."""

_COMPOUND = re.compile(r"-(?:held|controlled|led|run|backed|majority)\b")


def _is_place(name: str) -> bool:
    """No organisation, no initials, and no country, with or without the mark of its possessive."""
    if is_organisation(name) or organisation_of(name) or (name.isupper() and len(name) > 2) or _COMPOUND.search(name):
        return False
    return not (country_of(name) or country_of(name.removesuffix("s")))
