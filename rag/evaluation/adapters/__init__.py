"""Benchmarks that people already have, as articles and gold questions.

SQuAD JSON, BEIR folders and RAGAS-style records are told apart by what is in
them; anything else is a gold file of this project.
"""

from __future__ import annotations

from rag.evaluation.adapters.benchmark import Benchmark
from rag.evaluation.adapters.formats import detect_format, read_benchmark

__all__ = ["Benchmark", "detect_format", "read_benchmark"]
