"""Desk: what the page does, without the page: ask, open a source, look after the corpus, keep verdicts.

Every method takes plain values and returns HTML or values; app.py only wires
them to Gradio's components.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.article_index import ArticleIndex
from index.errors import GoldError, QuestionError, StorageError
from index.filters import ArticleFilter
from rag.answer import Answer, Statement
from rag.assistant import Assistant
from rag.page import views
from rag.page.conversation import Conversation
from rag.page.examples import example_questions

if TYPE_CHECKING:
    from rag.evaluation import Report

ARTICLES_READ_FOR_EXAMPLES = 300
EXAMPLES = 4
COPIES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Correction:
    """What a reader says is right."""

    answerable: bool = True
    short: tuple[str, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    keeps_articles: bool = True
    """The articles that the answer cites are the right ones."""

    @classmethod
    def parse(cls, answerable: bool, short: str, facts: str, keeps_articles: bool) -> Correction:
        """One short answer a line; one fact a line, with other ways to put it after ``|``.

        >>> Correction.parse(True, "Ann Lee", "four | 4\\nNorby", keeps_articles=True).facts
        (('four', '4'), ('Norby',))
        """
        return cls(
            answerable,
            tuple(line.strip() for line in short.splitlines() if line.strip()),
            tuple(
                parts
                for line in facts.splitlines()
                if (parts := tuple(part.strip() for part in line.split("|") if part.strip()))
            ),
            keeps_articles,
        )


class Desk:
    """One open index and everything that a page shows of it. Safe to use from several threads."""

    def __init__(
        self, assistant: Assistant, *, gold: Path, models: Sequence[str] = (), may_change: bool = True
    ) -> None:
        self.assistant = assistant
        self.gold = gold
        """Where corrected answers are saved as gold questions."""
        self.may_change = may_change
        """False where visitors may only read."""
        self.models = tuple(models)
        self._assistants: dict[tuple[float, str | None], Assistant] = {(assistant.settings.strictness, None): assistant}
        self._examples: tuple[str, list[str]] = ("", [])
        self._lock = threading.Lock()
        self._finding_examples = threading.Lock()

    @property
    def index(self) -> ArticleIndex:
        return self.assistant.index

    # Asking

    def warm(self) -> None:
        """Load what the first question needs, so that nobody waits for it; failures show when someone asks."""
        with suppress(Exception):
            self.assistant.ask("What is reported?")
            self.examples()

    def ask(
        self,
        question: str,
        conversation: Conversation,
        may: ArticleFilter,
        *,
        strictness: float | None = None,
        model: str | None = None,
    ) -> Iterator[str | Conversation]:
        """The exchange as HTML, again with each statement; at last the conversation that holds the answer."""
        number = len(conversation.exchanges)
        yield views.exchange_html(number, question)
        statements: list[Statement] = []
        assistant = self.with_settings(strictness, model)
        for piece in assistant.stream(question, filter=may, turns=conversation.turns):
            if isinstance(piece, Answer):
                yield conversation.with_answer(question, piece)
            else:
                statements.append(piece)
                yield views.exchange_html(number, question, statements=statements)

    def answer(self, question: str, may: ArticleFilter) -> Answer:
        """One answer outside any conversation, for scripts."""
        *_, answer = self.assistant.stream(question, filter=may)
        assert isinstance(answer, Answer)
        return answer

    def with_settings(self, strictness: float | None, model: str | None) -> Assistant:
        """The assistant under other settings; each is made once. Only the models that the server offers are used."""
        known = model if model in self.models else None
        level = self.assistant.settings.strictness if strictness is None else min(max(round(strictness, 2), 0.0), 1.0)
        with self._lock:
            if (level, known) not in self._assistants:
                settings = replace(self.assistant.settings, strictness=level)
                self._assistants[level, known] = Assistant(self.index, settings=settings, llm=known)
            return self._assistants[level, known]

    def examples(self) -> list[str]:
        """Questions that these articles answer: taken from them, asked, and kept where there was an answer."""
        with self._finding_examples:
            return self._found_examples()

    def _found_examples(self) -> list[str]:
        with self.index.snapshot() as snapshot:
            fingerprint = snapshot.fingerprint
            if self._examples[0] == fingerprint:
                return self._examples[1]
            rows = list(snapshot.articles())
            step = max(1, len(rows) // ARTICLES_READ_FOR_EXAMPLES)
            read = [snapshot.article(row.id) for row in rows[::step][:ARTICLES_READ_FOR_EXAMPLES]]
        found: list[str] = []
        for question in example_questions(read, count=EXAMPLES * 3):
            if len(found) < EXAMPLES and not self.assistant.ask(question).abstained:
                found.append(question)
        self._examples = (fingerprint, found)
        return found

    # Reading

    def source(self, conversation: Conversation, chosen: Mapping[str, Any]) -> str:
        """The article that a click chose: a citation, a near passage, or an article by its id."""
        if "article" in chosen:
            return self._source(str(chosen["article"]))
        try:
            answer = conversation.exchanges[int(chosen["turn"])].answer
            if "passage" in chosen:
                passage = answer.passages[int(chosen["passage"])]
                return self._source(passage.article_id, (passage.start, passage.end))
            citation = next(each for each in answer.citations if each.number == int(chosen["number"]))
        except (IndexError, KeyError, ValueError, StopIteration):
            raise StorageError("That passage is no longer shown.", remedy="Ask again.") from None
        return self._source(
            citation.article_id,
            (citation.start, citation.end),
            also=[(each.start, each.end) for each in answer.citations if each.article_id == citation.article_id],
            number=citation.number,
            quote=citation.quote,
            suspicious=citation.instruction_like,
        )

    def _source(
        self,
        article_id: str,
        here: tuple[int, int] | None = None,
        *,
        also: Sequence[tuple[int, int]] = (),
        number: int | None = None,
        quote: str | None = None,
        suspicious: bool = False,
    ) -> str:
        with self.index.snapshot() as snapshot:
            article = snapshot.article(article_id)
            passages = snapshot.get(snapshot.passages(article_id)[:1])
            same = [each for passage in passages for each in snapshot.copies(passage.origin) if each != article_id]
            copies = [snapshot.article(each) for each in same[:COPIES_SHOWN]]
        if quote is not None and here and article.text[here[0] : here[1]] != quote:
            raise StorageError(
                f"{article_id} has changed since this was answered; the quote no longer stands there.",
                remedy="Ask again.",
            )
        return views.source_html(article, here, also=also, copies=copies, number=number, suspicious=suspicious)

    # Verdicts and exports

    def correct(self, conversation: Conversation, number: int, correction: Correction) -> str:
        """Save an exchange, as corrected, as a gold question; returns its id. Raises GoldError."""
        from rag.evaluation import append_question, question_from_answer

        if not 0 <= number < len(conversation.exchanges):
            raise GoldError("That answer is no longer shown.", remedy="Ask again.")
        made = question_from_answer(
            conversation.exchanges[number].answer,
            id=f"page-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}",
            answerable=correction.answerable,
            facts=correction.facts,
            short=correction.short if correction.answerable else (),
            cite=None if correction.keeps_articles and correction.answerable else (),
        )
        return append_question(self.gold, made).id

    def export(self, conversation: Conversation, form: str, settings: Mapping[str, Any]) -> dict[str, str]:
        """The conversation as a file for the browser to save: ``name``, ``type`` and ``text``."""
        from rag.page import export

        answers = [each.answer for each in conversation.exchanges]
        if not answers:
            raise QuestionError("There is nothing to export yet.", remedy="Ask something first.")
        name = f"crosscheck-{datetime.now(UTC):%Y-%m-%d-%H%M}"
        if form == "markdown":
            return {"name": f"{name}.md", "type": "text/markdown", "text": export.as_markdown(answers)}
        if form == "json":
            return {"name": f"{name}.json", "type": "application/json", "text": export.as_json(answers)}
        text = export.evidence_bundle(self.index, answers, settings=settings)
        return {"name": f"{name}-evidence.html", "type": "text/html", "text": text}

    def evaluate(self, gold: Path | None) -> Iterator[str | Report]:
        """Run a gold file (or the saved corrections); HTML of the progress, and at last the report."""
        from rag.evaluation import evaluate, read_gold

        if gold is None and not self.gold.exists():
            raise GoldError("No gold file was given and no correction is saved yet.", remedy="Upload a gold file.")
        questions = read_gold(gold or self.gold)
        for step in _in_thread(lambda tell: evaluate(self.assistant, questions, on_progress=tell)):
            yield views.evaluating_html(*step) if isinstance(step, tuple) else step

    def report_file(self, report: Report) -> dict[str, str]:
        """The report as one page for the browser to save."""
        from rag.evaluation.page import render_page

        return {"name": "crosscheck-report.html", "type": "text/html", "text": render_page(report)}

    # The corpus

    def sources(self) -> list[str]:
        """The names of all sources, those with most articles first."""
        return list(self.assistant.sources())

    def header(self) -> str:
        with self.index.snapshot() as snapshot:
            return views.header_html(snapshot.stats())

    def articles(self, search: str = "") -> str:
        """The table of articles whose id, title, source, author or date hold every word of ``search``."""
        with self.index.snapshot() as snapshot:
            rows = list(snapshot.articles())
        words = search.casefold().split()
        found = [
            row
            for row in rows
            if all(
                word in f"{row.id} {row.title} {row.source} {row.author} {row.genre} {row.published}".casefold()
                for word in words
            )
        ]
        return views.articles_html(found, total=len(rows), may_change=self.may_change)

    def charts(self) -> str:
        with self.index.snapshot() as snapshot:
            return views.charts_html(list(snapshot.articles()))

    def remove(self, article_id: str) -> None:
        self._require_change()
        self.index.remove([article_id])

    def add(self, uploads: Sequence[Path], *, replace: bool = False) -> Iterator[str]:
        """Index uploaded files; HTML of the progress, and at last of what was done and what left out and why."""
        from rag.page.uploads import index_uploads

        self._require_change()

        steps = _in_thread(lambda tell: index_uploads(self.index, uploads, replace=replace, progress=tell))
        yield views.indexing_html()
        for step in steps:
            yield (
                views.indexing_html(done=step[0], total=step[1])
                if isinstance(step, tuple)
                else views.indexing_html(step)
            )

    def _require_change(self) -> None:
        if not self.may_change:
            raise StorageError("This page is read-only.", remedy="Ask whoever runs it to change the corpus.")


def _in_thread(work: Callable[[Callable[[int, int], None]], Any]) -> Iterator[Any]:
    """Run ``work`` in a thread; yields the (done, total) pairs that it tells, then its result.

    Where the reader goes away, the work ends at the next thing that it tells.
    """
    told: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
    left = threading.Event()

    def tell(done: int, total: int) -> None:
        if left.is_set():
            raise _Left
        told.put(("step", (done, total)))

    def run() -> None:
        try:
            told.put(("result", work(tell)))
        except BaseException as error:  # handed to the caller, whatever it is
            told.put(("error", error))

    threading.Thread(target=run, daemon=True).start()
    try:
        while True:
            kind, value = told.get()
            if kind == "error":
                raise value
            yield value
            if kind == "result":
                return
    finally:
        left.set()


class _Left(Exception):
    """Nobody waits for the work any more."""
