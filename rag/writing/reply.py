"""The form of a language model's reply: statements, the shortest answer, disagreements; read strictly.

``rag.llm.json_text`` reads the JSON; here is what it must say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from rag.llm.json_text import ReplyProblem, read_whole

MAX_STATEMENTS = 12
"""More is not an answer; what comes after is not read."""
MAX_STATEMENT_CHARACTERS = 600


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class StatedSentence(_Strict):
    text: str
    """One plain sentence."""
    citations: list[int]
    """Numbers of the evidence that supports it."""


class ProposedSide(_Strict):
    value: str
    """What this side says, as it stands in the quote."""
    quote: str
    """Copied letter for letter from the evidence."""
    citation: int
    """Number of the evidence that holds the quote."""


class ProposedDisagreement(_Strict):
    topic: str
    known: int | None
    """Number of a disagreement already found, or null."""
    reason: str
    """One sentence that says what differs."""
    sides: list[ProposedSide]


class Reply(_Strict):
    statements: list[StatedSentence]
    short: str | None = None
    disagreements: list[ProposedDisagreement] = []


def reply_schema() -> dict[str, Any]:
    """The JSON schema given to models that take one. Every key is required and no other allowed.

    It explains nothing: every text that a model reads is a file in ``prompts/``.

    >>> reply_schema()["required"]
    ['statements', 'short', 'disagreements']
    """

    def obj(title: str, **properties: Any) -> dict[str, Any]:
        return {
            "title": title,
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    text, number = {"type": "string"}, {"type": "integer"}
    side = obj("side", value=text, quote=text, citation=number)
    statement = obj("statement", text=text, citations={"type": "array", "items": number})
    disagreement = obj(
        "disagreement",
        topic=text,
        known={"type": ["integer", "null"]},
        reason=text,
        sides={"type": "array", "items": side},
    )
    return obj(
        "reply",
        statements={"type": "array", "items": statement},
        short={"type": ["string", "null"]},
        disagreements={"type": "array", "items": disagreement},
    )


def parse_reply(text: str) -> Reply:
    """Read a whole reply. Raises ReplyProblem unless it is one JSON object of the right form.

    >>> parse_reply('{"statements": [{"text": "It rained.", "citations": [2]}]}').statements[0].citations
    [2]
    >>> parse_reply('{"statements": [{"text": "It rained."}]}')
    Traceback (most recent call last):
    ...
    rag.llm.json_text.ReplyProblem: statements.0.citations: Field required
    """
    try:
        return Reply.model_validate(read_whole(text))
    except ValidationError as problem:
        first = problem.errors()[0]
        raise ReplyProblem(f"{'.'.join(str(part) for part in first['loc']) or 'reply'}: {first['msg']}") from None


def finished_statements(partial: object, *, after: int) -> Iterator[StatedSentence]:
    """Statements of a growing reply that can no longer change, from position ``after`` on.

    The last one may still grow until a later key has begun.

    >>> growing = {"statements": [{"text": "A.", "citations": [1]}, {"text": "B.", "citations": [1]}]}
    >>> [s.text for s in finished_statements(growing, after=0)]
    ['A.']
    """
    if not isinstance(partial, dict) or not isinstance(partial.get("statements"), list):
        return
    items = partial["statements"]
    whole = any(key in partial for key in ("short", "disagreements"))
    for item in items[after : min(len(items) if whole else len(items) - 1, MAX_STATEMENTS)]:
        try:
            yield StatedSentence.model_validate(item)
        except ValidationError:
            return  # the strict reading of the whole reply reports it
