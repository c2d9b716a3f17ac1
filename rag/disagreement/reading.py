"""Differences that the reader finds, where the rules find nothing to compare.

Two answers read out of two origins, and then the question with each answer laid
before the other's passage: does it hold, or speak against it? For a yes/no
question the question itself, as a statement, is laid before both.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from rag.disagreement.aligning import coverage, idf, name_factor, same_event
from rag.disagreement.claims import Claim, best_by_article
from rag.disagreement.slots.answer import LEAST_PROBABILITY, answers_differ, answers_kind, span_claims
from rag.evidence import LONGEST_PASSAGE, Evidence, read_sentences
from rag.language.numbers import quantities
from rag.language.speakers import holder_of
from rag.language.words import content_stems, words
from rag.question import Asked

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

Relate = Callable[[Sequence[tuple[str, str]]], "Sequence[Relates]"]
"""``rag.reader.reader.Reader.relate``: what the first statement says of the second, for each pair."""

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


_DATELINE = re.compile(
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}, \d{4}\s*(?:\.\.\.|—|-|·)?\s*"
)

HELD_BY_OTHER = 0.9
"""How much an answer that the other passage holds too takes from the conflict."""

CHECK_BIAS, CHECK_APART, CHECK_ODDS = -3.79, 1.02, 0.35
"""Logistic regression of a real conflict on the answers' difference and on the reader's odds that each passage speaks
against the other's answer: fitted on the `split` train half of pairs_qacc by ``benchmarks/disagreement.py refit``."""


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """A passage, the answer read from it, and how surely the passage answers at all."""

    passage: str
    answer: str
    answerable: float


class Relates(Protocol):
    """What is needed of ``rag.reader.reader.Relation``."""

    @property
    def entails(self) -> float: ...
    @property
    def contradicts(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Check:
    """What the reader says of each answer before the other's passage: log odds, contradicted against entailed."""

    odds: float
    """Of both directions together; 0 where it has no opinion."""

    @classmethod
    def of(cls, first: Relates, second: Relates) -> Check:
        """From the relation of one passage to the other's answer, and the other way round."""
        return cls(sum(_log_odds(relation) for relation in (first, second)))


def _log_odds(relation: Relates) -> float:
    return math.log(max(relation.contradicts, 1e-3) / max(relation.entails, 1e-3))


def conflict(one: ReadAnswer, other: ReadAnswer, check: Check | None = None) -> float:
    """In [0, 1]: how surely two passages give answers to one question that cannot both be right.

    >>> a = ReadAnswer("The bridge opened in 1934.", "1934", 0.9)
    >>> b = ReadAnswer("It was opened in 1933.", "1933", 0.9)
    >>> round(conflict(a, b), 2), conflict(a, a)
    (0.9, 0.0)
    >>> conflict(a, b, Check(6.0)) > 0.3 > conflict(a, b, Check(-1.0))
    True
    """
    if check is not None:
        logit = CHECK_BIAS + CHECK_APART * difference(one, other) + CHECK_ODDS * check.odds
        return 1.0 / (1.0 + math.exp(-logit))
    return difference(one, other) * math.sqrt(one.answerable * other.answerable)


def difference(one: ReadAnswer, other: ReadAnswer) -> float:
    """In [0, 1]: how unlike two answers are, less where a passage holds the other's too or only dates itself."""
    apart = answers_differ(one.answer, other.answer)
    held = max(_held(one.passage, other.answer, one.answer), _held(other.passage, one.answer, other.answer))
    dated = 0.55 ** (_is_dateline(one) + _is_dateline(other))
    return apart * (1.0 - HELD_BY_OTHER * held) * dated


def _held(passage: str, answer: str, own: str) -> float:
    """The share of an answer, beyond what the own answer shares with it, that a passage holds."""
    wanted = _folded(answer) - _folded(own) or _folded(answer)
    return len(wanted & _folded(passage)) / len(wanted) if wanted else 0.0


def _folded(text: str) -> frozenset[str]:
    return content_stems(text) or frozenset(words(text))


def _is_dateline(read: ReadAnswer) -> bool:
    """Is the answer only the day on which the passage was put down?"""
    line = _DATELINE.match(read.passage)
    return line is not None and bool(read.answer) and read.answer in line.group()


def unsupported(passage: str, claim: str, *, question: str = "") -> float:
    """The share of what a claim says beyond the question that its passage does not hold.

    Numbers count double: a wrong number is the commonest wrong claim.

    >>> unsupported("The bridge opened in 1934.", "The bridge opened in 1933.")
    0.5
    >>> unsupported("The bridge opened in 1934.", "The bridge opened in 1934.")
    0.0
    """
    said = content_stems(claim) - content_stems(question) or content_stems(claim)
    held = content_stems(passage)
    numbers = {q.stated for q in quantities(passage)}
    missing = total = 0.0
    for stem in sorted(said):
        weight = 2.0 if any(char.isdigit() for char in stem) else 1.0
        total += weight
        known = stem in held or (stem.replace(",", "").isdigit() and float(stem.replace(",", "")) in numbers)
        missing += 0.0 if known else weight
    return missing / total if total else 0.0


def refuted(
    passage: str,
    claim: str,
    *,
    question: str = "",
    apart: float = 0.0,
    entails: float = 1 / 3,
    contradicts: float = 1 / 3,
) -> float:
    """In (0, 1): how surely a passage speaks against a claim.

    ``apart``: the ``conflict`` of the answers read from both. ``entails`` and
    ``contradicts``: the reader's relation of the passage to the claim, at half weight.

    >>> right = refuted("The bridge opened in 1934.", "The bridge opened in 1934.", entails=0.8, contradicts=0.1)
    >>> wrong = refuted("The bridge opened in 1934.", "The bridge opened in 1933.", entails=0.3, contradicts=0.6)
    >>> right < 0.5 < wrong
    True
    """
    relation = 0.5 * math.log(max(contradicts, 1e-3) / max(entails, 1e-3))
    missing = unsupported(passage, claim, question=question)
    return 1.0 / (1.0 + math.exp(-(relation + 3.0 * missing + 3.0 * apart - 1.0)))
