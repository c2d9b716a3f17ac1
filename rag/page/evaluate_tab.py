"""The tab where a gold file is run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rag.page import views
from rag.page.components import (
    LONG_WORK,
    QUIET,
    shown,
    told,
)
from rag.page.desk import Desk
from rag.page.framework import gr


def evaluate_tab(desk: Desk) -> None:
    """Run a gold file, or the saved corrections, and read the report."""
    gold = gr.File(
        label="Gold file (.jsonl); without one, the corrections saved from this page", height=150, elem_id="cc-gold"
    )
    with gr.Row():
        run = gr.Button("Evaluate", variant="primary", elem_id="cc-evaluate", elem_classes="cc-button")
        stop = gr.Button("Stop", elem_classes="cc-button")
        save = gr.Button("Save the report", visible=False, elem_id="cc-save-report", elem_classes="cc-button")
    result = shown("cc-report")
    file = gr.JSON(visible=False)

    def evaluate(path: str | None) -> Iterator[Any]:
        yield views.evaluating_html(0, 1), gr.Button(visible=False), None
        try:
            for step in desk.evaluate(Path(path) if path else None):
                if isinstance(step, str):
                    yield step, gr.skip(), gr.skip()
                else:
                    yield views.report_html(step), gr.Button(visible=True), desk.report_file(step)
        except Exception as error:
            yield views.indexing_html(problem=told(error)), gr.skip(), gr.skip()

    running = run.click(evaluate, gold, [result, save, file], **LONG_WORK)
    stop.click(None, cancels=[running], **QUIET)
    save.click(None, file, js="(file) => crosscheck.save(file)", **QUIET)
