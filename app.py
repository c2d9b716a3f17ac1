"""The chat page. Run ``crosscheck serve --index DIR`` or ``python app.py --index DIR``.

Components and how they are wired, no more: what they do is in ``rag/desk.py``,
what they show in ``rag/views/``.
"""

from __future__ import annotations

import asyncio
import html
import inspect
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # before Gradio is imported: it calls home by default

from rag.quick_import import without_stubs

with without_stubs():
    import gradio as gr
from starlette.middleware import Middleware

from index.articles import GENRES
from index.errors import CrosscheckError, FilterError
from index.filters import ArticleFilter
from rag import views
from rag.assistant import Assistant
from rag.conversation import Conversation
from rag.desk import Correction, Desk
from rag.filter_fields import as_filter, drop
from rag.logins import Logins, read_logins
from rag.response_headers import ResponseHeaders
from rag.views.theme import THEME

VIEWS = Path(views.__file__).parent
EXTRACTIVE = "Quotes only (no language model)"
ANSWERS_AT_ONCE = 4
"""Questions answered at the same time; the rest wait in the queue. More would only share the same cores."""
QUEUE_LENGTH = 64
UPLOAD_LIMIT = "100mb"
FAILED_LOGIN_SECONDS = 1.0

LISTEN = "crosscheck.listen(element, trigger);"
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""An event that is no endpoint for scripts; what it shows of its progress is its own."""
AT_ONCE: dict[str, Any] = {**QUIET, "queue": False}
MAY_FAIL: dict[str, Any] = {**QUIET, "concurrency_limit": None}
"""Through the queue, which brings an error to the page as a message."""
ANSWERING: dict[str, Any] = {"concurrency_limit": ANSWERS_AT_ONCE, "concurrency_id": "answers"}
LONG_WORK: dict[str, Any] = {**QUIET, "concurrency_limit": 1, "concurrency_id": "long work"}


def serve(
    index: Path | str,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    auth: Path | None = None,
    gold: Path | None = None,
    models: Sequence[str] = (),
    read_only: bool = False,
    tell: Callable[[str], None] = print,
) -> None:
    """Serve the page until interrupted; ``tell`` gets its address, and a warning where anyone could reach it."""
    logins = read_logins(auth) if auth else None
    with Assistant.open(index) as assistant:
        gold_file = gold or Path(index).resolve().with_suffix(".gold.jsonl")
        desk = Desk(assistant, gold=gold_file, models=models, may_change=not read_only)
        page = launch(desk, host=host, port=port, logins=logins)
        threading.Thread(target=desk.warm, daemon=True).start()
        if logins is None and host not in ("127.0.0.1", "localhost", "::1"):
            tell("Anyone who can reach this machine can read the articles and change the corpus: consider --auth FILE.")
        tell(f"Crosscheck is at {page.local_url} (Ctrl+C ends it).")
        page.block_thread()


def launch(desk: Desk, *, host: str, port: int, logins: Logins | None = None) -> gr.Blocks:
    """Start the server in the background. Raises CrosscheckError where the port is taken."""
    page = build(desk).queue(default_concurrency_limit=ANSWERS_AT_ONCE, max_size=QUEUE_LENGTH)
    try:
        page.launch(
            server_name=host,
            server_port=port or None,
            auth=_door(logins) if logins else None,
            auth_message="Crosscheck",
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            ssr_mode=False,
            pwa=False,
            footer_links=[],
            max_file_size=UPLOAD_LIMIT,
            app_kwargs={"middleware": [Middleware(ResponseHeaders)]},
            theme=theme(),
            css=(VIEWS / "page.css").read_text("utf-8"),
            head=f"<script>{(VIEWS / 'page.js').read_text('utf-8')}</script>",
        )
    except OSError as error:
        raise CrosscheckError(f"{host}:{port} cannot be used ({error}).", remedy="Give another --port.") from error
    return page


def build(desk: Desk) -> gr.Blocks:
    """The whole page for one open index."""
    storage = f"crosscheck-{desk.index.path.resolve().name}"
    with gr.Blocks(title="Crosscheck", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as page:
        gr.api(endpoint(desk), api_name="ask", **ANSWERING)  # first, so that the name is free
        kept = gr.BrowserState(None, storage_key=storage, secret="crosscheck")
        header = shown("cc-header")
        with gr.Tabs(elem_id="cc-tabs"):
            with gr.Tab("Ask", id="ask"):
                sources = ask_tab(page, desk, kept, gr.BrowserState(None, f"{storage}-settings", secret="crosscheck"))
            with gr.Tab("Corpus", id="corpus") as corpus:
                corpus_tab(corpus, desk, header, sources)
            with gr.Tab("Evaluate", id="evaluate"):
                evaluate_tab(desk)
        page.load(desk.header, None, header, **AT_ONCE)
    return page


def shown(elem_id: str, value: str = "", js: str = LISTEN) -> gr.HTML:
    """A place for a view; clicks on what it shows become events."""
    return gr.HTML(value, elem_id=elem_id, js_on_load=js, apply_default_css=False)


def ask_tab(page: gr.Blocks, desk: Desk, kept: gr.BrowserState, chosen_before: gr.BrowserState) -> gr.Dropdown:
    """Conversation and composer on the left, the source panel on the right; returns the filter of sources."""
    with gr.Row(elem_id="cc-panes"):
        with gr.Column(scale=6, elem_id="cc-chat"):
            with gr.Accordion("Filters", open=False, elem_id="cc-filters"):
                filters = filter_fields(desk)
            with gr.Accordion("Settings and export", open=False, elem_id="cc-settings"):
                settings = setting_fields(desk)
                tools = shown("cc-tools", views.tools_html())
            welcome = shown("cc-welcome", views.welcome_html())
            conversation = shown("cc-conversation")
            live = shown("cc-live", js=LISTEN + "crosscheck.follow(element);")
            correcting = correction_form(desk, kept, conversation)
            status = shown("cc-status", js="crosscheck.announce(element);")
            with gr.Column(elem_id="cc-composer"):
                chips = shown("cc-chips")
                with gr.Row():
                    question = question_field()
                    send = gr.Button("Ask", variant="primary", elem_id="cc-ask", scale=1, min_width=80)
                    stop = gr.Button("Stop", elem_id="cc-stop", scale=1, min_width=80)
        with gr.Column(scale=5, elem_id="cc-side"):
            panel = shown("cc-panel", views.empty_source_html())

    def restore(state: Any, request: gr.Request) -> tuple[str, Any]:
        return views.conversation_html(read(state, request)), gr.Dropdown(choices=desk.sources())

    def ask(text: str, state: Any, request: gr.Request, model: str, strictness: float, *fields: Any) -> Iterator[Any]:
        earlier = read(state, request)
        if not text.strip():
            yield {status: ""}
            return
        try:
            may = as_filter(*fields)
            yield {question: "", status: "Reading the articles."}
            for step in desk.ask(text.strip(), earlier, may, strictness=strictness, model=model):
                if isinstance(step, Conversation):
                    done = views.conversation_html(step)
                    yield {conversation: done, live: "", status: views.spoken(step), kept: step.to_state()}
                else:
                    yield {live: step}
        except Exception as error:
            problem = told(error)
            failed = views.exchange_html(len(earlier.exchanges), text, problem=problem)
            yield {live: failed, question: text, status: problem}

    def open_source(state: Any, request: gr.Request, chosen: gr.EventData) -> str:
        try:
            return desk.source(read(state, request), chosen._data)
        except Exception as error:
            return views.empty_source_html(told(error))

    def export(state: Any, request: gr.Request, chosen: gr.EventData, model: str, strictness: float) -> dict[str, str]:
        with toasts():
            settings_used = {"writer": model, "strictness": strictness}
            return desk.export(read(state, request), str(chosen._data.get("form")), settings_used)

    inputs = [question, kept, *settings, *filters]
    outputs = [conversation, live, question, status, kept]
    asked = [gr.on([send.click, question.submit], ask, inputs, outputs, **ANSWERING, **QUIET)]
    picked = welcome.example_select(example_of, None, question, **AT_ONCE)
    asked.append(picked.then(ask, inputs, outputs, **ANSWERING, **QUIET))
    stop.click(None, cancels=asked, js="() => crosscheck.stopped()", **QUIET)

    page.load(restore, kept, [conversation, filters[0]], **AT_ONCE)
    page.load(partial(restored_settings, desk), chosen_before, settings, **AT_ONCE)
    gr.on([field.input for field in settings], lambda *values: values, settings, chosen_before, **AT_ONCE)
    page.load(lambda: views.welcome_html(desk.examples()), None, welcome, **AT_ONCE)
    for place in (conversation, live, panel):
        place.click(open_source, kept, panel, **AT_ONCE).then(None, js="() => crosscheck.showSource()", **QUIET)

    file = gr.JSON(visible=False)
    tools.download(export, [kept, *settings], file, **MAY_FAIL).then(
        None, file, js="(file) => crosscheck.save(file)", **QUIET
    )

    def start_anew(request: gr.Request) -> tuple[Any, ...]:
        empty = Conversation(user=request.username)
        return empty.to_state(), views.conversation_html(empty), "", views.empty_source_html()

    tools.clear(start_anew, None, [kept, conversation, live, panel], **AT_ONCE)
    conversation.like(*correcting, **AT_ONCE)

    gr.on([field.change for field in filters], filter_chips, filters, chips, **AT_ONCE)
    chips.click(without_filter, filters, filters, **AT_ONCE)
    return filters[0]


def filter_fields(desk: Desk) -> list[Any]:
    """Sources, since, until, as of, genres."""
    with gr.Row():
        sources = gr.Dropdown(choices=desk.sources(), multiselect=True, label="Sources", elem_id="cc-sources-filter")
        genres = gr.CheckboxGroup(
            list(GENRES),
            value=list(GENRES),
            label="Genres",
            info="With one left out, articles that state no genre are left out too.",
            elem_id="cc-genres-filter",
        )
    with gr.Row(elem_id="cc-dates"):
        since = date_field("Published since", "cc-since")
        until = date_field("Published until", "cc-until")
        as_of = date_field("Answer as of", "cc-as-of")
    return [sources, since, until, as_of, genres]


def date_field(label: str, elem_id: str) -> gr.HTML:
    """The browser's own date field: small, localised, and at home on a phone. It reports when it is left."""
    return gr.HTML(
        value="",
        elem_id=elem_id,
        apply_default_css=False,
        html_template=f'<label class="cc-date"><span>{label}</span><input type="date" value="${{value}}"></label>',
        js_on_load="crosscheck.date(element, props, trigger);",
    )


