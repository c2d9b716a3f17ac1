"""How good is it? Gold answers in, numbers that can gate a change out.

>>> from rag.evaluation import evaluate, read_gold              # doctest: +SKIP
>>> report = evaluate(assistant, read_gold("gold.jsonl"))       # doctest: +SKIP
>>> report["facts"].mean, report["facts"].low, report["facts"].n  # doctest: +SKIP

No judge model is needed and nothing is random but the seeded resampling, so
the same answers give the same numbers every time. ``ask`` never imports this.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rag.evaluation.gold import read_gold
    from rag.evaluation.gold_writer import append_question, question_from_answer
    from rag.evaluation.report import Report, read_report
    from rag.evaluation.run import evaluate

__all__ = ["Report", "append_question", "evaluate", "question_from_answer", "read_gold", "read_report"]

_HOMES = {
    "Report": "report",
    "append_question": "gold_writer",
    "evaluate": "run",
    "question_from_answer": "gold_writer",
    "read_gold": "gold",
    "read_report": "report",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that the command line starts quickly."""
    if name not in _HOMES:
        raise AttributeError(f"module 'rag.evaluation' has no attribute {name!r}")
    return getattr(import_module(f"rag.evaluation.{_HOMES[name]}"), name)
