"""Settings: every number that shapes an answer, each with its reason.

Only the doors (``Assistant``, the command line, the page) read this; functions
take the values they use.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may turn. The defaults are what the figures in the README were measured with."""

    search_depth: int = 100
    """Candidates each half of the search (vectors, keywords) hands to the fusion."""
    passages: int = 24
    """Passages that are read for one question."""
    passages_per_origin: int = 3
    """At most this many of them from one origin, so that one wire story cannot fill the reading list."""
    max_statements: int = 5
    """Statements shown; more is no longer an answer but a list."""
    nearest_statements: int = 3
    """Statements shown as the nearest ones where it is unsure whether any answers."""
    strictness: float = 0.4
    """0 to 1: how sure it must be before it answers. Higher abstains more often."""
    llm_timeout_seconds: float = 60.0
    """All that a language model may take for one answer, retries and repair included; then the extract is shown."""
    llm_window_tokens: int | None = None
    """What the model can read, where LangChain does not know it or less is wanted."""
    llm_cache: str | Path | None = None
    """File in which replies are kept, so that the same question on the same evidence costs once; ``None``: nowhere."""
    llm_price: str | None = None
    """Dollars per million tokens read and written, "0.4/1.6", for ``Answer.usage["cost_usd"]``."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.strictness <= 1.0:
            raise ValueError(f"strictness is {self.strictness}; it must lie between 0 and 1")
