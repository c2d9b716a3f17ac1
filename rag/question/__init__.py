"""Text in, a Question with what it asks for out."""

from __future__ import annotations

from rag.question.asked import Asked, read_question
from rag.question.parsing import MAX_CHARACTERS, Question, Turn, parse_question

__all__ = ["MAX_CHARACTERS", "Asked", "Question", "Turn", "parse_question", "read_question"]
