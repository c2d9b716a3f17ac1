"""An agent: whom each article holds responsible for a deed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar, Self

from rag.disagreement.certainty import align, certainty
from rag.disagreement.claims import Claim
from rag.disagreement.slots.name import alias_table
from rag.disagreement.slots.slot import Slot
from rag.evidence import Evidence
from rag.language.agents import agents_in
from rag.language.mentions import TITLE_CORES
from rag.language.names import AliasTable, names_match
from rag.language.words import STOPWORDS, words
from rag.question import Asked

_AT_OTHER_TIMES = re.compile(
    r"\b(?:in the past|previous(?:ly)?|often|regularly|several times|in recent (?:years|months))\b", re.IGNORECASE
)


class AgentSlot(Slot[str]):
    """ "Who was behind it?": everyone to whom the deed is laid."""

    least: ClassVar[float] = 0.5
    """Nobody is said to be blamed on a sentence of another event."""
    share_of_best: ClassVar[float] = 0.0

    @classmethod
    def of(cls, asked: Asked) -> Self | None:
        return cls(asked) if asked.agent_is_asked and not asked.office_is_asked else None

    def values(self, evidence: Sequence[Evidence]) -> list[Claim[str]]:
        """Every agent in the evidence to whom the asked deed is laid."""
        asked = self.asked
        sentences = evidence
        table = alias_table(sentences)
        claims: list[Claim[str]] = []
        for aligned in align(asked, sentences):
            sentence = aligned.sentence
            agents = [agent for agent in agents_in(sentence.text, asked.topic) if not agent.denied]
            agents = [agent for agent in agents if not any(names_match(agent.text, name) for name in asked.names)]
            if not agents:
                continue
            named = any(names_match(name, other) for name in asked.names for other in sentence.names)
            score = certainty(
                names=aligned.any_names,
                date=aligned.date,
                event=aligned.event,
                words=aligned.words_from(0.3),
                occasion=0.4 if _AT_OTHER_TIMES.search(sentence.text) else 1.0,
                whose=1.0 if named or not asked.names else 0.7,
            )
            claims += [
                Claim(sentence, _party_of(agent.text, table), agent.text, score, aligned.holder) for agent in agents
            ]
        return claims

    def differ(self, one: Claim[str], other: Claim[str]) -> bool:
        return agents_differ(one.value, other.value)


def _party_of(text: str, table: AliasTable) -> str:
    """ "Assad's forces" are the president's, so the state's."""
    for link in table.links:
        if (
            link.office in {"president", "prime minister", "king"}
            and link.name.split()[-1].casefold().removesuffix("s") in text.casefold()
        ):
            return f"{text} (government)"
    return text


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
