"""Answers and corpora as HTML: every function turns values into a string, and holds no state.

The templates escape whatever they are given (Jinja's autoescape), and ``displayed``
makes visible what would act on a page instead of standing on it. Nothing that
an article says can become markup, a link, a script or a change of direction.
"""

from __future__ import annotations

from rag.page.views.answers import conversation_html, correction_html, exchange_html, spoken, tools_html, welcome_html
from rag.page.views.corpus import articles_html, charts_html, header_html, indexing_html
from rag.page.views.evaluation import evaluating_html, report_html
from rag.page.views.filters import chips_html
from rag.page.views.rendering import displayed
from rag.page.views.sources import empty_source_html, source_html

__all__ = [
    "articles_html",
    "charts_html",
    "chips_html",
    "conversation_html",
    "correction_html",
    "displayed",
    "empty_source_html",
    "evaluating_html",
    "exchange_html",
    "header_html",
    "indexing_html",
    "report_html",
    "source_html",
    "spoken",
    "tools_html",
    "welcome_html",
]
