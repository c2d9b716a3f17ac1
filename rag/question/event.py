"""The event that an earlier turn of a conversation is about, in words that a follow-up can be completed with.

What the rules leave out: grammar. A phrase is what stands between "the" and the next plain verb, with the names that
prepositions tie to it: "the ferry accident off Kalmo".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rag.language.dates import DateValue, dates_in
from rag.language.names import Mention, name_mentions
from rag.language.words import STOPWORDS, stem
from rag.question.asked import asked_of

HAPPENINGS = frozenset(
    (
        "accident arrest assault attack avalanche ban battle blackout blast blaze blockade bombing boycott "
        "breach burglary ceasefire ceremony clash closure collapse collision concert conference conflict coup "
        "crash cyberattack deal death demonstration derailment disaster drought earthquake election eruption "
        "escape evacuation exercise expedition explosion fight final fire flood funeral game hack heatwave "
        "heist hijacking hurricane incident inquiry kidnapping killing landslide launch lawsuit leak marathon "
        "march massacre match meeting merger murder mutiny outage outbreak poisoning protest quake race raid "
        "rally recall referendum rescue riot robbery scandal shelling shooting sinking spill storm strike "
        "summit takeover talks tornado tournament trial tsunami typhoon verdict visit vote voyage war wedding "
        "wildfire"
    ).split()
)
"""Nouns for what happens, so that "the marathon" is known for an event of its own."""
_PREPOSITION = re.compile(
    r"\b(?P<word>in|at|near|off|on|of|outside|over|between|with|from|to|aboard|by|for|against|after|before|during|about|"
    r"around|since|into|inside|under)\s+(?:(?:the|an?)\s+)?$",
    re.I,
)
_AT_PLACE = re.compile(r"\b(?:in|at|near|off|outside|from|around)\s+(?:the\s+)?$", re.I)
_PHRASE = re.compile(r"\b(?P<determiner>the|an?|this|that|last|these|those)\s+(?=[\w])", re.I)
_STEP = re.compile(r"(?:[ ]|['’]s[ ])(?P<word>[\w'’-]+)")
_TIE = re.compile(
    r"\s+(?:in|at|near|off|on|of|outside|over|between|with|from|to|aboard|against|and)\s+(?P<the>the\s+)?"
)
_LIGHT_VERB = re.compile(r"\s+(?:happen|occur|take place|begin|start|end|say|do|come about)\w*$", re.I)
MOST_WORDS_OF_PHRASE = 5


@dataclass(frozen=True, slots=True)
class Event:
    """What a conversation is about.

    >>> event = event_of("How many died in the ferry accident off Kalmo?", "Twelve died on 3 May 2024.")
    >>> event.phrase, event.when, event.lead
    ('the ferry accident off Kalmo', 'on 3 May 2024', 'in')
    """

    phrase: str = ""
    """Its noun with what is tied to it: "the ferry accident off Kalmo"."""
    told: str = ""
    """Where it has no noun of its own, the words that tell it: "attacked the convoy near Aleppo"."""
    names: tuple[str, ...] = ()
    """Names that neither of them holds."""
    when: str = ""
    """Its day with its preposition: "on 3 May 2024"."""
    day: date | None = None
    lead: str = "about"
    """The preposition before the phrase."""

    @property
    def about(self) -> str:
        """ "in the ferry accident off Kalmo"."""
        return f"{self.lead} {self.phrase}" if self.phrase else self.told


def event_of(question: str, answer: str, today: date | None = None) -> Event:
    """The event of the question; what it leaves open (place, day) from the answer's first sentence."""
    dates = dates_in(question, today)
    names = name_mentions(question)
    first = re.split(r"(?<=[a-z0-9)][.!?])\s+(?=[A-Z“\"])", answer.strip(), maxsplit=1)[0]
    source = question
    phrase = _phrase(question, names, dates)
    told = "" if phrase else _told(question, names, dates)
    if not phrase and not told and not names:
        source = first
        names, dates = name_mentions(first), dates_in(first, None)
        phrase = _phrase(first, names, dates)
        told = "" if phrase else _told(first.split(",")[0], names, dates)
        names = [name for name in names if _AT_PLACE.search(first[: name.start])]
    start, end = phrase or (0, 0)
    place = "" if name_mentions(question) or source is first else _place(first)
    days = dates or [value for value in dates_in(first, None) if value.precision == "day"]
    text = question if dates and source is question else first
    when = with_lead(text, days[0]) if len(days) == 1 or (dates and days) else ""
    lead = _PREPOSITION.search(source[:start]) if phrase else None
    speaker = (asked_of(question).speaker or "") if phrase else ""
    held = f"{source[start:end]} {told} {speaker}"
    return Event(
        phrase=_tidy(source[start:end], place) if phrase else "",
        told=told,
        names=tuple(dict.fromkeys(name.text for name in names if name.text not in held)),
        when=when,
        day=days[0].first if when and days[0].precision == "day" and days[0].first == days[0].last else None,
        lead=lead["word"].lower()
        if lead and lead["word"].lower() in {"in", "at", "during", "after", "on"}
        else "about",
    )