def setting_fields(desk: Desk) -> list[Any]:
    """Who writes, and how strictly."""
    with gr.Row():
        writer = gr.Dropdown([EXTRACTIVE, *desk.models], value=EXTRACTIVE, label="Written by", elem_id="cc-writer")
        strictness = gr.Slider(
            0,
            1,
            value=desk.assistant.settings.strictness,
            step=0.05,
            label="Strictness",
            info="Higher: rather no answer than a doubtful one.",
            elem_id="cc-strictness",
        )
    return [writer, strictness]


def restored_settings(desk: Desk, chosen: Any) -> tuple[str, float]:
    """The settings that this browser keeps, where they are still on offer."""
    writer, strictness = EXTRACTIVE, desk.assistant.settings.strictness
    if isinstance(chosen, list) and len(chosen) == 2:
        writer = chosen[0] if chosen[0] in desk.models else writer
        strictness = min(max(chosen[1], 0.0), 1.0) if isinstance(chosen[1], (int, float)) else strictness
    return writer, strictness


def question_field() -> gr.Textbox:
    return gr.Textbox(
        placeholder="Ask the articles…",
        label="Your question",
        show_label=False,
        container=False,
        max_lines=6,
        max_length=4000,
        elem_id="cc-question",
        scale=8,
    )


