"""An answer for a terminal, in colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.answer.answer import Answer
from rag.answer.parts import Grid

if TYPE_CHECKING:
    from rich.console import RenderableType

    from rag.answer.answer import Comparison
from rag.answer.text import (
    STANCES,
    _coverage_line,
    _coverage_text,
    _disagreement_text,
    _nearest,
    _source_text,
    _wrapped,
    marks,
    visible,
)


def comparison_rich(comparison: Comparison) -> RenderableType:
    """The same for a terminal: disagreements framed, grids as tables."""
    from rich.console import Group
    from rich.panel import Panel
    from rich.text import Text

    parts: list[RenderableType] = []
    if comparison.reason:
        parts.append(Panel(Text(visible(comparison.reason)), title="Nothing to list", border_style="yellow"))
    for place, difference in enumerate(comparison.differences, start=1):
        note = difference.disagreement
        body = Text(f"{visible(note.topic)}?\n{_disagreement_text(note).split(': ', 1)[1]}")
        body.highlight_regex(r"\[\d+\]", "bold cyan")
        parts.append(Panel(body, title=f"{place}. {note.title}", title_align="left", border_style="red"))
        if difference.grid is not None:
            parts.append(rich_grid(difference.grid))
    if comparison.citations:
        parts.append(Text("\nSources", style="bold"))
        parts += [Text(_source_text(citation)) for citation in comparison.citations]
    parts.append(Text("\n" + _wrapped(_coverage_line(comparison.coverage)), style="dim"))
    return Group(*parts)


def as_rich(answer: Answer) -> RenderableType:
    """The same for a terminal: marks and headings coloured, disagreements framed."""
    from rich.console import Group
    from rich.panel import Panel
    from rich.text import Text

    def body(text: str, style: str = "") -> Text:
        shown = Text(text, style=style)
        shown.highlight_regex(r"\[\d+\]", "bold cyan")
        return shown

    parts: list[RenderableType] = []
    if answer.abstained:
        parts.append(
            Panel(
                body(visible(answer.reason or "The articles do not say.")),
                title="Not in the articles",
                border_style="yellow",
            )
        )
    else:
        if answer.standalone_question:
            parts.append(body(f"Asked as: {visible(answer.standalone_question)}", "dim"))
        if answer.short:
            parts.append(Text.assemble(("In short: ", "bold"), (visible(answer.short), "bold green")))
        parts += [body(f"{visible(s.text)} {marks(s.citations)}\n") for s in answer.statements]
    for note in answer.disagreements:
        text = _disagreement_text(note).split(": ", 1)[1]
        parts.append(Panel(body(text), title=note.title, title_align="left", border_style="red"))
    if answer.grid is not None:
        parts.append(rich_grid(answer.grid))
    parts += [body(f"Note: {caveat}", "yellow") for caveat in answer.caveats]
    if answer.abstained and answer.passages:
        parts.append(Text("Nearest passages", style="bold"))
        parts += [body(line, "dim") for line in _nearest(answer)]
    if answer.citations:
        parts.append(Text("\nSources", style="bold"))
        parts += [body(_source_text(citation)) for citation in answer.citations]
    parts.append(body("\n" + _coverage_text(answer), "dim"))
    return Group(*parts)


def rich_grid(grid: Grid) -> RenderableType:
    """The claim-by-origin grid as a table."""
    from rich.table import Table

    table = Table(title="Who says what", title_justify="left", show_lines=True)
    table.add_column("Claim")
    for origin in grid.origins:
        table.add_column(visible(origin))
    for claim, row in zip(grid.claims, grid.cells, strict=True):
        cells = [
            f"{STANCES[cell.stance]} \\[{cell.citation.number}]" if cell.citation else STANCES[cell.stance]
            for cell in row
        ]
        table.add_row(visible(claim).replace("[", "\\["), *cells)
    return table
