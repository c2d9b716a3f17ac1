"""A side: yes or no, pleased or disappointed, agreed or declined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from rag.answer import Kind
from rag.disagreement.certainty import Aligned, align, certainty
from rag.disagreement.claims import Claim
from rag.disagreement.slots.count import CountSlot
from rag.disagreement.slots.slot import Slot
from rag.disagreement.topical import topic_factor
from rag.evidence import Evidence, Sentence
from rag.language.clauses import clause_at
from rag.language.countries import country_of, seat_of
from rag.language.negation import ACCUSATION, DENIAL, DISPUTED, is_hypothetical, is_negated
from rag.language.outcomes import Outcome, outcomes
from rag.language.thesaurus import DEATH, same_event_word
from rag.language.words import content_stems, stem, words
from rag.question import Asked
from rag.question.kind import AskedKind

LONGEST_SHOWN = 180
LEAST_KEPT = 0.05

_ANYONE = re.compile(
    r"\b(?:anyone|anybody|any (?:people|civilians|casualties|deaths|victims)|people|someone|civilians)\b", re.IGNORECASE
)


class SideSlot(Slot[bool]):
    """What takes one of two sides; an outcome's words say which."""

    share: ClassVar[float] = 0.6

    def values(self, evidence: Sequence[Evidence]) -> list[Claim[bool]]:
        """Every outcome in the evidence that is of the asked family."""
        family = self.asked.family or ("accord" if self.asked.kind == "statement" else None)
        claims: list[Claim[bool]] = []
        for aligned in align(self.asked, evidence):
            text = aligned.sentence.text
            for outcome in outcomes(text):
                if outcome.family == family:
                    score = certainty(**_base(aligned), topic=topic_factor(aligned, outcome))
                    if score > LEAST_KEPT:
                        shown = outcome_clause(text, outcome)
                        claims.append(Claim(aligned.sentence, outcome.positive, shown, score, aligned.holder))
        return claims

    def differ(self, one: Claim[bool], other: Claim[bool]) -> bool:
        return one.value != other.value

    def another(self, one: Claim[bool], other: Claim[bool]) -> bool:
        return one.value != other.value

    def inside(self, one: Claim[bool], other: Claim[bool]) -> bool:
        return True


class FeelingSlot(SideSlot):
    """ "How did she feel about it?": pleased or disappointed."""

    asks: ClassVar[AskedKind] = "feeling"
    kind: ClassVar[Kind] = "opinion"


class StatementSlot(SideSlot):
    """ "How did Peru answer?": agreed or declined."""

    asks: ClassVar[AskedKind] = "statement"

    def is_position(self) -> bool:
        return True


class YesNoSlot(SideSlot):
    """ "Did they agree?", "Was anyone killed?", "Does the dam leak?"."""

    asks: ClassVar[AskedKind] = "polarity"
    least: ClassVar[float] = 0.35

    def values(self, evidence: Sequence[Evidence]) -> list[Claim[bool]]:
        """Outcomes of the asked family; counts where it is asked whether anyone died; else who asserts the words."""
        asked = self.asked
        if asked.family not in {None, "responsibility", "success"}:
            return SideSlot.values(self, evidence)
        if set(words(asked.text)) & DEATH and _ANYONE.search(asked.text):
            counted = CountSlot(replace(asked, kind="count", measure="deaths", noun="people")).values(evidence)
            return [Claim(c.sentence, c.value.high > 0, c.shown, c.score, c.holder) for c in counted]
        return [claim for aligned in align(asked, evidence) for claim in _predications(asked, aligned)]

    def doubt(self, claims: Sequence[Claim[bool]]) -> bool:
        """Sentences that share words with a question agree less than they seem to."""
        return self.asked.family is None or SideSlot.doubt(self, claims)

    def disputed(self, claim: Claim[bool]) -> bool:
        return bool(DISPUTED.search(claim.sentence.text))

    def is_position(self) -> bool:
        return True


def _base(aligned: Aligned) -> dict[str, float]:
    return {"names": aligned.any_names, "date": aligned.date, "words": aligned.words_from(0.4)}


def _predications(asked: Asked, aligned: Aligned) -> list[Claim[bool]]:
    """A yes/no question about anything: who asserts its words, and who denies them."""
    sentence, weights, topic = aligned.sentence, aligned.among.words, asked.topic
    held = {
        word
        for word in topic
        if word in sentence.stems or any(same_event_word(word, other) for other in sentence.stems)
    }
    total = sum(weights.get(word, 1.0) for word in topic)
    share = sum(weights.get(word, 1.0) for word in held) / total if total else 0.0
    denial = _denial_of(sentence.text, topic)
    if share < 0.5 and not (denial and share > 0.15):
        return []
    accused = ACCUSATION.search(sentence.text)
    score = certainty(
        **_base(aligned),
        subject=_subject_factor(asked, sentence),
        share=1.0 if denial or accused else min(1.0, 0.4 + share),
    )
    claims: list[Claim[bool]] = []
    if denial:
        claims.append(Claim(sentence, False, _shown_at(sentence.text, denial.start()), score, aligned.holder))
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
    claims.append(Claim(sentence, not negative, _shown_at(sentence.text, last), score, aligned.holder))
    return claims


def _subject_factor(asked: Asked, sentence: Sentence) -> float:
    """A question about Belgian jets is not answered by a sentence about Russian ones."""
    if not asked.countries:
        return 1.0
    named = [country for name in sentence.names if (country := country_of(name) or seat_of(name))]
    if any(country in named for country in asked.countries):
        return 1.0
    return 0.4 if named else 0.7


def _shown_at(text: str, position: int) -> str:
    start, end = clause_at(text, position)
    return _short(text[start:end])


def _denial_of(text: str, predicate: frozenset[str]) -> re.Match[str] | None:
    """A denial whose own clause speaks of what was asked, or that stands alone ("the claim was denied")."""
    for match in DENIAL.finditer(text):
        start, end = clause_at(text, match.start())
        clause = text[start:end]
        if content_stems(clause) & (predicate - content_stems(match.group())) or re.search(
            r"\b(?:claims?|accusations?|reports?|charges?|allegations?|it|this)\b", clause
        ):
            return match
    return None


def outcome_clause(text: str, outcome: Outcome) -> str:
    """The outcome's clause as written, cut at a word where it is long."""
    start, end = clause_at(text, outcome.start)
    clause = text[start:end].strip(" ,;:.")
    if len(clause) <= LONGEST_SHOWN:
        return clause
    left = max(0, min(outcome.start - start - 60, len(clause) - LONGEST_SHOWN))
    piece = clause[left:].split(" ", 1)[-1] if left else clause
    return _short(piece)


def _short(text: str) -> str:
    clean = text.strip(" ,;:.")
    return clean if len(clean) <= LONGEST_SHOWN else clean[:LONGEST_SHOWN].rsplit(" ", 1)[0]
