"""Claims with a side: yes or no, pleased or disappointed, agreed or declined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.disagreement.aligning import coverage, date_factor, idf, name_factor
from rag.disagreement.claims import Claim
from rag.disagreement.slots.count import count_claims
from rag.evidence import LONGEST_PASSAGE, Evidence, Sentence, read_sentences
from rag.language.countries import country_of, same_country, seat_of
from rag.language.offices import plain_office
from rag.language.outcomes import Outcome, clauses, is_hypothetical, is_negated, outcomes
from rag.language.speakers import holder_of
from rag.language.thesaurus import DEATH, event_groups, same_event_word
from rag.language.words import content_stems, stem, words
from rag.question import Asked

LONGEST_SHOWN = 180

_ACCORD_NOUNS = frozenset(stem(word) for word in "consensus agreement deal accord compromise treaty pact".split())
_REPLY_WORDS = re.compile(
    r"\b(?:response|respond|reply|answer|support|back|position|commit|stance|statement|avoid|declin|refus|reject|"
    r"agree)",
    re.IGNORECASE,
)
_ANYONE = re.compile(
    r"\b(?:anyone|anybody|any (?:people|civilians|casualties|deaths|victims)|people|someone|civilians)\b", re.IGNORECASE
)
_DENIAL = re.compile(
    r"\b(?:den(?:y|ied|ies|ying)|reject(?:ed|s)|dismiss(?:ed|es)|refut(?:ed|es)|false|untrue|baseless|fabricat\w+)\b",
    re.IGNORECASE,
)


def side_claims(asked: Asked, evidence: Sequence[Evidence]) -> list[Claim]:
    """Every clause in the evidence that takes a side on the question."""
    sentences = read_sentences(evidence)
    weights = idf(asked, sentences)
    if asked.kind == "polarity" and asked.family in {None, "responsibility", "success"}:
        if set(words(asked.text)) & DEATH and _ANYONE.search(asked.text):
            counted = count_claims(replace(asked, kind="count", measure="deaths", noun="people"), evidence)
            return [
                replace(claim, positive=claim.count is None or claim.count.high > 0, count=None) for claim in counted
            ]
        return [claim for sentence in sentences for claim in _predications(asked, sentence, weights)]
    return [claim for sentence in sentences for claim in _outcome_claims(asked, sentence, weights)]


def _base(asked: Asked, sentence: Sentence, weights: dict[str, float]) -> float:
    return (
        name_factor(asked, sentence) * date_factor(asked, sentence) * (0.4 + 0.6 * coverage(asked, sentence, weights))
    )


def _outcome_claims(asked: Asked, sentence: Sentence, weights: dict[str, float]) -> list[Claim]:
    family = asked.family or ("accord" if asked.kind == "statement" else None)
    found = [outcome for outcome in outcomes(sentence.text) if outcome.family == family]
    if not found:
        return []
    base = _base(asked, sentence, weights)
    holder = holder_of(sentence.text)
    claims: list[Claim] = []
    for outcome in found:
        score = base * _topic_factor(asked, sentence, outcome, weights)
        if score > 0.05:
            claims.append(
                Claim(sentence, _clause(sentence.text, outcome), min(1.0, score), holder, positive=outcome.positive)
            )
    return claims


_LESSER_OFFICE = re.compile(
    r"\b(?:deputy|vice|assistant|foreign|defen[cs]e|finance|interior|trade)[ -]"
    r"(?:prime )?(?:minister|president|secretary)\b",
    re.IGNORECASE,
)


def _topic_factor(asked: Asked, sentence: Sentence, outcome: Outcome, weights: dict[str, float]) -> float:
    """How surely the outcome is the asked one: of the same thing, not of another deal or another visit."""
    start, end = _clause_bounds(sentence.text, outcome.start)
    clause = content_stems(sentence.text[start:end])
    if asked.kind == "feeling":
        events = event_groups(asked.text)
        around = event_groups(sentence.evidence.quote.passage.text[:LONGEST_PASSAGE]) if events else frozenset()
        other = _LESSER_OFFICE.search(sentence.text)
        if asked.office and other and plain_office(other.group()) != asked.office[0]:
            return 0.4
        return 1.3 if not events or events & around else 0.4
    asked_nouns = asked.stems & _ACCORD_NOUNS
    if asked_nouns:
        return 1.2 if asked_nouns & clause else 0.3
    topic = asked.topic - {stem(word) for word in words(asked.text) if _REPLY_WORDS.match(word)}
    subjects = [country for country in asked.countries if not (asked.holder and same_country(country, asked.holder))]
    if (
        asked.holder
        and subjects
        and not any(same_country(name, country) for name in sentence.names for country in subjects)
    ):
        return 0.3
    if not topic:
        return 0.6 if subjects or asked.kind == "polarity" else 0.3
    total = sum(weights.get(word, 1.0) for word in topic)
    held = sum(
        weights.get(word, 1.0)
        for word in topic
        if word in sentence.stems or any(same_event_word(word, o) for o in clause)
    )
    return 1.1 * held / total


def _predications(asked: Asked, sentence: Sentence, weights: dict[str, float]) -> list[Claim]:
    """A yes/no question about anything: who asserts its words, and who denies them."""
    predicate = asked.topic
    if not predicate:
        return []
    held = {
        word
        for word in predicate
        if word in sentence.stems or any(same_event_word(word, other) for other in sentence.stems)
    }
    total = sum(weights.get(word, 1.0) for word in predicate)
    share = sum(weights.get(word, 1.0) for word in held) / total if total else 0.0
    denial = _denial_of(sentence.text, predicate)
    if share < 0.5 and not (denial and share > 0.15):
        return []
    accused = _ACCUSED.search(sentence.text)
    score = min(
        1.0,
        _base(asked, sentence, weights)
        * _subject_factor(asked, sentence)
        * (1.0 if denial or accused else min(1.0, 0.4 + share)),
    )
    holder = holder_of(sentence.text)
    claims: list[Claim] = []
    if denial:
        claims.append(Claim(sentence, _shown_at(sentence.text, denial.start()), score, holder, positive=False))
        if accused is None:
            return claims
    positions = [
        match.start() for match in re.finditer(r"[^\W_]+", sentence.text) if stem(match.group().casefold()) in held
    ]
    last = accused.start() if accused else positions[-1] if positions else 0
    if is_hypothetical(sentence.text, last):
        return claims
    negative = not accused and any(is_negated(sentence.text, position) for position in positions)
    if re.search(r"\bn[o']t\b|n['’]t\b", asked.text):
        negative = not negative
    claims.append(Claim(sentence, _shown_at(sentence.text, last), score, holder, positive=not negative))
    return claims


_ACCUSED = re.compile(r"\b(?:accus(?:ed|es|ing)|blam(?:ed|es|ing))\b", re.IGNORECASE)


def _subject_factor(asked: Asked, sentence: Sentence) -> float:
    """A question about Belgian jets is not answered by a sentence about Russian ones."""
    if not asked.countries:
        return 1.0
    named = [country for name in sentence.names if (country := country_of(name) or seat_of(name))]
    if any(country in named for country in asked.countries):
        return 1.0
    return 0.4 if named else 0.7


def _shown_at(text: str, position: int) -> str:
    start, end = _clause_bounds(text, position)
    return _short(text[start:end])


def _denial_of(text: str, predicate: frozenset[str]) -> re.Match[str] | None:
    """A denial whose own clause speaks of what was asked, or that stands alone ("the claim was denied")."""
    for match in _DENIAL.finditer(text):
        start, end = _clause_bounds(text, match.start())
        clause = text[start:end]
        if content_stems(clause) & (predicate - content_stems(match.group())) or re.search(
            r"\b(?:claims?|accusations?|reports?|charges?|allegations?|it|this)\b", clause
        ):
            return match
    return None


def _clause_bounds(text: str, position: int) -> tuple[int, int]:
    for start, end in clauses(text):
        if start <= position < end:
            return start, end
    return 0, len(text)


def _clause(text: str, outcome: Outcome) -> str:
    """The outcome's clause as written, cut at a word where it is long."""
    start, end = _clause_bounds(text, outcome.start)
    clause = text[start:end].strip(" ,;:.")
    if len(clause) <= LONGEST_SHOWN:
        return clause
    left = max(0, min(outcome.start - start - 60, len(clause) - LONGEST_SHOWN))
    piece = clause[left:].split(" ", 1)[-1] if left else clause
    return _short(piece)


def _short(text: str) -> str:
    clean = text.strip(" ,;:.")
    return clean if len(clean) <= LONGEST_SHOWN else clean[:LONGEST_SHOWN].rsplit(" ", 1)[0]


def _side_clash(one: Claim, other: Claim) -> bool:
    return one.positive is not None and other.positive is not None and one.positive != other.positive
