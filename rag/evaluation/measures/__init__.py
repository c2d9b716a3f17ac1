"""The measures, one module a family; ``registry`` finds them by their labels."""

from __future__ import annotations

from rag.evaluation.measures.registry import MEASURES, choose, find

__all__ = ["MEASURES", "choose", "find"]
