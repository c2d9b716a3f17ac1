"""Read an Answer back from its JSON (schema 1), so that answers kept on disk can be scored again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from index.filters import ArticleFilter
from rag.answer import Answer, Citation, Coverage, Disagreement, NearPassage, Side, Statement


def answer_from_dict(record: Mapping[str, Any]) -> Answer:
    """What ``answer.to_dict()`` wrote, without the grid (no measure reads it).

    >>> answer_from_dict(Answer("Who?", short="Ann").to_dict()).short
    'Ann'
    """
    numbered = {each["number"]: _citation(each) for each in record["citations"]}

    def cited(numbers: list[int]) -> tuple[Citation, ...]:
        return tuple(numbered[number] for number in numbers)

    return Answer(
        question=record["question"],
        statements=tuple(Statement(each["text"], cited(each["citations"])) for each in record["statements"]),
        citations=tuple(numbered.values()),
        short=record["short"],
        abstained=record["abstained"],
        reason=record["reason"],
        caveats=tuple(record["caveats"]),
        disagreements=tuple(
            Disagreement(
                kind=note["kind"],
                slot=note["slot"],
                topic=note["topic"],
                explanation=note["explanation"],
                sides=tuple(
                    Side(side["value"], cited(side["citations"]), holder=side["holder"]) for side in note["sides"]
                ),
            )
            for note in record["disagreements"]
        ),
        coverage=Coverage(**{**record["coverage"], "silent": tuple(record["coverage"]["silent"])}),
        passages=tuple(
            NearPassage(each["article_id"], each["start"], each["end"], each.get("text", ""), each["score"])
            for each in record["passages"]
        ),
        standalone_question=record["standalone_question"],
        filter=ArticleFilter.parse(**record["filters"]),
        model=record["model"],
        prompt=record.get("prompt"),
        usage=dict(record.get("usage") or {}),
        dropped_statements=record["dropped_statements"],
        fallback_reason=record["fallback_reason"],
        index=record["index"],
        timings_ms=dict(record["timings_ms"]),
    )


def answer_to_dict(answer: Answer) -> dict[str, Any]:
    """``answer.to_dict()`` without the passages' texts, which the index holds anyway."""
    record = answer.to_dict()
    record["passages"] = [{key: each[key] for key in each if key != "text"} for each in record["passages"]]
    return record


def _citation(record: Mapping[str, Any]) -> Citation:
    published = record["published"]
    return Citation(
        number=record["number"],
        article_id=record["article_id"],
        start=record["start"],
        end=record["end"],
        quote=record["quote"],
        title=record["title"],
        source=record["source"],
        author=record["author"],
        genre=record["genre"],
        published=date.fromisoformat(published) if published else None,
        url=record["url"],
        origin=record["origin"],
        copies=tuple(record["copies"]),
    )
