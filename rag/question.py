"""Question: what was asked, what to search for, and which articles may answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from index.filters import EVERYTHING, ArticleFilter


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of the conversation with the text that answered it."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready to be searched.

    ``text`` is what the person typed; ``standalone`` is the same question with
    what earlier turns left unsaid; ``filter`` holds what was chosen beside the
    question and what its words ask for ("published in 2016", "according to AFP").
    """

    text: str
    standalone: str
    filter: ArticleFilter = EVERYTHING
    turns: tuple[Turn, ...] = ()
    today: date = field(default_factory=date.today)
    """What "yesterday" counts from: ``as_of`` where it is given."""
    prefers_latest: bool = False
    """The question asks for the newest state ("latest", "now")."""
