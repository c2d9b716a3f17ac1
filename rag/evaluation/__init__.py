"""How good is it? Gold answers in, numbers that can gate a change out.

>>> from rag.evaluation import evaluate, read_gold              # doctest: +SKIP
>>> report = evaluate(assistant, read_gold("gold.jsonl"))       # doctest: +SKIP
>>> report["facts"].mean, report["facts"].low, report["facts"].n  # doctest: +SKIP

No judge model is needed and nothing is random but the seeded resampling, so
the same answers give the same numbers every time. ``ask`` never imports this.
"""

from __future__ import annotations

from rag.evaluation.gold import GoldDisagreement, GoldFile, GoldQuestion, read_gold
from rag.evaluation.report import Estimate, Report, read_report
from rag.evaluation.run import evaluate

__all__ = [
    "Estimate",
    "GoldDisagreement",
    "GoldFile",
    "GoldQuestion",
    "Report",
    "evaluate",
    "read_gold",
    "read_report",
]
