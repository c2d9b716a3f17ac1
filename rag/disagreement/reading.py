"""Differences that the reader finds, where the rules find nothing to compare.

Two answers read out of two origins, and then the question with each answer laid
before the other's passage: does it hold, or speak against it? For a yes/no
question the question itself, as a statement, is laid before both.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.disagreement.aligning import LONGEST_PASSAGE, coverage, idf, name_factor, read_sentences, same_event
from rag.disagreement.asking import Asked
from rag.disagreement.claims import Claim, best_by_article
from rag.disagreement.holders import holder_of
from rag.disagreement.pairs import Check, ReadAnswer, Relates, conflict
from rag.disagreement.spans import LEAST_PROBABILITY, answers_kind, span_claims
from rag.evidence import Evidence

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
STATED_LEAST = 0.8
"""How surely one passage entails, and the other contradicts, the question as a statement. High, because at 0.6 the
shipped reader notes as many passages beside a claim that they bear out as passages that contradict each other."""
STATED_ALIGNED = 0.75

Relate = Callable[[Sequence[tuple[str, str]]], Sequence[Relates]]
"""``rag.reader.Reader.relate``: what the first statement says of the second, for each pair."""

Clash = Callable[[Claim, Claim], bool]


def read_claims(asked: Asked, evidence: Sequence[Evidence], *, checked: bool = False) -> list[Claim]:
    """The answer that each article gives, as the reader reads it, where it is of the asked kind.

    ``checked``: unsure ones too, because each is laid before another passage.
    """
    least, share = (UNSURE_LEAST, UNSURE_SHARE_OF_BEST) if checked else (LEAST_PROBABILITY, READ_SHARE_OF_BEST)
    relevant = [item for item in evidence if item.relevance >= RELEVANT] if checked else evidence
    claims = best_by_article([c for c in span_claims(asked, relevant, least=least) if answers_kind(asked, c)], most=1)
    best = max((claim.score for claim in claims), default=0.0)
    return [claim for claim in claims if claim.score >= share * best] if best >= SURE_LEAST else []


def read_clash(asked: Asked, claims: Sequence[Claim], relate: Relate | None) -> Clash:
    """Which of the read answers exclude each other.

    The more passages there are, the likelier that two of them differ by
    misreading: the bar rises with the number of pairs.
    """
    pairs = [(one, other) for place, one in enumerate(claims) for other in claims[place + 1 :]]
    doublings = math.log2(max(len(pairs), 1))
    apart = {
        (one, other): conflict(_answer(one), _answer(other))
        for one, other in pairs
        if same_event(one.sentence, other.sentence, asked)
    }
    if relate is None:
        least = READ_LEAST + READ_LEAST_STEP * doublings
        found = {pair for pair, sure in apart.items() if sure >= least}
    else:
        doubtful = sorted((pair for pair in apart if apart[pair] > 0.0), key=lambda pair: -apart[pair])[:MOST_CHECKED]
        least = CHECKED_LEAST + CHECKED_LEAST_STEP * doublings
        checks = _checked(asked, doubtful, relate)
        found = {
            (one, other)
            for (one, other), check in zip(doubtful, checks, strict=True)
            if (sure := conflict(_answer(one), _answer(other), check)) >= least
            or (sure >= CHECKED_VETO and apart[one, other] >= READ_LEAST + READ_LEAST_STEP * doublings)
        }
    return lambda one, other: (one, other) in found or (other, one) in found


def _checked(asked: Asked, pairs: Sequence[tuple[Claim, Claim]], relate: Relate) -> list[Check]:
    """Each answer laid before the other's passage, all in one batch."""
    asks: list[tuple[str, str]] = []
    for one, other in pairs:
        asks += [(_passage(one), f"{asked.text} {other.text}"), (_passage(other), f"{asked.text} {one.text}")]
    relations = list(relate(asks)) if asks else []
    return [Check.of(first, second) for first, second in zip(relations[::2], relations[1::2], strict=True)]


def _passage(claim: Claim) -> str:
    return claim.quote.passage.text[:LONGEST_PASSAGE]


def _answer(claim: Claim) -> ReadAnswer:
    return ReadAnswer(claim.quote.passage.text, claim.text or "", claim.sentence.evidence.answerable)


def stated_claims(asked: Asked, evidence: Sequence[Evidence], relate: Relate) -> list[Claim]:
    """Which articles affirm a yes/no question and which deny it, by the relation of their best passages to it."""
    told = statement_of(asked.text)
    if told is None:
        return []
    sentences = read_sentences(evidence)
    weights = idf(asked, sentences)
    best: dict[str, Claim] = {}
    for sentence in sentences:
        aligned = name_factor(asked, sentence) * coverage(asked, sentence, weights)
        claim = Claim(sentence, sentence.text.strip(), aligned, holder_of(sentence.text), text=sentence.text)
        if aligned >= STATED_ALIGNED and (claim.article not in best or aligned > best[claim.article].score):
            best[claim.article] = claim
    asks = sorted(best.values(), key=lambda claim: -claim.score)[: 2 * MOST_CHECKED]
    if len({claim.origin for claim in asks}) < 2:
        return []
    claims: list[Claim] = []
    for claim, relation in zip(asks, relate([(_passage(claim), told) for claim in asks]), strict=True):
        if max(relation.entails, relation.contradicts) >= STATED_LEAST:
            claims.append(replace(claim, positive=relation.entails > relation.contradicts))
    return claims


_AUXILIARY = r"(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would|should)"
_LAST_SENTENCE = re.compile(r"(?<=[.!])\s+(?=[A-Z])")


def statement_of(question: str) -> str | None:
    """A yes/no question without its auxiliary: plain enough for a relation, not always grammatical.

    >>> statement_of("Did the envoy leave on Monday?"), statement_of("Who left?")
    ('The envoy leave on Monday.', None)
    """
    last = _LAST_SENTENCE.split(question.strip())[-1]
    bare = re.sub(rf"^{_AUXILIARY}(?:n['’]t)?\s+", "", last.rstrip("? "), flags=re.IGNORECASE)
    if not bare or bare == last.rstrip("? "):
        return None
    return f"{bare[0].upper()}{bare[1:]}."
