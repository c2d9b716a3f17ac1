"""Can two answers that the reader read out of two passages both be right?

Their difference, and then the question with each answer laid before the other's
passage: does it hold, or speak against it?
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.disagreement.differing import answers_differ
from rag.language.words import content_stems, words

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


Relate = Callable[[Sequence[tuple[str, str]]], Sequence[Relates]]
"""``rag.reader.reader.Reader.relate``: what the first statement says of the second, for each pair."""


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
