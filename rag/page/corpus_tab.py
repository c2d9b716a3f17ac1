"""The tab where articles are added, looked at and removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rag.page import views
from rag.page.components import (
    AT_ONCE,
    LONG_WORK,
    MAY_FAIL,
    shown,
    toasts,
    told,
)
from rag.page.conversation import Conversation
from rag.page.desk import Desk
from rag.page.framework import gr


def corpus_tab(tab: gr.Tab, desk: Desk, header: gr.HTML, sources: gr.Dropdown) -> None:
    """Upload, look at and remove articles; read from the index each time the tab is opened."""
    if desk.may_change:
        with gr.Column(elem_id="cc-upload"):
            uploads = gr.File(
                file_count="multiple",
                height=150,
                label="Articles: .txt .md .html .pdf .docx .json .jsonl .csv, feeds, or a .zip",
            )
            replace = gr.Checkbox(False, label="Replace articles of the same name")
            add = gr.Button("Add to the index", variant="primary", elem_id="cc-add", elem_classes="cc-button")
        outcome = shown("cc-outcome")
    charts = shown("cc-corpus-charts")
    search = gr.Textbox(label="Find articles", placeholder="title, source, author or date", elem_id="cc-find")
    with gr.Row(elem_id="cc-corpus-panes"):
        table = shown("cc-articles")
        reading = shown("cc-reading")

    changed = [header, sources, charts, table]

    def refreshed_around() -> tuple[Any, ...]:
        return desk.header(), gr.Dropdown(choices=desk.sources()), desk.charts()

    def refreshed(words: str) -> tuple[Any, ...]:
        return *refreshed_around(), desk.articles(words or "")

    def upload(files: list[str] | None, overwrite: bool) -> Iterator[Any]:
        if not files:
            yield views.indexing_html(problem="Choose files first."), gr.skip()
            return
        try:
            for step in desk.add([Path(file) for file in files], replace=overwrite):
                yield step, gr.skip()
        except Exception as error:
            yield views.indexing_html(problem=told(error)), None
            return
        yield gr.skip(), None

    def remove(chosen: gr.EventData) -> None:
        with toasts():
            desk.remove(str(chosen._data["article"]))

    def open_article(chosen: gr.EventData) -> str:
        try:
            return desk.source(Conversation(), chosen._data)
        except Exception as error:
            return views.empty_source_html(told(error))

    if desk.may_change:
        added = add.click(upload, [uploads, replace], [outcome, uploads], **LONG_WORK)
        added.then(refreshed, search, changed, **AT_ONCE)
        table.delete(remove, None, None, **MAY_FAIL).then(refreshed, search, changed, **AT_ONCE)
    search.change(lambda words: desk.articles(words or ""), search, table, **AT_ONCE)
    for place in (table, reading):
        place.click(open_article, None, reading, **AT_ONCE)
    shown_now = tab.select(refreshed_around, None, changed[:-1], **AT_ONCE)
    shown_now.then(lambda words: desk.articles(words or ""), search, table, **AT_ONCE)
