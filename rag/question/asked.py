"""What a question asks for: a count, a date, a name, a place, yes or no, a feeling, a statement.

>>> asked_of("How many people were killed in Aleppo on 5 June 2016?").kind
'count'
>>> asked = ("When did they meet?", "Who is the Peruvian president?", "Did they agree?")
>>> [asked_of(text).kind for text in asked]
['date', 'name', 'polarity']
>>> asked = ("How did she feel about it?", "What did Peru say about fish?", "Where was it?")
>>> [asked_of(text).kind for text in asked]
['feeling', 'statement', 'place']
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from rag.language.countries import country_of
from rag.language.dates import DateValue, dates_in
from rag.language.mentions import Mention, name_mentions
from rag.language.offices import find_office
from rag.language.outcomes import Family, family_of
from rag.language.speakers import _SAYING
from rag.language.words import STOPWORDS, content_stems, stem, words
from rag.question.kind import _AGENT_ASKED, _OFFICE_ASKED, AskedKind, Measure, _kind, _measure, _noun, _slot
from rag.question.times import LATEST, Bounds, event_period, publication_bounds

_ACCORDING = re.compile(
    r"\b(?:according to|as reported by|reported by|in the (?:articles|reports|coverage) (?:of|by))\s+"
    r"(?:(?:the|an?)\s+)?(?P<rest>(?P<who>[^,?;]+?)(?=[,?;]| in | on | by | from |$).*)",
    re.IGNORECASE,
)
_ASKED_TO_SAY = re.compile(
    r"\b(?P<asking>did|does|do|has|have|had|will|would|is|was|are|were)\s+(?:the\s+)?(?!the\s)"
    rf"(?P<who>(?:(?!\baccording\b)[^?;])+?)\s+(?P<verb>{_SAYING}|put|estimate)\b"
    r"(?! (?:media|news|radio|television|tv)\b)",
    re.IGNORECASE,
)
_STATING = frozenset("say claim report announce state put estimate".split())
_OTHER_SPELLING = re.compile(r"\s*\(\s*(?:also\s+|or\s+|aka\s+)?$")
MOST_WORDS_OF_HOLDER = 5
"""So many words before a verb of saying are a holder ("doctors at the hospital"), where no name is among them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart."""

    text: str
    kind: AskedKind
    slot: str
    """What is asked for, in a word or two: "deaths", "date", "office holder"."""
    spellings: tuple[tuple[str, ...], ...]
    """Every proper name in the question, each with the other spellings that it gives in brackets."""
    names: tuple[str, ...]
    """All those spellings, but for countries and their adjectives: they tell the event."""
    countries: tuple[str, ...]
    dates: tuple[DateValue, ...]
    stems: frozenset[str]
    """Content words that describe the event."""
    content: frozenset[str]
    """All its content words but for those of its names and the verb of saying: what a passage must speak of."""
    measure: Measure = "number"
    noun: str | None = None
    """The counted noun: "children"; the sort asked for: "aircraft"."""
    holder: str | None = None
    """Whose statement is asked for: "army" in "How many did the army say fell?", "according to the army"."""
    speaker: str | None = None
    """Whose word or reaction is asked for, where a name says who: "UK" in "How did the UK respond?"."""
    according: str | None = None
    """The question from "according to the" on, which may name a source of the index."""
    period: tuple[date, date] | None = None
    """First and last day of when the asked event happened, where the question says so."""
    published: Bounds | None = None
    """First and last day of publication that its words ask for ("published in 2016")."""
    prefers_latest: bool = False
    """It asks for the newest state ("latest", "now")."""
    office: tuple[str, str | None] | None = None
    office_is_asked: bool = False
    """"Who is the mayor?" rather than "Who met the mayor?"."""
    agent_is_asked: bool = False
    """"Who did it, who was behind it?"."""
    family: Family | None = None
    """Which outcome a yes/no question is about."""

    @property
    def shown(self) -> tuple[str, ...]:
        """One spelling of each name, for sentences about them."""
        return tuple(spellings[0] for spellings in self.spellings)

    @property
    def topic(self) -> frozenset[str]:
        """Its content words that are no part of a name or country."""
        return self.stems - content_stems(" ".join((*self.names, *self.countries))) - self.country_words

    @property
    def country_words(self) -> frozenset[str]:
        """The question's words for countries and their people: "uk", "japanes"."""
        return frozenset(stem(word) for word in words(self.text) if country_of(word))


