"""What a language model must reply: one JSON object, read strictly, and piece by piece while it streams."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from langchain_core.utils.json import parse_partial_json
from pydantic import BaseModel, ConfigDict, ValidationError

MAX_STATEMENTS = 12
"""More is not an answer; what comes after is not read."""
MAX_STATEMENT_CHARACTERS = 600
MAX_DEPTH = 20
"""The form is five levels deep; parsers recurse, so that deeper nesting is refused unread."""


class ReplyProblem(ValueError):
    """The reply is not of the form that was asked for; the message says where, for the repair round."""


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

    One Markdown fence around the object is forgiven; prose before or after it is not.

    >>> parse_reply('{"statements": [{"text": "It rained.", "citations": [2]}]}').statements[0].citations
    [2]
    >>> parse_reply('{"statements": [{"text": "It rained."}]}')
    Traceback (most recent call last):
    ...
    rag.writing.reply.ReplyProblem: statements.0.citations: Field required
    """
    if _is_too_deep(text):
        raise ReplyProblem(f"it is nested more than {MAX_DEPTH} levels deep")
    try:
        loaded = json.loads(_unfenced(text))
    except json.JSONDecodeError as problem:
        raise ReplyProblem(f"it is not JSON ({problem.msg} at character {problem.pos})") from None
    return check_reply(loaded)


def check_reply(loaded: object) -> Reply:
    """The same for an object that is parsed already."""
    try:
        return Reply.model_validate(loaded)
    except ValidationError as problem:
        first = problem.errors()[0]
        raise ReplyProblem(f"{'.'.join(str(part) for part in first['loc']) or 'reply'}: {first['msg']}") from None


def finished_statements(partial: object, *, after: int, ended: bool) -> Iterator[StatedSentence]:
    """Statements of a growing reply that can no longer change, from position ``after`` on.

    The last one may still grow until the reply has ``ended`` or a later key has begun.

    >>> growing = {"statements": [{"text": "A.", "citations": [1]}, {"text": "B.", "citations": [1]}]}
    >>> [s.text for s in finished_statements(growing, after=0, ended=False)]
    ['A.']
    """
    if not isinstance(partial, dict) or not isinstance(partial.get("statements"), list):
        return
    items = partial["statements"]
    whole = ended or any(key in partial for key in ("short", "disagreements"))
    for item in items[after : min(len(items) if whole else len(items) - 1, MAX_STATEMENTS)]:
        try:
            yield StatedSentence.model_validate(item)
        except ValidationError:
            return  # the strict reading of the whole reply reports it


def parse_growing(text: str) -> object:
    """What is there of a reply that is still arriving, ``None`` where nothing can be read yet.

    >>> parse_growing('{"statements": [{"text": "It ra')
    {'statements': [{'text': 'It ra'}]}
    """
    if _is_too_deep(text):
        return None
    try:
        return parse_partial_json(_unfenced(text, ended=False))
    except (json.JSONDecodeError, ValueError):
        return None


def _is_too_deep(text: str) -> bool:
    depth = 0
    for sign in re.findall(r"[\[\]{}]", text):
        depth += 1 if sign in "[{" else -1
        if depth > MAX_DEPTH:
            return True
    return False


def _unfenced(text: str, *, ended: bool = True) -> str:
    opened = re.sub(r"^\s*```(?:json)?\s*\n", "", text)
    return re.sub(r"\n?\s*```\s*$", "", opened) if ended and opened != text else opened
