"""The source panel: one article, opened at a passage, with what it is and where it came from."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from index.articles import Article
from rag.page.views.rendering import render

CHARACTERS_AROUND = 20_000
"""Shown on each side of the passage: an article of any usual length whole."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the article's text: the passage itself, another quote of the answer, or neither."""

    text: str
    mark: Literal["", "here", "also"]


def source_html(
    article: Article,
    here: Span | None = None,
    *,
    also: Iterable[Span] = (),
    copies: Sequence[Article] = (),
    number: int | None = None,
    suspicious: bool = False,
) -> str:
    """The article with ``here`` highlighted; ``copies`` are others of the same origin."""
    start, end = here or (0, 0)
    first, last = max(0, start - CHARACTERS_AROUND), min(len(article.text), end + CHARACTERS_AROUND)
    return render(
        "source.html",
        article=article,
        pieces=pieces(article.text, here, also, first, last),
        cut_before=first > 0,
        cut_after=last < len(article.text),
        copies=copies,
        number=number,
        suspicious=suspicious,
    )


def empty_source_html(problem: str = "") -> str:
    """What the panel says before anything is opened, or why it cannot be."""
    return render("no_source.html", problem=problem)


def pieces(text: str, here: Span | None, also: Iterable[Span], first: int, last: int) -> list[Piece]:
    """``text[first:last]`` cut where a mark begins or ends; ``here`` wins where marks overlap.

    >>> [(piece.text, piece.mark) for piece in pieces("It rained. It poured.", (11, 21), [(0, 10)], 0, 21)]
    [('It rained.', 'also'), (' ', ''), ('It poured.', 'here')]
    """
    others = list(also)
    spans = [span for span in [here, *others] if span is not None]
    cuts = sorted({first, last, *(min(max(cut, first), last) for span in spans for cut in span)})

    def mark(place: int) -> Literal["", "here", "also"]:
        if here and here[0] <= place < here[1]:
            return "here"
        return "also" if any(start <= place < end for start, end in others) else ""

    return [Piece(text[start:end], mark(start)) for start, end in itertools.pairwise(cuts)]
