"""Counts of one event in several articles, found without a question.

A count is compared with another only where both say that they count the same
thing, at the same place, on the same day, by the same means; what a sentence
leaves open (a sum over months, two events in one breath) is compared with
nothing. Few right notes are worth more than many.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Self

from rag.disagreement.aligning import Sentence
from rag.disagreement.asking import Asked, read_question
from rag.disagreement.claims import Claim
from rag.disagreement.comparing import counts_differ
from rag.disagreement.counts import Count, counts_in
from rag.disagreement.dates import known_dates
from rag.disagreement.holders import holder_of
from rag.disagreement.kinds import explain, kind_of, strongest
from rag.disagreement.mentions import is_organisation
from rag.disagreement.names import names_match
from rag.disagreement.numbers import quantities
from rag.disagreement.places import country_of, organisation_of, seat_of
from rag.disagreement.thesaurus import means_of
from rag.evidence import DraftDisagreement, DraftSide
from rag.words import content_stems

LONGEST_SENTENCE = 1_500
MOST_COUNTS = 12
"""A sentence with more numbers is a table."""
MOST_OF_ONE_PLACE = 60
"""Mentions of one place and fate that are compared with each other, earliest first."""
REPORTED_WITHIN_DAYS = 2
"""A report that names no day tells of the day it is printed on, or of one or two before."""
LEAST_ALIKE = 0.3
"""The weighted share of its words that one sentence must find in the other: by eye on ``fakes``, as the next two."""
LEAST_ALIKE_ON_ONE_DAY = 0.1
"""The same where both sentences name the day and the place is no busy one."""
LEAST_ALIKE_WHERE_MUCH_HAPPENS = 0.5
MOST_MONTHS, MOST_DAYS = 2, 8
"""A place with counts from more months or days than these tells no event apart by its name."""

_FATE_VERBS = {"deaths": "killed", "injured": "wounded"}
_IN_PART = re.compile(r" (?:neighbou?rhoods?|districts?|suburbs?|towns?|villages?|areas?|squares?|markets?|camps?)\b")
_SUMS = re.compile(
    r"\b(?:since|so far|in total|altogether|overall|over the (?:past|last)|in the (?:past|last)|"
    r"(?:civil )?war|conflict|uprising|more than \w+ years|this (?:year|month|week)|last (?:year|month|week)|"
    r"in recent|\w+-year-long|each|every|per|daily|annual(?:ly)?|average|(?:days|weeks|months|years) of|"
    r"another|separate(?:ly)?|elsewhere|additional|different|similar|series of|hours after|days? (?:after|earlier|"
    r"before)|previous(?:ly)?|earlier|anniversary|ago)\b",
    re.IGNORECASE,
)
"""Words of a sum over many events, or of a second event in the sentence."""


@dataclass(frozen=True, slots=True)
class Mention:
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
    """Stems beside places."""

    @property
    def claim(self) -> Claim:
        quantity = self.count.quantity
        text = self.sentence.text
        shown = text[quantity.start : quantity.end] + (f" {quantity.phrase}" if quantity.phrase else "")
        return Claim(self.sentence, shown, 1.0, holder_of(text), count=quantity)


_PLAIN = content_stems("killed killing wounded injured injuring people persons civilians others least said dead")


def count_notes(sentences: Sequence[Sentence]) -> list[DraftDisagreement]:
    """What differs between the counts of one event, one note for each event."""
    mentions = [mention for sentence in sentences for mention in _mentions(sentence)]
    telling = _Telling.of(mentions)
    pairs: dict[tuple[int, int], tuple[Mention, Mention]] = {}
    for group in _by_place(mentions):
        for one, other in combinations(group, 2):
            if _differ(one, other) and same_happening(one, other) and telling.alike(one, other):
                pairs[id(one), id(other)] = (one, other)
    return [_note(group) for group in _joined(pairs.values())]


def _differ(one: Mention, other: Mention) -> bool:
    """Neither sentence may know the other's number: 31 were killed, "including 10 on a bus"."""
    first, second = one.count.quantity, other.count.quantity
    return first.stated not in other.values and second.stated not in one.values and counts_differ(first, second)


