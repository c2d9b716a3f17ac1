"""The trained network that reads: span, answerable, the relevance of sentences, the relation of two statements."""

from __future__ import annotations

from rag.reader.reader import WEIGHTS_FOLDER, WINDOW_TOKENS, Reader, Reading, Relation

__all__ = ["WEIGHTS_FOLDER", "WINDOW_TOKENS", "Reader", "Reading", "Relation"]
