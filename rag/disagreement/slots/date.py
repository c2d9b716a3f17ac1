"""A date: on which day each article puts the asked event."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from rag.disagreement.aligning import holds_name, text_around
from rag.disagreement.certainty import Weights, align, certainty, span_factor
from rag.disagreement.claims import Claim
from rag.disagreement.slots.slot import Clash, Slot
from rag.evidence import LONGEST_PASSAGE, Evidence, Sentence
from rag.language.clauses import clauses
from rag.language.countries import country_of, same_country, seat_of
from rag.language.dates import DateValue, dates_in, same_date
from rag.language.offices import office_links
from rag.language.thesaurus import event_groups
from rag.language.words import content_stems
from rag.question import Asked
from rag.question.asked import date_of_once
from rag.question.kind import AskedKind

LEAST_KEPT = 0.05
ONE_WEEKDAY_DAYS = 31
"""Articles no further apart mean one day by "on Saturday"."""
_WEIGHTS = Weights({"names": 1.5})


class DateSlot(Slot[DateValue]):
    """ "When did they meet?": days, months and years that stand with the event."""

    asks: ClassVar[AskedKind] = "date"
    least: ClassVar[float] = 0.42
    share: ClassVar[float] = 0.6

    def values(self, evidence: Sequence[Evidence]) -> list[Claim[DateValue]]:
        """Every date in the evidence that stands with the asked event."""
        dated = [s for s in evidence if any(ch.isdigit() or ch.isupper() for ch in s.text)]
        asked_events = event_groups(self.asked.text)
        claims: list[Claim[DateValue]] = []
        for aligned in align(self.asked, dated):
            sentence = aligned.sentence
            for value in dates_in(sentence.text, sentence.published):
                if value.precision == "week" or _is_given(self.asked, value):
                    continue
                score = certainty(
                    _WEIGHTS,
                    occasion=_occasion_factor(self.asked, sentence),
                    names=aligned.names,
                    words=aligned.words_from(0.3),
                    event=_event_factor(self.asked, asked_events, sentence, value),
                    precision=_precision_factor(self.asked, value),
                    span=span_factor(sentence, value.start, value.start + len(value.text)),
                )
                if score > LEAST_KEPT:
                    claims.append(Claim(sentence, value, value.text, score, aligned.holder))
        return _of_common_place(self.asked, _of_all_names(self.asked, claims))

    def differ(self, one: Claim[DateValue], other: Claim[DateValue]) -> bool:
        """Under every day that the articles may be from, and at the coarser precision."""
        if _is_one_weekday(one, other):
            return False
        return not any(same_date(a, b) for a in resolved(one) for b in resolved(other))


@dataclass(frozen=True)
class GivenDaySlot(DateSlot):
    """ "Was she born on 3 May?" asks on which day: one side must give that day, the other another."""

    given: tuple[DateValue, ...] = ()

    @classmethod
    def of(cls, asked: Asked) -> Self | None:
        when = date_of_once(asked)
        return cls(when, asked.dates) if when is not None else None

    def doubt(self, claims: Sequence[Claim[DateValue]]) -> bool:
        return True  # the question is still one of yes or no

    def clash(self, claims: Sequence[Claim[DateValue]]) -> Clash[DateValue]:
        return lambda one, other: self._is_asked(one) != self._is_asked(other) and self.differ(one, other)

    def _is_asked(self, claim: Claim[DateValue]) -> bool:
        return any(same_date(value, day) for value in resolved(claim) for day in self.given)


def _of_all_names(asked: Asked, claims: list[Claim[DateValue]]) -> list[Claim[DateValue]]:
    """Where some sentence holds every asked name, a passage that lacks one tells of something else."""
    names = [name for name in asked.names if not seat_of(name)]
    if not any(all(holds_name(claim.sentence.text, name) for name in names) for claim in claims):
        return claims
    return [claim for claim in claims if all(holds_name(text_around(claim.sentence), name) for name in names)]


def _countries(sentence: Sentence, known: frozenset[str] = frozenset()) -> frozenset[str]:
    """The countries a sentence speaks of; ``known``: places whose office holders the passages name."""
    found = {country for name in sentence.names if (country := country_of(name) or seat_of(name))}
    return frozenset(found | {place for place in known for name in sentence.names if same_country(name, place)})


def _of_common_place(asked: Asked, claims: list[Claim[DateValue]]) -> list[Claim[DateValue]]:
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


def resolved(claim: Claim[DateValue]) -> list[DateValue]:
    """The claim's date under every day the article may be from: a weekday means another day under each."""
    if not claim.value.relative:
        return [claim.value]
    found = [
        value
        for day in claim.sentence.days
        for value in dates_in(claim.sentence.text, day)
        if (value.start, value.text) == (claim.value.start, claim.value.text)
    ]
    return found or [claim.value]


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


def _is_one_weekday(one: Claim[DateValue], other: Claim[DateValue]) -> bool:
    """ "on Saturday" in two articles of one week is one Saturday, whatever their records say."""
    if not one.value.relative or one.value.text.casefold() != other.value.text.casefold():
        return False
    if one.published is None or other.published is None:
        return True
    return abs((one.published - other.published).days) <= ONE_WEEKDAY_DAYS
