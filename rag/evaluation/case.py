"""Case: one gold question, what the assistant answered, and what was checked about the answer.

Measures are functions of a Case; nothing they need is fetched later.
"""

from __future__ import annotations

from dataclasses import dataclass

from rag.answer import Answer, Citation, Disagreement, Verdict
from rag.evaluation.gold import GoldQuestion


@dataclass(frozen=True, slots=True)
class Support:
    """Is one statement carried by its citations? (``measures/citations.py`` says how.)"""

    joint: bool
    """All its quotes together entail it."""
    needed: tuple[bool, ...]
    """Per citation: it carries the statement alone, or the others do not without it."""


@dataclass(frozen=True, slots=True)
class Case:
    """``answer`` is ``None`` exactly where the question crashed or timed out; ``error`` says how."""

    gold: GoldQuestion
    answer: Answer | None
    seconds: float = 0.0
    error: str | None = None
    verbatim: tuple[bool, ...] = ()
    """Per citation of the answer: the index still holds that quote at that place."""
    support: tuple[Support, ...] = ()
    """Per statement of the answer."""

    @property
    def crashed(self) -> bool:
        return self.answer is None

    @property
    def verdict(self) -> Verdict | None:
        """What it said; an answer that shows nothing counts as "not_stated", a crash as no verdict at all.

        >>> Case(GoldQuestion("q", "Who?"), Answer("Who?")).verdict
        'not_stated'
        """
        if self.answer is None:
            return None
        return "not_stated" if self.silent and not self.answer.abstained else self.answer.verdict

    @property
    def silent(self) -> bool:
        """It abstained, or showed nothing. An unsure answer abstains: the passages that it shows are not its words.

        >>> Case(GoldQuestion("q", "Who?"), Answer("Who?")).silent
        True
        """
        if self.answer is None:
            return True
        shows = self.answer.statements or self.answer.disagreements or self.answer.short
        return self.answer.abstained or not shows

    @property
    def shown_text(self) -> str:
        """The words of the answer itself: short answer, statements, notes. Quotes are not among them."""
        return "" if self.silent else self.near_text

    @property
    def near_text(self) -> str:
        """The same, and of an unsure answer the nearest passages that it shows."""
        if self.answer is None:
            return ""
        parts = [self.answer.short or "", *(statement.text for statement in self.answer.statements)]
        for note in self.answer.disagreements:
            parts += [note.explanation, *(side.value for side in note.sides)]
        return "\n".join(part for part in parts if part)

    @property
    def citations(self) -> tuple[Citation, ...]:
        return self.answer.citations if self.answer and not self.silent else ()

    @property
    def notes(self) -> tuple[Disagreement, ...]:
        return self.answer.disagreements if self.answer else ()


def article_ids(citation: Citation) -> set[str]:
    """The cited article and its copies: citing one copy of a wire story is citing that story."""
    return {citation.article_id, *citation.copies}
