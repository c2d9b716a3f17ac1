"""An answer: what the reader reads in each article, where no rule knows what to look for."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from rag.disagreement.certainty import align, certainty
from rag.disagreement.claims import Claim, best_by_article
from rag.disagreement.conflict import Check, ReadAnswer, Relate, conflict
from rag.disagreement.events import same_event
from rag.disagreement.slots.slot import Clash, Slot
from rag.evidence import LONGEST_PASSAGE, Evidence
from rag.language.dates import dates_in
from rag.language.numbers import quantities
from rag.language.saying import WORDS_ASKED
from rag.question import Asked

LEAST_PROBABILITY = 0.2
"""What an answer needs that is not checked."""
LEAST_ALIGNED = 0.6
READ_LEAST = 0.3
READ_LEAST_STEP = 0.06
"""Without a relation: how sure a conflict of two answers must be, and how much more for each doubling of the pairs."""
RELEVANT = 0.85
"""How surely each sentence must answer for its answer to be checked: of two answers one of which answers nothing, one
contradicts the other. Chosen on questions about held-out SQuAD train titles, whose articles do not disagree."""
CHECKED_LEAST = 0.4
CHECKED_LEAST_STEP = 0.04
"""With one. ``benchmarks/disagreement.py cuts`` prints what this and the next ones note on the half that is looked at
of pairs_qacc (`split` train) and pairs_wikicontradict_a (even cases): they were chosen there."""
CHECKED_VETO = 0.06
"""Below this the reader's check clears a difference that the answers alone would show."""
READ_SHARE_OF_BEST = 0.6
UNSURE_LEAST, UNSURE_SHARE_OF_BEST = 0.03, 0.2
"""The same for answers that are checked."""
SURE_LEAST = 0.3
"""One answer at least is surer than this, the square root of its probability times its alignment."""
MOST_CHECKED = 4
"""Pairs laid before the reader in one batch, two relations each: about 60 ms."""


@dataclass(frozen=True)
class AnswerSlot(Slot[str]):
    """Whatever else has one short answer: "What genre did the band play?"."""

    relate: Relate | None = None
    """The reader's, to lay each answer before the other's passage; without it the answers decide alone."""

    least: ClassVar[float] = 0.0
    share_of_best: ClassVar[float] = 0.0

    @classmethod
    def of(cls, asked: Asked, relate: Relate | None = None) -> Self | None:
        if asked.kind in {"polarity", "feeling"} or asked.agent_is_asked:
            return None
        return None if asks_for_several(asked) or asks_for_words(asked) else cls(asked, relate)

    def values(self, evidence: Sequence[Evidence]) -> list[Claim[str]]:
        """The answer that each article gives where it is of the asked kind; unsure ones too where it is checked."""
        if self.relate is not None:
            evidence = [item for item in evidence if item.relevance >= RELEVANT]
            least, share = UNSURE_LEAST, UNSURE_SHARE_OF_BEST
        else:
            least, share = LEAST_PROBABILITY, READ_SHARE_OF_BEST
        read = [claim for claim in span_claims(self.asked, evidence, least) if _is_of_kind(self.asked, claim)]
        claims = best_by_article(read, self.another, most=1)
        best = max((claim.score for claim in claims), default=0.0)
        return [claim for claim in claims if claim.score >= share * best] if best >= SURE_LEAST else []

    def differ(self, one: Claim[str], other: Claim[str]) -> bool:
        return self.clash([one, other])(one, other)

    def clash(self, claims: Sequence[Claim[str]]) -> Clash[str]:
        """Which of the read answers exclude each other.

        The more passages there are, the likelier that two of them differ by
        misreading: the bar rises with the number of pairs.
        """
        pairs = [(one, other) for place, one in enumerate(claims) for other in claims[place + 1 :]]
        doublings = math.log2(max(len(pairs), 1))
        plain = READ_LEAST + READ_LEAST_STEP * doublings
        checked = CHECKED_LEAST + CHECKED_LEAST_STEP * doublings
        apart = {
            (one, other): conflict(_answer(one), _answer(other))
            for one, other in pairs
            if same_event(one.sentence, other.sentence, self.asked)
        }
        if self.relate is None:
            found = {pair for pair, sure in apart.items() if sure >= plain}
        else:
            doubtful = sorted((pair for pair in apart if apart[pair] > 0.0), key=lambda pair: -apart[pair])
            found = {
                pair
                for pair, check in _checked(self.asked, doubtful[:MOST_CHECKED], self.relate)
                if (sure := conflict(_answer(pair[0]), _answer(pair[1]), check)) >= checked
                or (sure >= CHECKED_VETO and apart[pair] >= plain)
            }
        return lambda one, other: (one, other) in found or (other, one) in found

    def is_position(self) -> bool:
        return self.asked.kind == "statement"


