"""An assistant whose answers a person wrote: it answers from a script, over articles of two sentences."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from index.articles import Article
from index.errors import StorageError
from rag.answer import Answer, Citation, Disagreement, NearPassage, Side, Statement
from rag.evaluation.case import Case, Support
from rag.evaluation.gold import GoldDisagreement, GoldQuestion

ARTICLES = (
    Article("north.txt", "Flood in Norby", "The flood killed 12 people. The mayor is Ann Lee.", source="North Post"),
    Article("south.txt", "Norby under water", "The flood killed 20 people. It rained for four days.", source="South"),
    Article("copy.txt", "Flood in Norby", "The flood killed 12 people. The mayor is Ann Lee.", source="Copyist"),
)
TEXTS = {article.id: article.text for article in ARTICLES}


def cite(number: int, article_id: str, quote: str, **known: Any) -> Citation:
    """A citation of the first place where the quote stands."""
    start = TEXTS[article_id].index(quote)
    return Citation(number, article_id, start, start + len(quote), quote, **known)


TWELVE = cite(1, "north.txt", "The flood killed 12 people.", copies=("copy.txt",))
TWENTY = cite(2, "south.txt", "The flood killed 20 people.")
MAYOR = cite(1, "north.txt", "The mayor is Ann Lee.")
ALTERED = Citation(3, "south.txt", 0, 27, "The flood killed 21 people.")


def answer_with(*statements: Statement, short: str | None = None, **more: Any) -> Answer:
    """An answer with these statements; its citations are theirs and those of its notes."""
    notes: tuple[Disagreement, ...] = more.get("disagreements", ())
    cited = [citation for statement in statements for citation in statement.citations]
    cited += [citation for note in notes for side in note.sides for citation in side.citations]
    numbered = {citation.number: citation for citation in cited}
    return Answer(
        "?", statements=statements, citations=tuple(numbered[n] for n in sorted(numbered)), short=short, **more
    )


def says(text: str, *citations: Citation) -> Statement:
    return Statement(text, citations)


def note(*sides: Side, kind: Any = "contradiction") -> Disagreement:
    return Disagreement(kind, "deaths", "the flood", "Sources give different numbers.", sides)


def silent(reason: str = "The articles do not say.") -> Answer:
    return Answer("?", verdict="not_stated", reason=reason)


def unsure(*statements: Statement, confidence: float = 0.0) -> Answer:
    """The nearest passages, and no answer."""
    return answer_with(*statements, verdict="unsure", confidence=confidence)


def ranked(*article_ids: str) -> tuple[NearPassage, ...]:
    return tuple(NearPassage(each, 0, 1, "x", 1.0 / rank) for rank, each in enumerate(article_ids, start=1))


def gold(**keys: Any) -> GoldQuestion:
    return GoldQuestion("q", "?", **keys)


FLOOD = GoldDisagreement(
    sides=(("12", "twelve"), ("20", "twenty")), cite=(("north.txt",), ("south.txt",)), kinds=("contradiction",)
)


def case(question: GoldQuestion, answer: Answer | None, **checked: Any) -> Case:
    """A finished question; ``answer=None`` is one that crashed."""
    return Case(question, answer, error=None if answer else "RuntimeError: broken", **checked)


def crashed(question: GoldQuestion) -> Case:
    return case(question, None)


CARRIED = Support(joint=True, needed=(True,))
NOT_CARRIED = Support(joint=False, needed=(False,))


class ScriptedAssistant:
    """Gives the scripted answer to each question; an exception in the script is raised."""

    def __init__(
        self,
        script: Mapping[str, Answer | Exception | Callable[[], Answer]],
        *,
        articles: tuple[Article, ...] = ARTICLES,
        fingerprint: str = "index-1",
    ) -> None:
        self.script = script
        self.articles = {article.id: article for article in articles}
        self.fingerprint = fingerprint
        self.settings = None
        self.asked: list[str] = []
        self.filters: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    @property
    def index(self) -> ScriptedAssistant:
        return self

    @contextmanager
    def snapshot(self) -> Iterator[Any]:
        rows = [
            SimpleNamespace(id=each.id, title=each.title, source=each.source, published=None, characters=len(each.text))
            for each in self.articles.values()
        ]
        yield SimpleNamespace(fingerprint=self.fingerprint, articles=lambda: iter(rows))

    def ask(self, question: str, **filters: Any) -> Answer:
        with self._lock:
            self.asked.append(question)
            self.filters.append(filters)
        reply = self.script[question]
        if isinstance(reply, Exception):
            raise reply
        return reply() if callable(reply) else reply

    def article(self, article_id: str) -> Article:
        if article_id not in self.articles:
            raise StorageError(f"The index holds no article {article_id!r}.")
        return self.articles[article_id]


def slowly(answer: Answer, seconds: float) -> Callable[[], Answer]:
    """The answer, after a while."""

    def reply() -> Answer:
        time.sleep(seconds)
        return answer

    return reply
