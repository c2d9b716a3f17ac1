"""The claim-by-origin grid: who says, who says otherwise, who is silent."""

from __future__ import annotations

from collections.abc import Sequence

from rag.evidence import DraftCell, DraftDisagreement, DraftGrid, DraftSide, Evidence, Quote

MOST_ORIGINS = 8
ON_TOPIC = 0.5
"""An origin whose best sentence is at least this relevant could have spoken."""

POLAR = ("outcome",)
"""Slots whose sides are yes and no: elsewhere another value denies nothing."""

_SILENT = DraftCell("silent")


def grid_of(disagreements: Sequence[DraftDisagreement], evidence: Sequence[Evidence]) -> DraftGrid | None:
    """One row for each side, one column for each origin; ``None`` where nothing differs.

    A cell says where the origin is quoted for the row's claim, denies (yes and no)
    or differs (another value) where it is quoted only for another side of the same
    difference, and is silent otherwise.
    """
    if not disagreements:
        return None
    origins = _origins(disagreements, evidence)
    rows = [(note, side) for note in disagreements for side in note.sides]
    claims = tuple(f"{note.slot}: {side.value}" + (f" ({side.holder})" if side.holder else "") for note, side in rows)
    cells = tuple(tuple(_cell(note, side, origin) for origin in origins) for note, side in rows)
    return DraftGrid(claims, tuple(origins), cells)


def _origins(disagreements: Sequence[DraftDisagreement], evidence: Sequence[Evidence]) -> list[str]:
    """Origins that are quoted, in order, then those on the topic that keep silent, most relevant first."""
    speaking = dict.fromkeys(_origin(quote) for note in disagreements for side in note.sides for quote in side.quotes)
    silent: dict[str, float] = {}
    for item in evidence:
        origin = _origin(item.quote)
        if origin not in speaking and item.relevance >= ON_TOPIC:
            silent[origin] = max(silent.get(origin, 0.0), item.relevance)
    ranked = sorted(silent, key=lambda origin: (-silent[origin], origin))
    return [*speaking, *ranked][: max(MOST_ORIGINS, len(speaking))]


def _cell(note: DraftDisagreement, side: DraftSide, origin: str) -> DraftCell:
    own = _quote_of(side, origin)
    if own is not None:
        return DraftCell("says", own)
    for other in note.sides:
        quote = _quote_of(other, origin)
        if quote is not None:
            return DraftCell("denies" if note.slot in POLAR else "differs", quote)
    return _SILENT


def _quote_of(side: DraftSide, origin: str) -> Quote | None:
    return next((quote for quote in side.quotes if _origin(quote) == origin), None)


def _origin(quote: Quote) -> str:
    return quote.origin or quote.passage.article_id
