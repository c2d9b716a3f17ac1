"""Put gold questions to an assistant: timed, with a time limit, several at once, nothing lost."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any, Protocol

from index.articles import Article
from index.errors import StorageError
from rag.answer import Answer
from rag.evaluation.case import Case
from rag.evaluation.gold import GoldQuestion

LEAVING_SECONDS = 10.0
"""How long a run that ends, or is interrupted, waits for questions that are still being answered."""


class Asks(Protocol):
    """What is asked of an assistant; ``rag.Assistant`` is the real one."""

    @property
    def index(self) -> Any: ...

    def ask(
        self,
        question: str,
        *,
        sources: Any = ...,
        since: Any = ...,
        until: Any = ...,
        as_of: Any = ...,
        genres: Any = ...,
    ) -> Answer: ...

    def article(self, article_id: str) -> Article: ...


def ask_question(assistant: Asks, gold: GoldQuestion, *, timeout_seconds: float | None, runner: Runner) -> Case:
    """One question, timed; a crash or a time-out becomes a Case with an error."""
    chosen = gold.filter

    def ask() -> Answer:
        return assistant.ask(
            gold.question,
            sources=list(chosen.sources) or None,
            since=chosen.since,
            until=chosen.until,
            as_of=chosen.as_of,
            genres=list(chosen.genres) or None,
        )

    started = time.perf_counter()
    try:
        answer = runner.call(ask, timeout_seconds)
        spent = time.perf_counter() - started
        verbatim = tuple(
            _quoted(assistant, each.article_id, each.start, each.end) == each.quote for each in answer.citations
        )
    except Exception as error:
        spent = time.perf_counter() - started
        return Case(gold, None, seconds=spent, error=_in_words(error))
    return Case(gold, answer, seconds=spent, verbatim=verbatim)


def holds_article(assistant: Asks, article_id: str) -> bool:
    """Does the index hold an article with this id?"""
    return _text_of(assistant, article_id) is not None


def ask_all(
    assistant: Asks, questions: Iterable[GoldQuestion], *, workers: int, timeout_seconds: float | None
) -> Iterator[Case]:
    """Cases as they are finished. On an interruption, questions not yet begun are dropped."""
    free: queue.SimpleQueue[Runner] = queue.SimpleQueue()
    runners = [Runner() for _ in range(max(1, workers))]
    for runner in runners:
        free.put(runner)

    def ask(gold: GoldQuestion) -> Case:
        runner = free.get()
        try:
            return ask_question(assistant, gold, timeout_seconds=timeout_seconds, runner=runner)
        finally:
            free.put(runner)

    try:
        if workers <= 1:
            yield from map(ask, questions)
        else:
            yield from _in_pool(ask, questions, workers)
    finally:
        for runner in runners:
            runner.close()
        deadline = time.monotonic() + LEAVING_SECONDS
        for runner in runners:
            runner.join(deadline)


def _in_pool(ask: Callable[[GoldQuestion], Case], questions: Iterable[GoldQuestion], workers: int) -> Iterator[Case]:
    pool = ThreadPoolExecutor(workers, thread_name_prefix="question")
    try:
        for done in as_completed([pool.submit(ask, gold) for gold in questions]):
            yield done.result()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


_Call = tuple[Callable[[], Any], queue.SimpleQueue[Any]]


class Runner:
    """Makes calls on a thread of its own, and leaves that thread behind when a call takes too long.

    A Python thread cannot be stopped; it is a daemon, so that it does not keep
    the process alive. It should be waited for a while all the same (``join``):
    a process that ends while compiled code runs in a thread may abort.
    """

    def __init__(self) -> None:
        self._calls: queue.SimpleQueue[_Call | None] | None = None
        self._threads: list[threading.Thread] = []

    def call(self, function: Callable[[], Any], timeout_seconds: float | None) -> Any:
        """``function()``; raises what it raises, or TimeoutError."""
        if timeout_seconds is None:
            return function()
        if self._calls is None:
            self._calls = queue.SimpleQueue()
            self._threads.append(threading.Thread(target=_serve, args=(self._calls,), name="question", daemon=True))
            self._threads[-1].start()
        back: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._calls.put((function, back))
        try:
            result, error = back.get(timeout=timeout_seconds)
        except queue.Empty:
            self.close()
            raise TimeoutError(f"no answer within {timeout_seconds:g} s") from None
        if error is not None:
            raise error
        return result

    def close(self) -> None:
        """Let the thread end."""
        if self._calls is not None:
            self._calls.put(None)
            self._calls = None

    def join(self, deadline: float) -> None:
        """Wait for what still runs, those left behind included, until ``deadline`` on the monotonic clock."""
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))


def _serve(calls: queue.SimpleQueue[_Call | None]) -> None:
    while (call := calls.get()) is not None:
        function, back = call
        try:
            back.put((function(), None))
        except BaseException as error:
            back.put((None, error))


def _text_of(assistant: Asks, article_id: str) -> str | None:
    try:
        return assistant.article(article_id).text
    except StorageError as error:
        if type(error) is not StorageError:  # its subclasses say that the index itself cannot be used
            raise
        return None


def _quoted(assistant: Asks, article_id: str, start: int, end: int) -> str | None:
    text = _text_of(assistant, article_id)
    return text[start:end] if text is not None and 0 <= start <= end <= len(text) else None


def _in_words(error: Exception) -> str:
    told = str(error).strip().split("\n")[0]
    return f"{type(error).__name__}: {told}" if told else type(error).__name__