def correction_form(desk: Desk, kept: gr.BrowserState, conversation: gr.HTML) -> tuple[Any, list[Any], list[Any]]:
    """The form that a verdict opens; returns what to run on a verdict, with its inputs and outputs."""
    number = gr.State(-1)
    with gr.Column(visible=False, elem_id="cc-correction") as box:
        about = shown("cc-correction-about")
        answerable = gr.Radio(
            [("The articles answer it", True), ("The articles do not say", False)], value=True, show_label=False
        )
        short = gr.Textbox(label="Right short answers, one a line", lines=1, max_lines=5, elem_id="cc-correction-short")
        facts = gr.Textbox(
            label="Words that a right answer must hold, one a line; other ways to put it after |",
            lines=2,
            max_lines=8,
            elem_id="cc-correction-facts",
        )
        articles = gr.Checkbox(True, label="The cited articles are the right ones")
        with gr.Row():
            save = gr.Button(
                "Save as gold question", variant="primary", elem_id="cc-correction-save", elem_classes="cc-button"
            )
            close = gr.Button("Close", elem_id="cc-correction-close", elem_classes="cc-button")

    def judge(state: Any, request: gr.Request, chosen: gr.EventData) -> dict[Any, Any]:
        place, vote = int(chosen._data["turn"]), chosen._data["vote"]
        marked = read(state, request).with_vote(place, vote)
        judged = marked.exchanges[place]
        return {
            kept: marked.to_state(),
            conversation: views.conversation_html(marked),
            number: place,
            box: gr.Column(visible=judged.vote is not None),
            about: views.correction_html(judged),
            short: judged.answer.short or "",
            facts: "",
            answerable: not judged.answer.abstained,
            articles: judged.vote == "up",
        }

    def keep(state: Any, request: gr.Request, place: int, *fields: Any) -> Any:
        with toasts():
            made = desk.correct(read(state, request), place, Correction.parse(*fields))
        gr.Info(f"Saved as {made}.")
        return gr.Column(visible=False)

    save.click(keep, [kept, number, answerable, short, facts, articles], box, **MAY_FAIL)
    close.click(lambda: gr.Column(visible=False), None, box, **AT_ONCE)
    return judge, [kept], [kept, conversation, number, box, about, short, facts, answerable, articles]


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


