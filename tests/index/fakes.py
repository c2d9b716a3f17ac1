"""Fakes that a person can compute by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.article_index import ArticleIndex, WritingOptions
from index.articles import Article, Chunk

VOCABULARY = ("ferry", "storm", "vote", "toll", "minister", "island", "rain")


class WordEncoder:
    """Counts of the seven words above and, where there is none, an eighth axis; then unit length.

    "ferry storm" becomes (1, 1, 0, 0, 0, 0, 0, 0) / sqrt(2).
    """

    name = "words"
    fingerprint = "words-1"
    dimension = 8
    window_tokens = 64
    special_tokens = 0

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.encoded += texts
        vectors = np.zeros((len(texts), 8), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            words = re.findall(r"\w+", text.lower())
            row[:7] = [words.count(word) for word in VOCABULARY]
            row[7] = not row.any()
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def count_tokens_batch(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]


def lines(article: Article) -> list[tuple[Chunk, str]]:
    """A chunker: every line is a chunk, embedded as it stands."""
    return [
        (Chunk(article.id, match.start(), match.end()), match.group())
        for match in re.finditer(r"[^\n]+", article.text)
        if match.group().strip()
    ]


BY_LINE = WritingOptions(chunker=lines)


def new_index(folder: Path, *articles: Article, options: WritingOptions = BY_LINE) -> ArticleIndex:
    """An index in a new folder, one chunk a line."""
    index = ArticleIndex.create(folder / "news.index", WordEncoder(), options)
    if articles:
        index.add(articles)
    return index


def question(text: str) -> NDArray[np.float32]:
    return WordEncoder().encode([text])[0]
