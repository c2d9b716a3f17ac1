"""What is given back: frozen parts, the whole answer, and its forms as text, terminal output and records."""

from __future__ import annotations

from rag.answer.answer import Answer, Comparison
from rag.answer.parts import Citation, Coverage, Difference, Disagreement, Grid, Kind, Side, Statement, Verdict

__all__ = [
    "Answer",
    "Citation",
    "Comparison",
    "Coverage",
    "Difference",
    "Disagreement",
    "Grid",
    "Kind",
    "Side",
    "Statement",
    "Verdict",
]
