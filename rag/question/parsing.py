"""Question: what was asked, what to search for, and which articles may answer.

Words about publication filter ("published in 2016", "according to AFP" where
AFP is a source of the index); a date on which something happened only ranks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from index.errors import QuestionError
from index.filters import EVERYTHING, ArticleFilter
from rag.question.asked import Asked, asked_of

MAX_CHARACTERS = 4_000
"""Longer texts are documents pasted into the question box, not questions."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of the conversation with the text that answered it."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready to be searched.

    ``text`` is what the person typed; ``asked`` is the same question taken apart, with
    what earlier turns left unsaid (``standalone``); ``filter`` holds what was chosen beside the
    question and what its words ask for ("published in 2016", "according to AFP").
    """

    text: str
    asked: Asked
    filter: ArticleFilter = EVERYTHING
    turns: tuple[Turn, ...] = ()
    today: date = field(default_factory=date.today)
    """What "yesterday" counts from: ``as_of`` where it is given."""

    @property
    def standalone(self) -> str:
        return self.asked.text


def parse_question(
    text: str,
    *,
    filter: ArticleFilter = EVERYTHING,
    sources: Sequence[str] = (),
    turns: Sequence[Turn] = (),
    standalone: str | None = None,
    today: date | None = None,
) -> Question:
    """Take the question apart, once, and read the filters that its own words hold.

    ``sources`` are those of the index: only these turn "according to X" into a
    filter. Raises QuestionError where there is nothing to ask.

    >>> asked = parse_question("What did AFP say in articles published in March 2017?", today=date(2020, 1, 1))
    >>> asked.filter.since, asked.filter.until
    (datetime.date(2017, 3, 1), datetime.date(2017, 3, 31))
    >>> parse_question("According to AFP, who won?", sources=["afp"]).filter.sources
    ('afp',)
    """
    tidy = " ".join(text.split())
    if not any(char.isalnum() for char in tidy):
        raise QuestionError("The question is empty.", remedy="Ask something, for example: Who met in Tokyo?")
    if len(tidy) > MAX_CHARACTERS:
        raise QuestionError(
            f"The question has {len(tidy):,} characters; at most {MAX_CHARACTERS:,} are read.",
            remedy="Shorten it, or index the text as an article.",
        )
    day = filter.as_of or today or date.today()
    asked = asked_of(standalone or tidy, day)
    named = _named_source(asked, sources)
    if named and not filter.sources:
        filter = replace(filter, sources=(named,))
    if asked.published is not None:
        since, until = asked.published
        filter = replace(
            filter,
            since=max((d for d in (filter.since, since) if d), default=None),
            until=min((d for d in (filter.until, until) if d), default=None),
        )
    return Question(tidy, asked, filter, tuple(turns), day)


def _named_source(asked: Asked, sources: Sequence[str]) -> str | None:
    """The index's own source that "according to ..." names, longest name first."""
    if asked.according is None:
        return None
    rest = asked.according.casefold()
    for source in sorted(sources, key=len, reverse=True):
        if re.match(re.escape(source.casefold()) + r"(?!\w)", rest):
            return source
    return None
