"""A stream of a model that must not take longer than its deadline."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextvars import copy_context
from queue import Empty, Queue
from typing import Any, TypeVar

T = TypeVar("T")


def until(deadline: float, start: Callable[[], Iterator[T]]) -> Iterator[T]:
    """What ``start()`` yields, and TimeoutError at the deadline (``time.monotonic``), even if it never yields.

    It runs in a thread of its own, because a provider's time-out bounds the
    wait for one piece, not for the whole.

    >>> list(until(time.monotonic() + 5, lambda: iter("ab")))
    ['a', 'b']
    """
    pieces: Queue[tuple[str, Any]] = Queue()
    abandoned = threading.Event()

    def pump() -> None:
        try:
            for item in start():
                if abandoned.is_set():
                    return
                pieces.put(("item", item))
            pieces.put(("end", None))
        except BaseException as problem:  # carried over to the waiting thread, whatever it is
            pieces.put(("problem", problem))

    threading.Thread(target=copy_context().run, args=(pump,), name="language-model", daemon=True).start()
    try:
        while True:
            left = deadline - time.monotonic()
            try:
                what, value = pieces.get(timeout=max(0.0, left))
            except Empty:
                what, left = "nothing", -1.0
            if left < 0 and what != "end":
                raise TimeoutError("the language model did not answer in time")
            if what == "end":
                return
            if what == "problem":
                raise value
            yield value
    finally:
        abandoned.set()
