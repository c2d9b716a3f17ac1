"""What the tabs of the page are made of, and how an error reaches a reader."""

from __future__ import annotations

import html
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import CrosscheckError
from rag.page import views
from rag.page.conversation import Conversation
from rag.page.framework import gr

VIEWS = Path(views.__file__).parent

EXTRACTIVE = "Quotes only (no language model)"

ANSWERS_AT_ONCE = 4
"""Questions answered at the same time; the rest wait in the queue. More would only share the same cores."""

LISTEN = "crosscheck.listen(element, trigger);"

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""An event that is no endpoint for scripts; what it shows of its progress is its own."""

AT_ONCE: dict[str, Any] = {**QUIET, "queue": False}

MAY_FAIL: dict[str, Any] = {**QUIET, "concurrency_limit": None}
"""Through the queue, which brings an error to the page as a message."""

ANSWERING: dict[str, Any] = {"concurrency_limit": ANSWERS_AT_ONCE, "concurrency_id": "answers"}

LONG_WORK: dict[str, Any] = {**QUIET, "concurrency_limit": 1, "concurrency_id": "long work"}


def shown(elem_id: str, value: str = "", js: str = LISTEN) -> gr.HTML:
    """A place for a view; clicks on what it shows become events."""
    return gr.HTML(value, elem_id=elem_id, js_on_load=js, apply_default_css=False)


def date_field(label: str, elem_id: str) -> gr.HTML:
    """The browser's own date field: small, localised, and at home on a phone. It reports when it is left."""
    return gr.HTML(
        value="",
        elem_id=elem_id,
        apply_default_css=False,
        html_template=f'<label class="cc-date"><span>{label}</span><input type="date" value="${{value}}"></label>',
        js_on_load="crosscheck.date(element, props, trigger);",
    )


def read(state: Any, request: gr.Request) -> Conversation:
    """The conversation that this browser keeps, where it is this user's."""
    return Conversation.from_state(state, request.username)


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
