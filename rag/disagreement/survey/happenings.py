"""Counts of one event in several articles, found without a question.

A count is compared with another only where both say that they count the same
thing, at the same place, on the same day, by the same means; what a sentence
leaves open (a sum over months, two events in one breath) is compared with
nothing. Few right notes are worth more than many.
"""

from __future__ import annotations

import calendar
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from rag.disagreement.claims import Claim
from rag.disagreement.explaining import explain, kind_of, strongest
from rag.disagreement.slots.count import counts_differ
from rag.evidence import DraftDisagreement, DraftSide, Sentence
from rag.language.countries import country_of, organisation_of, seat_of
from rag.language.dates import known_dates
from rag.language.mentions import is_organisation
from rag.language.names import names_match
from rag.language.numbers import quantities
from rag.language.speakers import holder_of
from rag.language.thesaurus import means_of
from rag.language.tolls import Count, counts_in
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
    mentions = [mention for sentence in sentences for mention in mentions_of(sentence)]
    telling = _Telling.of(mentions)
    pairs: dict[tuple[int, int], tuple[Mention, Mention]] = {}
    for one, other in _of_one_place(mentions):
        if _differ(one, other) and same_happening(one, other) and telling.alike(one, other):
            pairs[id(one), id(other)] = (one, other)
    return [_note(group) for group in _joined(list(pairs.values()))]


def _differ(one: Mention, other: Mention) -> bool:
    """Neither sentence may know the other's number: 31 were killed, "including 10 on a bus"."""
    first, second = one.count.quantity, other.count.quantity
    small, large = sorted((first.stated, second.stated))
    if large > MOST_TIMES * small:
        return False
    return first.stated not in other.values and second.stated not in one.values and counts_differ(first, second)


def _of_one_place(mentions: Iterable[Mention]) -> Iterable[tuple[Mention, Mention]]:
    """Each mention with those of its place and fate that follow within days; some pairs twice."""
    groups: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for mention in mentions:
        for word in content_stems(" ".join(mention.places)):
            groups[mention.fate, word].append(mention)
    for group in groups.values():
        group.sort(key=_first_day)
        for place, one in enumerate(group):
            for other in group[place + 1 : place + 1 + MOST_THAT_FOLLOW]:
                if _first_day(other) - _first_day(one) > NEARBY:
                    break
                yield one, other


def _first_day(mention: Mention) -> date:
    return min(mention.days, default=mention.sentence.published or date.min)


def same_happening(one: Mention, other: Mention) -> bool:
    """Do two counts tell of one event, as far as their sentences say?"""
    if one.sentence.article_id == other.sentence.article_id or one.sentence.origin == other.sentence.origin:
        return False
    if one.fate != other.fate or (one.means and other.means and not one.means & other.means):
        return False
    return _same_day(one, other) and _same_place(one, other)


@dataclass(frozen=True, slots=True)
class _Telling:
    """How rare a word is among the mentions, and on which days something is counted at a place."""

    weights: Mapping[str, float]
    days: Mapping[str, frozenset[date]]
    """By the stems of places."""

    @classmethod
    def of(cls, mentions: Sequence[Mention]) -> Self:
        holding = Counter(stem for mention in mentions for stem in mention.told)
        days: dict[str, set[date]] = defaultdict(set)
        for mention in mentions:
            for stem in content_stems(" ".join(mention.places)):
                days[stem].add(_first_day(mention))
        weights = {stem: math.log(1 + len(mentions) / count) for stem, count in holding.items()}
        return cls(weights, {stem: frozenset(known) for stem, known in days.items()})

    def alike(self, one: Mention, other: Mention) -> bool:
        """Do the two sentences share enough of their telling words, for the place they share?"""
        shared = self._sum(one.told & other.told)
        least = min(self._sum(one.told), self._sum(other.told))
        needed = LEAST_ALIKE_ON_ONE_DAY if one.days & other.days else LEAST_ALIKE
        if self._much_happens(one, other):
            needed = LEAST_ALIKE_WHERE_MUCH_HAPPENS
        return least > 0 and shared >= needed * least

    def _much_happens(self, one: Mention, other: Mention) -> bool:
        day = min(one.days & other.days, default=_first_day(one))
        shared = content_stems(" ".join(one.places)) & content_stems(" ".join(other.places))
        return all(sum(abs(known - day) <= NEARBY for known in self.days[stem]) > MOST_DAYS for stem in shared)

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


