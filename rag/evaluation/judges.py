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


class Related(Protocol):
    """How two statements stand to each other, as probabilities."""

    @property
    def entails(self) -> float: ...


class Relates(Protocol):
    """What is asked of the reader; ``rag.reader.reader.Reader`` is the real one."""

    def relate(self, pairs: Sequence[tuple[str, str]]) -> Sequence[Related]: ...


def reader_judge(reader: Relates) -> Judge:
    """The reader's relation head as judge; a statement that stands in the premise word for word is entailed."""

    @lru_cache(maxsize=100_000)
    def related(premise: str, statement: str) -> float:
        return float(reader.relate([(premise, statement)])[0].entails)

    def judge(premise: str, statement: str) -> float:
        return lexical_judge(premise, statement) or related(premise, statement)

    judge.__name__ = f"reader_judge {getattr(reader, 'fingerprint', '')[:12]}".strip()
    return judge
