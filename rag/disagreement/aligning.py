"""Which sentences speak of the event that was asked about?

A sentence is aligned where it, or what stands around it, names the place and
the people of the question, does not name another place instead, and happened
on the asked day. Each of these gives a factor in [0, 1]; a value counts only
where their product, with the shared words, is high.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from rag.evidence import LONGEST_PASSAGE, Sentence
from rag.language.countries import country_of, seat_of
from rag.language.coverage import coverage as share_held
from rag.language.coverage import holding, rarity
from rag.language.dates import DateValue, dates_in, days_apart
from rag.language.names import known_mentions, names_match
from rag.language.thesaurus import event_groups, means_of, same_event_word
from rag.question import Asked

AROUND = 0.6
"""What a word counts that stands around the sentence, not in it."""


def idf(asked: Asked, sentences: Sequence[Sentence]) -> dict[str, float]:
    """How telling each word of the question is among the passages at hand."""
    passages = {sentence.quote.passage.id: sentence.around for sentence in sentences}
    held = holding(asked.topic, list(passages.values()))
    return {stem: _telling(len(passages), n) for stem, n in held.items()}


def _telling(passages: int, n: int) -> float:
    """Common words tell something too; a word that no passage holds tells nothing between them."""
    return rarity(passages, n) + 0.2 if n else 0.3


def coverage(asked: Asked, sentence: Sentence, weights: dict[str, float]) -> float:
    """The weighted share of the question's words in the sentence, under any word for the same event."""
    inside = {
        stem
        for stem in weights
        if stem in sentence.stems or any(same_event_word(stem, other) for other in sentence.stems)
    }
    return share_held(weights, inside, sentence.around, AROUND) if weights else 1.0


def name_weights(asked: Asked, sentences: Sequence[Sentence]) -> dict[str, float]:
    """How telling each asked name is: one that half the passages hold ("Aleppo") tells little."""
    passages = {sentence.evidence.quote.passage.id: sentence.evidence.quote.passage for sentence in sentences}
    n = len(passages)
    weights: dict[str, float] = {}
    for name in asked.names:
        held = sum(holds_name(f"{p.title} {p.text[:LONGEST_PASSAGE]}", name) for p in passages.values())
        weights[name] = _telling(n, held)
    return weights


def name_factor(asked: Asked, sentence: Sentence, weights: dict[str, float] | None = None) -> float:
    """1 where the asked names stand in the sentence, less where only around it, least where nowhere."""
    if not asked.names and not asked.countries:
        return 1.0
    scores: list[float] = []
    shares: list[float] = []
    passage = sentence.evidence.quote.passage
    for name in asked.names:
        if asked.holder and names_match(name, asked.holder):
            continue
        shares.append((weights or {}).get(name, 1.0))
        if any(names_match(name, other) for other in sentence.names) or holds_name(sentence.text, name):
            scores.append(1.0)
        elif holds_name(sentence.before + sentence.after + " " + passage.title, name):
            scores.append(0.85)
        elif holds_name(passage.text[:LONGEST_PASSAGE], name):
            scores.append(0.7)
        else:
            seat = seat_of(name)
            scores.append(0.7 * _country_score(seat, sentence) if seat else 0.2)
    for country in asked.countries:
        scores.append(_country_score(country, sentence))
        shares.append(0.5)
    if not scores:
        return 1.0
    mean = sum(score * share for score, share in zip(scores, shares, strict=True)) / sum(shares)
    return 0.3 * max(scores) + 0.7 * mean


def _country_score(country: str, sentence: Sentence) -> float:
    """Countries are named by their people and seats of government too, and often go without saying."""
    if any(country_of(name) == country or seat_of(name) == country for name in sentence.names):
        return 1.0
    known = sentence.setting.mentions
    return 0.85 if any(country_of(m.text) == country or seat_of(m.text) == country for m in known) else 0.5


def text_around(sentence: Sentence) -> str:
    """The title and text of its passage."""
    passage = sentence.evidence.quote.passage
    return f"{passage.title} {passage.text[:LONGEST_PASSAGE]}"


