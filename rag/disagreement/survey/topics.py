"""What several articles could answer differently, put as questions: offices, meetings, agreements.

Each question comes with the passages that speak of it; the finder that compares
the answers to a question a person asked then compares these.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import combinations
from typing import Literal

from rag.disagreement.aligning import holds_name
from rag.disagreement.events import names_around
from rag.evidence import DraftDisagreement, Quote, Sentence
from rag.language.countries import country_of, same_country, seat_of
from rag.language.dates import dates_in, days_apart
from rag.language.mentions import is_organisation
from rag.language.names import AliasTable
from rag.language.outcomes import outcomes
from rag.language.thesaurus import event_groups
from rag.language.words import words

_MEETING = event_groups("meet")
MOST_SIDES = 40
"""Passages on each side of an agreement that are compared with each other."""
ONE_STORY = timedelta(days=31)
"""Articles further apart seldom tell of one meeting, agreement or holder of an office."""
NEAR_CHARACTERS = 300
"""How far from a quote the one who met is still named."""
SHARED_NAMES = 2
"""Names that two passages of one story share at least."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A question, the passages that speak of it, and what its answers must be to be compared."""

    question: str
    passages: frozenset[int]
    kind: Literal["office", "meeting", "agreement"]
    parties: tuple[str, ...] = ()
    articles: int = 2
    names: tuple[str, ...] = ()
    """What its passages share: the finder compares within one event, which a question without names does not tell."""

    @property
    def asked(self) -> str:
        return self.question if not self.names else f"{self.question[:-1]} between {' and '.join(self.names)}?"


def topics(sentences: Sequence[Sentence], table: AliasTable) -> list[Topic]:
    """What several articles could answer differently, most articles first."""
    asked = [*_offices(sentences, table), *_meetings(sentences, table), *_agreements(sentences)]
    unique = dict.fromkeys(topic for topic in asked if topic.articles >= 2)
    return sorted(unique, key=lambda topic: (-topic.articles, topic.question, sorted(topic.passages)))


def is_of(topic: Topic, note: DraftDisagreement) -> bool:
    """Do the sides of a note answer the topic about one occasion?

    Two origins within a month, no quote on two sides, no mere succession; people under whole names; a
    meeting whose quotes speak of meeting, near the name of who met, and whose
    days lie within a week.
    """
    quotes = [quote for side in note.sides for quote in side.quotes]
    days = [quote.passage.published for quote in quotes if quote.passage.published]
    if note.kind in {"superseded", "internal"} or len({quote.origin for quote in quotes}) < 2:
        return False
    if len(set(quotes)) < len(quotes) or (days and max(days) - min(days) > ONE_STORY):
        return False
    if topic.kind == "office":
        return all(len(side.value.split()) >= 2 for side in note.sides)
    if topic.kind == "agreement":
        return not any(_takes_for_reached(quote.text) for quote in quotes)
    return all(_tells_of(topic, quote) for quote in quotes) and _in_one_week(note)


_KNOWN_ACCORD = re.compile(
    r"\b(?:the|this|that|its|their|party to an?)(?: [\w-]+){0,2} (?:agreement|consensus)\b", re.IGNORECASE
)


def _takes_for_reached(text: str) -> bool:
    """ "The group is not party to the agreement" denies something else than that there is one."""
    return any(not each.positive for each in outcomes(text) if each.family == "accord") and bool(
        _KNOWN_ACCORD.search(text)
    )


_SESSION = re.compile(r"\b(?:council|cabinet|emergency|committee|party) (?:meetings?|talks)\b", re.IGNORECASE)
"""A body meets by itself: no meeting of two."""


def _tells_of(topic: Topic, quote: Quote) -> bool:
    at = quote.start - quote.passage.start
    near = quote.passage.text[max(0, at - NEAR_CHARACTERS) : at + len(quote.text) + NEAR_CHARACTERS]
    return bool(event_groups(_SESSION.sub(" ", quote.text)) & _MEETING) and all(
        holds_name(f"{quote.passage.title}. {near}", party) for party in topic.parties
    )


def _in_one_week(note: DraftDisagreement) -> bool:
    first = [dates_in(side.value, side.quotes[0].passage.published)[:1] for side in note.sides]
    found = [value for values in first for value in values if value.precision == "day"]
    return len(found) == len(note.sides) and all(days_apart(found[0], other) <= 7 for other in found[1:])


