"""The writer with a language model: better prose under the same checks.

The model gets numbered evidence and never the last word: each statement is
verified as it arrives, a failing one is repaired once or dropped, and whatever
goes wrong with the model ends in the extractive answer with the reason.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import RunnableConfig

from index.errors import LanguageModelError
from rag.evidence import Draft, DraftDisagreement, DraftStatement, Evidence, Quote
from rag.llm.call import ModelCall
from rag.llm.opening import TokenPrice, explain, name_of, redact, window_of
from rag.llm.response_cache import ResponseCache
from rag.question import Question
from rag.writing.budget import counter_for, left_out_note
from rag.writing.exchange import Exchange
from rag.writing.extractive import CLASHES, short_answer
from rag.writing.proposals import Compare, keep_disagreements
from rag.writing.reply import Reply, reply_schema
from rag.writing.task import Prompts, Task, prepare_task
from rag.writing.verification import Verifier

MAX_SHORT_CHARACTERS = 120

log = logging.getLogger(__name__)


class Extract(Protocol):
    """What is shown when the model fails: the extractive writer."""

    def write(
        self, question: Question, evidence: Sequence[Evidence], disagreements: Sequence[DraftDisagreement]
    ) -> Draft: ...


class GenerativeWriter:
    """Writes with any LangChain chat model; same interface as the extractive writer.

    ``compare`` is the typed comparison that a disagreement of the model's own
    is held against. ``timeout_seconds`` bounds everything the model does for
    one answer. Safe to share between threads.
    """

    def __init__(
        self,
        model: BaseChatModel,
        *,
        name: str,
        fallback: Extract,
        compare: Compare | None = None,
        timeout_seconds: float = 60.0,
        cache: ResponseCache | None = None,
        price: TokenPrice | None = None,
        window_tokens: int | None = None,
        passages: int = 12,
        floor: float = 0.2,
        max_statements: int = 5,
    ) -> None:
        self.name = name
        self._model = model
        self._fallback = fallback
        self._compare = compare
        self._timeout_seconds = timeout_seconds
        self._cache = cache
        self._price = price
        self._window_tokens = window_tokens or window_of(model)
        self._passages = passages
        self._floor = floor
        self._max_statements = max_statements
        self._prompts = Prompts()

    def write(
        self,
        question: Question,
        evidence: Sequence[Evidence],
        disagreements: Sequence[DraftDisagreement],
        config: RunnableConfig | None = None,
    ) -> Draft:
        """The whole draft at once."""
        *_, draft = self.stream(question, evidence, disagreements, config)
        assert isinstance(draft, Draft)
        return draft

    def stream(
        self,
        question: Question,
        evidence: Sequence[Evidence],
        disagreements: Sequence[DraftDisagreement],
        config: RunnableConfig | None = None,
    ) -> Iterator[DraftStatement | Draft]:
        """Each statement as soon as it is verified, then the draft.

        The draft holds the statements that were yielded, in that order, unless
        the model failed on the way: then it is the extractive one and says why.
        """
        if not evidence:
            yield self._fallback.write(question, evidence, disagreements)
            return
        count = counter_for(name_of(self._model))
        call = ModelCall(
            self._model,
            name=self.name,
            deadline=time.monotonic() + self._timeout_seconds,
            schema=reply_schema(),
            count=count,
            config=config,
            cache=self._cache,
        )
        exchange: Exchange | None = None
        try:
            task = prepare_task(
                self._prompts,
                question,
                evidence,
                disagreements,
                passages=self._passages,
                floor=self._floor,
                window_tokens=self._window_tokens,
                count=count,
            )
            verifier = Verifier(task.evidence)
            exchange = Exchange(call, self._prompts, task, verifier, max_statements=self._max_statements)
            reply, dropped = yield from _checked_reply(exchange)
            yield self._draft(call, task, verifier, exchange.statements, reply, dropped, evidence)
        except Exception as problem:  # anything that a provider's package can raise
            log.info("%s: %s (%s)", redact(self.name), explain(problem), type(problem).__name__)
            draft = self._fallback.write(question, evidence, disagreements)
            yield replace(
                draft,
                fallback_reason=explain(problem),
                dropped=draft.dropped + (len(exchange.refused) if exchange else 0),
                prompt=self._prompts.hash,
                usage=call.usage(self._price),
            )

    def _draft(
        self,
        call: ModelCall,
        task: Task,
        verifier: Verifier,
        statements: Sequence[DraftStatement],
        reply: Reply,
        dropped: int,
        evidence: Sequence[Evidence],
    ) -> Draft:
        quotes = [quote for statement in statements for quote in statement.quotes]
        notes = keep_disagreements(
            reply.disagreements,
            task.disagreements,
            verifier,
            question=task.question,
            model=self.name,
            compare=self._compare,
        )
        return Draft(
            statements=tuple(statements),
            short=short_of(reply.short, quotes, verifier, notes, evidence),
            disagreements=notes,
            model=self.name,
            dropped=dropped,
            prompt=self._prompts.hash,
            usage=call.usage(self._price),
            caveats=(left_out_note(task.left_out, len(task.evidence)),) if task.left_out else (),
        )


def _checked_reply(exchange: Exchange) -> Generator[DraftStatement, None, tuple[Reply, int]]:
    """The first reply and how many of its statements are dropped, after at most one repair.

    Raises LanguageModelError where nothing is left.
    """
    reply, repaired = yield from exchange.ask()
    if not reply.statements:
        raise LanguageModelError("The language model found no answer in the evidence.")
    refused = len(exchange.refused)
    if refused and not repaired:
        fixed = yield from exchange.repair()
        refused = max(0, refused - fixed)
    if not exchange.statements:
        raise LanguageModelError(
            "Nothing that the language model wrote passed the check against the evidence"
            f" ({refused} statement{'' if refused == 1 else 's'} refused)."
        )
    return reply, refused


def short_of(
    proposed: str | None,
    quotes: Sequence[Quote],
    verifier: Verifier,
    notes: Sequence[DraftDisagreement],
    evidence: Sequence[Evidence],
) -> str | None:
    """The model's shortest answer where a cited quote holds it word for word, else the reader's own."""
    if any(note.kind in CLASHES for note in notes):
        return None
    tidy = " ".join((proposed or "").split())
    if tidy and len(tidy) <= MAX_SHORT_CHARACTERS and verifier.holds_phrase(tidy, quotes):
        return tidy
    own = short_answer(evidence, notes)
    return own if own and verifier.holds_phrase(own, quotes) else None
