"""Text in, a Question with what it asks for out."""

from __future__ import annotations

from rag.question.asked import Asked, asked_of
from rag.question.parsing import MAX_CHARACTERS, Question, Turn, parse_question

__all__ = ["MAX_CHARACTERS", "Asked", "Question", "Turn", "asked_of", "parse_question"]
