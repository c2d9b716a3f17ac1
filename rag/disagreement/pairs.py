"""Two passages, or a passage and a claim: how surely do they exclude each other?

For passages that answer one question, the reader's two answers are compared
after numbers, dates and names are put in one form; an answer that the other
passage also holds is no conflict (a list, a cover version, an earlier date).
For a passage and a claim, what the claim says beyond the question must stand
in the passage, and the reader's relation of the two counts with it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Protocol

from rag.disagreement.numbers import quantities
from rag.disagreement.spans import answers_differ
from rag.words import content_stems, words

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
    """What is needed of ``rag.reader.Relation``."""

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
