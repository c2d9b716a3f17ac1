"""An Answer as plain text (``print(answer)``) and as rich text for a terminal.

Control characters, zero-width and bidirectional marks that an article may hold
are shown as visible escapes, so that a quote cannot rearrange the screen.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rag.answer.parts import Citation, Coverage, Disagreement, Grid, Stance
from rag.language.injection import is_hidden

if TYPE_CHECKING:
    from rag.answer.answer import Answer, Comparison

WIDTH = 100

STANCES: dict[Stance, str] = {"says": "says", "denies": "denies", "differs": "says otherwise", "silent": "silent"}
"""A cell of the grid in words."""


def visible(text: str) -> str:
    r"""One line, with what would act on a screen instead of standing on it made visible.

    >>> visible("two\nlines\u202e and a trick")
    'two lines\\u202e and a trick'
    """
    joined = " ".join(text.split())
    return "".join(f"\\u{ord(char):04x}" if is_hidden(char) and char != "\u00ad" else char for char in joined)


def as_text(answer: Answer) -> str:
    """The answer as a person reads it: prose with [1] marks, the disagreements, the sources."""
    blocks = [_prose(answer)]
    blocks += [_disagreement_text(d) for d in answer.disagreements]
    if answer.grid is not None:
        blocks.append(grid_text(answer.grid))
    if answer.caveats:
        blocks.append("\n".join(_wrapped(f"Note: {caveat}") for caveat in answer.caveats))
    if answer.abstained and answer.passages:
        blocks.append("\n".join(["Nearest passages:", *_nearest(answer)]))
    if answer.citations:
        blocks.append("\n".join(["Sources", *(_source_text(citation) for citation in answer.citations)]))
    blocks.append(_coverage_text(answer))
    return "\n\n".join(block for block in blocks if block)


def marks(citations: Iterable[Citation]) -> str:
    """``[1][2]``"""
    return "".join(f"[{citation.number}]" for citation in citations)


def _prose(answer: Answer) -> str:
    if answer.abstained:
        return _wrapped(answer.reason or "The articles do not say.")
    lines = [_wrapped(f"{visible(s.text)} {marks(s.citations)}") for s in answer.statements]
    if answer.standalone_question:
        lines.insert(0, _wrapped(f"(Asked as: {visible(answer.standalone_question)})"))
    if answer.short:
        lines.insert(0, f"In short: {visible(answer.short)}")
    return "\n\n".join(lines)


def _disagreement_text(note: Disagreement) -> str:
    lines = [_wrapped(f"{note.title}: {visible(note.explanation)}")]
    for side in note.sides:
        holder = f" ({visible(side.holder)})" if side.holder else ""
        origins = "1 origin" if side.origins == 1 else f"{side.origins} independent origins"
        lines.append(_wrapped(f"- {visible(side.value)}{holder} {marks(side.citations)}: {origins}", hang="  "))
    if note.proposed_by:
        lines.append(
            _wrapped(f"(So {visible(note.proposed_by)} reads it; the comparison of values does not confirm it.)")
        )
    return "\n".join(lines)


def grid_text(grid: Grid) -> str:
    """The claims down, the origins across; what each says, with the citation.

    >>> from rag.answer import GridCell
    >>> print(grid_text(Grid(("Rain",), ("AFP",), ((GridCell("silent"),),))))
    Who says what
    Rain
      AFP: silent
    """
    lines = ["Who says what"]
    for claim, row in zip(grid.claims, grid.cells, strict=True):
        lines.append(_wrapped(visible(claim)))
        for origin, cell in zip(grid.origins, row, strict=True):
            mark = f" [{cell.citation.number}]" if cell.citation else ""
            lines.append(f"  {visible(origin)}: {STANCES[cell.stance]}{mark}")
    return "\n".join(lines)


def _nearest(answer: Answer, count: int = 3) -> list[str]:
    return [
        _wrapped(f"- {visible(p.source or p.title or p.article_id)}: {_shortened(p.text)}", hang="  ")
        for p in answer.passages[:count]
    ]


def _source_text(citation: Citation) -> str:
    genre = f" ({citation.genre})" if citation.genre in ("opinion", "analysis") else ""
    copies = f" and {len(citation.copies)} more of the same origin" if citation.copies else ""
    title = f", {visible(citation.title)}" if citation.title and citation.title != citation.source else ""
    order = " · reads like an instruction to software, shown as quoted" if citation.instruction_like else ""
    head = (
        f"[{citation.number}] {visible(citation.label)}{genre}{title} · {visible(citation.article_id)}{copies}{order}"
    )
    return f"{_wrapped(head, hang='    ')}\n{_wrapped('“' + visible(citation.quote) + '”', indent='    ')}"


def _coverage_text(answer: Answer) -> str:
    line = _coverage_line(answer.coverage)
    return "\n".join(_wrapped(part) for part in (line, writer_text(answer)) if part)


def _coverage_line(c: Coverage) -> str:
    parts = [f"{c.articles_searched} article{'' if c.articles_searched == 1 else 's'} searched"]
    if c.origins_found:
        parts.append(f"{c.origins_found} independent origin{'' if c.origins_found == 1 else 's'} read")
    if c.origins_cited:
        parts.append(f"{c.origins_cited} cited")
    if c.undated:
        parts.append(f"{c.undated} undated left out")
    if c.other_language:
        parts.append(f"{c.other_language} in a language that the encoder does not read")
    line = ", ".join(parts) + "."
    if c.silent:
        line += f" Silent on this: {', '.join(visible(source) for source in c.silent)}."
    return line


def comparison_text(comparison: Comparison) -> str:
    """The disagreements of an index as a person reads them, each with its grid, then the sources."""
    blocks = [_wrapped(visible(comparison.reason))] if comparison.reason else []
    for place, difference in enumerate(comparison.differences, start=1):
        note = difference.disagreement
        blocks.append(_wrapped(f"{place}. {visible(note.topic)}?") + "\n" + _disagreement_text(note))
        if difference.grid is not None:
            blocks.append(grid_text(difference.grid))
    if comparison.citations:
        blocks.append("\n".join(["Sources", *(_source_text(citation) for citation in comparison.citations)]))
    blocks.append(_wrapped(_coverage_line(comparison.coverage)))
    return "\n\n".join(blocks)


def writer_text(answer: Answer) -> str:
    """Which language model wrote this, what of it did not pass the check, or why none did. Empty without one.

    >>> from rag import Answer
    >>> writer_text(Answer("Who?", model="openai:m", dropped_statements=1))
    'Written by openai:m; 1 statement did not pass the check and is not shown.'
    """
    dropped = answer.dropped_statements
    parts = []
    if answer.fallback_reason:
        parts.append(f"Quoted without a language model: {visible(answer.fallback_reason)}")
    elif answer.model:
        verb = (
            "statement did not pass the check and is" if dropped == 1 else "statements did not pass the check and are"
        )
        tail = f"; {dropped} {verb} not shown." if dropped else "."
        parts.append(f"Written by {visible(answer.model)}{tail}")
    return " ".join(parts)


def _shortened(text: str, limit: int = 220) -> str:
    return textwrap.shorten(visible(text), width=limit, placeholder=" …")


def _wrapped(text: str, *, indent: str = "", hang: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent + hang, break_long_words=False)
