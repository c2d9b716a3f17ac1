"""Claims about a date: on which day each article puts the asked event."""

from __future__ import annotations

from collections.abc import Sequence

from rag.disagreement.aligning import Sentence, coverage, idf, name_factor, read_sentences
from rag.disagreement.asking import Asked
from rag.disagreement.claims import Claim
from rag.disagreement.dates import DateValue, dates_in, same_date
from rag.disagreement.holders import holder_of
from rag.disagreement.outcomes import clauses
from rag.disagreement.thesaurus import event_groups
from rag.evidence import Evidence
from rag.words import content_stems


def date_claims(asked: Asked, evidence: Sequence[Evidence]) -> list[Claim]:
    """Every date in the evidence that stands with the asked event."""
    sentences = [
        sentence for sentence in read_sentences(evidence) if any(ch.isdigit() or ch.isupper() for ch in sentence.text)
    ]
    weights = idf(asked, sentences)
    asked_events = event_groups(asked.text)
    claims: list[Claim] = []
    for sentence in sentences:
        values = [value for value in dates_in(sentence.text, sentence.published) if value.precision in {"day", "month"}]
        values = [value for value in values if not _is_given(asked, value)]
        if not values:
            continue
        base = name_factor(asked, sentence) * (0.3 + 0.7 * coverage(asked, sentence, weights))
        for value in values:
            score = (
                base * _event_factor(asked, asked_events, sentence, value) * (1.0 if value.precision == "day" else 0.6)
            )
            score *= _span_factor(sentence, value)
            if score > 0.05:
                claims.append(Claim(sentence, value.text, min(1.0, score), holder_of(sentence.text), day=value))
    return claims


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
