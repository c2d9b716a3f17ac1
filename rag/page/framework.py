"""Gradio, imported quickly and without calling home; the rest of the page takes ``gr`` from here."""

from __future__ import annotations

import os

from rag.page.quick_import import without_stubs

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # before Gradio is imported

with without_stubs():
    import gradio as gr

__all__ = ["gr"]
