"""The writer with a language model: better prose under the same checks.

The model gets numbered evidence and never the last word: each statement is
verified as it arrives, a failing one is repaired once or dropped, and whatever
goes wrong with the model ends in the extractive answer with the reason.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol, Self

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import RunnableConfig

from index.errors import LanguageModelError
from rag.evidence import Draft, DraftDisagreement, DraftStatement, Evidence
from rag.llm.opening import TokenPrice, explain, name_of, open_model, redact, window_of
from rag.llm.prompts import Prompt, load_prompt, prompts_hash
from rag.llm.response_cache import ResponseCache
from rag.question import Question
from rag.writing.budget import TOKENS_PER_MESSAGE, counter_for, fit_evidence, left_out_note
from rag.writing.model_call import ModelCall
from rag.writing.numbered_evidence import (
    disagreement_text,
    evidence_hash,
    evidence_text,
    new_fence,
    number_passages,
)
from rag.writing.proposals import Compare, keep_disagreements, typed_comparison
from rag.writing.reply import MAX_STATEMENTS, Reply, ReplyProblem, StatedSentence, finished_statements, parse_reply
from rag.writing.task import Progress, Task, short_of
from rag.writing.verification import Relate, Verifier

REPLY_TOKENS = 1_500
"""Room kept free in the window for the reply and one repair."""

MAX_ECHO_CHARACTERS = 8_000
"""So much of an unreadable reply is shown to the model again."""

log = logging.getLogger(__name__)


class Extract(Protocol):
    """What is shown when the model fails: the extractive writer."""

    def write(
        self, question: Question, evidence: Sequence[Evidence], disagreements: Sequence[DraftDisagreement]
    ) -> Draft: ...


class GenerativeWriter:
    """Writes with any LangChain chat model; same interface as the extractive writer.

    ``relate`` is the reader's relation head; ``compare`` the typed comparison
    that a proposed disagreement is held against. ``timeout_seconds`` bounds
    everything the model does for one answer. Safe to share between threads.
    """

    def __init__(
        self,
        model: BaseChatModel,
        *,
        name: str,
        fallback: Extract,
        relate: Relate | None = None,
        compare: Compare | None = typed_comparison,
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
        self._relate = relate
        self._compare = compare
        self._timeout_seconds = timeout_seconds
        self._cache = cache
        self._price = price
        self._window_tokens = window_tokens or window_of(model)
        self._passages = passages
        self._floor = floor
        self._max_statements = max_statements
        self._rules = load_prompt("rules")
        self._ask = load_prompt("answer", "question", "evidence", "disagreements", "fence", "today")
        self._repair = load_prompt("repair_statements", "problems")
        self._reform = load_prompt("repair_form", "problem")
        self.prompt_hash = prompts_hash(self.prompts)

    @classmethod
    def open(
        cls, spec: str, *, fallback: Extract, timeout_seconds: float = 60.0, max_retries: int = 2, **options: Any
    ) -> Self:
        """The writer for ``provider:model``; ``options`` go to the constructor.

        Raises LanguageModelError where the package, the provider or the key is missing.
        """
        model = open_model(spec, timeout_seconds=timeout_seconds, max_retries=max_retries)
        return cls(model, name=spec, fallback=fallback, timeout_seconds=timeout_seconds, **options)

    @property
    def model(self) -> BaseChatModel:
        """The chat model, for making follow-up questions stand alone."""
        return self._model

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """Every prompt that this writer may send."""
        return self._rules, self._ask, self._repair, self._reform

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
        call = ModelCall(
            self._model,
            name=self.name,
            deadline=time.monotonic() + self._timeout_seconds,
            config=config,
            count=counter_for(name_of(self._model)),
            cache=self._cache,
        )
        progress = Progress()
        try:
            yield from self._write(call, progress, question, evidence, disagreements)
        except Exception as problem:  # anything that a provider's package can raise
            log.info("%s: %s (%s)", redact(self.name), explain(problem), type(problem).__name__)
            draft = self._fallback.write(question, evidence, disagreements)
            yield replace(
                draft,
                fallback_reason=explain(problem),
                dropped=draft.dropped + len(progress.refused),
                prompt=self.prompt_hash,
                usage=call.usage(self._price),
            )

    def _write(
        self,
        call: ModelCall,
        progress: Progress,
        question: Question,
        evidence: Sequence[Evidence],
        disagreements: Sequence[DraftDisagreement],
    ) -> Iterator[DraftStatement | Draft]:
        task = self._prepare(question, evidence, disagreements)
        reply, repaired = yield from self._first_reply(call, task, progress)
        if not reply.statements:
            raise LanguageModelError("The language model found no answer in the evidence.")
        refused = len(progress.refused)
        if refused and not repaired:
            fixed = yield from self._repair_statements(call, task, progress, limit=refused)
            refused = max(0, refused - fixed)
        if not progress.statements:
            raise LanguageModelError(
                "Nothing that the language model wrote passed the check against the evidence"
                f" ({refused} statement{'' if refused == 1 else 's'} refused)."
            )
        yield self._draft(call, task, progress, reply, refused, evidence)

    def _prepare(
        self, question: Question, evidence: Sequence[Evidence], disagreements: Sequence[DraftDisagreement]
    ) -> Task:
        numbered = number_passages(evidence, at_most=self._passages, floor=self._floor)
        notes = disagreement_text(disagreements)
        count = counter_for(name_of(self._model))
        bare = self._fill(question, "", notes, "evidence 0123456789abcdef")
        taken = count(self._rules.text) + count(bare) + 2 * TOKENS_PER_MESSAGE + REPLY_TOKENS
        fitted = fit_evidence(numbered, window_tokens=self._window_tokens, taken_tokens=taken, count=count)
        shown = evidence_text(fitted.evidence)
        asked = self._fill(question, shown, notes, new_fence(shown, notes, question.standalone))
        return Task(
            question,
            fitted.evidence,
            tuple(disagreements),
            fitted.left_out,
            (SystemMessage(self._rules.fill()), HumanMessage(asked)),
            evidence_hash(f"{question.standalone} {question.today}", shown, notes),
            Verifier(fitted.evidence, relate=self._relate),
        )

    def _fill(self, question: Question, evidence: str, notes: str, fence: str) -> str:
        return self._ask.fill(
            question=question.standalone,
            evidence=evidence,
            disagreements=notes,
            fence=fence,
            today=question.today.isoformat(),
        )

    def _first_reply(
        self, call: ModelCall, task: Task, progress: Progress
    ) -> Generator[DraftStatement, None, tuple[Reply, bool]]:
        """The model's reply and whether it took the repair round to get one that can be read."""
        messages, asked = task.messages, task.evidence_hash
        for is_repair in (False, True):
            progress.start_over()
            yield from self._read(call, task, progress, messages, asked)
            try:
                reply = parse_reply(call.text)
            except ReplyProblem as problem:
                if is_repair:
                    raise LanguageModelError(f"The language model's reply could not be read: {problem}.") from None
                answered = AIMessage(call.text[:MAX_ECHO_CHARACTERS] or "(nothing)")
                messages = (*messages, answered, HumanMessage(self._reform.fill(problem=str(problem))))
                asked = evidence_hash(asked, call.text, str(problem))
            else:
                call.keep(prompt_hash=self.prompt_hash, evidence_hash=asked)
                yield from self._take(task, progress, reply.statements[progress.read :])
                return reply, is_repair
        raise AssertionError("unreachable")

    def _repair_statements(
        self, call: ModelCall, task: Task, progress: Progress, limit: int
    ) -> Generator[DraftStatement, None, int]:
        """Ask once for better forms of what was refused; returns how many of them passed. Never raises."""
        lines = [
            f'- "{sentence.text}" (cites {", ".join(map(str, sentence.citations)) or "nothing"}): {"; ".join(problems)}'
            for sentence, problems in progress.refused
        ]
        told = HumanMessage(self._repair.fill(problems="\n".join(lines)))
        messages = (*task.messages, AIMessage(call.text[:MAX_ECHO_CHARACTERS]), told)
        asked = evidence_hash(task.evidence_hash, call.text, told.text)
        before = len(progress.statements)
        progress.start_over()
        try:
            yield from self._read(call, task, progress, messages, asked)
            reply = parse_reply(call.text)
            call.keep(prompt_hash=self.prompt_hash, evidence_hash=asked)
            yield from self._take(task, progress, reply.statements[progress.read : limit])
        except Exception as problem:
            log.info("%s: repair: %s", redact(self.name), explain(problem))
        return len(progress.statements) - before

    def _read(
        self, call: ModelCall, task: Task, progress: Progress, messages: Sequence[BaseMessage], asked: str
    ) -> Iterator[DraftStatement]:
        """Verify statements while the reply grows; what is still open at its end is the caller's."""
        for partial in call.stream(messages, prompt_hash=self.prompt_hash, evidence_hash=asked):
            yield from self._take(task, progress, finished_statements(partial, after=progress.read, ended=False))

    def _take(self, task: Task, progress: Progress, sentences: Iterable[StatedSentence]) -> Iterator[DraftStatement]:
        for sentence in sentences:
            progress.read += 1
            if len(progress.statements) < self._max_statements and progress.read <= MAX_STATEMENTS:
                statement = progress.take(sentence, task.verifier)
                if statement is not None:
                    yield statement

    def _draft(
        self, call: ModelCall, task: Task, progress: Progress, reply: Reply, dropped: int, evidence: Sequence[Evidence]
    ) -> Draft:
        quotes = [quote for statement in progress.statements for quote in statement.quotes]
        notes = keep_disagreements(
            reply.disagreements,
            task.disagreements,
            task.verifier,
            question=task.question,
            model=self.name,
            compare=self._compare,
        )
        caveats = (left_out_note(task.left_out, len(task.evidence)),) if task.left_out else ()
        return Draft(
            statements=tuple(progress.statements),
            short=short_of(reply.short, quotes, task.verifier, notes, evidence),
            disagreements=notes,
            model=self.name,
            dropped=dropped,
            prompt=self.prompt_hash,
            usage=call.usage(self._price),
            caveats=caveats,
        )