def _mentions(sentence: Sentence) -> list[Mention]:
    text = sentence.text
    if len(text) > LONGEST_SENTENCE or _SUMS.search(text):
        return []
    counts = [count for count in counts_in(text) if count.quantity.unit is None and not count.part]
    places = _places(sentence)
    if not counts or len(counts) > MOST_COUNTS or not places:
        return []
    dates = known_dates(text, sentence.published)
    coarse = any(value.precision != "day" for value in dates)
    days = frozenset(value.first for value in dates if value.precision == "day" and value.year)
    if not days and (coarse or sentence.published is None):
        return []
    told = content_stems(text) - content_stems(" ".join(places)) - _PLAIN
    values = frozenset(quantity.stated for quantity in quantities(text))
    found: list[Mention] = []
    for fate in _FATE_VERBS:
        fitting = [count for count in counts if count.fate == fate and _counts_people(count)]
        if len({count.quantity.stated for count in fitting}) == 1:
            found.append(Mention(sentence, fitting[0], fate, places, values, days, means_of(text), told))
    return found


def _counts_people(count: Count) -> bool:
    """Everybody, not a group among them, and a number rather than "dozens"."""
    groups = count.groups
    whole = not groups or bool(groups & {"people", "civilian"})
    return whole and not count.quantity.is_vague and count.quantity.stated >= 1


def _places(sentence: Sentence) -> tuple[str, ...]:
    """Where it happened: names after "in" or "near", and before "neighbourhood" or "town"."""
    parts = [name for name in sentence.names if _IN_PART.match(sentence.text, sentence.text.find(name) + len(name))]
    return tuple(place for place in dict.fromkeys([*sentence.places, *parts]) if _is_place(place))


_COMPOUND = re.compile(r"-(?:held|controlled|led|run|backed|majority)\b")


def _is_place(name: str) -> bool:
    """No organisation, no initials, and no country, with or without the mark of its possessive."""
    if is_organisation(name) or organisation_of(name) or (name.isupper() and len(name) > 2) or _COMPOUND.search(name):
        return False
    return not (country_of(name) or country_of(name.removesuffix("s")))


def _by_place(mentions: Iterable[Mention]) -> Iterable[list[Mention]]:
    groups: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in mentions:
        for word in {content for place in mention.places for content in content_stems(place)}:
            groups[mention.fate, word].append(mention)
    for group in groups.values():
        yield sorted(group, key=lambda m: m.sentence.published or date.min)[:MOST_OF_ONE_PLACE]


def same_happening(one: Mention, other: Mention) -> bool:
    """Do two counts tell of one event, as far as their sentences say?"""
    if one.sentence.article_id == other.sentence.article_id or one.sentence.origin == other.sentence.origin:
        return False
    if one.fate != other.fate or (one.means and other.means and not one.means & other.means):
        return False
    return _same_day(one, other) and _same_place(one, other)


@dataclass(frozen=True, slots=True)
class _Telling:
    """How rare a word is among the mentions, and at which places much happens."""

    weights: Mapping[str, float]
    busy: frozenset[str]
    """Stems of places with counts from many days."""

    @classmethod
    def of(cls, mentions: Sequence[Mention]) -> Self:
        holding = Counter(stem for mention in mentions for stem in mention.told)
        days: dict[str, set[date]] = defaultdict(set)
        for mention in mentions:
            told_of = mention.days or {day for day in (mention.sentence.published,) if day}
            for stem in content_stems(" ".join(mention.places)):
                days[stem] |= told_of
        weights = {stem: math.log(1 + len(mentions) / count) for stem, count in holding.items()}
        return cls(weights, frozenset(stem for stem, known in days.items() if _is_busy(known)))

    def alike(self, one: Mention, other: Mention) -> bool:
        """Do the two sentences share enough of their telling words, for the place they share?"""
        shared = self._sum(one.told & other.told)
        least = min(self._sum(one.told), self._sum(other.told))
        places = content_stems(" ".join(one.places)) & content_stems(" ".join(other.places))
        needed = LEAST_ALIKE_ON_ONE_DAY if one.days & other.days else LEAST_ALIKE
        if places <= self.busy:
            needed = LEAST_ALIKE_WHERE_MUCH_HAPPENS
        return least > 0 and shared >= needed * least

    def _sum(self, stems: frozenset[str]) -> float:
        return sum(self.weights[stem] for stem in sorted(stems))


