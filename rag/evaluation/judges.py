"""Judges: how likely does a premise entail a statement?

A judge is any function (premise, statement) -> probability in [0, 1].
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Protocol

from rag.evaluation.matching import fold

Judge = Callable[[str, str], float]
ENTAILS = 0.5


def lexical_judge(premise: str, statement: str) -> float:
    """1.0 where the statement stands in the premise word for word (case and marks folded), else 0.0.

    Strict: a true paraphrase counts as not entailed. It needs no model.

    >>> lexical_judge("He said: “It rained all day.”", "It rained all day.")
    1.0
    """
    wanted = fold(statement).strip(" .…\"'")
    return float(bool(wanted) and wanted in fold(premise))


class Relates(Protocol):
    """What is asked of the reader: for each pair the probabilities of entails, neutral, contradicts."""

    def relate(self, pairs: Sequence[tuple[str, str]]) -> Sequence[object]: ...


def reader_judge(reader: Relates) -> Judge:
    """The reader's relation head as judge; a statement that stands in the premise word for word is entailed."""

    @lru_cache(maxsize=100_000)
    def judge(premise: str, statement: str) -> float:
        if lexical_judge(premise, statement):
            return 1.0
        return _entails(reader.relate([(premise, statement)])[0])

    return judge


def _entails(relation: object) -> float:
    value = getattr(relation, "entails", None)
    if value is None and isinstance(relation, Sequence):
        value = relation[0]
    if not isinstance(value, int | float):
        raise TypeError(f"the reader's relation {relation!r} does not say how likely it entails")
    return float(value)
