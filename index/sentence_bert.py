"""BERT sentence encoders, compiled: tokens in, unit vectors out, no torch.

Texts are sorted by length and batched by tokens, so that hardly a token of
padding is computed, and tokenized in another thread while the model computes.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.bert import Pooling, sentence_graph, supports
from index.model_files import load_tokenizer, stated_window
from index.runtime import CompiledModel, Inputs, compile_model

Vectors = NDArray[np.float32]

BATCH_TOKENS = 1024
"""Padding included. Fastest of 512 to 16384 on two cores: larger batches leave the processor's cache."""
_BLOCK = 1024
"""Texts tokenized at once, beside the computing of the block before."""
_PAD_TO = 8
"""Row lengths are multiples of this: kernels are built once per shape, and fewer shapes occur."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How token vectors become one vector."""

    pooling: Pooling
    window_tokens: int
    dimension: int


def read_recipe(folder: Path) -> Recipe | None:
    """The recipe of a saved sentence-transformers model; None where it is not BERT with plain pooling."""
    try:
        config = _read_json(folder / "config.json")
        modules = _read_json(folder / "modules.json")
        settings = _read_json(folder / "sentence_bert_config.json")
        kinds = [module["type"].rpartition(".")[2] for module in modules]
        if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]) or modules[0]["path"]:
            return None
        pooling = _pooling(_read_json(folder / modules[1]["path"] / "config.json"))
        window = min(stated_window(folder) or 10**9, config["max_position_embeddings"])
        dimension = config["hidden_size"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    files = ("tokenizer.json", "model.safetensors")
    plain = (
        settings.get("transformer_task", "feature-extraction") == "feature-extraction"
        and not settings.get("do_lower_case")
        and not _prompts(folder)
        and all((folder / file).is_file() for file in files)
    )
    return Recipe(pooling, window, dimension) if pooling and plain and supports(config) else None


class OverlongText(Exception):
    """Position and token count (special tokens included) of a text that the window cannot hold."""

    def __init__(self, position: int, tokens: int) -> None:
        super().__init__(position, tokens)
        self.position = position
        self.tokens = tokens


class CompiledEncoder:
    """A ``Backend`` on a compiled model."""

    def __init__(self, folder: Path, recipe: Recipe, weights_hash: str, load_torch: Callable[[], Any]) -> None:
        beside = ThreadPoolExecutor(1, thread_name_prefix="compile")
        self._compiling = beside.submit(_compile, folder, recipe, weights_hash, load_torch)
        beside.shutdown(wait=False)  # the one task goes on
        self.dimension = recipe.dimension
        self.window_tokens = recipe.window_tokens
        self._tokenizer = load_tokenizer(folder)  # it cuts nothing: the window is enforced here
        self.special_tokens = self._tokenizer.num_special_tokens_to_add(False)

    @property
    def _model(self) -> CompiledModel:
        return self._compiling.result()

    @property
    def runtime(self) -> str:
        """What runs it and how precisely: ``"openvino bf16"``."""
        return f"{self._model.runtime} {self._model.precision}"

    def count(self, texts: Sequence[str]) -> list[int]:
        return [len(row) for row in self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]

    def encode(self, texts: Sequence[str], progress: Callable[[int], None], query: bool = False) -> Vectors:
        made = np.empty((len(texts), self.dimension), dtype=np.float32)
        waiting: deque[list[int]] = deque()
        for output in self._model.run_all(self._batches(texts, waiting)):
            rows = waiting.popleft()
            made[rows] = output["embedding"]
            progress(len(rows))
        return made

    def _batches(self, texts: Sequence[str], waiting: deque[list[int]]) -> Iterator[Inputs]:
        """Padded batches; the rows of each are appended to ``waiting``."""
        order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
        blocks = [order[start : start + _BLOCK] for start in range(0, len(order), _BLOCK)]
        with ThreadPoolExecutor(1) as beside:
            ahead = beside.submit(self._tokenize, texts, blocks[0])
            for following in [*blocks[1:], None]:
                tokenized = ahead.result()
                if following is not None:
                    ahead = beside.submit(self._tokenize, texts, following)
                for batch in group_by_tokens(tokenized, BATCH_TOKENS):
                    waiting.append([row for row, _ in batch])
                    yield _pad([ids for _, ids in batch], self.window_tokens)

    def _tokenize(self, texts: Sequence[str], rows: list[int]) -> list[tuple[int, list[int]]]:
        encoded = self._tokenizer.encode_batch_fast([texts[row] for row in rows])
        for row, tokens in zip(rows, encoded, strict=True):
            if len(tokens) > self.window_tokens:
                raise OverlongText(row, len(tokens))
        return [(row, tokens.ids) for row, tokens in zip(rows, encoded, strict=True)]


def _compile(folder: Path, recipe: Recipe, weights_hash: str, load_torch: Callable[[], Any]) -> CompiledModel:
    model = compile_model(
        partial(sentence_graph, folder, recipe.pooling),
        name="sentence-bert",
        weights_hash=f"{weights_hash} {recipe.pooling}",
        build_torch=lambda: _as_network(load_torch()),
    )
    model.run(_pad([[0] * _PAD_TO], recipe.window_tokens))  # the first run of all lays out the weights
    return model


def group_by_tokens(rows: list[tuple[int, list[int]]], batch_tokens: int) -> Iterator[list[tuple[int, list[int]]]]:
    """Longest first, as many rows to a batch as ``batch_tokens`` holds with padding; at least one.

    >>> rows = [(0, [7] * 2), (1, [7] * 8), (2, [7] * 3)]
    >>> [[number for number, _ in batch] for batch in group_by_tokens(rows, batch_tokens=8)]
    [[1], [2, 0]]
    """
    batch: list[tuple[int, list[int]]] = []
    for row in sorted(rows, key=lambda row: -len(row[1])):
        if batch and (len(batch) + 1) * len(batch[0][1]) > batch_tokens:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _pad(rows: list[list[int]], window_tokens: int) -> dict[str, NDArray[np.int64]]:
    width = min(-(-max(map(len, rows)) // _PAD_TO) * _PAD_TO, window_tokens)
    ids = np.zeros((len(rows), width), dtype=np.int64)
    mask = np.zeros_like(ids)
    for number, row in enumerate(rows):
        ids[number, : len(row)] = row
        mask[number, : len(row)] = 1
    return {"input_ids": ids, "attention_mask": mask}


def _as_network(model: Any) -> Any:
    """A loaded SentenceTransformer as a torch module with the arguments and outputs of the compiled one."""
    import torch

    class Network(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> dict[str, Any]:
            made = self.model({"input_ids": input_ids, "attention_mask": attention_mask})["sentence_embedding"]
            return {"embedding": torch.nn.functional.normalize(made, dim=1)}

    return Network()


def _pooling(config: dict[str, Any]) -> Pooling | None:
    if "pooling_mode" in config:
        chosen = [config["pooling_mode"]]
    else:
        chosen = [name for name, on in config.items() if name.startswith("pooling_mode_") and on is True]
    if chosen in (["mean"], ["pooling_mode_mean_tokens"]):
        return "mean"
    return "cls" if chosen in (["cls"], ["pooling_mode_cls_token"]) else None


def _prompts(folder: Path) -> list[str]:
    path = folder / "config_sentence_transformers.json"
    prompts = _read_json(path).get("prompts") or {} if path.is_file() else {}
    return [prompt for prompt in prompts.values() if prompt]


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
