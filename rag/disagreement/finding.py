"""Find the differences on what was asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rag.evidence import DraftDisagreement, Evidence
from rag.question import Question


def find(
    question: Question,
    evidence: Sequence[Evidence],
    *,
    related: Callable[[Sequence[tuple[str, str]]], Sequence[Any]] | None = None,
) -> tuple[DraftDisagreement, ...]:
    """The differences among the evidence on what was asked."""
    return ()
