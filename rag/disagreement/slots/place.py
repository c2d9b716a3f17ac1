"""Claims about a place: where each article puts the asked event."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.disagreement.aligning import coverage, date_factor, event_factor, holds_name, idf, name_factor
from rag.disagreement.claims import Claim
from rag.evidence import LONGEST_PASSAGE, Evidence, read_sentences
from rag.language.countries import country_of
from rag.language.mentions import is_organisation
from rag.language.names import known_mentions, names_match
from rag.language.speakers import holder_of
from rag.question import Asked

_IN = re.compile(r"\b(?:in|at|inside|into) (?:the )?(?:(?:city|town|village|port|resort|suburb|capital) (?:of )?)?$")
_REGION = re.compile(
    r"^[^\w]*(?:province|region|district|governorate|county|state|oblast|countryside|valley|area|prefecture)\b"
)
_LARGER = re.compile(r"^(?:North|South|East|West|Central|Northern|Southern|Eastern|Western)\b")
_NEAR = re.compile(
    r"\b(?:near|outside|around|off|close to|(?:north|south|east|west)\w* of|"
    r"(?:miles|km|kilomet(?:re|er)s) from)\b"
)


def place_claims(asked: Asked, evidence: Sequence[Evidence]) -> list[Claim]:
    """Every town in the evidence that the asked event is put in."""
    sentences = read_sentences(evidence)
    weights = idf(asked, sentences)
    claims: list[Claim] = []
    for sentence in sentences:
        aligned = name_factor(asked, sentence) * date_factor(asked, sentence) * event_factor(asked, sentence)
        aligned *= 0.3 + 0.7 * coverage(asked, sentence, weights)
        towns = [name for name in _towns(sentence.text) if not any(names_match(name, other) for other in asked.names)]
        if len(towns) == 1 and not _NEAR.search(sentence.text):
            name = towns[0]
            claims.append(Claim(sentence, name, aligned, holder_of(sentence.text), text=name))
    return claims


def _towns(text: str) -> list[str]:
    """Names that stand after "in" or "at", without countries, regions and bodies.

    >>> _towns("The convoy was hit in Harim in Idlib province on Sunday.")
    ['Harim']
    >>> _towns("The talks took place in northern Italy, at the Lake Hotel.")
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


def places_differ(one: Claim, other: Claim) -> bool:
    """Two towns, of which neither article names the other's: one inside the other is mostly told with it."""
    if one.text is None or other.text is None or names_match(one.text, other.text):
        return False
    return not (_names(one, other.text) or _names(other, one.text))


def _names(claim: Claim, place: str) -> bool:
    passage = claim.quote.passage
    return holds_name(f"{passage.title} {passage.text[:LONGEST_PASSAGE]}", place)
