"""Ask a collection of news articles a question.

>>> from rag import Assistant                                    # doctest: +SKIP
>>> assistant = Assistant.open("news.index")                     # doctest: +SKIP
>>> print(assistant.ask("What did the UK say about Taiwan?"))    # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.articles import Article
    from rag.answer import Answer
    from rag.assistant import Assistant
    from rag.question import Turn
    from rag.settings import Settings

__all__ = ["Answer", "Article", "Assistant", "Settings", "Turn"]

_HOMES = {
    "Answer": "rag.answer",
    "Article": "index.articles",
    "Assistant": "rag.assistant",
    "Settings": "rag.settings",
    "Turn": "rag.question",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that using one part never loads all of them."""
    if name not in _HOMES:
        raise AttributeError(f"module 'rag' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