def happenings(text: str) -> frozenset[str]:
    """A text's nouns for what happens.

    >>> happenings("Who won the marathon?"), happenings("Was anyone arrested?")
    (frozenset({'marathon'}), frozenset())
    """
    return HAPPENINGS & {word.removesuffix("s") for word in re.findall(r"[a-z]+", text.lower())}


def _phrase(text: str, names: Sequence[Mention], dates: Sequence[DateValue]) -> tuple[int, int] | None:
    """Where the noun phrase of the event stands: one with a noun for what happens first, then one behind a
    preposition with a name or words of its own."""
    found = list(_phrases(text, names, dates))
    happening = [span for span in found if happenings(text[slice(*span)])]
    tied = [span for span in found if _PREPOSITION.search(text[: span[0]]) and not text[span[1] :].startswith(" of ")]
    return next(iter(happening + tied), None)


def _phrases(text: str, names: Sequence[Mention], dates: Sequence[DateValue]) -> Iterator[tuple[int, int]]:
    for opening in _PHRASE.finditer(text):
        if any(name.start <= opening.start() < name.end for name in names):
            continue
        end, plain = _run(text, opening.end() - 1, names, dates)
        if plain:
            yield opening.start(), _tied(text, end, names, dates)


def _run(text: str, end: int, names: Sequence[Mention], dates: Sequence[DateValue]) -> tuple[int, int]:
    """Where the words from ``end`` on cease to be names and plain words, and how many of them are plain."""
    plain = 0
    for _ in range(MOST_WORDS_OF_PHRASE):
        step = _STEP.match(text, end)
        if step is None or any(value.start <= step.start("word") < value.end for value in dates):
            break
        named = any(name.start <= step.start("word") < name.end for name in names)
        if not named and not _may_belong(step["word"], first=not plain):
            break
        plain += not named
        end = step.end()
    return (end - len(light.group()), plain) if (light := _LIGHT_VERB.search(text[:end])) else (end, plain)


def _may_belong(word: str, first: bool) -> bool:
    """Plain and no function word; "collapsed" behind a noun is its verb."""
    return word.islower() and word not in STOPWORDS and (first or "-" in word or not word.endswith("ed"))


def _tied(text: str, end: int, names: Sequence[Mention], dates: Sequence[DateValue]) -> int:
    """The end with what prepositions tie on: "at the mill in Kalmo"."""
    while tie := _TIE.match(text, end):
        name = next((name for name in names if name.start == tie.end()), None)
        further = name.end if name else _run(text, tie.end() - 1, names, dates)[0] if tie["the"] else 0
        if further <= tie.end():
            break
        end = further
    return end


def _told(text: str, names: Sequence[Mention], dates: Sequence[DateValue]) -> str:
    """The stretch that tells the event, where more than names does."""
    telling = asked_of(text).stems
    spans = [
        match.span()
        for match in re.finditer(r"[\w'’-]+", text)
        if stem(match.group().lower()) in telling
        and not any(value.start <= match.start() < value.end for value in dates)
    ]
    plain = [span for span in spans if not any(name.start <= span[0] < name.end for name in names)]
    if not plain or _SAYS.search(text):
        return ""
    start, end = spans[0][0], max([spans[-1][1], *(name.end for name in names)])
    for value in dates:
        if start < value.start < end:
            end = min(end, len(text[: value.start].rstrip()))
    return re.sub(r"\s+(?:in|on|at|of|by|the)$", "", text[start:end])


_SAYS = re.compile(r"\b(?:say|said|think|respond|react|announce|promise|claim)\b", re.I)


def _place(sentence: str) -> str:
    """ "off Kalmo" in a sentence of the answer."""
    for name in name_mentions(sentence):
        if lead := _AT_PLACE.search(sentence[: name.start]):
            return lower_first(sentence[lead.start() : name.end])
    return ""


def _tidy(phrase: str, place: str) -> str:
    """ "a fire" -> "the fire off Kalmo"."""
    return " ".join(part for part in (re.sub(r"^(?:an?|this|that)\b", "the", phrase, flags=re.I), place) if part)


def with_lead(text: str, value: DateValue) -> str:
    """ "in January 2026", with the preposition that stands before it."""
    lead = re.search(r"\b(?:in|on|at|since|during|before|after|from|by)\s+(?:the\s+)?$", text[: value.start], re.I)
    return lower_first(text[lead.start() : value.end]) if lead else text[value.start : value.end]


def lower_first(text: str) -> str:
    """ "On Monday" -> "on Monday"."""
    return text[:1].lower() + text[1:]
