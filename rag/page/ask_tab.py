"""The tab where questions are asked: conversation, composer, filters, settings, the source panel."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from index.articles import GENRES
from index.errors import FilterError
from rag.page import views
from rag.page.components import (
    ANSWERING,
    AT_ONCE,
    EXTRACTIVE,
    LISTEN,
    MAY_FAIL,
    QUIET,
    date_field,
    read,
    shown,
    toasts,
    told,
)
from rag.page.conversation import Conversation
from rag.page.desk import Correction, Desk
from rag.page.filter_fields import as_filter, drop
from rag.page.framework import gr


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
