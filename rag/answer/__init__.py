"""What is given back: frozen parts, the whole answer, and its forms as text, terminal output and records."""

from __future__ import annotations

from rag.answer.answer import Answer, Comparison
from rag.answer.parts import (
    KIND_TITLES,
    KINDS,
    SCHEMA,
    Citation,
    Coverage,
    Difference,
    Disagreement,
    Grid,
    GridCell,
    Kind,
    NearPassage,
    Side,
    Stance,
    Statement,
)

__all__ = [
    "KINDS",
    "KIND_TITLES",
    "SCHEMA",
    "Answer",
    "Citation",
    "Comparison",
    "Coverage",
    "Difference",
    "Disagreement",
    "Grid",
    "GridCell",
    "Kind",
    "NearPassage",
    "Side",
    "Stance",
    "Statement",
]
