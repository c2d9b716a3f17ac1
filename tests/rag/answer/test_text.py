"""What a person reads on paper and on the terminal."""

from __future__ import annotations

from datetime import date

from rich.console import Console

from rag.answer import Answer, Citation, Coverage, Disagreement, Grid, GridCell, NearPassage, Side, Statement
from rag.answer.terminal import as_rich
from rag.answer.text import as_text, visible

AFP = Citation(1, "a.txt", 0, 8, "Ana won.", source="AFP", published=date(2026, 1, 31), origin="o1", copies=("b.txt",))
TASS = Citation(2, "c.txt", 0, 7, "Bo won.", source="TASS", genre="opinion", origin="o2")
NOTE = Disagreement(
    "contradiction", "winner", "the race", "AFP says Ana won, TASS says Bo.", (Side("Ana", (AFP,)), Side("Bo", (TASS,)))
)
ANSWER = Answer(
    "Who won?",
    statements=(Statement("AFP reports: Ana won.", (AFP,)),),
    citations=(AFP, TASS),
    short="Ana",
    caveats=("Only one origin reports this.",),
    disagreements=(NOTE,),
    grid=Grid(("Ana won",), ("AFP", "TASS"), ((GridCell("says", AFP), GridCell("silent")),)),
    coverage=Coverage(articles_searched=5, origins_found=3, origins_cited=2, silent=("Reuters",)),
)
SILENT = Answer(
    "Who lost?",
    abstained=True,
    reason="The articles do not state what was asked.",
    passages=(NearPassage("a.txt", 0, 8, "Ana won.", 0.5, source="AFP"),),
)


def on_terminal(answer: Answer) -> str:
    console = Console(width=120, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(as_rich(answer))
    return console.export_text()


def test_the_text_shows_marks_disagreement_grid_caveats_sources_and_coverage() -> None:
    text = as_text(ANSWER)
    assert "AFP reports: Ana won. [1]" in text
    assert "In short: Ana" in text
    assert "Sources disagree: AFP says Ana won, TASS says Bo." in text
    assert "- Bo [2]: 1 origin" in text
    assert "  TASS: silent" in text
    assert "Note: Only one origin reports this." in text
    assert "[1] AFP, 2026-01-31 · a.txt and 1 more of the same origin" in text
    assert "(opinion)" in text
    assert "“Bo won.”" in text
    assert "5 articles searched, 3 independent origins read, 2 cited. Silent on this: Reuters." in text


def test_silence_shows_the_reason_and_the_nearest_passages() -> None:
    text = as_text(SILENT)
    assert text.startswith("The articles do not state what was asked.")
    assert "Nearest passages:\n- AFP: Ana won." in text


def test_print_and_terminal_hold_the_same_words() -> None:
    assert str(ANSWER) == as_text(ANSWER)
    for word in ("Ana won.", "Sources disagree", "Silent on this: Reuters", "Who says what", "says [1]"):
        assert word in on_terminal(ANSWER)
    assert "Not in the articles" in on_terminal(SILENT)


def test_markup_in_an_article_is_shown_as_text() -> None:
    tricky = Citation(1, "a.txt", 0, 5, "[red]x[/red]", source="[bold]AFP")
    shown = on_terminal(Answer("Q?", statements=(Statement("[blink]x", (tricky,)),), citations=(tricky,)))
    assert "[red]x[/red]" in shown
    assert "[bold]AFP" in shown
    assert "[blink]x" in shown


def test_what_would_move_the_screen_is_made_visible() -> None:
    assert visible("a\x1b[31mb\u200bc\u202ed") == "a\\u001b[31mb\\u200bc\\u202ed"
