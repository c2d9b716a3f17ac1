"""A place: where each article puts the asked event."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from rag.disagreement.aligning import holds_name, text_around
from rag.disagreement.certainty import align, certainty
from rag.disagreement.claims import Claim, other_voice
from rag.disagreement.slots.slot import Slot
from rag.evidence import Evidence
from rag.language.countries import country_of
from rag.language.mentions import is_organisation
from rag.language.names import known_mentions, names_match
from rag.question.kind import AskedKind

_IN = re.compile(r"\b(?:in|at|inside|into) (?:the )?(?:(?:city|town|village|port|resort|suburb|capital) (?:of )?)?$")
_REGION = re.compile(
    r"^[^\w]*(?:province|region|district|governorate|county|state|oblast|countryside|valley|area|prefecture)\b"
)
_LARGER = re.compile(r"^(?:North|South|East|West|Central|Northern|Southern|Eastern|Western)\b")
_NEAR = re.compile(
    r"\b(?:near|outside|around|off|close to|(?:north|south|east|west)\w* of|"
    r"(?:miles|km|kilomet(?:re|er)s) from)\b"
)


class PlaceSlot(Slot[str]):
    """ "Where did they meet?": the one town that a sentence of the event stands in."""

    asks: ClassVar[AskedKind] = "place"
    least: ClassVar[float] = 0.55

    def values(self, evidence: Sequence[Evidence]) -> list[Claim[str]]:
        """Every town in the evidence that the asked event is put in."""
        asked = self.asked
        claims: list[Claim[str]] = []
        for aligned in align(asked, evidence):
            text = aligned.sentence.text
            towns = [name for name in towns_in(text) if not any(names_match(name, other) for other in asked.names)]
            if len(towns) == 1 and not _NEAR.search(text):
                score = certainty(
                    names=aligned.any_names, date=aligned.date, event=aligned.event, words=aligned.words_from(0.3)
                )
                claims.append(Claim(aligned.sentence, towns[0], towns[0], score, aligned.holder))
        return claims

    def differ(self, one: Claim[str], other: Claim[str]) -> bool:
        """Two towns, of which neither article names the other's: one inside the other is mostly told with it."""
        return not (
            names_match(one.value, other.value)
            or holds_name(text_around(one.sentence), other.value)
            or holds_name(text_around(other.sentence), one.value)
        )

    def inside(self, one: Claim[str], other: Claim[str]) -> bool:
        return other_voice(one, other)


def towns_in(text: str) -> list[str]:
    """Names that stand after "in" or "at", without countries, regions and bodies.

    >>> towns_in("The convoy was hit in Harim in Idlib province on Sunday.")
    ['Harim']
    >>> towns_in("The talks took place in northern Italy, at the Lake Hotel.")
    ['Lake Hotel']
    """
    return [
        mention.text
        for mention in known_mentions(text)
        if _IN.search(text[: mention.start])
        and not _REGION.match(text[mention.end :])
        and not _LARGER.match(mention.text)
        and not country_of(mention.text)
        and not is_organisation(mention.text)
    ]