def endpoint(desk: Desk) -> Callable[..., dict[str, Any]]:
    """What scripts call as /ask."""

    def ask(
        question: str,
        sources: list[str] | None = None,
        since: str | None = None,
        until: str | None = None,
        as_of: str | None = None,
        genres: list[str] | None = None,
    ) -> dict[str, Any]:
        """Answer one question. Dates are YYYY-MM-DD; the result is ``Answer.to_dict()``, schema 1."""
        with plain_errors():
            return desk.answer(question, ArticleFilter.parse(sources, since, until, as_of, genres)).to_dict()

    return ask


def read(state: Any, request: gr.Request) -> Conversation:
    """The conversation that this browser keeps, where it is this user's."""
    return Conversation.from_state(state, request.username)


def filter_chips(*fields: Any) -> str:
    try:
        return views.chips_html(as_filter(*fields))
    except FilterError as problem:
        return views.indexing_html(problem=str(problem))


def without_filter(chosen: gr.EventData, *fields: Any) -> list[Any]:
    """The filter fields after one chip was dropped."""
    return drop(list(fields), chosen._data["field"], chosen._data.get("value"))


def example_of(chosen: gr.EventData) -> str:
    return str(chosen._data["question"])


def told(error: Exception) -> str:
    """What a reader is told of an error; one that nobody foresaw goes to the server's log, not to the page."""
    if isinstance(error, CrosscheckError):
        return str(error)
    traceback.print_exception(error)
    return "Something went wrong inside Crosscheck; the log of its server says what."


@contextmanager
def toasts() -> Iterator[None]:
    """What goes wrong becomes a message on the page; Gradio takes messages for HTML."""
    try:
        yield
    except Exception as error:
        raise gr.Error(html.escape(views.displayed(told(error))), print_exception=False) from None


@contextmanager
def plain_errors() -> Iterator[None]:
    """What goes wrong becomes an error for a script."""
    try:
        yield
    except Exception as error:
        raise gr.Error(told(error), print_exception=False) from None


def theme() -> gr.themes.Base:
    """System fonts only: nothing is fetched. The colours are those of page.css."""
    made = gr.themes.Base(
        primary_hue=gr.themes.colors.slate,
        neutral_hue=gr.themes.colors.stone,
        font=["system-ui", "-apple-system", "Segoe UI", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "monospace"],
        radius_size=gr.themes.sizes.radius_md,
    )
    known = inspect.signature(made.set).parameters
    return made.set(**{key: value for name, value in THEME.items() for key in (name, f"{name}_dark") if key in known})


def _door(logins: Logins) -> Callable[[str, str], Any]:
    async def let_in(name: str, password: str) -> bool:
        known = await asyncio.to_thread(logins.check, name, password)
        if not known:
            await asyncio.sleep(FAILED_LOGIN_SECONDS)
        return known

    return let_in


if __name__ == "__main__":
    from rag.cli import main

    sys.argv.insert(1, "serve")
    main()
