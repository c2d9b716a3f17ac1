"""Hand-made cases as evidence: relevance is the share of the question's words that a sentence holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from index.articles import Passage
from index.sentences import sentence_spans
from rag.evidence import Evidence, Quote
from rag.language.words import content_stems
from rag.question import Asked, asked_of
from tests.rag.passages import passage as passage_of

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Case:
    """One question with the passages that were found for it, and which kinds of note may be shown."""

    id: str
    shape: str
    kinds: tuple[str, ...]
    asked: Asked
    evidence: tuple[Evidence, ...]


def load_cases(name: str) -> list[Case]:
    """The cases of one file beside this one."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [_case(json.loads(line)) for line in lines]


def _case(record: dict[str, Any]) -> Case:
    passages = [
        passage_of(
            given["text"],
            article_id=given["article"],
            source=given["source"],
            published=date.fromisoformat(given["published"]),
            key=key,
        )
        for key, given in enumerate(record["passages"])
    ]
    asked = asked_of(record["question"], date(2024, 1, 1))
    return Case(record["id"], record["shape"], tuple(record["kinds"]), asked, tuple(judged(asked.text, passages)))


def judged(question: str, passages: Sequence[Passage]) -> list[Evidence]:
    """Every sentence as evidence, its relevance the share of the question's content words that it holds."""
    asked = content_stems(question)
    found: list[Evidence] = []
    for passage in passages:
        for start, end in sentence_spans(passage.text):
            quote = Quote.cut(passage, passage.start + start, passage.start + end)
            share = len(asked & content_stems(quote.text)) / max(1, len(asked))
            found.append(Evidence(quote, relevance=share, answerable=share))
    return found


def told(question: str, *texts: str, published: date | None = None) -> list[Evidence]:
    """Every sentence of each text as evidence, each text an article of its own: "0", "1", and so on."""
    passages = [passage_of(text, article_id=str(key), key=key, published=published) for key, text in enumerate(texts)]
    return judged(question, passages)
