"""The two values that training reads, before they become tokens."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Span = tuple[int, int]
RELATIONS = ("entailment", "neutral", "contradiction")


@dataclass(frozen=True, slots=True)
class ReadExample:
    """A question, a passage, and what is known of its answer there.

    ``answer`` is None where the passage does not answer; ``relevant`` are the
    indexes into ``sentences``; where ``answer_known`` is False only the
    relevance of the sentences is learnt (SelQA gives no spans).
    """

    question: str
    passage: str
    answer: Span | None
    sentences: tuple[Span, ...]
    relevant: tuple[int, ...]
    kind: str
    answer_known: bool = True


@dataclass(frozen=True, slots=True)
class RelationExample:
    """Does ``a`` entail, leave open or contradict ``b``? ``label`` is an index into RELATIONS."""

    a: str
    b: str
    label: int
    kind: str


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a gzipped JSON lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
