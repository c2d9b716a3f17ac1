"""The steps from a question to an answer: retrieve, judge, compare, write, check.

Plain Python on one pinned state of the index; ``rag.chain`` is the same as a
LangChain Runnable. ``Assistant.ask`` runs the steps directly, because importing
LangChain takes longer than answering.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from index.articles import Passage
from rag.answer import Answer, Coverage, Statement, Verdict
from rag.answer.parts import REASONS, NearPassage
from rag.citations import CitationBook, check, damage_notes, origin_names, stored_text
from rag.disagreement import build_grid, find_disagreements
from rag.evidence import Draft, DraftDisagreement, DraftStatement, Evidence
from rag.judging.abstention import is_near, is_on_topic, reason_for_silence
from rag.judging.corrections import corrected
from rag.judging.decision import Decision, decide
from rag.judging.name_index import NameIndex
from rag.judging.relevance import Judge
from rag.question import Question
from rag.search import Retrieved, retrieve
from rag.writing.caveats import caveats
from rag.writing.extractive import CLASHES
from rag.writing.text_notes import notes_on_texts

if TYPE_CHECKING:
    from index.article_index import ArticleIndex, TextEncoder
    from index.snapshot import Snapshot
    from rag.reader import Relate

RunStep = Callable[[str, Callable[[], Any]], Any]
"""Runs a named step; a chain passes one that reports it to callbacks."""


def run_plainly(name: str, work: Callable[[], Any]) -> Any:
    """Run a step and tell nobody."""
    return work()


class Writer(Protocol):
    """Turns judged evidence into statements, and at last into a whole draft."""

    def stream(
        self, question: Question, evidence: Sequence[Evidence], disagreements: Sequence[DraftDisagreement]
    ) -> Iterator[DraftStatement | Draft]: ...


@dataclass(frozen=True, slots=True)
class Judged:
    """What the retrieved passages say, before anything is written."""

    retrieved: tuple[Retrieved, ...]
    evidence: tuple[Evidence, ...]
    names: NameIndex
    decision: Decision

    @property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(hit.passage for hit in self.retrieved)


class Answering:
    """Question in, verified statements and then the Answer out."""

    def __init__(
        self,
        index: ArticleIndex,
        encoder: TextEncoder,
        judge: Judge,
        writer: Writer,
        nearest: Writer,
        *,
        relate: Relate,
        strictness: float,
        passages: int,
        passages_per_origin: int,
        search_depth: int,
    ) -> None:
        self._index = index
        self._encoder = encoder
        self.judge = judge
        self._writer = writer
        self._nearest = nearest
        self._relate = relate
        self._strictness = strictness
        self._passages = passages
        self._passages_per_origin = passages_per_origin
        self._search_depth = search_depth

    def answer(self, question: Question, run: RunStep = run_plainly) -> Answer:
        """The whole answer."""
        *_, answer = self.steps(question, run)
        assert isinstance(answer, Answer)
        return answer

    def steps(self, question: Question, run: RunStep = run_plainly) -> Iterator[Statement | Answer]:
        """Each Statement as soon as it is verified, then the Answer."""
        timings: dict[str, float] = {}

        def step(name: str, work: Callable[[], Any]) -> Any:
            with _timed(timings, name):
                return run(name, work)

        with self._index.snapshot() as snapshot:
            retrieved = step("retrieve", lambda: self._retrieve(snapshot, question))
            reading = step("judge", lambda: self._read(question, retrieved))
            notes: tuple[DraftDisagreement, ...] = ()
            if reading.decision.verdict in ("answered", "unsure"):
                notes = step("compare", lambda: find_disagreements(question.asked, reading.evidence, self._relate))
            answers = reading.decision.verdict == "answered" or bool(notes)
            as_of = question.filter.as_of
            book = CitationBook(lambda article_id: stored_text(snapshot, article_id, as_of), snapshot.copies)
            draft = Draft()
            if answers or reading.decision.verdict == "unsure":
                writer = self._writer if answers else self._nearest
                with _timed(timings, "write"):
                    for piece in writer.stream(question, reading.evidence, notes):
                        if isinstance(piece, Draft):
                            draft = piece
                        elif (statement := book.statement(piece)) is not None and answers:
                            yield statement
            with _timed(timings, "check"):
                draft = replace(draft, grid=draft.grid or build_grid(draft.disagreements, reading.evidence))
                answer = self._assemble(snapshot, question, reading, draft, answers, book, timings)
        yield answer

    def _retrieve(self, snapshot: Snapshot, question: Question) -> tuple[Retrieved, ...]:
        return retrieve(
            snapshot,
            self._encoder,
            question.asked,
            filter=question.filter,
            passages=self._passages,
            passages_per_origin=self._passages_per_origin,
            search_depth=self._search_depth,
        )

    def _read(self, question: Question, retrieved: tuple[Retrieved, ...]) -> Judged:
        names = NameIndex([hit.passage for hit in retrieved])
        judged = tuple(corrected(self.judge.judge(question.asked, retrieved, names)))
        decision = decide(
            question.asked,
            judged,
            strictness=self._strictness,
            on_topic=is_on_topic(question.asked, names, [hit.similarity for hit in retrieved]),
        )
        return Judged(retrieved, judged, names, decision)

    def _assemble(
        self,
        snapshot: Snapshot,
        question: Question,
        reading: Judged,
        draft: Draft,
        answers: bool,
        book: CitationBook,
        timings: dict[str, float],
    ) -> Answer:
        checked = check(draft, book, origin_names([hit.passage for hit in reading.retrieved]))
        counts = snapshot.count(question.filter)
        cited = {citation.origin for citation in checked.citations}
        verdict: Verdict = "answered" if answers else reading.decision.verdict
        if not checked.statements and verdict in ("answered", "unsure"):
            verdict = "not_stated"
        silent = verdict in ("not_stated", "off_topic")
        reason = REASONS.get(verdict)
        if silent:
            near = [hit.similarity for hit in reading.retrieved]
            reason = reason_for_silence(question.asked, reading.names, articles=counts.articles, similarities=near)
        clash = any(note.kind in CLASHES for note in checked.disagreements)
        short = None if clash or verdict != "answered" else draft.short or reading.decision.short
        told = checked.statements if verdict == "answered" else ()
        shown = () if silent else checked.citations
        return Answer(
            question=question.text,
            statements=checked.statements,
            citations=shown,
            short=_quoted(short, checked.statements),
            verdict=verdict,
            confidence=reading.decision.confidence,
            reason=reason,
            caveats=(
                *caveats(question, told, checked.disagreements),
                *notes_on_texts(snapshot, shown, reading.passages, question.filter.as_of),
                *draft.caveats,
                *damage_notes(snapshot),
            ),
            disagreements=() if silent else checked.disagreements,
            grid=None if silent else checked.grid,
            coverage=Coverage(
                articles_searched=counts.articles,
                origins_found=len({hit.passage.origin for hit in reading.retrieved}),
                origins_cited=0 if silent else len(cited),
                silent=_silent_sources(reading, set() if silent else cited),
                undated=counts.undated,
                other_language=counts.other_language,
            ),
            passages=tuple(_near(hit) for hit in reading.retrieved),
            standalone_question=question.standalone if question.standalone != question.text else None,
            filter=question.filter,
            model=draft.model,
            dropped_statements=draft.dropped + checked.dropped,
            fallback_reason=draft.fallback_reason,
            prompt=draft.prompt,
            usage=draft.usage,
            index=snapshot.fingerprint,
            timings_ms=dict(timings),
        )


def _quoted(short: str | None, statements: Sequence[Statement]) -> str | None:
    """The short answer, if a quote that is shown holds it."""
    quotes = [" ".join(citation.quote.split()) for statement in statements for citation in statement.citations]
    return short if short is not None and any(short in quote for quote in quotes) else None


def _near(hit: Retrieved) -> NearPassage:
    p = hit.passage
    return NearPassage(p.article_id, p.start, p.end, p.text, hit.score, p.source, p.title, p.published)


def _silent_sources(reading: Judged, cited_origins: set[str]) -> tuple[str, ...]:
    """Sources retrieved on the topic of which nothing is cited."""
    on_topic = [hit.passage for hit in reading.retrieved if is_near(hit.similarity) and hit.passage.source]
    cited = {hit.passage.source for hit in reading.retrieved if hit.passage.origin in cited_origins}
    return tuple(sorted({str(passage.source) for passage in on_topic} - cited))


@contextmanager
def _timed(timings: dict[str, float], stage: str) -> Iterator[None]:
    began = time.perf_counter()
    try:
        yield
    finally:
        timings[stage] = timings.get(stage, 0.0) + (time.perf_counter() - began) * 1000.0
