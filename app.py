"""The chat page. Run ``crosscheck serve --index DIR`` or ``python app.py``.

Components and how they are wired; what they show and do is in ``rag/desk.py`` and ``rag/views/``.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # before Gradio is imported: it calls home by default

import gradio as gr

from index.articles import GENRES
from index.errors import CrosscheckError, FilterError
from index.filters import ArticleFilter
from rag import views
from rag.assistant import Assistant
from rag.conversation import Conversation
from rag.desk import Desk

VIEWS = Path(views.__file__).parent
LISTEN = "crosscheck.listen(element, trigger);"
EXTRACTIVE = "Quotes only (no language model)"
ANSWERS_AT_ONCE = 4
QUEUE_LENGTH = 64
UPLOAD_LIMIT = "100mb"
PRIVATE = {"api_visibility": "private"}


def date_input(label: str, elem_id: str) -> gr.HTML:
    """The browser's own date field: small, localised, and at home on a phone."""
    return gr.HTML(
        value="",
        elem_id=elem_id,
        html_template=f'<label class="cc-date"><span>{label}</span><input type="date" value="${{value}}"></label>',
        js_on_load="""element.addEventListener('focusout', (event) => {
            if (props.value !== event.target.value) { props.value = event.target.value; trigger('change'); }
        });""",
    )


