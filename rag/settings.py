"""Settings: every number that shapes an answer, each with its reason.

Only the doors (``Assistant``, the command line, the page) read this; functions
take the values they use.
"""

from __future__ import annotations

from dataclasses import dataclass


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
    strictness: float = 0.5
    """0 to 1: how sure it must be before it answers. Higher abstains more often."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.strictness <= 1.0:
            raise ValueError(f"strictness is {self.strictness}; it must lie between 0 and 1")
