"""The search as a LangChain retriever, for people who compose their own chains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from index.filters import EVERYTHING, ArticleFilter
from rag.search import Retrieved, retrieve

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun

    from index.article_index import ArticleIndex


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
    passages: int = 24
    passages_per_origin: int = 3
    search_depth: int = 100

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        index: ArticleIndex = self.index
        with index.snapshot() as snapshot:
            found = retrieve(
                snapshot,
                self.encoder,
                query,
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
