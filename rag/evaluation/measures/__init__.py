"""The measures, one module a family; the registry is what these modules hold.

>>> find("facts").name, find("recall@20").name
('facts', 'recall@20')
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from index.errors import GoldError
from rag.evaluation.case import Case
from rag.evaluation.measures import (
    abstention,
    answer_text,
    calibration,
    citations,
    cost,
    disagreement,
    retrieval,
    short_answers,
)
from rag.evaluation.measures.measure import Measure

_MODULES = (retrieval, answer_text, short_answers, citations, abstention, calibration, disagreement, cost)

MEASURES: dict[str, Measure] = {measure.name: measure for module in _MODULES for measure in module.MEASURES}


def find(name: str) -> Measure:
    """The measure with this label; ``recall@20`` and ``latency_p99:read`` are made as asked."""
    wanted = name.strip()
    found = MEASURES.get(wanted) or retrieval.by_name(wanted) or cost.by_name(wanted)
    if found is None:
        close = get_close_matches(wanted, MEASURES, n=1)
        raise GoldError(
            f"There is no measure {wanted!r}.",
            remedy=f"Did you mean {close[0]!r}?" if close else f"The measures are: {', '.join(MEASURES)}.",
        )
    return found


def choose(names: Iterable[str] | None, cases: Iterable[Case] = ()) -> list[Measure]:
    """The measures asked for, or all of them with the stages that these cases report."""
    if names is None:
        return [*MEASURES.values(), *cost.stage_measures(cases)]
    return [find(name) for name in dict.fromkeys(names)]
