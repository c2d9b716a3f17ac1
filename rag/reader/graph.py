"""The reader's network as an OpenVINO graph: a BERT encoder with one small head for each judgement.

One pass over ``[CLS] question [SEP] passage [SEP]`` gives, for every token,
the logits *start*, *end* and *relevance*, and for the pair the logits
*answerable*, *entails*, *neutral* and *contradicts* (the last three are read
from ``statement a [SEP] statement b`` pairs, which begin with ``[MASK]`` in
the place of ``[CLS]`` so that the network knows which task it is doing).

Word vectors are not among the reader's weights: they stay those of the
encoder package, frozen. ``training/network.py`` is the same network in torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.bert import Bert

HEADS = 12
EPSILON = 1e-12
_LAYER_NAMES = {
    "attention_output": "attention.output.dense",
    "attention_norm": "attention.output.LayerNorm",
    "intermediate": "intermediate.dense",
    "output": "output.dense",
    "output_norm": "output.LayerNorm",
}
"""The reader's names in a layer, and BERT's."""
_OTHER_NAMES = {
    "positions": "embeddings.position_embeddings",
    "segments": "embeddings.token_type_embeddings",
    "embedding_norm": "embeddings.LayerNorm",
}


def reader_graph(weights: Mapping[str, NDArray[Any]], word_vectors: NDArray[np.float32]) -> Any:
    """``openvino.Model``: input_ids, attention_mask, token_type_ids (n, t) -> tokens (n, t, 3), pair (n, 4).

    ``weights`` are named as they are shipped. Raises KeyError where one is missing.
    """
    named = {"embeddings.word_embeddings.weight": word_vectors}
    for name, array in weights.items():
        named.update(_as_bert(name, array))
    layers = sum(name.endswith("query_key_value.weight") for name in weights)
    bert = Bert(named, layers, HEADS, EPSILON)
    inputs = [bert.input(name) for name in ("input_ids", "attention_mask", "token_type_ids")]
    states = bert.states(*inputs)
    pooled = bert.op.tanh(bert.linear(bert.first(states), "pair_dense"))
    outputs = {"tokens": bert.linear(states, "token_head"), "pair": bert.linear(pooled, "pair_head")}
    return bert.model(outputs, inputs, "reader")


def _as_bert(name: str, array: NDArray[Any]) -> dict[str, NDArray[Any]]:
    """One of the reader's weights under BERT's names; query, key and value are stored as one.

    >>> sorted(_as_bert("layers.3.query_key_value.bias", np.zeros(6)))[0]
    'encoder.layer.3.attention.self.key.bias'
    >>> list(_as_bert("segments.weight", np.zeros(6)))
    ['embeddings.token_type_embeddings.weight']
    """
    stem, _, kind = name.rpartition(".")
    if not stem.startswith("layers."):
        return {f"{_OTHER_NAMES.get(stem, stem)}.{kind}": array}
    _, number, part = stem.split(".")
    layer = f"encoder.layer.{number}"
    if part != "query_key_value":
        return {f"{layer}.{_LAYER_NAMES[part]}.{kind}": array}
    thirds = zip(("query", "key", "value"), np.split(array, 3), strict=True)
    return {f"{layer}.attention.self.{third}.{kind}": values for third, values in thirds}
