"""Counts of one event in several articles, found without a question.

A count is compared with another only where both say that they count the same
thing, at the same place, on the same day, by the same means; what a sentence
leaves open (a sum over months, two events in one breath) is compared with
nothing. Few right notes are worth more than many.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from rag.disagreement.claims import Claim
from rag.disagreement.differing import counts_differ
from rag.disagreement.explaining import explain, kind_of, strongest
from rag.disagreement.slots.count import CountSlot
from rag.disagreement.survey.tallies import FATE_VERBS, Tally, tallies_of
from rag.evidence import DraftDisagreement, DraftSide, Sentence
from rag.language.countries import seat_of
from rag.language.names import names_match
from rag.language.numbers import Quantity
from rag.language.words import content_stems
from rag.question import Asked, asked_of

MOST_THAT_FOLLOW = 60
"""Mentions of one place and fate that one is compared with: those of the days that follow."""
REPORTED_WITHIN_DAYS = 2
"""A report that names no day tells of the day it is printed on, or of one or two before."""
LEAST_ALIKE = 0.3
"""The weighted share of its words that one sentence must find in the other: by eye on ``fakes``, as all below."""
LEAST_ALIKE_ON_ONE_DAY = 0.1
"""The same where both sentences name the day and the place is no busy one."""
LEAST_ALIKE_WHERE_MUCH_HAPPENS = 0.5
MOST_DAYS, NEARBY = 3, timedelta(days=10)
"""A place with counts from more days than these, that near to the day, tells no event apart by its name."""
MOST_TIMES = 5
"""One count of an event is seldom more than so many times another; a count of something larger is."""
MOST_SIDES = 6
"""Values that one note shows, those of most articles."""


def count_notes(sentences: Iterable[Sentence]) -> list[DraftDisagreement]:
    """What differs between the counts of one event, one note for each event."""
    tallies = [tally for sentence in sentences for tally in tallies_of(sentence)]
    telling = _Telling.of(tallies)
    pairs: dict[tuple[int, int], tuple[Tally, Tally]] = {}
    for one, other in _of_one_place(tallies):
        if _differ(one, other) and same_happening(one, other) and telling.alike(one, other):
            pairs[id(one), id(other)] = (one, other)
    return [_note(group) for group in _joined(list(pairs.values()))]


def _differ(one: Tally, other: Tally) -> bool:
    """Neither sentence may know the other's number: 31 were killed, "including 10 on a bus"."""
    first, second = one.count.quantity, other.count.quantity
    small, large = sorted((first.stated, second.stated))
    if large > MOST_TIMES * small:
        return False
    return first.stated not in other.values and second.stated not in one.values and counts_differ(first, second)


def _of_one_place(tallies: Iterable[Tally]) -> Iterable[tuple[Tally, Tally]]:
    """Each tally with those of its place and fate that follow within days; some pairs twice."""
    groups: dict[tuple[str, str], list[Tally]] = defaultdict(list)
    for tally in tallies:
        for word in content_stems(" ".join(tally.places)):
            groups[tally.fate, word].append(tally)
    for group in groups.values():
        group.sort(key=_first_day)
        for place, one in enumerate(group):
            for other in group[place + 1 : place + 1 + MOST_THAT_FOLLOW]:
                if _first_day(other) - _first_day(one) > NEARBY:
                    break
                yield one, other


def _first_day(tally: Tally) -> date:
    return min(tally.days, default=tally.sentence.published or date.min)


def same_happening(one: Tally, other: Tally) -> bool:
    """Do two counts tell of one event, as far as their sentences say?"""
    if one.sentence.article_id == other.sentence.article_id or one.sentence.origin == other.sentence.origin:
        return False
    if one.fate != other.fate or (one.means and other.means and not one.means & other.means):
        return False
    return _same_day(one, other) and _same_place(one, other)


