"""What a question asks for: a count, a date, a name, a place, yes or no, a feeling, a statement.

>>> read_question("How many people were killed in Aleppo on 5 June 2016?").kind
'count'
>>> asked = ("When did they meet?", "Who is the Peruvian president?", "Did they agree?")
>>> [read_question(text).kind for text in asked]
['date', 'name', 'polarity']
>>> asked = ("How did she feel about it?", "What did Peru say about fish?", "Where was it?")
>>> [read_question(text).kind for text in asked]
['feeling', 'statement', 'place']
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from rag.language.countries import country_of
from rag.language.dates import DateValue, dates_in
from rag.language.mentions import name_mentions
from rag.language.offices import find_office
from rag.language.outcomes import Family, family_of
from rag.language.words import STOPWORDS, content_stems, stem, words
from rag.question.kind import _AGENT_ASKED, _OFFICE_ASKED, AskedKind, Measure, _kind, _measure, _noun, _slot

_ACCORDING = re.compile(
    r"\b[Aa]ccording to (?:the |an? )?(?P<who>[^,?]+?)(?:,| in | on | by | from |\?|$)"
    r"|\b(?:did|does) (?:the )?(?P<sayer>(?:[\w’'-]+ ){1,5})(?:say|claim|report|announce|state|put|estimate)\b"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart."""

    text: str
    kind: AskedKind
    slot: str
    """What is asked for, in a word or two: "deaths", "date", "office holder"."""
    names: tuple[str, ...]
    """Names in the question that are no countries' adjectives: they tell the event."""
    countries: tuple[str, ...]
    dates: tuple[DateValue, ...]
    stems: frozenset[str]
    """Content words that describe the event."""
    measure: Measure = "number"
    noun: str | None = None
    """The counted noun: "children"; the sort asked for: "aircraft"."""
    holder: str | None = None
    """Whose word is asked for: "according to the Observatory"."""
    office: tuple[str, str | None] | None = None
    office_is_asked: bool = False
    """"Who is the mayor?" rather than "Who met the mayor?"."""
    agent_is_asked: bool = False
    """"Who did it, who was behind it?"."""
    family: Family | None = None
    """Which outcome a yes/no question is about."""

    @property
    def topic(self) -> frozenset[str]:
        """Its content words that are no part of a name or country."""
        return self.stems - content_stems(" ".join((*self.names, *self.countries))) - self.country_words

    @property
    def country_words(self) -> frozenset[str]:
        """The question's words for countries and their people: "uk", "japanes"."""
        return frozenset(stem(word) for word in words(self.text) if country_of(word))


@lru_cache(maxsize=256)
def read_question(text: str, today: date | None = None) -> Asked:
    """Take a question apart."""
    kind = _kind(text)
    dates = _dates(text, today)
    mentions = name_mentions(text)
    places = [country_of(mention.text) for mention in mentions]
    names = tuple(dict.fromkeys(mention.text for mention, place in zip(mentions, places, strict=True) if not place))
    countries = tuple(dict.fromkeys(place for place in places if place))
    measure = _measure(text) if kind == "count" else "number"
    noun = _noun(text, kind)
    office = find_office(text)
    holder = _holder(text)
    stems = _event_stems(text, dates, noun if kind == "count" else None)
    family = family_of(text) if kind in {"polarity", "feeling", "statement"} else None
    if kind == "feeling":
        family = family if family in {"mood", "accord"} and "feel" not in text else "mood"
    if kind == "polarity" and family == "mood":
        kind = "feeling"
    elif kind == "feeling" and family == "accord":
        kind = "statement"
    office_is_asked = kind == "name" and office is not None and bool(_OFFICE_ASKED.search(text))
    return Asked(
        text,
        kind,
        _slot(kind, measure, noun, office if office_is_asked else None),
        names,
        countries,
        dates,
        stems,
        measure=measure,
        noun=noun,
        holder=holder,
        office=office,
        office_is_asked=office_is_asked,
        agent_is_asked=kind == "name" and bool(_AGENT_ASKED.search(text)),
        family=family,
    )


_ONCE = frozenset(
    stem(word)
    for word in (
        "born die died founded found established created opened released published completed built married "
        "appointed elected introduced invented discovered laid started began formed launched abolished"
    ).split()
)


def date_of_once(asked: Asked) -> Asked | None:
    """The question for the day inside a yes/no question about what happens once.

    >>> when = date_of_once(read_question("Was Ann Lee born on 3 May 1967?"))
    >>> when.kind if when else None
    'date'
    >>> date_of_once(read_question("Did the army shell the town on 3 May 1967?")) is None
    True
    """
    if asked.kind != "polarity" or not asked.dates or not asked.stems & _ONCE or len(asked.topic) > 4:
        return None
    return replace(asked, kind="date", slot="date", dates=(), family=None)


def _dates(text: str, today: date | None) -> tuple[DateValue, ...]:
    """The days a question names: a bare weekday could be any, a day without a year stays without one."""
    stated = dates_in(text, None)
    if stated or today is None:
        return tuple(stated)
    return tuple(
        value for value in dates_in(text, today) if value.relative and value.text.split()[-1] not in calendar.day_name
    )


def _holder(text: str) -> str | None:
    match = _ACCORDING.search(text)
    if not match:
        return None
    who = (match["who"] or match["sayer"] or "").strip()
    return who or None


_ASKING_WORDS = frozenset(
    stem(word)
    for word in (
        "many much long kind type name names number total people person happen toll count say said state "
        "tell according report put place take took feel district area neighbourhood neighborhood "
        "province town city village suburb countryside eastern western northern southern near"
    ).split()
)


def _event_stems(text: str, dates: tuple[DateValue, ...], noun: str | None) -> frozenset[str]:
    rest = text
    for value in dates:
        rest = rest.replace(value.text, " ")
    stems = {stem(word) for word in words(rest) if word not in STOPWORDS and not word.isdigit() and len(word) > 1}
    left_out = _ASKING_WORDS | ({stem(noun)} if noun else set())
    return frozenset(stems - left_out)
