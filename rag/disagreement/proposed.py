"""Disagreements that somebody else proposes, a language model for one: what the typed comparison says to them."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer import Kind
from rag.disagreement import find_disagreements
from rag.evidence import Evidence, Quote
from rag.question import Question


def kind_between(question: Question, quotes: Sequence[Quote]) -> Kind | None:
    """What kind of disagreement the comparison finds in nothing but these quotes; ``None`` where it sees none."""
    notes = find_disagreements(question.asked, [Evidence(quote, relevance=1.0, answerable=1.0) for quote in quotes])
    return notes[0].kind if notes else None
