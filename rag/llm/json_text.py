"""One JSON object as language models write it: perhaps inside a Markdown fence, perhaps still arriving."""

from __future__ import annotations

import json
import re

from langchain_core.utils.json import parse_partial_json

MAX_DEPTH = 20
"""Parsers recurse, so that deeper nesting is refused unread; a reply's form is five levels deep."""


class ReplyProblem(ValueError):
    """The reply is not of the form that was asked for; the message says where, for the repair round."""


def read_whole(text: str) -> object:
    """The value that the whole text is. Raises ReplyProblem where it is not JSON.

    One fence around the object is forgiven; prose before or after it is not.

    >>> read_whole('```json\\n{"short": "32"}\\n```')
    {'short': '32'}
    >>> read_whole('Here: {"short": "32"}')
    Traceback (most recent call last):
    ...
    rag.llm.json_text.ReplyProblem: it is not JSON (Expecting value at character 0)
    """
    if _is_too_deep(text):
        raise ReplyProblem(f"it is nested more than {MAX_DEPTH} levels deep")
    try:
        return json.loads(_unfenced(text))
    except json.JSONDecodeError as problem:
        raise ReplyProblem(f"it is not JSON ({problem.msg} at character {problem.pos})") from None


def read_growing(text: str) -> object:
    """What is there of a value that is still arriving, ``None`` where nothing can be read yet.

    >>> read_growing('{"statements": [{"text": "It ra')
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
