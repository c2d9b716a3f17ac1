"""A yes/no question as a statement: which articles bear it out, and which speak against it?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from rag.disagreement.certainty import Aligned, align, certainty
from rag.disagreement.claims import Claim
from rag.disagreement.conflict import Relate
from rag.disagreement.slots.side import YesNoSlot
from rag.evidence import LONGEST_PASSAGE, Evidence
from rag.question import Asked

STATED_LEAST = 0.8
"""How surely one passage entails, and the other contradicts, the question as a statement. High, because at 0.6 the
shipped reader notes as many passages beside a claim that they bear out as passages that contradict each other."""
STATED_ALIGNED = 0.75
MOST_RELATED = 8
"""Passages laid before the reader in one batch: about 60 ms."""


@dataclass(frozen=True)
class StatedSlot(YesNoSlot):
    """ "Does the dam leak?": "The dam leaks" laid before the best passage of each article."""

    relate: Relate | None = None

    least: ClassVar[float] = 0.0
    share_of_best: ClassVar[float] = 0.0

    @classmethod
    def of(cls, asked: Asked, relate: Relate | None = None) -> Self | None:
        return cls(asked, relate) if asked.kind == "polarity" and relate is not None else None

    def values(self, evidence: Sequence[Evidence]) -> list[Claim[bool]]:
        """The side of each article whose best passage takes one."""
        told = statement_of(self.asked.text)
        if told is None or self.relate is None:
            return []
        best: dict[str, tuple[float, Aligned]] = {}
        for aligned in align(self.asked, evidence):
            score = certainty(names=aligned.any_names, words=aligned.words)
            article = aligned.sentence.article_id
            if score >= STATED_ALIGNED and (article not in best or score > best[article][0]):
                best[article] = score, aligned
        asks = sorted(best.values(), key=lambda scored: -scored[0])[:MOST_RELATED]
        if len({aligned.sentence.origin for _, aligned in asks}) < 2:
            return []
        passages = [aligned.sentence.evidence.quote.passage.text[:LONGEST_PASSAGE] for _, aligned in asks]
        relations = self.relate([(passage, told) for passage in passages])
        return [
            Claim(s.sentence, relation.entails > relation.contradicts, s.sentence.text.strip(), score, s.holder)
            for (score, s), relation in zip(asks, relations, strict=True)
            if max(relation.entails, relation.contradicts) >= STATED_LEAST
        ]


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
