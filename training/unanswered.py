"""Questions that people wrote to look answerable, each beside the place that tempts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from training.examples import ReadExample, read_lines
from training.text import content_words, sentence_spans
from training.windows import window

SURE_MARGIN = 2
"""Alignments of at least this margin are 99.8 % right (see the data folder's README)."""
PARTNERS = 1.2
"""Answerable questions of the same paragraph to each one without an answer, on average."""


def unanswerable_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows whose paragraph is sure."""
    return (row for row in read_lines(path) if row["margin"] >= SURE_MARGIN)


def tempting(text: str, question: str, random: Random) -> tuple[int, int]:
    """The sentence that shares most words with the question; one of them where several do.

    >>> tempting("It rained. Snow fell on Oslo.", "When did snow fall on Oslo?", Random(0))
    (11, 29)
    """
    wanted = content_words(question)

    def likeness(span: tuple[int, int]) -> tuple[int, float]:
        return len(wanted & content_words(text[slice(*span)])), random.random()

    return max(sentence_spans(text), key=likeness)


def unanswered(row: dict[str, Any], longest: int, random: Random) -> ReadExample | None:
    """The question against a window around the sentence that tempts."""
    question, context = row["question"].strip(), row["context"]
    found = window(context, tempting(context, question, random), longest, random) if question else None
    return None if found is None else ReadExample(question, found.passage, None, found.sentences, (), "people")


def partners(rows: Sequence[dict[str, Any]], tempted: Sequence[dict[str, Any]], random: Random) -> list[dict[str, Any]]:
    """Answerable rows of the paragraphs of ``tempted``: about PARTNERS to each, none twice."""
    free: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        free.setdefault(row["context"], []).append(row)
    for choices in free.values():
        random.shuffle(choices)
    chosen = []
    for row in tempted:
        for _ in range(1 + (random.random() < PARTNERS - 1)):
            if free.get(row["context"]):
                chosen.append(free[row["context"]].pop())
    return chosen
