"""The exchange with a language model over one answer: asked, checked while its reply grows, repaired once."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterable, Iterator, Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from index.errors import LanguageModelError
from rag.evidence import DraftStatement
from rag.llm.call import ModelCall
from rag.llm.json_text import ReplyProblem
from rag.llm.opening import explain
from rag.writing.numbered_evidence import evidence_hash
from rag.writing.quoted import fold_quote
from rag.writing.reply import MAX_STATEMENTS, Reply, StatedSentence, finished_statements, parse_reply
from rag.writing.task import Prompts, Task
from rag.writing.verification import Verifier

MAX_ECHO_CHARACTERS = 8_000
"""So much of an unreadable reply is shown to the model again."""

log = logging.getLogger(__name__)


class Exchange:
    """What was asked, what came back, and what of it stands so far.

    ``statements`` are the verified ones, in the order in which they were
    yielded; ``refused`` those of the latest reply that failed, with the reasons.
    """

    def __init__(
        self, call: ModelCall, prompts: Prompts, task: Task, verifier: Verifier, *, max_statements: int
    ) -> None:
        self.statements: list[DraftStatement] = []
        self.refused: list[tuple[StatedSentence, tuple[str, ...]]] = []
        self._call = call
        self._prompts = prompts
        self._task = task
        self._verifier = verifier
        self._max_statements = max_statements
        self._read = 0
        """How many statements of the latest reply have been looked at."""

    def ask(self) -> Generator[DraftStatement, None, tuple[Reply, bool]]:
        """Each statement as it is verified; returns the reply and whether it took the repair round to read one.

        Raises LanguageModelError where the second reply cannot be read either.
        """
        messages, asked = self._task.messages, self._task.evidence_hash
        for is_repair in (False, True):
            yield from self._stream(messages, asked)
            try:
                reply = parse_reply(self._call.text)
            except ReplyProblem as problem:
                if is_repair:
                    raise LanguageModelError(f"The language model's reply could not be read: {problem}.") from None
                answered = AIMessage(self._call.text[:MAX_ECHO_CHARACTERS] or "(nothing)")
                told = HumanMessage(self._prompts.repair_form.fill(problem=str(problem)))
                messages, asked = (*messages, answered, told), evidence_hash(asked, self._call.text, str(problem))
            else:
                yield from self._accept(reply, asked)
                return reply, is_repair
        raise AssertionError("unreachable")

    def repair(self) -> Generator[DraftStatement, None, int]:
        """Ask once for better forms of what was refused; returns how many of them passed. Never raises."""
        lines = [
            f'- "{sentence.text}" (cites {", ".join(map(str, sentence.citations)) or "nothing"}): {"; ".join(problems)}'
            for sentence, problems in self.refused
        ]
        told = HumanMessage(self._prompts.repair_statements.fill(problems="\n".join(lines)))
        messages = (*self._task.messages, AIMessage(self._call.text[:MAX_ECHO_CHARACTERS]), told)
        asked = evidence_hash(self._task.evidence_hash, self._call.text, told.text)
        before = len(self.statements)
        try:
            yield from self._stream(messages, asked)
            yield from self._accept(parse_reply(self._call.text), asked, at_most=len(lines))
        except Exception as problem:  # what was verified before stays, whatever happens to the second reply
            log.info("repair: %s", explain(problem))
        return len(self.statements) - before

    def _stream(self, messages: Sequence[BaseMessage], asked: str) -> Iterator[DraftStatement]:
        """Verify statements while the reply grows; what is still open at its end is left for ``_accept``."""
        self._read, self.refused = 0, []
        for partial in self._call.stream(messages, prompt_hash=self._prompts.hash, evidence_hash=asked):
            yield from self._take(finished_statements(partial, after=self._read))

    def _accept(self, reply: Reply, asked: str, *, at_most: int | None = None) -> Iterator[DraftStatement]:
        """The reply is readable: keep it in the cache, and verify what was still open."""
        self._call.keep(prompt_hash=self._prompts.hash, evidence_hash=asked)
        yield from self._take(reply.statements[self._read : at_most])

    def _take(self, sentences: Iterable[StatedSentence]) -> Iterator[DraftStatement]:
        for sentence in sentences:
            self._read += 1
            if len(self.statements) >= self._max_statements or self._read > MAX_STATEMENTS:
                continue
            ruling = self._verifier.verify(sentence.text, sentence.citations)
            if ruling.statement is None:
                self.refused.append((sentence, ruling.problems))
            elif fold_quote(ruling.statement.text) not in {fold_quote(known.text) for known in self.statements}:
                self.statements.append(ruling.statement)
                yield ruling.statement
