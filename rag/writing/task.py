"""What one answer by a language model is made from, and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from langchain_core.messages import BaseMessage

from rag.evidence import DraftDisagreement, DraftStatement, Evidence, Quote
from rag.question import Question
from rag.writing.extractive import short_answer
from rag.writing.numbered_evidence import NumberedPassage
from rag.writing.reply import StatedSentence
from rag.writing.stated import fold_quote
from rag.writing.verification import Verifier

MAX_SHORT_CHARACTERS = 120

CLASHES = ("contradiction", "naming", "attribution", "internal")
"""Kinds of disagreement that leave no single shortest answer."""


@dataclass(frozen=True, slots=True)
class Task:
    """One question with its evidence, as the prompt is filled with it."""

    question: Question
    evidence: tuple[NumberedPassage, ...]
    disagreements: tuple[DraftDisagreement, ...]
    left_out: int
    messages: tuple[BaseMessage, ...]
    evidence_hash: str
    verifier: Verifier


@dataclass(slots=True)
class Progress:
    """What has been verified and refused so far; grows while the reply streams."""

    read: int = 0
    statements: list[DraftStatement] = field(default_factory=list)
    refused: list[tuple[StatedSentence, tuple[str, ...]]] = field(default_factory=list)

    def start_over(self) -> None:
        """Another reply is about to arrive; what was verified stays."""
        self.read = 0
        self.refused = []

    def take(self, sentence: StatedSentence, verifier: Verifier) -> DraftStatement | None:
        """Verify one sentence; return it where it is good and new."""
        verdict = verifier.verify(sentence.text, sentence.citations)
        if verdict.statement is None:
            self.refused.append((sentence, verdict.problems))
            return None
        said = fold_quote(verdict.statement.text)
        if any(fold_quote(other.text) == said for other in self.statements):
            return None
        self.statements.append(verdict.statement)
        return verdict.statement


def short_of(
    proposed: str | None,
    quotes: Sequence[Quote],
    verifier: Verifier,
    notes: Sequence[DraftDisagreement],
    evidence: Sequence[Evidence],
) -> str | None:
    """The model's shortest answer where a cited quote holds it word for word, else the reader's own."""
    if any(note.kind in CLASHES for note in notes):
        return None
    tidy = " ".join((proposed or "").split())
    if tidy and len(tidy) <= MAX_SHORT_CHARACTERS and verifier.holds_phrase(tidy, quotes):
        return tidy
    own = short_answer(evidence, notes)
    return own if own and verifier.holds_phrase(own, quotes) else None
