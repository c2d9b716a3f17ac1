"""The whole path on real articles: what is shown verifies, and what is not there is not answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler

from index.articles import Article
from index.errors import ArticleError, FilterError, IndexMissing, QuestionError
from index.filters import ArticleFilter
from rag import Answer, Assistant
from rag.answer import Statement
from rag.answering import Answering
from rag.evidence import Draft, DraftStatement
from rag.writing.extractive import ExtractiveWriter
from tests.rag.passages import SEARCH
from tests.running import run_async

pytestmark = pytest.mark.real_model

TAIWAN = "What did the UK say about Taiwan?"


@pytest.fixture(scope="module")
def samples(sample_index: Path) -> Iterator[Assistant]:
    with Assistant.open(sample_index) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def seeds(seeds_index: Path) -> Iterator[Assistant]:
    with Assistant.open(seeds_index) as assistant:
        yield assistant


def assert_verbatim(assistant: Assistant, answer: Answer) -> None:
    assert answer.citations
    for citation in answer.citations:
        assert assistant.article(citation.article_id).text[citation.start : citation.end] == citation.quote
    assert all(statement.citations for statement in answer.statements)


def test_the_answer_quotes_the_one_who_was_asked_about(seeds: Assistant) -> None:
    answer = seeds.ask(TAIWAN)
    assert not answer.abstained
    assert "One-China" in answer.statements[0].text
    assert answer.statements[0].citations[0].article_id == "000_69a213398d6631a0.txt"
    assert_verbatim(seeds, answer)


def test_one_origin_and_an_opinion_piece_are_said(seeds: Assistant) -> None:
    said = " ".join(seeds.ask(TAIWAN).caveats)
    assert "Only one origin" in said
    assert "opinion piece" in said


def test_an_agency_with_a_country_in_its_name_is_not_that_country(seeds: Assistant) -> None:
    answer = seeds.ask("What did France say about Taiwan?")
    assert answer.abstained
    assert answer.statements == answer.citations == ()
    assert "Taiwan" in (answer.reason or "")
    assert "France" in (answer.reason or "")
    assert answer.passages


def test_the_other_no_is_a_different_sentence(seeds: Assistant) -> None:
    answer = seeds.ask("What is the capital of Peru?")
    assert answer.abstained
    assert "nothing in them is about this" in (answer.reason or "")


def test_streaming_gives_the_statements_and_then_the_same_answer(samples: Assistant) -> None:
    *statements, answer = samples.stream(TAIWAN)
    assert statements
    assert all(isinstance(each, Statement) for each in statements)
    assert isinstance(answer, Answer)
    assert tuple(statements) == answer.statements == samples.ask(TAIWAN).statements


def test_the_chain_invokes_batches_and_streams_with_callbacks(samples: Assistant) -> None:
    class Names(BaseCallbackHandler):
        def __init__(self) -> None:
            self.seen: list[str] = []

        def on_chain_start(self, serialized: Any, inputs: Any, **kwargs: Any) -> None:
            self.seen.append(str(kwargs.get("name")))

    handler = Names()
    plain = samples.ask(TAIWAN)
    through_chain = samples.ask(TAIWAN, config={"callbacks": [handler]})
    assert through_chain.statements == plain.statements
    assert handler.seen[0] == "AnswerChain"
    assert {"retrieve", "judge"} <= set(handler.seen)
    question = samples.question(TAIWAN, plain.filter)
    assert [a.statements for a in samples.chain.batch([question, question])] == [plain.statements] * 2
    assert list(samples.chain.stream(question))[-1].statements == plain.statements  # type: ignore[union-attr]


def test_the_chain_answers_asynchronously(samples: Assistant) -> None:
    question = samples.question(TAIWAN, samples.ask(TAIWAN).filter)
    answer = run_async(samples.chain.ainvoke(question))
    assert isinstance(answer, Answer)
    assert not answer.abstained


def test_the_retriever_composes(samples: Assistant) -> None:
    documents = samples.retriever.invoke("Taiwan")
    assert any("Taiwan" in document.page_content for document in documents)
    assert all(document.metadata["article_id"] for document in documents)


def test_a_filter_decides_which_articles_are_searched(samples: Assistant) -> None:
    source = "sample, after AFP and Focus"
    answer = samples.ask("What did the leaders agree on?", sources=source)
    assert answer.coverage.articles_searched == samples.sources()[source]
    assert {c.source for c in answer.citations} <= {source}


def test_as_of_reads_nothing_later(samples: Assistant) -> None:
    answer = samples.ask("When did the leaders meet?", as_of="2026-02-01")
    assert all(str(c.published) <= "2026-02-01" for c in answer.citations)
    assert 0 < answer.coverage.articles_searched < 5


def test_nothing_passes_the_filter(samples: Assistant) -> None:
    answer = samples.ask(TAIWAN, since="2030-01-01")
    assert answer.abstained
    assert answer.coverage.articles_searched == 0
    assert "filter" in (answer.reason or "")


def test_bad_requests_are_clear_errors(samples: Assistant) -> None:
    with pytest.raises(QuestionError):
        samples.ask("  ")
    with pytest.raises(FilterError, match="Its sources are"):
        samples.ask(TAIWAN, sources="The Moon Herald")
    with pytest.raises(FilterError, match="not a date"):
        samples.ask(TAIWAN, since="tomorrow")


def test_many_questions_come_back_in_order(samples: Assistant) -> None:
    asked = [TAIWAN, {"question": "What is the capital of Peru?"}, TAIWAN]
    first, second, third = samples.ask_many(asked, progress=False)
    assert first.question == third.question == TAIWAN
    assert first.statements == third.statements
    assert second.abstained


def test_articles_given_as_values_are_asked_without_a_file() -> None:
    rain = Article(id="rain", title="Rain in Oslo", text="It rained in Oslo on Monday. The mayor of Oslo said so.")
    with Assistant.from_articles([rain]) as assistant:
        answer = assistant.ask("What happened in Oslo on Monday?")
        assert answer.citations[0].quote == "It rained in Oslo on Monday."
        folder = assistant.index.path
        assert folder.exists()
    assert not folder.exists()


def test_nothing_to_load_says_why(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    with pytest.raises(ArticleError, match="empty"):
        Assistant.from_articles(tmp_path)
    with pytest.raises(IndexMissing, match="crosscheck index"):
        Assistant.open(tmp_path / "none.index")


def test_a_writer_with_corrupted_offsets_shows_nothing(sample_index: Path) -> None:
    class OffByOne:
        """Writes what the extractive writer writes, each quote moved by one character."""

        def stream(self, question: Any, evidence: Any, disagreements: Any) -> Iterator[Any]:
            for piece in ExtractiveWriter().stream(question, evidence, disagreements):
                yield moved(piece) if isinstance(piece, DraftStatement) else Draft(tuple(map(moved, piece.statements)))

    def moved(statement: DraftStatement) -> DraftStatement:
        quotes = tuple(replace(q, start=q.start + 1, end=q.end + 1) for q in statement.quotes)
        return replace(statement, quotes=quotes)

    with Assistant.open(sample_index) as assistant:
        assert assistant.ask(TAIWAN).statements
        sound = assistant.answering
        corrupted = Answering(
            assistant.index, assistant.index.encoder, sound.judge, OffByOne(), threshold=0.5, **SEARCH
        )
        (answer,) = corrupted.steps(assistant.question(TAIWAN, ArticleFilter()))
        assert isinstance(answer, Answer)
        assert answer.statements == answer.citations == ()
        assert answer.dropped_statements > 0
