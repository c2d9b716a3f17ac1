"""Read an Answer back from its JSON (schema 1), so that answers kept on disk can be scored again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from index.filters import ArticleFilter
from rag.answer.answer import Answer
from rag.answer.parts import Citation, Coverage, Disagreement, Grid, GridCell, NearPassage, Side, Statement


def answer_from_dict(record: Mapping[str, Any]) -> Answer:
    """What ``answer.to_dict()`` wrote, as the value that it was.

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
                proposed_by=note.get("proposed_by"),
            )
            for note in record["disagreements"]
        ),
        grid=_grid(record["grid"], numbered) if record.get("grid") else None,
        coverage=Coverage(**{**record["coverage"], "silent": tuple(record["coverage"]["silent"])}),
        passages=tuple(
            NearPassage(
                each["article_id"],
                each["start"],
                each["end"],
                each.get("text", ""),
                each["score"],
                source=each.get("source"),
                title=each.get("title", ""),
                published=_day(each.get("published")),
            )
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
        published=_day(record["published"]),
        url=record["url"],
        origin=record["origin"],
        copies=tuple(record["copies"]),
        instruction_like=record.get("instruction_like", False),
    )


def _grid(record: Mapping[str, Any], numbered: Mapping[int, Citation]) -> Grid:
    def cell(each: Mapping[str, Any]) -> GridCell:
        number = each["citation"]
        return GridCell(each["stance"], None if number is None else numbered[number])

    return Grid(
        tuple(record["claims"]),
        tuple(record["origins"]),
        tuple(tuple(cell(each) for each in row) for row in record["cells"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
