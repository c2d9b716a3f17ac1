"""The chat page. ``crosscheck serve --index DIR`` or ``python app.py --index DIR`` starts it.

Components and how they are wired, no more: what they do is in ``rag/page/desk.py``,
what they show in ``rag/page/views/``.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from starlette.middleware import Middleware

from index.errors import CrosscheckError
from index.filters import ArticleFilter
from rag.assistant import Assistant
from rag.page.ask_tab import ask_tab
from rag.page.components import (
    ANSWERING,
    ANSWERS_AT_ONCE,
    AT_ONCE,
    VIEWS,
    plain_errors,
    shown,
)
from rag.page.corpus_tab import corpus_tab
from rag.page.desk import Desk
from rag.page.evaluate_tab import evaluate_tab
from rag.page.framework import gr
from rag.page.logins import Logins, read_logins
from rag.page.response_headers import ResponseHeaders
from rag.page.views.theme import THEME

QUEUE_LENGTH = 64
UPLOAD_LIMIT = "100mb"
FAILED_LOGIN_SECONDS = 1.0


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
