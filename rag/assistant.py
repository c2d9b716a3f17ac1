"""Assistant: the Python door. Opens an index, asks it questions, closes it."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from index.article_index import ArticleIndex
from index.articles import Article
from index.embedding import DEFAULT_ENCODER, Encoder
from index.errors import ArticleError, FilterError
from index.filters import ArticleFilter
from rag.answer import Answer, Statement
from rag.question import Question, Turn, parse_question
from rag.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from index.loading import Skipped
    from rag.answer import Comparison
    from rag.answering import Answering, Writer
    from rag.chain import AnswerChain, HybridRetriever


class Assistant:
    """Ask a collection of news articles a question.

    Use it as a context manager, or call ``close()``. Safe to share between threads.
    """

    def __init__(
        self, index: ArticleIndex, *, settings: Settings | None = None, llm: str | BaseChatModel | None = None
    ) -> None:
        self.index = index
        self.settings = settings or Settings()
        self.skipped: tuple[Skipped, ...] = ()
        """What ``from_articles`` could not load."""
        self._llm = llm
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        self._answering: Answering | None = None
        self._lock = threading.Lock()

    @classmethod
    def open(
        cls,
        path: str | Path,
        *,
        encoder: Encoder | str | None = None,
        settings: Settings | None = None,
        llm: str | BaseChatModel | None = None,
    ) -> Self:
        """Open an index directory for asking.

        ``llm`` is a LangChain chat model, or names one ("openai:gpt-4.1-mini");
        without it the answer is an extract. Raises IndexMissing, IndexDamaged, or IndexMismatch where it was made
        with another encoder or format; the message names both and the repair.
        """
        index = ArticleIndex.open(path, lambda: _encoder(encoder or index.meta.encoder))
        opened = cls(index, settings=settings, llm=llm)
        threading.Thread(target=opened._prepare, name="prepare encoder", daemon=True).start()
        return opened

    @classmethod
    def from_articles(
        cls,
        articles: str | Path | Iterable[str | Path | Article],
        *,
        encoder: Encoder | str | None = None,
        settings: Settings | None = None,
        llm: str | BaseChatModel | None = None,
    ) -> Self:
        """Index paths or Article values into a throw-away index and open it.

        Raises ArticleError where nothing could be loaded; files that were
        skipped beside others are listed in ``assistant.skipped``.
        """
        from index.loading import load_articles

        given = [articles] if isinstance(articles, (str, Path)) else list(articles)
        values = [item for item in given if isinstance(item, Article)]
        paths = [item for item in given if not isinstance(item, Article)]
        report = load_articles(paths) if paths else None
        if report is not None:
            values += report.articles
        if not values:
            why = f" {report.skipped[0].path}: {report.skipped[0].reason}." if report and report.skipped else ""
            raise ArticleError(f"No article could be loaded.{why}", remedy="Give a folder or files with article text.")
        scratch = tempfile.TemporaryDirectory(prefix="crosscheck-")
        index = ArticleIndex.create(Path(scratch.name) / "articles.index", _encoder(encoder or DEFAULT_ENCODER))
        index.add(values)
        made = cls(index, settings=settings, llm=llm)
        made.skipped = report.skipped if report else ()
        made._scratch = scratch
        return made

    def ask(
        self,
        question: str,
        *,
        sources: str | Iterable[str] | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
        as_of: str | date | None = None,
        genres: str | Iterable[str] | None = None,
        turns: Sequence[Turn] = (),
        config: Any = None,
    ) -> Answer:
        """Answer one question.

        ``since`` and ``until`` are inclusive publication dates; ``as_of``
        answers as on that day; ``turns`` are earlier turns of a conversation;
        ``config`` is a LangChain RunnableConfig (callbacks, tags). Raises
        QuestionError and FilterError on input that cannot be asked.
        """
        filter = ArticleFilter.parse(sources, since, until, as_of, genres)
        asked = self.question(question, filter, turns)
        if config is None and not _is_traced():
            return self.answering.answer(asked)
        return self.chain.invoke(asked, config)

    def stream(
        self, question: str, *, filter: ArticleFilter | None = None, turns: Sequence[Turn] = (), config: Any = None
    ) -> Iterator[Statement | Answer]:
        """Statements as they are verified, then the Answer."""
        asked = self.question(question, filter or ArticleFilter(), turns)
        if config is None and not _is_traced():
            yield from self.answering.steps(asked)
        else:
            yield from self.chain.stream(asked, config)

    def ask_many(
        self,
        questions: Iterable[str | Mapping[str, Any]],
        *,
        workers: int = 2,
        progress: bool = True,
        **filters: Any,
    ) -> list[Answer]:
        """Answers in the order of the questions, with a progress bar on a terminal.

        A question is a text, or a mapping with ``question`` and any of the
        keyword arguments of ``ask``, which go before ``filters``.
        """
        asked: list[dict[str, Any]] = [
            {**filters, **({"question": item} if isinstance(item, str) else dict(item))} for item in questions
        ]
        with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
            answers = pool.map(lambda arguments: self.ask(**arguments), asked)
            if not progress:
                return list(answers)
            from rich.progress import track

            return list(track(answers, total=len(asked), description="Asking", transient=True))

    def compare(
        self,
        about: str | None = None,
        *,
        sources: str | Iterable[str] | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
        genres: str | Iterable[str] | None = None,
        limit: int = 12,
    ) -> Comparison:
        """The strongest disagreements among the articles, on a topic where one is given, without a question.

        Only the keywords of ``about`` are looked for. ``limit``: how many are
        listed at most. Raises QuestionError and FilterError on input that
        cannot be looked for.
        """
        from rag.comparing import compare_articles

        filter = ArticleFilter.parse(sources, since, until, None, genres)
        with self.index.snapshot() as snapshot:
            _require_known(filter.sources, tuple(snapshot.sources()))
            return compare_articles(snapshot, about, filter=filter, limit=limit)

    def question(self, text: str, filter: ArticleFilter, turns: Sequence[Turn] = ()) -> Question:
        """The question as it will be searched, with the filters that its words ask for."""
        with self.index.snapshot() as snapshot:
            sources = tuple(snapshot.sources())
        _require_known(filter.sources, sources)
        standalone = None
        if turns:
            from rag.question.followup import standalone_question

            standalone = standalone_question(text, turns, model=self.language_model, today=filter.as_of)
        return parse_question(text, filter=filter, sources=sources, turns=turns, standalone=standalone)

    @cached_property
    def language_model(self) -> BaseChatModel | None:
        """The chat model that writes, opened when first needed; ``None`` for the extractive writer."""
        if not isinstance(self._llm, str):
            return self._llm
        from rag.llm.opening import open_model

        return open_model(self._llm, timeout_seconds=self.settings.llm_timeout_seconds)

    @property
    def answering(self) -> Answering:
        """The steps behind ``ask``, built when first needed."""
        with self._lock:
            if self._answering is None:
                self._answering = self._build()
            return self._answering

    @property
    def chain(self) -> AnswerChain:
        """The same steps as a LangChain Runnable: Question in, Answer out; callbacks and tracing work."""
        from rag.chain import AnswerChain

        return AnswerChain(self.answering)

    @property
    def retriever(self) -> HybridRetriever:
        """The search alone as a LangChain retriever, for chains of your own."""
        from rag.chain import HybridRetriever

        return HybridRetriever(
            index=self.index,
            encoder=self.index.encoder,
            passages=self.settings.passages,
            passages_per_origin=self.settings.passages_per_origin,
            search_depth=self.settings.search_depth,
        )

    def article(self, article_id: str) -> Article:
        """The stored article, for reading a quote in its surroundings."""
        with self.index.snapshot() as snapshot:
            return snapshot.article(article_id)

    def sources(self) -> dict[str, int]:
        """How many articles each source has."""
        with self.index.snapshot() as snapshot:
            return dict(snapshot.sources())

    def close(self) -> None:
        """Close the index; delete it where it was a throw-away one."""
        self.index.close()
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _prepare(self) -> None:
        """Load encoder and reader beside the imports of the first question; a failure shows when they are used."""
        from rag.reader import Reader

        with suppress(Exception):
            encoder = self.index.encoder
            if isinstance(encoder, Encoder):
                encoder.prepare()
            Reader.load().prepare()

    def _build(self) -> Answering:
        from rag.answering import Answering
        from rag.judging.relevance import ReaderJudge
        from rag.reader import Reader

        reader, threshold = Reader.load(), self.settings.strictness
        return Answering(
            self.index,
            self.index.encoder,
            ReaderJudge(reader),
            self._writer(threshold),
            relate=reader.relate,
            threshold=threshold,
            passages=self.settings.passages,
            passages_per_origin=self.settings.passages_per_origin,
            search_depth=self.settings.search_depth,
        )

    def _writer(self, threshold: float) -> Writer:
        from rag.writing.extractive import ExtractiveWriter

        extract = ExtractiveWriter(max_statements=self.settings.max_statements, threshold=threshold)
        if self.language_model is None:
            return extract
        from rag.disagreement.proposed import kind_between
        from rag.llm.opening import TokenPrice, name_of
        from rag.llm.response_cache import ResponseCache
        from rag.writing.generative import GenerativeWriter

        settings = self.settings
        return GenerativeWriter(
            self.language_model,
            name=self._llm if isinstance(self._llm, str) else name_of(self.language_model),
            fallback=extract,
            compare=kind_between,
            timeout_seconds=settings.llm_timeout_seconds,
            cache=ResponseCache(settings.llm_cache) if settings.llm_cache else None,
            price=TokenPrice.parse(settings.llm_price) if settings.llm_price else None,
            window_tokens=settings.llm_window_tokens,
            max_statements=settings.max_statements,
        )


def _is_traced() -> bool:
    """Has the person switched LangSmith tracing on? Then every run goes through the chain."""
    return any(
        os.environ.get(name, "").lower() in ("true", "1")
        for name in ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2")
    )


def _encoder(given: Encoder | str) -> Encoder:
    return given if isinstance(given, Encoder) else Encoder.load(given)


def _require_known(wanted: Sequence[str], known: Sequence[str]) -> None:
    missing = [source for source in wanted if source.casefold() not in {name.casefold() for name in known}]
    if missing:
        shown = ", ".join(sorted(known)[:20]) or "none: no article states its source"
        raise FilterError(f"No article in the index is from {missing[0]!r}.", remedy=f"Its sources are: {shown}.")