def holds_name(text: str, name: str) -> bool:
    """Does the text name it, under any spelling?"""
    folded = name.casefold()
    return folded in text.casefold() or any(names_match(name, mention.text) for mention in known_mentions(text))


def place_factor(asked: Asked, sentence: Sentence) -> float:
    """Low where the sentence places itself somewhere that was not asked about."""
    if not asked.names or not sentence.places:
        return 1.0
    at = [
        other
        for other in sentence.names
        if any(names_match(name, other) or _part_of(name, other) for name in asked.names)
    ]
    if not at:
        return 0.45
    if any(_is_inside(sentence.text, place, at) for place in sentence.places if place not in at):
        return 0.6
    elsewhere = [place for place in sentence.places if place not in at and not _is_relative(sentence.text, place)]
    if elsewhere and all(_is_relative(sentence.text, place) for place in at):
        return 0.45
    if elsewhere:
        return 0.8 if any(place in sentence.places for place in at) else 0.6
    return 1.0


_RELATIVE = re.compile(
    r"\b(?:south|north|east|west|northeast|northwest|southeast|southwest|outside|(?:km|kms|kilomet(?:re|er)s|"
    r"miles)(?: \w+)?) (?:of|from)(?: the)?(?: \w+){0,2} $"
)


def _is_inside(text: str, place: str, asked: Sequence[str]) -> bool:
    """ "Maarra in Idlib" is a part of what was asked about."""
    return any(re.search(rf"{re.escape(place)},? in (?:\w+ ){{0,2}}{re.escape(name)}\b", text) for name in asked)


def _is_relative(text: str, place: str) -> bool:
    """ "south of Harim" is not in Harim."""
    at = text.find(place)
    return at >= 0 and bool(_RELATIVE.search(text[:at]))


def _part_of(one: str, other: str) -> bool:
    first, second = set(one.casefold().split()), set(other.casefold().split())
    return bool(first & second)


def date_factor(asked: Asked, sentence: Sentence, *, within: tuple[int, int] | None = None) -> float:
    """1 on the asked day, 0 on another, between where the sentence does not say.

    ``within``: the part of the sentence whose date matters.
    """
    if not asked.dates:
        return 1.0
    wanted = asked.dates[0]
    explicit = event_dates(sentence, within)
    if explicit:
        gap, precision = min((days_apart(wanted, value), value.precision) for value in explicit)
        if gap == 1 and (precision != "day" or wanted.precision != "day"):
            return 0.1
        return 1.0 if gap == 0 else 0.75 if gap == 1 else 0.1 if gap <= 7 else 0.0
    if not sentence.days:
        return 0.6
    return max(_published_factor(wanted, day) for day in sentence.days)


def event_dates(sentence: Sentence, within: tuple[int, int] | None = None) -> list[DateValue]:
    """The days the sentence itself speaks of, resolved against each day the article may be from."""
    text = sentence.text if within is None else sentence.text[within[0] : within[1]]
    found: list[DateValue] = []
    for day in sentence.days or (None,):
        found.extend(value for value in dates_in(text, day) if value.precision in {"day", "month"})
    return found


def _published_factor(wanted: DateValue, published: date) -> float:
    """How well an article of this day, which does not say when, fits an event of the asked day."""
    if wanted.year is None:
        return 0.7
    late = (published - wanted.last).days
    early = (wanted.first - published).days
    if early > 1:
        return 0.05
    if late <= 1:
        return 0.9
    if late <= 3:
        return 0.7
    return 0.45 if late <= 14 else 0.3


def event_factor(asked: Asked, sentence: Sentence) -> float:
    """Less where the sentence, and still less where all around it, does not speak of such an event."""
    wanted = event_groups(asked.text) - _FATES
    if not wanted:
        return 1.0
    means, others = means_of(asked.text), means_of(sentence.text)
    if means and others and not means & others:
        return 0.4
    if wanted & event_groups(sentence.text):
        return 1.0
    return 0.85 if wanted & event_groups(text_around(sentence)) else 0.55


_FATES = event_groups("killed wounded")
