"""The whole path with a language model: index, chain, real client, scripted server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from langchain_core.tracers.base import BaseTracer
from langchain_core.tracers.schemas import Run

from index.articles import Article
from index.filters import ArticleFilter
from rag import Answer, Assistant
from rag.answer import Statement
from rag.answering import Answering
from rag.chain import AnswerChain
from rag.judging.relevance import ReaderJudge
from rag.llm.opening import open_model
from rag.question import Turn
from rag.reader import Reader
from rag.writing.extractive import ExtractiveWriter
from rag.writing.generative import GenerativeWriter
from tests.rag.news import PASSAGES, QUESTION
from tests.rag.passages import SEARCH
from tests.rag.writing.openai_server import OpenAIServer, Scripted, running_server, says

KEY = "sk-test-0123456789abcdef"
TOLD = {
    "Coast Wire": "A ferry caught fire in the harbour of Larvik, killing 32 people.",
    "Daily Fjord": "At least 28 people died when the ferry burned, according to police.",
}


@pytest.fixture(scope="module")
def assistant() -> Iterator[Assistant]:
    articles = [
        Article(id=p.article_id, title=p.title, text=p.text, source=p.source, published=p.published, genre=p.genre)
        for p in PASSAGES
    ]
    with Assistant.from_articles(articles) as opened:
        yield opened


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIServer]:
    with running_server() as running:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", running.url)
        yield running


@pytest.fixture
def chain(assistant: Assistant, server: OpenAIServer) -> AnswerChain:
    model = open_model("openai:scripted", max_retries=0)
    writer = GenerativeWriter(model, name="openai:scripted", fallback=ExtractiveWriter())
    encoder = assistant.index.encoder
    return AnswerChain(Answering(assistant.index, encoder, ReaderJudge(Reader.load()), writer, threshold=0.5, **SEARCH))


def ask(assistant: Assistant, chain: AnswerChain) -> Answer:
    return chain.invoke(assistant.question(QUESTION, ArticleFilter()))


def numbered(server: OpenAIServer, assistant: Assistant, chain: AnswerChain) -> dict[str, int]:
    """Under which number the model gets each source's passage on the fire: seen in a first prompt."""
    server.will(says())
    ask(assistant, chain)
    prompt = server.prompt(0)
    found = {}
    for source, opening in (("Coast Wire", "A ferry caught"), ("Daily Fjord", "At least 28")):
        before = prompt[: prompt.index(opening)]
        found[source] = int(before[before.rindex("\n[") + 2 : before.rindex("] source")])
    return found


def test_an_answer_by_a_model_has_verbatim_citations(
    assistant: Assistant, chain: AnswerChain, server: OpenAIServer
) -> None:
    numbers = numbered(server, assistant, chain)
    server.will(says(*((text, [numbers[source]]) for source, text in TOLD.items())))
    answer = ask(assistant, chain)
    assert [statement.text for statement in answer.statements] == list(TOLD.values())
    assert (answer.model, answer.fallback_reason, answer.dropped_statements) == ("openai:scripted", None, 0)
    for citation in answer.citations:
        assert assistant.article(citation.article_id).text[citation.start : citation.end] == citation.quote
    shown = answer.to_dict()
    assert shown["prompt"]
    assert shown["usage"]["calls"] == 1
    assert "Written by openai:scripted" in str(answer)


def test_statements_come_before_the_answer(assistant: Assistant, chain: AnswerChain, server: OpenAIServer) -> None:
    numbers = numbered(server, assistant, chain)
    server.will(says(*((text, [numbers[source]]) for source, text in TOLD.items())))
    *statements, answer = chain.stream(assistant.question(QUESTION, ArticleFilter()))
    assert isinstance(answer, Answer)
    assert all(isinstance(statement, Statement) for statement in statements)
    assert tuple(statements) == answer.statements


def test_a_dead_model_gives_the_extractive_answer(
    assistant: Assistant, chain: AnswerChain, server: OpenAIServer
) -> None:
    server.will(Scripted(status=500))
    answer = ask(assistant, chain)
    encoder = assistant.index.encoder
    without = Answering(
        assistant.index, encoder, ReaderJudge(Reader.load()), ExtractiveWriter(), threshold=0.5, **SEARCH
    ).answer(assistant.question(QUESTION, ArticleFilter()))
    assert answer.statements == without.statements
    assert answer.model is None
    assert "status 500" in str(answer.fallback_reason)
    assert "Quoted without a language model" in str(answer)
    assert KEY not in str(answer.to_dict())


class Tree(BaseTracer):
    """Keeps finished runs as LangSmith or an OpenTelemetry exporter gets them."""

    def __init__(self) -> None:
        super().__init__()
        self.roots: list[Run] = []

    def _persist_run(self, run: Run) -> None:
        self.roots.append(run)


@pytest.mark.parametrize("how", ["invoke", "stream"])
def test_a_tracer_sees_the_steps_and_the_model_call_in_one_tree(
    assistant: Assistant, chain: AnswerChain, server: OpenAIServer, how: str
) -> None:
    server.will(says((TOLD["Coast Wire"], [1])))
    tree = Tree()
    question = assistant.question(QUESTION, ArticleFilter())
    if how == "invoke":
        chain.invoke(question, {"callbacks": [tree]})
    else:
        list(chain.stream(question, {"callbacks": [tree]}))
    (root,) = tree.roots
    names = [run.name for run in _all_runs(root)]
    assert root.name == "AnswerChain"
    assert {"retrieve", "judge", "ChatOpenAI"} <= set(names)
    model_run = next(run for run in _all_runs(root) if run.name == "ChatOpenAI")
    assert KEY not in str(model_run.inputs) + str(model_run.serialized)


def _all_runs(run: Run) -> Iterator[Run]:
    yield run
    for child in run.child_runs:
        yield from _all_runs(child)


def test_the_assistant_takes_a_model_and_its_settings(
    assistant: Assistant, server: OpenAIServer, tmp_path: Path
) -> None:
    settings = replace(assistant.settings, llm_cache=tmp_path / "replies.sqlite", llm_price="1/2")
    server.will(says((TOLD["Coast Wire"], [1]), (TOLD["Daily Fjord"], [1])))
    with_model = Assistant(assistant.index, settings=settings, llm="openai:scripted")
    first, second = with_model.ask(QUESTION), with_model.ask(QUESTION)
    assert first.model == second.model == "openai:scripted"
    assert len(first.statements) == 1  # one of the two cites the other source
    assert len(server.requests) == 2  # the reply and its repair; then both come from the cache
    assert second.usage["cached"] == 2
    assert first.usage["cost_usd"] > 0


def test_a_follow_up_is_rewritten_by_the_model_and_shown(assistant: Assistant, server: OpenAIServer) -> None:
    server.will("How many people were injured in the Larvik ferry fire?", says())
    with_model = Assistant(assistant.index, llm="openai:scripted")
    answer = with_model.ask("And how many were injured?", turns=[Turn(QUESTION, "32 people.")])
    assert answer.standalone_question == "How many people were injured in the Larvik ferry fire?"
