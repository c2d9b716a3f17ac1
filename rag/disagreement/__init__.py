"""Where independent sources differ on what was asked, and what kind of difference it is.

aligning   which sentences speak of the event that was asked about
claims     what each article says on the point, with the words that say it
reading    where no rule knows what to look for: the reader's answers, laid before each other's passages
slots/     for each kind of value: how it is read, and when two cannot both hold
explaining what kind of difference it is, and the sentence that says so
finding    all of it in order; survey/ does the same without a question
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.disagreement.reading import Relate
    from rag.evidence import DraftDisagreement, DraftGrid, Evidence
    from rag.question import Asked

__all__ = ["build_grid", "find_disagreements"]


def find_disagreements(
    asked: Asked, evidence: Sequence[Evidence], relate: Relate | None = None
) -> tuple[DraftDisagreement, ...]:
    """The differences among the evidence on what was asked; empty where the sources agree.

    ``relate`` is the reader's, asked where the rules leave a doubt; without it the rules decide alone.
    """
    from rag.disagreement.finding import find

    return find(asked, evidence, relate)


def build_grid(disagreements: Sequence[DraftDisagreement], evidence: Sequence[Evidence]) -> DraftGrid | None:
    """Claims by origins for the differences found; ``None`` where there are none."""
    from rag.disagreement.grid import grid_of

    return grid_of(disagreements, evidence)
