"""Nothing is shown unless it verifies: quotes are re-read from the index by id, then numbered.

A writer's draft is made of quotes, which are claims about a text. Here each is
compared with the text that the index holds now; a statement keeps the quotes
that verify and goes when none is left, a disagreement goes as soon as fewer
than two of its sides stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from index.articles import Passage
from index.errors import StorageError
from rag.answer import Citation, Disagreement, Grid, Side, Statement
from rag.answer.parts import GridCell
from rag.evidence import Draft, DraftCell, DraftDisagreement, DraftGrid, DraftSide, DraftStatement, Quote
from rag.language.injection import instruction_spans

if TYPE_CHECKING:
    from index.snapshot import Snapshot

ReadText = Callable[[str], str | None]
"""From an article id to its stored text now; ``None`` where the article is gone."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is left of a draft: everything here has been re-read and compared."""

    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    disagreements: tuple[Disagreement, ...]
    grid: Grid | None
    dropped: int
    """Statements and disagreements that did not verify."""


def verify_quote(quote: Quote, read_text: ReadText) -> bool:
    """Does the article, as stored now, hold exactly these words at exactly this place?

    >>> from index.articles import Passage
    >>> passage = Passage(1, "a", 0, 9, "It rained", "", None, None, None, None, None, None, "o")
    >>> verify_quote(Quote.cut(passage, 3, 9), {"a": "It rained all day."}.get)
    True
    >>> verify_quote(Quote.cut(passage, 3, 9), {"a": "It snowed all day."}.get)
    False
    """
    text = read_text(quote.passage.article_id)
    return text is not None and bool(quote.text.strip()) and text[quote.start : quote.end] == quote.text


def gives_orders(quote: Quote) -> bool:
    """Does the quote lie, in part, where its passage speaks to the software that reads it?"""
    spans = instruction_spans(quote.passage.text)
    offset = quote.passage.start
    return any(quote.start < offset + end and offset + start < quote.end for start, end in spans)


class CitationBook:
    """Verifies quotes against the index and hands out citation numbers in order of first use."""

    def __init__(self, read_text: ReadText, copies_of: Callable[[str], Iterable[str]] = lambda origin: ()) -> None:
        self._texts: dict[str, str | None] = {}
        self._read_text = read_text
        self._copies_of = copies_of
        self._numbered: dict[tuple[str, int, int], Citation] = {}

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(self._numbered.values())

    def stands(self, quote: Quote) -> bool:
        """True where the quote verifies; each article is re-read once per book."""
        return verify_quote(quote, self._read_once)

    def cite(self, quote: Quote) -> Citation:
        """The citation of a quote that stands; the same place gets the same number."""
        key = (quote.passage.article_id, quote.start, quote.end)
        if key not in self._numbered:
            passage = quote.passage
            self._numbered[key] = Citation(
                number=len(self._numbered) + 1,
                article_id=passage.article_id,
                start=quote.start,
                end=quote.end,
                quote=quote.text,
                title=passage.title,
                source=passage.source,
                author=passage.author,
                genre=passage.genre,
                published=passage.published,
                url=passage.url,
                origin=passage.origin,
                copies=tuple(sorted(set(self._copies_of(passage.origin)) - {passage.article_id})),
                instruction_like=gives_orders(quote),
            )
        return self._numbered[key]

    def statement(self, draft: DraftStatement) -> Statement | None:
        """The checked statement, or ``None`` where no quote of it stands."""
        standing = [quote for quote in draft.quotes if self.stands(quote)]
        if not standing or not draft.text.strip():
            return None
        return Statement(draft.text, tuple(self.cite(quote) for quote in standing))

    def disagreement(self, draft: DraftDisagreement) -> Disagreement | None:
        """The checked disagreement, or ``None`` where fewer than two sides stand."""
        sides = [
            replace(side, quotes=standing)
            for side in draft.sides
            if (standing := tuple(quote for quote in side.quotes if self.stands(quote)))
        ]
        if len(sides) < 2:
            return None
        return Disagreement(
            kind=draft.kind,
            slot=draft.slot,
            topic=draft.topic,
            explanation=draft.explanation,
            sides=tuple(self._side(side) for side in sides),
            proposed_by=draft.proposed_by,
        )

    def grid(self, draft: DraftGrid, name_of: Callable[[str], str]) -> Grid:
        """The grid with each cell's quote checked; a cell whose quote fails is silent."""
        rows = tuple(tuple(self._cell(cell) for cell in row) for row in draft.cells)
        return Grid(draft.claims, tuple(name_of(origin) for origin in draft.origins), rows)

    def _side(self, side: DraftSide) -> Side:
        return Side(side.value, tuple(self.cite(quote) for quote in side.quotes), side.holder)

    def _cell(self, cell: DraftCell) -> GridCell:
        if cell.quote is None:
            return GridCell(cell.stance)
        if not self.stands(cell.quote):
            return GridCell("silent")
        return GridCell(cell.stance, self.cite(cell.quote))

    def _read_once(self, article_id: str) -> str | None:
        if article_id not in self._texts:
            self._texts[article_id] = self._read_text(article_id)
        return self._texts[article_id]


def check(draft: Draft, book: CitationBook, name_of: Callable[[str], str] = str) -> Checked:
    """Verify and number a whole draft: statements first, then disagreements, then the grid."""
    statements = tuple(s for s in map(book.statement, draft.statements) if s is not None)
    disagreements = tuple(d for d in map(book.disagreement, draft.disagreements) if d is not None)
    grid = book.grid(draft.grid, name_of) if draft.grid is not None and disagreements else None
    dropped = len(draft.statements) - len(statements) + len(draft.disagreements) - len(disagreements)
    return Checked(statements, book.citations, disagreements, grid, dropped)


def stored_text(snapshot: Snapshot, article_id: str, as_of: date | None = None) -> str | None:
    """What the index holds of an article, as it stood on a day where one is given.

    ``None`` where it is gone, or is not what was stored: ``damage_notes`` says so then.
    """
    try:
        return snapshot.article(article_id, as_of, checked=True).text
    except StorageError:
        return None


def damage_notes(snapshot: Snapshot) -> tuple[str, ...]:
    """A sentence on each article that was not cited because its text is not what was stored."""
    return tuple(
        f"The stored text of {article_id!r} is damaged, so nothing of it is cited; see: crosscheck verify."
        for article_id in sorted(snapshot.damaged)
    )


def origin_names(passages: Sequence[Passage]) -> Callable[[str], str]:
    """From an origin id to what a reader calls it: its sources, or a title where there is none."""
    named: dict[str, list[str]] = {}
    for passage in passages:
        name = passage.source or passage.title or passage.article_id
        known = named.setdefault(passage.origin, [])
        if name not in known:
            known.append(name)
    return lambda origin: ", ".join(named.get(origin, [origin]))