def _same_day(one: Mention, other: Mention) -> bool:
    if one.days and other.days:
        return bool(one.days & other.days)
    first, second = one.sentence.published, other.sentence.published
    if not one.days and not other.days:
        return first is not None and second is not None and abs(first - second) <= timedelta(days=1)
    days, published = (one.days, second) if one.days else (other.days, first)
    return published is not None and any(0 <= (published - day).days <= REPORTED_WITHIN_DAYS for day in days)


def _same_place(one: Mention, other: Mention) -> bool:
    """Every place of the one that says less is a place of the other; a seat of government alone tells too little."""
    few, many = sorted((one.places, other.places), key=len)
    left = list(many)
    for place in few:
        match = next((known for known in left if known == place), None)
        match = match or next((known for known in left if names_match(place, known)), None)
        if match is None:
            return False
        left.remove(match)
    return any(seat_of(place) is None for place in few)


def _is_busy(days: set[date]) -> bool:
    return len(days) > MOST_DAYS or len({(day.year, day.month) for day in days}) > MOST_MONTHS


def _joined(pairs: Iterable[tuple[Mention, Mention]]) -> list[list[tuple[Mention, Mention]]]:
    """Pairs that share a mention belong to one note."""
    groups: list[list[tuple[Mention, Mention]]] = []
    for pair in pairs:
        touched = [group for group in groups if any(m is known for m in pair for held in group for known in held)]
        groups = [group for group in groups if not any(group is each for each in touched)]
        groups.append([held for group in touched for held in group] + [pair])
    return groups


def _note(pairs: Sequence[tuple[Mention, Mention]]) -> DraftDisagreement:
    mentions = list({id(mention): mention for pair in pairs for mention in pair}.values())
    asked = _asked(mentions)
    claims = {id(mention): mention.claim for mention in mentions}
    sides: list[list[Claim]] = []
    for mention in sorted(mentions, key=lambda m: (m.sentence.published or date.max, m.count.quantity.stated)):
        claim = claims[id(mention)]
        same = next((side for side in sides if _stated(side[0]) == _stated(claim)), None)
        if same is None:
            sides.append([claim])
        else:
            same.append(claim)
    kind = strongest([kind_of(asked, claims[id(one)], claims[id(other)]) for one, other in pairs])
    shown = [(side[0].shown, side[0]) for side in sides]
    drafts = tuple(
        DraftSide(side[0].shown, tuple({(c.article, c.quote.start): c.quote for c in side}.values()), side[0].holder)
        for side in sides
    )
    return DraftDisagreement(kind, asked.slot, asked.text.rstrip("?"), explain(asked, kind, shown), drafts)


def _stated(claim: Claim) -> float | None:
    return claim.count.stated if claim.count else None


def _asked(mentions: Sequence[Mention]) -> Asked:
    """The question that the counts answer, as a person would put it."""
    fewest = min(mentions, key=lambda mention: len(mention.places))
    named = [day for mention in mentions for day in mention.days]
    days = named or [mention.sentence.published for mention in mentions if mention.sentence.published]
    day = min(days, key=lambda d: (-days.count(d), d))
    when = f"{'on' if named else 'around'} {day.day} {day:%B} {day.year}"
    return read_question(f"How many people were {_FATE_VERBS[fewest.fate]} in {' and '.join(fewest.places)} {when}?")
