"""Follow-up questions: make the question of a conversation stand alone.

A language model rewrites it where there is one, under checks of its own;
without one (or where its rewriting adds something that nobody said) the event
of the earlier turn is carried over by rules. The result is shown to the person
who asked.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from rag.language.injection import harmless, is_instruction_like
from rag.language.names import name_mentions, names_match
from rag.language.words import content_stems
from rag.llm.opening import explain
from rag.llm.prompts import load_prompt
from rag.question.carrying import completed_by_rules
from rag.question.parsing import Turn

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import RunnableConfig

MAX_REWRITTEN_CHARACTERS = 400
MAX_TURNS = 6
"""So many earlier turns are looked at; what was said before that has been left behind."""
MAX_ANSWER_CHARACTERS = 600

_QUESTION_WORD = re.compile(
    r"\b(?:who|what|when|where|why|how|which|did|does|do|is|are|was|were|will|has|have|had|can|said)\b", re.IGNORECASE
)

log = logging.getLogger(__name__)


def standalone_question(
    text: str,
    turns: Sequence[Turn],
    *,
    model: BaseChatModel | None = None,
    today: date | None = None,
    timeout_seconds: float = 15.0,
    config: RunnableConfig | None = None,
) -> str:
    """The question with what earlier turns left unsaid; the question itself where it needs nothing.

    >>> earlier = [Turn("What did Starmer say in Beijing in January 2026?", "He spoke of trade.")]
    >>> standalone_question("And in Tokyo?", earlier)
    'What did Starmer say in Tokyo in January 2026?'
    >>> standalone_question("Why did he travel?", earlier)
    'Why did Starmer travel (Beijing, in January 2026)?'
    >>> standalone_question("Who won the Oslo marathon?", earlier)
    'Who won the Oslo marathon?'
    """
    asked = " ".join(text.split())
    recent = list(turns)[-MAX_TURNS:]
    if not recent:
        return asked
    if model is not None:
        rewritten = _by_model(asked, recent, model, timeout_seconds, config)
        if rewritten is not None:
            return rewritten
    return completed_by_rules(asked, recent, today)


def _by_model(
    text: str, turns: Sequence[Turn], model: BaseChatModel, timeout_seconds: float, config: RunnableConfig | None
) -> str | None:
    from langchain_core.messages import HumanMessage

    from rag.llm.deadline import until

    conversation = "\n".join(
        f"Question: {harmless(turn.question)}\nAnswer: {harmless(turn.answer)[:MAX_ANSWER_CHARACTERS]}"
        for turn in turns
    )
    prompt = load_prompt("standalone", "conversation", "question").fill(conversation=conversation, question=text)
    try:
        deadline = time.monotonic() + timeout_seconds
        pieces = until(deadline, lambda: model.stream([HumanMessage(prompt)], config))
        reply = "".join(piece.text for piece in pieces)
    except Exception as problem:  # whatever a provider raises: the rules are always there
        log.info("follow-up: %s", explain(problem))
        return None
    rewritten = " ".join(reply.strip().strip('"“”').split())
    return rewritten if _says_nothing_new(rewritten, text, turns) else None


def _says_nothing_new(rewritten: str, text: str, turns: Sequence[Turn]) -> bool:
    """A rewriting may only hold names and figures that the conversation holds, and must still be a question."""
    said = " ".join([text, *(f"{turn.question} {turn.answer}" for turn in turns)])
    if not rewritten or len(rewritten) > max(MAX_REWRITTEN_CHARACTERS, 2 * len(text)):
        return False
    if is_instruction_like(rewritten) or re.search(r"https?:|www\.|[<>`{}]", rewritten):
        return False
    if "?" in text and not (rewritten.endswith("?") or _QUESTION_WORD.match(rewritten)):
        return False
    known = [mention.text for mention in name_mentions(said)]
    names_known = all(
        mention.text.casefold() in said.casefold() or any(names_match(mention.text, other) for other in known)
        for mention in name_mentions(rewritten)
    )
    figures = set(re.findall(r"\d+", rewritten)) - set(re.findall(r"\d+", said))
    return names_known and not figures and bool(content_stems(text) <= content_stems(rewritten) | _vague_stems())


def _vague_stems() -> frozenset[str]:
    return content_stems("what about how else same tell")
