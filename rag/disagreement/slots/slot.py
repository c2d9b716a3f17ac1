"""What every kind of slot has: values read out of the evidence, which of them exclude each other, and a doubt.

A new kind is one small file: a class that says what it ``asks``, with ``values`` and
``differ``, and a line in ``SLOTS``. What differs less often (two claims of one article, what is
newer, how a side is written) has a default here.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, Self

from rag.answer import Kind
from rag.disagreement.claims import Claim, V
from rag.evidence import Evidence
from rag.question import Asked
from rag.question.kind import AskedKind

LONG_AFTER_DAYS = 120
"""An office changes hands, a rate is measured anew: this much later, a value may simply be newer."""

_CHANGE = re.compile(
    r"\b(?:ris(?:en|es|ing)|rose|climb(?:ed|s|ing)|increas(?:ed|es|ing)|updat(?:ed|es|ing)|revis(?:ed|es|ing)|now|"
    r"grown|grew|fallen|fell|up from|down from|"
    r"previous(?:ly)?|earlier (?:toll|count|report|figure)|new toll|latest|has reached|surpass(?:ed|es)|later "
    r"died|succumbed|still|again|delayed|postponed|brought forward)\b",
    re.IGNORECASE,
)


def speaks_of_change(text: str) -> bool:
    """Does the sentence itself say that an earlier value no longer holds?

    >>> speaks_of_change("The toll has risen to 19."), speaks_of_change("It killed 19.")
    (True, False)
    """
    return bool(_CHANGE.search(text))


Clash = Callable[[Claim[V], Claim[V]], bool]


@dataclass(frozen=True)
class Slot(ABC, Generic[V]):
    """What one question asks for, as values that two articles may give differently."""

    asked: Asked

    asks: ClassVar[AskedKind]
    """The kind of question that it answers."""
    least: ClassVar[float] = 0.4
    """A claim below this is not sure enough to accuse anyone with."""
    share_of_best: ClassVar[float] = 0.4
    """Nor is one far below the best aligned one."""
    share: ClassVar[float] = 0.75
    """How near to its article's best claim another one of it must come to be heard."""
    listed: ClassVar[float | None] = None
    """Where sure claims differ, less sure ones down to this are listed beside them."""
    kind: ClassVar[Kind] = "contradiction"
    """What a difference is where neither time nor whose word it is explains it."""

    @classmethod
    def of(cls, asked: Asked) -> Self | None:
        """The slot of this question; ``None`` where it asks for something else."""
        return cls(asked) if asked.kind == cls.asks else None

    @abstractmethod
    def values(self, evidence: Sequence[Evidence]) -> Sequence[Claim[V]]:
        """What the evidence gives for the slot, each scored by how surely it answers."""

    @abstractmethod
    def differ(self, one: Claim[V], other: Claim[V]) -> bool:
        """Can the two not both hold?"""

    def doubt(self, claims: Sequence[Claim[V]]) -> bool:
        """Was too little heard to say that the origins agree?"""
        return len({claim.origin for claim in claims if claim.score >= self.least}) < 2

    def clash(self, claims: Sequence[Claim[V]]) -> Clash[V]:
        """``differ`` for these claims; a slot that compares many at once does it here."""
        return self.differ

    def another(self, one: Claim[V], other: Claim[V]) -> bool:
        """Does an article that makes both claims give two values?"""
        return one.shown != other.shown

    def inside(self, one: Claim[V], other: Claim[V]) -> bool:
        """May two claims of one article clash? Elsewhere they are parts, or of other events."""
        return False

    def newer(self, early: Claim[V], late: Claim[V], days: int) -> bool:
        """Is the later claim, so many days after, a newer state rather than another report of the same one?"""
        changed = speaks_of_change(late.sentence.text) and not speaks_of_change(early.sentence.text)
        return changed or days > LONG_AFTER_DAYS

    def disputed(self, claim: Claim[V]) -> bool:
        """Is it somebody's word, whoever reports it?"""
        return False

    def is_position(self) -> bool:
        """Is it somebody's position, so that what one reports and the other states differs by whose word it is?"""
        return False

    def vague(self, claim: Claim[V]) -> bool:
        """Does the value say so little that it opens no side while another can?"""
        return False

    def alike(self, one: Claim[V], other: Claim[V]) -> bool:
        """May two claims that do not clash stand on one side?"""
        return True

    def wording(self, side: Sequence[Claim[V]]) -> str:
        """A side as it is shown, surest claim first."""
        return side[0].shown
