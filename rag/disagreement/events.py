"""Could two sentences speak of one event?"""

from __future__ import annotations

import calendar
import re
from datetime import timedelta

from rag.disagreement.aligning import event_dates
from rag.evidence import LONGEST_PASSAGE, Sentence
from rag.language.countries import country_of
from rag.language.dates import days_apart, same_date
from rag.language.names import known_mentions, names_match
from rag.language.words import words
from rag.question import Asked

_CALENDAR = frozenset(name.casefold() for name in (*calendar.month_name, *calendar.day_name) if name)


def _qualifiers(sentence: Sentence, name: str) -> set[str]:
    """What a place is set in: "Ohio" of "Springfield, Ohio"."""
    found = {match.group(1) for match in re.finditer(rf"\b{re.escape(name)}, ([A-Z]\w+(?: [A-Z]\w+)?)", sentence.text)}
    return {place for place in found if not {*words(place)} & _CALENDAR}


def same_event(one: Sentence, other: Sentence, asked: Asked) -> bool:
    """Could two sentences speak of one event? Different printed days say no, unless one looks back."""
    if not (asked.names or asked.countries or asked.dates) and not _are_one_story(one, other, asked):
        return False
    for name in asked.names:
        first_place, second_place = _qualifiers(one, name), _qualifiers(other, name)
        if first_place and second_place and not any(names_match(a, b) for a in first_place for b in second_place):
            return False
    if asked.dates or asked.office_is_asked:
        return True
    if asked.kind == "date":
        return not (one.published and other.published) or abs(one.published - other.published) <= timedelta(days=60)
    first, second = event_dates(one), event_dates(other)
    if first and second:
        return any(same_date(a, b) or days_apart(a, b) <= 1 for a in first for b in second)
    if one.published and other.published:
        return abs(one.published - other.published) <= timedelta(days=60)
    return True


UNNAMED_WITHIN = timedelta(days=7)
UNNAMED_SHARED = 2
"""A question that names nothing ("How many died?", "When did the leaders meet?") could mean many events: two passages
count as one story where they appeared within a week, share so many names that are no countries and at least a third of
the fewer, and their sentences do not stand at two places."""


def _are_one_story(one: Sentence, other: Sentence, asked: Asked) -> bool:
    if one.published and other.published and abs(one.published - other.published) > UNNAMED_WITHIN:
        return False
    where = asked.kind == "place"  # then places are what may differ
    if (
        not where
        and one.places
        and other.places
        and not any(names_match(a, b) for a in one.places for b in other.places)
    ):
        return False
    fewer, more = sorted((_told(one, where), _told(other, where)), key=len)
    shared = sum(any(names_match(name, known) for known in more) for name in fewer)
    return shared >= min(len(fewer), max(UNNAMED_SHARED, len(fewer) / 3))


def _told(sentence: Sentence, without_places: bool) -> frozenset[str]:
    named = frozenset(name for name in names_around(sentence) if not country_of(name))
    return named - set(sentence.places) if without_places else named


def names_around(sentence: Sentence) -> frozenset[str]:
    """The names of its passage and title, countries under one name."""
    passage = sentence.evidence.quote.passage
    known = known_mentions(f"{passage.title}\n{passage.text[:LONGEST_PASSAGE]}")
    return frozenset(country_of(mention.text) or mention.text for mention in known)
