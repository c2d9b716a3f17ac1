"""A correction answers with what it puts right, never with what it takes back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.corrections import Correction, corrections_in
from rag.evidence import Evidence, Quote, Span
from rag.language.words import content_stems

_SURE = 0.9
"""Probability of a value that an outlet itself put right."""
_ABOUT_THE_SAME = 2
"""Content words that a sentence shares with the notice which takes its value back."""


@dataclass(frozen=True, slots=True)
class _Notice:
    evidence: Evidence
    correction: Correction
    """In offsets of the article."""

    @property
    def source(self) -> str | None:
        return self.evidence.quote.passage.source


def corrected(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence with notices of correction as one sentence each, and without what these take back.

    A notice takes back what its own outlet said; what others report stays.
    """
    notices = _notices(evidence)
    if not notices:
        return list(evidence)
    kept: list[Evidence] = []
    placed: set[tuple[str, int]] = set()
    for item in evidence:
        notice = next((each for each in notices if _is_inside(item.quote, each)), None)
        if notice is None:
            if not any(_is_taken_back(item, each) for each in notices):
                kept.append(item)
            continue
        key = (item.article_id, notice.correction.start)
        if key not in placed:
            placed.add(key)
            kept.append(_as_one(notice, [other for other in evidence if _is_inside(other.quote, notice)]))
    return kept


def _notices(evidence: Sequence[Evidence]) -> list[_Notice]:
    made: dict[int, list[_Notice]] = {}
    for item in evidence:
        passage = item.quote.passage
        if passage.id in made:
            continue
        made[passage.id] = [
            _Notice(
                item,
                Correction(
                    passage.start + found.start, passage.start + found.end, found.wrong, found.right,
                    passage.start + found.right_start, passage.start + found.right_end,
                ),
            )
            for found in corrections_in(passage.text)
        ]  # fmt: skip
    return [notice for notices in made.values() for notice in notices]


def _is_inside(quote: Quote, notice: _Notice) -> bool:
    same = quote.passage.article_id == notice.evidence.article_id
    return same and notice.correction.start <= quote.start and quote.end <= notice.correction.end


def _as_one(notice: _Notice, parts: Sequence[Evidence]) -> Evidence:
    found = notice.correction
    quote = Quote.cut(notice.evidence.quote.passage, found.start, found.end)
    span = Span(found.right_start, found.right_end, found.right, _SURE) if found.right is not None else None
    return Evidence(
        quote,
        max(part.relevance for part in parts),
        max(part.answerable for part in parts),
        span,
        max(parts, key=lambda part: part.relevance).signals,
        setting=notice.evidence.setting,
    )


def _is_taken_back(item: Evidence, notice: _Notice) -> bool:
    wrong = notice.correction.wrong
    if wrong is None or notice.correction.right is None:
        return False
    passage, source = item.quote.passage, notice.source
    if passage.article_id != notice.evidence.article_id and (source is None or passage.source != source):
        return False
    later = notice.evidence.quote.passage.published
    if passage.published is not None and later is not None and passage.published > later:
        return False
    if not re.search(rf"(?<![\w.,]){re.escape(wrong)}(?![\w]|[.,]\d)", item.text, re.IGNORECASE):
        return False
    said = Quote.cut(notice.evidence.quote.passage, notice.correction.start, notice.correction.end).text
    return len(item.stems & content_stems(said)) >= _ABOUT_THE_SAME
