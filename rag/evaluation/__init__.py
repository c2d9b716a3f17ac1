"""How good is it? Gold answers in, numbers that can gate a change out.

>>> from rag.evaluation import evaluate, read_gold              # doctest: +SKIP
>>> report = evaluate(assistant, read_gold("gold.jsonl"))       # doctest: +SKIP
>>> report["facts"].mean, report["facts"].low, report["facts"].n  # doctest: +SKIP

No judge model is needed and nothing is random but the seeded resampling, so
the same answers give the same numbers every time. ``ask`` never imports this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.evaluation.adapters import Benchmark, read_benchmark
    from rag.evaluation.comparison import Comparison, compare
    from rag.evaluation.gold import GoldDisagreement, GoldFile, GoldQuestion, read_gold
    from rag.evaluation.gold_writer import append_question, question_from_answer
    from rag.evaluation.page import write_page
    from rag.evaluation.report import Estimate, Report, read_report, write_report
    from rag.evaluation.run import evaluate

_HOMES = {
    "Benchmark": "adapters",
    "Comparison": "comparison",
    "Estimate": "report",
    "GoldDisagreement": "gold",
    "GoldFile": "gold",
    "GoldQuestion": "gold",
    "Report": "report",
    "append_question": "gold_writer",
    "compare": "comparison",
    "evaluate": "run",
    "question_from_answer": "gold_writer",
    "read_benchmark": "adapters",
    "read_gold": "gold",
    "read_report": "report",
    "write_page": "page",
    "write_report": "report",
}

__all__ = [
    "Benchmark",
    "Comparison",
    "Estimate",
    "GoldDisagreement",
    "GoldFile",
    "GoldQuestion",
    "Report",
    "append_question",
    "compare",
    "evaluate",
    "question_from_answer",
    "read_benchmark",
    "read_gold",
    "read_report",
    "write_page",
    "write_report",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that the command line starts quickly."""
    if name not in _HOMES:
        raise AttributeError(f"module 'rag.evaluation' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"rag.evaluation.{_HOMES[name]}"), name)
