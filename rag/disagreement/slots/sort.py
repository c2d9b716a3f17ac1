"""A sort of thing: "drone" and "warplane" where the question asks what kind of aircraft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from rag.disagreement.certainty import align, certainty
from rag.disagreement.claims import Claim, other_voice
from rag.disagreement.slots.slot import Slot
from rag.evidence import Evidence
from rag.language.thesaurus import sort_of
from rag.question.kind import AskedKind


class SortSlot(Slot[str]):
    """ "What kind of aircraft was it?": the sorts that aligned sentences name."""

    asks: ClassVar[AskedKind] = "sort"

    def values(self, evidence: Sequence[Evidence]) -> list[Claim[str]]:
        """Every word in the evidence for a sort of the asked thing; the sort is its value."""
        if self.asked.noun is None:
            return []
        claims: list[Claim[str]] = []
        for aligned in align(self.asked, evidence):
            for match in re.finditer(r"[^\W\d_][\w-]*", aligned.sentence.text):
                sort = sort_of(self.asked.noun, match.group())
                if sort is not None:
                    score = certainty(names=aligned.names, date=aligned.date, event=aligned.event)
                    claims.append(Claim(aligned.sentence, sort, match.group(), score, aligned.holder))
        return claims

    def differ(self, one: Claim[str], other: Claim[str]) -> bool:
        return one.value != other.value

    def inside(self, one: Claim[str], other: Claim[str]) -> bool:
        return other_voice(one, other)
