"""Claims about a deed: whom each article holds responsible."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.disagreement.aligning import coverage, date_factor, event_factor, idf, name_factor
from rag.disagreement.claims import Claim
from rag.evidence import Evidence, read_sentences
from rag.language.agents import agents_in
from rag.language.mentions import TITLE_CORES
from rag.language.names import AliasTable, names_match
from rag.language.speakers import holder_of
from rag.language.words import STOPWORDS, words
from rag.question import Asked

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


def _agent_clash(one: Claim, other: Claim) -> bool:
    return one.name is not None and other.name is not None and agents_differ(one.name, other.name)


STATE_SIDE = frozenset(
    (
        "government regime army troops state president soldiers authorities police loyalist loyalists "
        "ministry military navy"
    ).split()
)

ARMED_SIDE = frozenset(
    (
        "rebel rebels opposition insurgent insurgents militant militants terrorist terrorists jihadist "
        "jihadists fighters gunmen separatists guerrillas extremists"
    ).split()
)


def agents_differ(one: str, other: str) -> bool:
    """Are the two sides not one party under two names?

    >>> agents_differ("the regime", "government forces"), agents_differ("rebels", "the army")
    (False, True)
    """
    if names_match(one, other):
        return False
    a, b = set(words(one)), set(words(other))
    first, second = _party(a), _party(b)
    if first and second:
        return first != second
    telling = (a & b) - STOPWORDS - TITLE_CORES
    return not telling


def _party(folded: set[str]) -> str | None:
    if folded & ARMED_SIDE:
        return "armed"
    return "state" if folded & STATE_SIDE else None