def _joined(pairs: Sequence[tuple[Mention, Mention]]) -> list[list[tuple[Mention, Mention]]]:
    """Pairs that share a mention, directly or through others, belong to one note."""
    of: dict[int, list[int]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        for mention in pair:
            of[id(mention)].append(number)
    groups: list[list[tuple[Mention, Mention]]] = []
    seen: set[int] = set()
    for start in range(len(pairs)):
        waiting, group = [start], []
        while waiting:
            number = waiting.pop()
            if number not in seen:
                seen.add(number)
                group.append(pairs[number])
                waiting += [near for mention in pairs[number] for near in of.pop(id(mention), [])]
        if group:
            groups.append(group)
    return groups


def _note(pairs: Sequence[tuple[Mention, Mention]]) -> DraftDisagreement:
    mentions = list({id(mention): mention for pair in pairs for mention in pair}.values())
    claims = {id(mention): mention.claim for mention in mentions}
    stated: dict[float, list[Claim]] = defaultdict(list)
    for mention in sorted(mentions, key=lambda m: (m.sentence.published or date.max, m.count.quantity.stated)):
        stated[mention.count.quantity.stated].append(claims[id(mention)])
    by_support = sorted(stated, key=lambda value: -len({claim.article for claim in stated[value]}))
    kept = set(by_support[:MOST_SIDES])
    sides = [side for value, side in stated.items() if value in kept]
    asked = _asked(mentions)
    kind = strongest(
        [
            kind_of(asked, claims[id(one)], claims[id(other)])
            for one, other in pairs
            if {one.count.quantity.stated, other.count.quantity.stated} <= kept
        ]
    )
    drafts = tuple(
        DraftSide(side[0].shown, tuple({(c.article, c.quote.start): c.quote for c in side}.values()), side[0].holder)
        for side in sides
    )
    explanation = explain(asked, kind, [(side[0].shown, side[0]) for side in sides])
    return DraftDisagreement(kind, asked.slot, asked.text.rstrip("?"), explanation, drafts)


def _asked(mentions: Sequence[Mention]) -> Asked:
    """The question that the counts answer, as a person would put it."""
    named = [day for mention in mentions for day in mention.days]
    days = named or [mention.sentence.published for mention in mentions if mention.sentence.published]
    day = min(days, key=lambda d: (-days.count(d), d))
    when = f"{'on' if named else 'around'} {day.day} {day:%B} {day.year}"
    return asked_of(f"How many people were {FATE_VERBS[mentions[0].fate]} in {_place(mentions)} {when}?")


def _place(mentions: Sequence[Mention]) -> str:
    """The place that most of them name; of several the one named first, in the sentence that names fewest."""
    naming = Counter(stem for mention in mentions for stem in content_stems(" ".join(mention.places)))
    fewest = min(mentions, key=lambda mention: len(mention.places))
    return max(fewest.places, key=lambda place: min((naming[stem] for stem in content_stems(place)), default=0))


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
    """Stems beside places and days."""

    @property
    def claim(self) -> Claim:
        quantity = self.count.quantity
        text = self.sentence.text
        shown = text[quantity.start : quantity.end] + (f" {quantity.phrase}" if quantity.phrase else "")
        return Claim(self.sentence, shown, 1.0, _holder(text), count=quantity)


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


def mentions_of(sentence: Sentence) -> list[Mention]:
    """One mention for each fate of which the sentence gives a single number; none where it leaves the event open."""
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
    if len(days) > MOST_NAMED_DAYS or (not days and (coarse or sentence.published is None)):
        return []
    told = content_stems(text) - content_stems(" ".join(places)) - _PLAIN - _TIMES
    values = frozenset(quantity.stated for quantity in quantities(text))
    found: list[Mention] = []
    for fate in FATE_VERBS:
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