def build(desk: Desk) -> gr.Blocks:
    """The whole page for one open index."""
    storage = f"crosscheck-{desk.index.path.resolve().name}"
    with gr.Blocks(title="Crosscheck", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as page:
        kept = gr.BrowserState(None, storage_key=storage, secret="crosscheck")
        header = gr.HTML(desk.header, elem_id="cc-header")
        with gr.Tabs(elem_id="cc-tabs"):
            with gr.Tab("Ask", id="ask"):
                ask_tab(page, desk, kept)
    return page


def ask_tab(page: gr.Blocks, desk: Desk, kept: gr.BrowserState) -> None:
    """Conversation and composer on the left, the source panel on the right."""
    with gr.Row(elem_id="cc-panes"):
        with gr.Column(scale=6, elem_id="cc-chat"):
            with gr.Accordion("Filters", open=False, elem_id="cc-filters"):
                with gr.Row():
                    sources = gr.Dropdown(choices=desk.sources(), multiselect=True, label="Sources", elem_id="cc-sources-filter")
                    genres = gr.CheckboxGroup(list(GENRES), value=list(GENRES), label="Genres", info="With one left out, articles that state no genre are left out too.")
                with gr.Row(elem_id="cc-dates"):
                    since = date_input("Published since", "cc-since")
                    until = date_input("Published until", "cc-until")
                    as_of = date_input("Answer as of", "cc-as-of")
            with gr.Accordion("Settings and export", open=False, elem_id="cc-settings"):
                with gr.Row():
                    writer = gr.Dropdown([EXTRACTIVE, *desk.models], value=EXTRACTIVE, label="Written by")
                    strictness = gr.Slider(0, 1, value=desk.assistant.settings.strictness, step=0.05, label="Strictness", info="Higher: rather no answer than a doubtful one.")
            conversation = gr.HTML(elem_id="cc-conversation", js_on_load=LISTEN, apply_default_css=False)
            live = gr.HTML(elem_id="cc-live", js_on_load=LISTEN + "crosscheck.follow(element);", apply_default_css=False)
            status = gr.HTML(elem_id="cc-status", js_on_load="crosscheck.announce(element);")
            with gr.Group(elem_id="cc-composer"):
                chips = gr.HTML(elem_id="cc-active-filters", js_on_load=LISTEN, apply_default_css=False)
                with gr.Row():
                    question = gr.Textbox(placeholder="Ask the articles…", label="Your question", show_label=False, lines=1, max_lines=6, max_length=4000, elem_id="cc-question", scale=8, container=False)
                    send = gr.Button("Ask", variant="primary", elem_id="cc-ask", scale=1, min_width=80)
                    stop = gr.Button("Stop", elem_id="cc-stop", scale=1, min_width=80)
        with gr.Column(scale=5, elem_id="cc-side"):
            panel = gr.HTML(views.empty_source_html(), elem_id="cc-panel", js_on_load=LISTEN, apply_default_css=False)

    filters = [sources, since, until, as_of, genres]

    def restore(state: Any, request: gr.Request) -> str:
        return views.conversation_html(read(state, request), examples=desk.examples())

    def ask(text: str, state: Any, chosen_sources: Any, chosen_since: Any, chosen_until: Any, chosen_as_of: Any, chosen_genres: Any, chosen_writer: str, level: float, request: gr.Request) -> Iterator[Any]:
        text = (text or "").strip()
        if not text:
            yield [gr.skip()] * 5
            return
        earlier = read(state, request)
        number = len(earlier.exchanges)
        conversation_now: Any = views.conversation_html(earlier) if earlier.exchanges else ""
        try:
            may = as_filter(chosen_sources, chosen_since, chosen_until, chosen_as_of, chosen_genres)
            for step in desk.ask(text, earlier, may, strictness=level, model=chosen_writer):
                if isinstance(step, Conversation):
                    yield views.conversation_html(step), "", "", announced(step), step.to_state()
                else:
                    yield conversation_now, step, "", "Reading the articles.", gr.skip()
                    conversation_now = gr.skip()
        except CrosscheckError as problem:
            yield conversation_now, views.exchange_html(number, text, problem=str(problem)), text, "That could not be answered.", gr.skip()

    outputs = [conversation, live, question, status, kept]
    inputs = [question, kept, *filters, writer, strictness]
    asking = {"concurrency_limit": ANSWERS_AT_ONCE, "concurrency_id": "answers", "show_progress": "hidden", **PRIVATE}
    asked = [gr.on([send.click, question.submit], ask, inputs, outputs, **asking)]

    def ask_example(state: Any, chosen: gr.EventData) -> str:
        return str(chosen.question)

    asked.append(conversation.example_select(ask_example, None, question, queue=False, **PRIVATE).then(ask, inputs, outputs, **asking))
    stop.click(None, cancels=asked, **PRIVATE)

    def open_source(state: Any, request: gr.Request, chosen: gr.EventData) -> str:
        try:
            return desk.source(read(state, request), chosen._data)
        except CrosscheckError as problem:
            raise gr.Error(str(problem)) from None

    for each in (conversation, panel):
        each.click(open_source, kept, panel, queue=False, show_progress="hidden", **PRIVATE).then(None, js="() => crosscheck.showSource()", **PRIVATE)

    page.load(restore, kept, conversation, queue=False, show_progress="hidden", **PRIVATE)


def read(state: Any, request: gr.Request) -> Conversation:
    return Conversation.from_state(state, request.username)


def announced(conversation: Conversation) -> str:
    answer = conversation.exchanges[-1].answer
    return answer.reason or "" if answer.abstained else " ".join(each.text for each in answer.statements)


def as_filter(sources: Any, since: Any, until: Any, as_of: Any, genres: Any) -> ArticleFilter:
    """What the filter fields say; all genres together are no filter."""
    return ArticleFilter.parse(sources, since, until, as_of, () if len(genres or ()) in (0, len(GENRES)) else genres)


def theme() -> gr.themes.Base:
    """System fonts only: nothing is fetched."""
    return gr.themes.Base(
        primary_hue=gr.themes.colors.slate,
        neutral_hue=gr.themes.colors.stone,
        font=["system-ui", "-apple-system", "Segoe UI", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "monospace"],
        radius_size=gr.themes.sizes.radius_sm,
    )


def serve(index: Path | str, *, host: str = "127.0.0.1", port: int = 7860, quiet: bool = False) -> None:
    """Serve the page until interrupted."""
    desk = Desk(Assistant.open(index))
    page = build(desk).queue(default_concurrency_limit=ANSWERS_AT_ONCE, max_size=QUEUE_LENGTH)
    threading.Thread(target=desk.warm, daemon=True).start()
    page.launch(
        server_name=host,
        server_port=port or None,
        quiet=quiet,
        share=False,
        ssr_mode=False,
        pwa=False,
        footer_links=[],
        max_file_size=UPLOAD_LIMIT,
        theme=theme(),
        css=(VIEWS / "page.css").read_text("utf-8"),
        head=f"<script>{(VIEWS / 'page.js').read_text('utf-8')}</script>",
    )


if __name__ == "__main__":
    sys.argv.insert(1, "serve")
    from rag.cli import main

    main()
