"""Answer and its parts: frozen values that every door renders and ``to_dict()`` turns into JSON.

An answer is a few statements, each with at least one citation; a citation is
a verbatim slice of one article. Nothing here computes anything beyond counting.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from index.filters import EVERYTHING, ArticleFilter
from rag.answer.parts import SCHEMA, Citation, Coverage, Difference, Disagreement, Grid, NearPassage, Statement
from rag.answer.text import as_text, comparison_text


@dataclass(frozen=True, slots=True)
class Answer:
    """What ``Assistant.ask`` returns. ``print(answer)`` shows it as a person would read it."""

    question: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    """All citations in order of their number, those of disagreements included."""
    short: str | None = None
    """The shortest answer string; ``None`` where there is none or sources clash on it."""
    abstained: bool = False
    reason: str | None = None
    """Why it abstained, as a sentence for the reader."""
    caveats: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    grid: Grid | None = None
    coverage: Coverage = field(default_factory=Coverage)
    passages: tuple[NearPassage, ...] = ()
    standalone_question: str | None = None
    """The question as it was searched, where earlier turns made it differ."""
    filter: ArticleFilter = EVERYTHING
    model: str | None = None
    """The language model that wrote it; ``None``: the extractive writer."""
    prompt: str | None = None
    """Hash of the prompt files that the model was given."""
    usage: dict[str, Any] = field(default_factory=dict)
    """Calls, tokens and, where a price is set, cost of the language model."""
    dropped_statements: int = 0
    fallback_reason: str | None = None
    index: str = ""
    """Fingerprint of the index that answered."""
    timings_ms: dict[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        return as_text(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON, schema 1: keys are added later, never renamed.

        >>> Answer("Who?", abstained=True, reason="Nothing.").to_dict()["abstained"]
        True
        """
        return {
            "schema": SCHEMA,
            "question": self.question,
            "standalone_question": self.standalone_question,
            "filters": self.filter.to_dict(),
            "short": self.short,
            "abstained": self.abstained,
            "reason": self.reason,
            "caveats": list(self.caveats),
            "statements": [statement.to_dict() for statement in self.statements],
            "citations": [citation.to_dict() for citation in self.citations],
            "disagreements": [disagreement.to_dict() for disagreement in self.disagreements],
            "grid": self.grid.to_dict() if self.grid else None,
            "coverage": self.coverage.to_dict(),
            "passages": [passage.to_dict() for passage in self.passages],
            "model": self.model,
            "prompt": self.prompt,
            "usage": dict(self.usage),
            "dropped_statements": self.dropped_statements,
            "fallback_reason": self.fallback_reason,
            "index": self.index,
            "timings_ms": {stage: round(spent, 3) for stage, spent in self.timings_ms.items()},
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """The strongest disagreements, strongest first. ``print(comparison)`` shows them as a person would read them."""

    about: str | None = None
    differences: tuple[Difference, ...] = ()
    citations: tuple[Citation, ...] = ()
    """All citations in order of their number."""
    reason: str | None = None
    """Why nothing is listed, as a sentence for the reader."""
    coverage: Coverage = field(default_factory=Coverage)
    """``origins_found``: independent origins of the passages that were looked at."""
    filter: ArticleFilter = EVERYTHING
    index: str = ""
    """Fingerprint of the index that was compared."""

    def __str__(self) -> str:
        return comparison_text(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON, schema 1: keys are added later, never renamed.

        >>> Comparison("rain", reason="None.").to_dict()["disagreements"]
        []
        """
        return {
            "schema": SCHEMA,
            "about": self.about,
            "filters": self.filter.to_dict(),
            "reason": self.reason,
            "disagreements": [difference.to_dict() for difference in self.differences],
            "citations": [citation.to_dict() for citation in self.citations],
            "coverage": self.coverage.to_dict(),
            "index": self.index,
        }