def asked_of(text: str, today: date | None = None) -> Asked:
    """Take a question apart; ``today`` is what "yesterday" counts from.

    >>> asked = asked_of("What did the UK say about rare earths in Kobane (Kobani)?")
    >>> asked.spellings, asked.names, asked.countries
    ((('UK',), ('Kobane', 'Kobani')), ('Kobane', 'Kobani'), ('United Kingdom',))
    >>> asked.holder, asked.speaker, sorted(asked.content)
    ('UK', 'UK', ['earth', 'rare'])
    """
    kind = _kind(text)
    dates = _dates(text, today)
    mentions = name_mentions(text)
    spellings = _spellings(text, mentions)
    places = [country_of(mention.text) for mention in mentions]
    measure = _measure(text) if kind == "count" else "number"
    noun = _noun(text, kind)
    office = find_office(text)
    family = family_of(text) if kind in {"polarity", "feeling", "statement"} else None
    if kind == "feeling":
        family = family if family in {"mood", "accord"} and "feel" not in text else "mood"
    if kind == "polarity" and family == "mood":
        kind = "feeling"
    elif kind == "feeling" and family == "accord":
        kind = "statement"
    office_is_asked = kind == "name" and office is not None and bool(_OFFICE_ASKED.search(text))
    according = _ACCORDING.search(text)
    asking, sayer, verb = _sayer(text) or ("", "", "")
    is_named = any(name in sayer for name in chain(*spellings))
    told_by = according["who"].strip() if according else None
    states = asking in {"did", "does"} and verb in _STATING and (is_named or len(sayer.split()) <= MOST_WORDS_OF_HOLDER)
    speaker = sayer or told_by
    published, published_at = publication_bounds(text, today)
    return Asked(
        text,
        kind,
        _slot(kind, measure, noun, office if office_is_asked else None),
        spellings=spellings,
        names=tuple(dict.fromkeys(mention.text for mention, place in zip(mentions, places, strict=True) if not place)),
        countries=tuple(dict.fromkeys(place for place in places if place)),
        dates=dates,
        stems=_event_stems(text, dates, noun if kind == "count" else None),
        content=content_stems(text) - content_stems(" ".join((verb if is_named else "", *chain(*spellings)))),
        measure=measure,
        noun=noun,
        holder=sayer if states else told_by,
        speaker=speaker if speaker and any(name in speaker for name in chain(*spellings)) else None,
        according=according["rest"] if according else None,
        period=event_period(text, today, skip=published_at),
        published=published,
        prefers_latest=bool(LATEST.search(text)),
        office=office,
        office_is_asked=office_is_asked,
        agent_is_asked=kind == "name" and bool(_AGENT_ASKED.search(text)),
        family=family,
    )


def _spellings(text: str, mentions: Sequence[Mention]) -> tuple[tuple[str, ...], ...]:
    """The names, those in brackets behind another as its other spelling."""
    names: list[list[str]] = []
    end = 0
    for mention in mentions:
        if names and _OTHER_SPELLING.fullmatch(text[end : mention.start]):
            names[-1].append(mention.text)
        elif not any(mention.text in spellings for spellings in names):
            names.append([mention.text])
        end = mention.end
    return tuple(map(tuple, names))


_ONCE = frozenset(
    stem(word)
    for word in (
        "born die died founded found established created opened released published completed built married "
        "appointed elected introduced invented discovered laid started began formed launched abolished"
    ).split()
)


def date_of_once(asked: Asked) -> Asked | None:
    """The question for the day inside a yes/no question about what happens once.

    >>> when = date_of_once(asked_of("Was Ann Lee born on 3 May 1967?"))
    >>> when.kind if when else None
    'date'
    >>> date_of_once(asked_of("Did the army shell the town on 3 May 1967?")) is None
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


def _sayer(text: str) -> tuple[str, str, str] | None:
    """The auxiliary, who is asked about and the verb in "did the UK say"."""
    found = _ASKED_TO_SAY.search(text)
    return (found["asking"].casefold(), found["who"].strip(), found["verb"]) if found else None


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
