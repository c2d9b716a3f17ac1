"""Claims about a date: on which day each article puts the asked event."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from rag.disagreement.aligning import coverage, holds_name, idf, name_factor, name_weights
from rag.disagreement.claims import Claim
from rag.evidence import LONGEST_PASSAGE, Evidence, Sentence, read_sentences
from rag.language.countries import country_of, same_country, seat_of
from rag.language.dates import DateValue, dates_in, known_dates, same_date
from rag.language.offices import office_links
from rag.language.outcomes import clauses
from rag.language.speakers import holder_of
from rag.language.thesaurus import event_groups
from rag.language.words import content_stems
from rag.question import Asked


def date_claims(asked: Asked, evidence: Sequence[Evidence]) -> list[Claim]:
    """Every date in the evidence that stands with the asked event."""
    sentences = [
        sentence for sentence in read_sentences(evidence) if any(ch.isdigit() or ch.isupper() for ch in sentence.text)
    ]
    weights = idf(asked, sentences)
    telling_names = name_weights(asked, sentences)
    asked_events = event_groups(asked.text)
    claims: list[Claim] = []
    for sentence in sentences:
        values = [value for value in dates_in(sentence.text, sentence.published) if value.precision != "week"]
        values = [value for value in values if not _is_given(asked, value)]
        if not values:
            continue
        base = (
            _occasion_factor(asked, sentence)
            * name_factor(asked, sentence, telling_names) ** 1.5
            * (0.3 + 0.7 * coverage(asked, sentence, weights))
        )
        for value in values:
            score = base * _event_factor(asked, asked_events, sentence, value) * _precision_factor(asked, value)
            score *= _span_factor(sentence, value)
            if score > 0.05:
                claims.append(Claim(sentence, value.text, min(1.0, score), holder_of(sentence.text), day=value))
    return _of_common_place(asked, _of_all_names(asked, claims))


def _of_all_names(asked: Asked, claims: list[Claim]) -> list[Claim]:
    """Where some sentence holds every asked name, a passage that lacks one tells of something else."""
    names = [name for name in asked.names if not seat_of(name)]
    if not any(all(holds_name(claim.sentence.text, name) for name in names) for claim in claims):
        return claims

    def around(claim: Claim) -> str:
        passage = claim.quote.passage
        return f"{passage.title} {passage.text[:LONGEST_PASSAGE]}"

    return [claim for claim in claims if all(holds_name(around(claim), name) for name in names)]


def _countries(sentence: Sentence, known: frozenset[str] = frozenset()) -> frozenset[str]:
    """The countries a sentence speaks of; ``known``: places whose office holders the passages name."""
    found = {country for name in sentence.names if (country := country_of(name) or seat_of(name))}
    return frozenset(found | {place for place in known for name in sentence.names if same_country(name, place)})


def _of_common_place(asked: Asked, claims: list[Claim]) -> list[Claim]:
    """Weaken what happened in a country that is neither asked about nor where most articles put the event."""
    wanted = {*asked.countries, *(seat for name in asked.names if (seat := seat_of(name)))}
    known: frozenset[str] = frozenset()
    if not wanted:
        passages = {claim.quote.passage.id: claim.quote.passage for claim in claims}.values()
        links = [link for passage in passages for link in office_links("", passage.text[:LONGEST_PASSAGE])]
        known = frozenset(link.place for link in links if link.place and " " not in link.place)
        articles: dict[str, set[str]] = defaultdict(set)
        for claim in claims:
            for country in _countries(claim.sentence, known):
                if claim.score >= 0.4:
                    articles[country].add(claim.article)
        most = max((len(found) for found in articles.values()), default=0)
        wanted = {country for country, found in articles.items() if len(found) == most and most > 1}
    if not wanted:
        return claims
    return [
        replace(claim, score=0.3 * claim.score)
        if (found := _countries(claim.sentence, known)) and not found & wanted
        else claim
        for claim in claims
    ]


_ANOTHER_OCCASION = re.compile(
    r"\b(?:first|previous|last) (?:met|meeting|visit|talks|time)\b|\bpreviously\b|\bearlier (?:meeting|visit|talks)\b|"
    r"\b(?:had|have|has) (?:already |once |also )?(?:met|visited|spoken|talked)\b",
    re.IGNORECASE,
)


def _occasion_factor(asked: Asked, sentence: Sentence) -> float:
    """ "They first met in November", "the two had met before": of another meeting than the asked one."""
    return 0.6 if _ANOTHER_OCCASION.search(sentence.text) and not _ANOTHER_OCCASION.search(asked.text) else 1.0


def resolved(claim: Claim) -> list[DateValue]:
    """The claim's date under every day the article may be from: a weekday means another day under each."""
    if claim.day is None:
        return []
    if not claim.day.relative:
        return [claim.day]
    found = [
        value
        for day in claim.sentence.days
        for value in known_dates(claim.sentence.text, day)
        if (value.start, value.text) == (claim.day.start, claim.day.text)
    ]
    return found or [claim.day]


def _precision_factor(asked: Asked, value: DateValue) -> float:
    """A day answers "when" best; a year does where a year is asked, and may be background elsewhere."""
    if value.precision == "year":
        return 1.0 if re.search(r"\byear\b", asked.text, re.IGNORECASE) else 0.65
    return 1.0 if value.precision == "day" else 0.6


def _is_given(asked: Asked, value: DateValue) -> bool:
    """A day that the question itself names is no answer to "when" ("the 6 April group")."""
    return any(given.precision == "day" and same_date(given, value) for given in asked.dates)


def _event_factor(asked: Asked, events: frozenset[int], sentence: Sentence, value: DateValue) -> float:
    """1 where the date's own clause speaks of the event, less where only its sentence does."""
    for start, end in clauses(sentence.text):
        if start <= value.start < end:
            clause = sentence.text[start:end]
            if events & event_groups(clause) or (not events and asked.stems & content_stems(clause)):
                return 1.0
    if events & event_groups(sentence.text) or (not events and asked.stems & sentence.stems):
        return 0.75
    return 0.2


def _span_factor(sentence: Sentence, value: DateValue) -> float:
    span = sentence.evidence.span
    if span is None:
        return 1.0
    start = sentence.evidence.quote.start + value.start
    if span.start < start + len(value.text) and start < span.end:
        return 1.0 + 0.5 * span.probability
    return 1.0 - 0.2 * span.probability


def dates_differ(one: DateValue, other: DateValue) -> bool:
    """Can the two not be the same date, at the coarser precision?"""
    return not same_date(one, other)


def _date_clash(one: Claim, other: Claim) -> bool:
    if one.day is None or other.day is None or _is_one_weekday(one, other):
        return False
    return all(dates_differ(a, b) for a in resolved(one) for b in resolved(other))


def _is_one_weekday(one: Claim, other: Claim) -> bool:
    """ "on Saturday" in two articles of one week is one Saturday, whatever their records say."""
    if not (one.day and other.day and one.day.relative and one.day.text.casefold() == other.day.text.casefold()):
        return False
    if one.published is None or other.published is None:
        return True
    return abs((one.published - other.published).days) <= 31
