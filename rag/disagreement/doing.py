"""Claims about a deed: whom each article holds responsible."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.disagreement.agents import agents_in
from rag.disagreement.aligning import coverage, date_factor, event_factor, idf, name_factor, read_sentences
from rag.disagreement.asking import Asked
from rag.disagreement.claims import Claim
from rag.disagreement.holders import holder_of
from rag.disagreement.names import AliasTable, names_match
from rag.evidence import Evidence

_AT_OTHER_TIMES = re.compile(
    r"\b(?:in the past|previous(?:ly)?|often|regularly|several times|in recent (?:years|months))\b", re.IGNORECASE
)


def agent_claims(asked: Asked, evidence: Sequence[Evidence], table: AliasTable) -> list[Claim]:
    """Every agent in the evidence to whom the asked deed is laid."""
    sentences = read_sentences(evidence)
    weights = idf(asked, sentences)
    claims: list[Claim] = []
    for sentence in sentences:
        agents = [agent for agent in agents_in(sentence.text, asked.topic) if not agent.denied]
        agents = [agent for agent in agents if not any(names_match(agent.text, name) for name in asked.names)]
        if not agents:
            continue
        base = name_factor(asked, sentence) * date_factor(asked, sentence) * event_factor(asked, sentence)
        base *= 0.3 + 0.7 * coverage(asked, sentence, weights)
        if _AT_OTHER_TIMES.search(sentence.text):
            base *= 0.4
        if asked.names and not any(names_match(name, other) for name in asked.names for other in sentence.names):
            base *= 0.7
        holder = holder_of(sentence.text)
        for agent in agents:
            claims.append(Claim(sentence, agent.text, min(1.0, base), holder, name=_party_of(agent.text, table)))
    return claims


def _party_of(text: str, table: AliasTable) -> str:
    """ "Assad's forces" are the president's, so the state's."""
    for link in table.links:
        if (
            link.office in {"president", "prime minister", "king"}
            and link.name.split()[-1].casefold().removesuffix("s") in text.casefold()
        ):
            return f"{text} (government)"
    return text
