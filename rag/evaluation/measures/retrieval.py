"""Retrieval: are the right articles among those that were found, and how high?

Computed by ir-measures (MacAvaney, Macdonald & Ounis, ECIR 2022) from the
answer's ranked passages, each article at the rank of its first passage. Any
cut-off can be asked for: ``recall@20``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rag.evaluation.case import Case
from rag.evaluation.gold import GoldQuestion
from rag.evaluation.measures.measure import Measure
from rag.evaluation.statistics import Score

_SOURCE = "ir-measures"
_TOGETHER = ("R@5", "R@10", "Success@5", "RR", "nDCG@10")


def ranked_articles(case: Case) -> list[str]:
    """Article ids in the order of their first passage, each once."""
    return list(dict.fromkeys(passage.article_id for passage in case.answer.passages)) if case.answer else []


def has_relevant(gold: GoldQuestion) -> bool:
    return bool(gold.relevant)


def _score(case: Case, ir_name: str) -> Score:
    grades = case.gold.grades or dict.fromkeys(case.gold.relevant, 1)
    names = _TOGETHER if ir_name in _TOGETHER else (ir_name,)
    return Score(_values(tuple(ranked_articles(case)), tuple(grades.items()), names)[ir_name])


@lru_cache(maxsize=4)
def _values(ranking: tuple[str, ...], grades: tuple[tuple[str, int], ...], names: tuple[str, ...]) -> dict[str, float]:
    """All of ``names`` in one evaluation, which costs hardly more than one of them."""
    import ir_measures

    if not ranking:
        return dict.fromkeys(names, 0.0)
    wanted = [ir_measures.Qrel("q", article, grade) for article, grade in grades]
    found = [ir_measures.ScoredDoc("q", article, float(-rank)) for rank, article in enumerate(ranking)]
    asked = {ir_measures.parse_measure(name): name for name in names}
    return {asked[each.measure]: float(each.value) for each in ir_measures.iter_calc(list(asked), wanted, found)}


def _nothing_found(case: Case, score: Score) -> str | None:
    if score.value > 0:
        return None
    found = ranked_articles(case)
    return f"None of the right articles is among the first {min(10, len(found))} retrieved."


def recall(k: int) -> Measure:
    return Measure(
        name=f"recall@{k}",
        group="Retrieval",
        definition=f"Share of the gold articles among the first {k} articles retrieved.",
        source=f"{_SOURCE} R@{k}",
        score=lambda case: _score(case, f"R@{k}"),
        applies=has_relevant,
        headline=k == 10,
        explain=_nothing_found if k == 10 else lambda case, score: None,
    )


def success(k: int) -> Measure:
    return Measure(
        name=f"success@{k}",
        group="Retrieval",
        definition=f"Share of questions with at least one gold article among the first {k} retrieved.",
        source=f"{_SOURCE} Success@{k}",
        score=lambda case: _score(case, f"Success@{k}"),
        applies=has_relevant,
    )


def ndcg(k: int) -> Measure:
    return Measure(
        name=f"ndcg@{k}",
        group="Retrieval",
        definition=f"Discounted cumulative gain of the first {k} articles over that of the best order.",
        source=f"{_SOURCE} nDCG@{k} (Järvelin & Kekäläinen 2002)",
        score=lambda case: _score(case, f"nDCG@{k}"),
        applies=has_relevant,
    )


MRR = Measure(
    name="mrr",
    group="Retrieval",
    definition="One over the rank of the first gold article; 0 where none was retrieved.",
    source=f"{_SOURCE} RR",
    score=lambda case: _score(case, "RR"),
    applies=has_relevant,
)

MEASURES = (recall(5), recall(10), success(5), MRR, ndcg(10))


def by_name(name: str) -> Measure | None:
    """Any cut-off: ``recall@20``.

    >>> by_name("ndcg@3").name
    'ndcg@3'
    """
    match = re.fullmatch(r"(recall|success|ndcg)@([1-9]\d{0,3})", name)
    return {"recall": recall, "success": success, "ndcg": ndcg}[match[1]](int(match[2])) if match else None