def _checked(
    asked: Asked, pairs: Sequence[tuple[Claim[str], Claim[str]]], relate: Relate
) -> list[tuple[tuple[Claim[str], Claim[str]], Check]]:
    """Each pair with each answer laid before the other's passage, all in one batch."""
    asks: list[tuple[str, str]] = []
    for one, other in pairs:
        asks += [(_passage(one), f"{asked.text} {other.value}"), (_passage(other), f"{asked.text} {one.value}")]
    relations = list(relate(asks)) if asks else []
    checks = [Check.of(first, second) for first, second in zip(relations[::2], relations[1::2], strict=True)]
    return list(zip(pairs, checks, strict=True))


def _passage(claim: Claim[str]) -> str:
    return claim.quote.passage.text[:LONGEST_PASSAGE]


def _answer(claim: Claim[str]) -> ReadAnswer:
    return ReadAnswer(claim.quote.passage.text, claim.value, claim.sentence.evidence.answerable)


def span_claims(asked: Asked, evidence: Sequence[Evidence], least: float) -> list[Claim[str]]:
    """What the reader takes for the answer in each passage, weighed by how well the passage is aligned.

    ``least``: the probability that an answer needs.
    """
    telling = [item for item in evidence if item.span is not None and item.span.probability >= least]
    claims: list[Claim[str]] = []
    for aligned in align(asked, telling):
        span = aligned.sentence.evidence.span
        text = span.text.strip() if span is not None else ""
        if span is None or not text:
            continue
        fit = certainty(names=aligned.names, place=aligned.place, date=aligned.date, event=aligned.event)
        if fit >= LEAST_ALIGNED:
            score = certainty(reader=span.probability**0.5, aligned=fit)
            claims.append(Claim(aligned.sentence, text, text, score, aligned.holder))
    return claims


_LISTED = re.compile(
    r"\b(?:which|what) (?:[\w-]+ ){0,2}?(?!was\b|is\b|does\b|has\b)\w+[^s\W]s\b(?! (?:of|was|is|has) )|\b(?:who|"
    r"which) (?:all |else )?(?:attended|visited|joined|signed|supported|took part|participated|won|were|are|spoke|"
    r"died|"
    r"voted|backed|condemned|praised|discussed)\b|\bnames\b|\bwhat (?:weapons|items|topics|demands|reasons|"
    r"countries)\b",
    re.IGNORECASE,
)


def asks_for_several(asked: Asked) -> bool:
    """Is the answer a list, so that different articles may name different members?

    >>> from rag.question.asked import asked_of
    >>> [asks_for_several(asked_of(text)) for text in ("Which cities did she visit?", "Who coaches them?")]
    [True, False]
    """
    return bool(_LISTED.search(asked.text))


def asks_for_words(asked: Asked) -> bool:
    """Is the answer what somebody said, which no short span can stand for?"""
    return asked.kind == "statement" and bool(WORDS_ASKED.search(asked.text))


def _is_of_kind(asked: Asked, claim: Claim[str]) -> bool:
    """Is the read answer of the asked kind: a number for a count, a date for a day, a name for a person?"""
    text = claim.value
    if asked.kind == "count":
        return bool(quantities(text))
    if asked.kind == "date":
        return bool(dates_in(text, claim.published)) or bool(re.search(r"\b\d{4}\b", text))
    if asked.kind in {"name", "place"}:
        return any(char.isupper() for char in text)
    return True