_ONE_HOLDER = re.compile(r"^(?:president|premier|chancellor|king|queen|emperor|[a-z]+ minister)$")
"""Offices of which a country has one; of heads, directors and spokesmen it has many."""


def _offices(sentences: Sequence[Sentence], table: AliasTable) -> list[Topic]:
    holders: dict[tuple[str, str], set[str]] = defaultdict(set)
    for link in table.links:
        local = link.office in {"mayor", "governor"}
        if link.place and not link.former and (local or (country_of(link.place) and _ONE_HOLDER.search(link.office))):
            holders[link.office, link.place].add(link.document)
    everywhere = frozenset(sentence.evidence.quote.passage.id for sentence in sentences)
    return [
        Topic(f"Who is the {office} of {place}?", everywhere, "office", articles=len(documents))
        for (office, place), documents in holders.items()
    ]


def _meetings(sentences: Sequence[Sentence], table: AliasTable) -> list[Topic]:
    """Whoever a sentence says to have met, with every passage that names both."""
    named: dict[str, set[tuple[str, int]]] = defaultdict(set)
    met: dict[tuple[str, str], set[str]] = defaultdict(set)
    told: dict[tuple[str, str], set[int]] = defaultdict(set)
    office_of = cache(table.office_of)  # looks through every name of the table
    for sentence in sentences:
        people = {table.canonical(name) for name in sentence.names if office_of(name) and not is_organisation(name)}
        countries = {country for name in sentence.names if (country := country_of(name) or seat_of(name))}
        for party in people | countries:
            named[party].add((sentence.article_id, sentence.evidence.quote.passage.id))
        if event_groups(sentence.text) & _MEETING:
            for pair in [*combinations(sorted(people), 2), *((person, c) for person in people for c in countries)]:
                met[pair].add(sentence.article_id)
                told[pair].add(sentence.evidence.quote.passage.id)
    found: list[Topic] = []
    for one, other in met:
        if country_of(other) is not None and not _is_main(one, other, met, table):
            continue
        both = named[one] & named[other]
        articles = len({article for article, _ in both})
        question = f"When did {one} meet {'the leaders of ' if country_of(other) else ''}{other}?"
        parties = (one,) if country_of(other) else (one, other)
        for passages in (frozenset(told[one, other]), frozenset(passage for _, passage in both)):
            found.append(Topic(question, passages, "meeting", parties, articles))
    return found


def _is_main(person: str, country: str, met: Mapping[tuple[str, str], set[str]], table: AliasTable) -> bool:
    """Is it the country whose people this person is most written to have met?"""
    home = {c: len(articles) for (p, c), articles in met.items() if p == person and country_of(c)}
    office = table.office_of(person)
    own = office[1] if office else None
    ranked = sorted((c for c in home if not (own and same_country(c, own))), key=lambda c: (-home[c], c))
    return ranked[:1] == [country]


def _agreements(sentences: Sequence[Sentence]) -> list[Topic]:
    """Passages of one story, one of which says that something was agreed and the other that it was not."""
    said: dict[tuple[str, bool], dict[int, Sentence]] = defaultdict(dict)
    for sentence in sentences:
        for outcome in outcomes(sentence.text):
            for noun in {"consensus", "agreement"} & set(words(sentence.text)):
                if outcome.family == "accord":
                    said[noun, outcome.positive].setdefault(sentence.evidence.quote.passage.id, sentence)
    found: list[Topic] = []
    for noun in sorted({noun for noun, _ in said}):
        for one in list(said[noun, True].values())[:MOST_SIDES]:
            for other in list(said[noun, False].values())[:MOST_SIDES]:
                if one.origin == other.origin or not _within_a_fortnight(one, other):
                    continue
                shared = names_around(one) & names_around(other)
                if len(shared) >= SHARED_NAMES:
                    ids = frozenset({one.evidence.quote.passage.id, other.evidence.quote.passage.id})
                    countries = sorted(name for name in shared if country_of(name))
                    names = () if len(countries) == 2 else tuple(countries or sorted(shared))
                    found.append(Topic(_agreement(noun, countries), ids, "agreement", names=names))
    return found


def _within_a_fortnight(one: Sentence, other: Sentence) -> bool:
    return not (one.published and other.published) or abs(one.published - other.published) <= timedelta(days=14)


def _agreement(noun: str, countries: Sequence[str]) -> str:
    article = "an" if noun == "agreement" else "a"
    between = f" between {' and '.join(countries)}" if len(countries) == 2 else ""
    return f"Was {article} {noun} reached{between}?"
