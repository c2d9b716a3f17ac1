"""The answering steps as a LangChain Runnable.

``invoke`` returns an ``Answer``; ``stream`` yields each ``Statement`` as soon
as it is verified and then the ``Answer``. Each step runs as a child Runnable,
so callbacks and tracers see it by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig, RunnableLambda

from index.filters import EVERYTHING, ArticleFilter
from rag.answer import Answer, Statement
from rag.answering import Answering, RunStep
from rag.question import Question, asked_of
from rag.search import Retrieved, retrieve

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForChainRun, CallbackManagerForRetrieverRun

    from index.article_index import ArticleIndex


class AnswerChain(Runnable[Question, Statement | Answer]):
    """Question in, Answer out; composes with any other Runnable."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    def invoke(self, input: Question, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """The whole answer."""
        return cast(Answer, self._call_with_config(self._invoke, input, config))

    def stream(
        self, input: Question, config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[Statement | Answer]:
        """Statements as they are verified, then the Answer."""
        yield from self._transform_stream_with_config(iter([input]), self._transform, config)

    def _invoke(self, question: Question, run_manager: CallbackManagerForChainRun, config: RunnableConfig) -> Answer:
        return self._answering.answer(question, _as_child(question, config))

    def _transform(
        self, questions: Iterator[Question], run_manager: CallbackManagerForChainRun, config: RunnableConfig
    ) -> Iterator[Statement | Answer]:
        for question in questions:
            yield from self._answering.steps(question, _as_child(question, config))


def _as_child(question: Question, config: RunnableConfig) -> RunStep:
    def run(name: str, work: Callable[[], Any]) -> Any:
        step: RunnableLambda[Question, Any] = RunnableLambda(lambda _: work(), name=name)
        return step.invoke(question, config)

    return run


class HybridRetriever(BaseRetriever):
    """The same search as a LangChain retriever.

    Documents carry the quoted text as ``page_content`` and ``article_id``,
    ``start``, ``end``, ``title``, ``source``, ``published``, ``origin`` and
    ``score`` as metadata.
    """

    index: Any
    """An ``index.article_index.ArticleIndex``."""
    encoder: Any
    """An ``index.embedding.Encoder``, the one that the index was made with."""
    filter: ArticleFilter = EVERYTHING
    passages: int
    passages_per_origin: int
    search_depth: int

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        index: ArticleIndex = self.index
        with index.snapshot() as snapshot:
            found = retrieve(
                snapshot,
                self.encoder,
                asked_of(query, date.today()),
                filter=self.filter,
                passages=self.passages,
                passages_per_origin=self.passages_per_origin,
                search_depth=self.search_depth,
            )
        return [to_document(hit) for hit in found]


def to_document(hit: Retrieved) -> Document:
    """A LangChain document: quoted text and plain-JSON metadata."""
    passage = hit.passage
    return Document(
        id=str(passage.id),
        page_content=passage.text,
        metadata={
            "article_id": passage.article_id,
            "start": passage.start,
            "end": passage.end,
            "title": passage.title,
            "source": passage.source,
            "published": passage.published.isoformat() if passage.published else None,
            "genre": passage.genre,
            "url": passage.url,
            "origin": passage.origin,
            "score": hit.score,
        },
    )