@dataclass(frozen=True, slots=True)
class _Telling:
    """How rare a word is among the tallies, and on which days something is counted at a place."""

    weights: Mapping[str, float]
    days: Mapping[str, frozenset[date]]
    """By the stems of places."""

    @classmethod
    def of(cls, tallies: Sequence[Tally]) -> Self:
        holding = Counter(stem for tally in tallies for stem in tally.told)
        days: dict[str, set[date]] = defaultdict(set)
        for tally in tallies:
            for stem in content_stems(" ".join(tally.places)):
                days[stem].add(_first_day(tally))
        weights = {stem: math.log(1 + len(tallies) / count) for stem, count in holding.items()}
        return cls(weights, {stem: frozenset(known) for stem, known in days.items()})

    def alike(self, one: Tally, other: Tally) -> bool:
        """Do the two sentences share enough of their telling words, for the place they share?"""
        shared = self._sum(one.told & other.told)
        least = min(self._sum(one.told), self._sum(other.told))
        needed = LEAST_ALIKE_ON_ONE_DAY if one.days & other.days else LEAST_ALIKE
        if self._much_happens(one, other):
            needed = LEAST_ALIKE_WHERE_MUCH_HAPPENS
        return least > 0 and shared >= needed * least

    def _much_happens(self, one: Tally, other: Tally) -> bool:
        day = min(one.days & other.days, default=_first_day(one))
        shared = content_stems(" ".join(one.places)) & content_stems(" ".join(other.places))
        return all(sum(abs(known - day) <= NEARBY for known in self.days[stem]) > MOST_DAYS for stem in shared)

    def _sum(self, stems: frozenset[str]) -> float:
        return sum(self.weights[stem] for stem in sorted(stems))


def _same_day(one: Tally, other: Tally) -> bool:
    if one.days and other.days:
        return bool(one.days & other.days)
    first, second = one.sentence.published, other.sentence.published
    if not one.days and not other.days:
        return first is not None and second is not None and abs(first - second) <= timedelta(days=1)
    days, published = (one.days, second) if one.days else (other.days, first)
    return published is not None and any(0 <= (published - day).days <= REPORTED_WITHIN_DAYS for day in days)


def _same_place(one: Tally, other: Tally) -> bool:
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


def _joined(pairs: Sequence[tuple[Tally, Tally]]) -> list[list[tuple[Tally, Tally]]]:
    """Pairs that share a tally, directly or through others, belong to one note."""
    of: dict[int, list[int]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        for tally in pair:
            of[id(tally)].append(number)
    groups: list[list[tuple[Tally, Tally]]] = []
    seen: set[int] = set()
    for start in range(len(pairs)):
        waiting, group = [start], []
        while waiting:
            number = waiting.pop()
            if number not in seen:
                seen.add(number)
                group.append(pairs[number])
                waiting += [near for tally in pairs[number] for near in of.pop(id(tally), [])]
        if group:
            groups.append(group)
    return groups


def _note(pairs: Sequence[tuple[Tally, Tally]]) -> DraftDisagreement:
    tallies = list({id(tally): tally for pair in pairs for tally in pair}.values())
    claims = {id(tally): tally.claim for tally in tallies}
    stated: dict[float, list[Claim[Quantity]]] = defaultdict(list)
    for tally in sorted(tallies, key=lambda m: (m.sentence.published or date.max, m.count.quantity.stated)):
        stated[tally.count.quantity.stated].append(claims[id(tally)])
    by_support = sorted(stated, key=lambda value: -len({claim.article for claim in stated[value]}))
    kept = set(by_support[:MOST_SIDES])
    sides = [side for value, side in stated.items() if value in kept]
    slot = CountSlot(_asked(tallies))
    kind = strongest(
        [
            kind_of(slot, claims[id(one)], claims[id(other)])
            for one, other in pairs
            if {one.count.quantity.stated, other.count.quantity.stated} <= kept
        ]
    )
    drafts = tuple(
        DraftSide(side[0].shown, tuple({(c.article, c.quote.start): c.quote for c in side}.values()), side[0].holder)
        for side in sides
    )
    explanation = explain(slot.asked, kind, [(side[0].shown, side[0]) for side in sides])
    return DraftDisagreement(kind, slot.asked.slot, slot.asked.text.rstrip("?"), explanation, drafts)


def _asked(tallies: Sequence[Tally]) -> Asked:
    """The question that the counts answer, as a person would put it."""
    named = [day for tally in tallies for day in tally.days]
    days = named or [tally.sentence.published for tally in tallies if tally.sentence.published]
    day = min(days, key=lambda d: (-days.count(d), d))
    when = f"{'on' if named else 'around'} {day.day} {day:%B} {day.year}"
    return asked_of(f"How many people were {FATE_VERBS[tallies[0].fate]} in {_place(tallies)} {when}?")


def _place(tallies: Sequence[Tally]) -> str:
    """The place that most of them name; of several the one named first, in the sentence that names fewest."""
    naming = Counter(stem for tally in tallies for stem in content_stems(" ".join(tally.places)))
    fewest = min(tallies, key=lambda tally: len(tally.places))
    return max(fewest.places, key=lambda place: min((naming[stem] for stem in content_stems(place)), default=0))
