"""Evidence as a language model gets it: numbered by passage, with source, date and genre, fenced.

The same numbers are what its statements cite, so they are looked up here again.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.articles import Passage
from index.sentences import sentence_spans
from rag.evidence import DraftDisagreement, Evidence, Quote
from rag.language.injection import harmless, instruction_spans, is_instruction_like, without_hidden


@dataclass(frozen=True, slots=True)
class NumberedPassage:
    """One piece of evidence under the number by which statements cite it."""

    number: int
    passage: Passage
    relevance: float = 1.0

    @property
    def sentences(self) -> tuple[Quote, ...]:
        """Its sentences, except those that give orders: these support nothing."""
        return _plain_sentences(self.passage)

    @property
    def voices(self) -> tuple[str, ...]:
        """Who publishes and who writes it, where that is a name and no order."""
        return tuple(
            name for name in (self.passage.source, self.passage.author) if name and not is_instruction_like(name)
        )


@lru_cache(maxsize=512)
def _plain_sentences(passage: Passage) -> tuple[Quote, ...]:
    orders = instruction_spans(passage.text)
    return tuple(
        Quote.cut(passage, passage.start + start, passage.start + end)
        for start, end in sentence_spans(passage.text)
        if not any(start < order_end and order_start < end for order_start, order_end in orders)
    )


def number_passages(
    evidence: Iterable[Evidence], *, at_most: int = 12, floor: float = 0.0
) -> tuple[NumberedPassage, ...]:
    """The passages of the evidence, each once, the most relevant first, numbered from 1.

    A passage is as relevant as its best sentence; those below ``floor`` are left out.
    """
    best: dict[int, tuple[float, Passage]] = {}
    for item in evidence:
        passage = item.quote.passage
        known = best.get(passage.id)
        if item.relevance >= floor and (known is None or item.relevance > known[0]):
            best[passage.id] = (item.relevance, passage)
    ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].article_id, pair[1].start))
    return tuple(
        NumberedPassage(number, passage, relevance)
        for number, (relevance, passage) in enumerate(ranked[:at_most], start=1)
    )


def passage_text(numbered: NumberedPassage) -> str:
    """One passage as it stands in the prompt: a line of facts about it, then its text.

    Hidden characters are taken out and the marks of chat templates broken, so
    that it can neither close its fence nor pose as another speaker.
    """
    passage = numbered.passage
    facts = [
        f"source: {_field(passage.source) or 'unknown'}",
        f"published: {passage.published.isoformat() if passage.published else 'unknown'}",
        f"genre: {passage.genre or 'unknown'}",
    ]
    if _field(passage.title):
        facts.append(f"title: {_field(passage.title)}")
    return f"[{numbered.number}] {' | '.join(facts)}\n{harmless(passage.text)}"


def evidence_text(numbered: Sequence[NumberedPassage]) -> str:
    return "\n\n".join(passage_text(item) for item in numbered)


def _field(value: str | None) -> str:
    """A field on one line; one that gives orders is withheld."""
    plain = " ".join(without_hidden(value or "").split())[:200]
    if not plain:
        return ""
    return (
        "(withheld: it reads like an instruction)" if is_instruction_like(plain) else harmless(plain).replace("|", "/")
    )


def new_fence(*texts: str) -> str:
    """A mark that no text could have known: 16 random hex digits that occur in none of ``texts``."""
    while True:
        fence = f"evidence {secrets.token_hex(8)}"
        if not any(fence in text for text in texts):
            return fence


def disagreement_text(disagreements: Sequence[DraftDisagreement]) -> str:
    """Each found disagreement as one numbered line of facts; "none" where there is none."""
    lines = []
    for number, note in enumerate(disagreements, start=1):
        sides = "; ".join(
            f"{_held(side.holder, [quote.passage for quote in side.quotes])}: {harmless(side.value)}"
            for side in note.sides
        )
        lines.append(f"{number}. {harmless(note.topic)} ({note.slot}, {note.kind}): {sides}")
    return "\n".join(lines) or "none"


def _held(holder: str | None, passages: Sequence[Passage]) -> str:
    sources = ", ".join(dict.fromkeys(_field(p.source) or _field(p.title) or p.article_id for p in passages))
    return f"{harmless(holder)} in {sources}" if holder else sources


def evidence_hash(question: str, evidence: str, disagreements: str) -> str:
    """SHA-256 over everything that a prompt is filled with, the random fence left out."""
    return hashlib.sha256("\x1f".join((question, evidence, disagreements)).encode()).hexdigest()
