"""BERT networks as OpenVINO graphs, straight from their weights.

Built from safetensors in a fraction of a second, where importing torch and
tracing the module would take many. ``sentence_graph`` covers what most
sentence encoders are: BERT with absolute positions and exact GELU, mean or
first-token pooling, unit length. ``Bert`` is the network below the head, for
others to put their own heads on; the trained reader does.

Devlin et al. 2019 (https://arxiv.org/abs/1810.04805), as in the reference
implementation's post-norm layers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from index.runtime import load_openvino

Pooling = Literal["mean", "cls"]

_MASKED = np.float32(-3e4)
"""Added to the attention score of padding: nothing is left after the softmax, and it fits into 16 bits."""


def supports(config: dict[str, Any]) -> bool:
    """Is this ``config.json`` a network that ``sentence_graph`` builds?

    >>> supports({"model_type": "bert", "hidden_act": "gelu", "architectures": ["BertModel"]})
    True
    >>> supports({"model_type": "mpnet"})
    False
    """
    return (
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("architectures") == ["BertModel"]
        and config.get("position_embedding_type", "absolute") == "absolute"
        and not config.get("is_decoder", False)
    )


def sentence_graph(folder: Path, pooling: Pooling = "mean") -> Any:
    """``openvino.Model``: input_ids, attention_mask (n, t) int64 -> embedding (n, d) float32, unit length."""
    from safetensors.numpy import load_file

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    weights = {name.removeprefix("bert."): array for name, array in load_file(folder / "model.safetensors").items()}
    bert = Bert(weights, config["num_hidden_layers"], config["num_attention_heads"], config["layer_norm_eps"])
    op, ids, mask = bert.op, bert.input("input_ids"), bert.input("attention_mask")
    x = bert.states(ids, mask)
    if pooling == "cls":
        pooled = bert.first(x)
    else:
        kept = op.unsqueeze(op.convert(mask, "f32"), bert.whole(2))
        pooled = op.divide(op.reduce_sum(op.multiply(x, kept), bert.whole(1)), op.reduce_sum(kept, bert.whole(1)))
    unit = op.normalize_l2(pooled, bert.whole(1), 1e-12, "max")
    return bert.model({"embedding": unit}, [ids, mask], "sentence_encoder")


class Bert:
    """Pieces of one graph, over weights that bear BERT's names (``encoder.layer.0.output.dense.weight``)."""

    def __init__(self, weights: Mapping[str, NDArray[Any]], layers: int, heads: int, epsilon: float) -> None:
        self._openvino = load_openvino()
        from openvino import opset13 as op

        self.op = op
        """The operations to add a head with."""
        self._weights = weights
        self._layers = layers
        self._heads = heads
        self._epsilon = epsilon

    def states(self, input_ids: Any, attention_mask: Any, token_type_ids: Any | None = None) -> Any:
        """What the last layer says of each token (n, t, d); without ``token_type_ids`` all are of the first type."""
        op = self.op
        x = self._embedded(input_ids, token_type_ids)
        unread = op.subtract(self.constant(np.float32(1)), op.convert(attention_mask, "f32"))
        bias = op.unsqueeze(op.multiply(unread, self.constant(_MASKED)), self.whole(1, 2))
        for number in range(self._layers):
            x = self._layer(x, bias, f"encoder.layer.{number}")
        return x

    def input(self, name: str) -> Any:
        """A parameter (n, t) int64."""
        parameter = self.op.parameter([-1, -1], self._openvino.Type.i64, name=name)
        parameter.output(0).set_names({name})
        return parameter

    def model(self, outputs: Mapping[str, Any], inputs: Sequence[Any], name: str) -> Any:
        """The ``openvino.Model`` whose outputs bear these names."""
        results = [self.op.result(output) for output in outputs.values()]
        for result, output_name in zip(results, outputs, strict=True):
            result.output(0).set_names({output_name})
        return self._openvino.Model(results, list(inputs), name)

    def linear(self, x: Any, name: str) -> Any:
        """x W' + b of the layer with this name."""
        return self.op.add(self.op.matmul(x, self._weight(f"{name}.weight"), False, True), self._weight(f"{name}.bias"))

    def first(self, x: Any) -> Any:
        """The first token of each row: (n, t, d) -> (n, d)."""
        return self.op.gather(x, self.op.constant(np.int64(0)), self.op.constant(np.int64(1)))

    def constant(self, array: Any) -> Any:
        return self.op.constant(np.asarray(array))

    def whole(self, *values: int) -> Any:
        """A list of whole numbers, which is how the operations take axes and shapes."""
        return self.op.constant(np.array(values, dtype=np.int64))

    def _weight(self, name: str) -> Any:
        return self.constant(self._weights[name].astype(np.float32, copy=False))

    def _norm(self, x: Any, name: str) -> Any:
        centred = self.op.mvn(x, self.whole(-1), True, self._epsilon, "inside_sqrt")
        return self.op.add(self.op.multiply(centred, self._weight(f"{name}.weight")), self._weight(f"{name}.bias"))

    def _embedded(self, input_ids: Any, token_type_ids: Any | None) -> Any:
        op, types = self.op, "embeddings.token_type_embeddings.weight"
        tokens = op.gather(op.shape_of(input_ids), self.whole(1), self.whole(0))
        words = op.gather(self._weight("embeddings.word_embeddings.weight"), input_ids, self.whole(0))
        places = self._weight("embeddings.position_embeddings.weight")
        places = op.slice(places, self.whole(0), tokens, self.whole(1), self.whole(0))
        if token_type_ids is None:
            segments = self.constant(self._weights[types][:1].astype(np.float32))
        else:
            segments = op.gather(self._weight(types), token_type_ids, self.whole(0))
        return self._norm(op.add(words, op.add(places, segments)), "embeddings.LayerNorm")

    def _layer(self, x: Any, bias: Any, name: str) -> Any:
        op, width = self.op, self._weights[f"{name}.attention.output.dense.bias"].size
        query, key, value = (
            self._split(self.linear(x, f"{name}.attention.self.{part}"), width) for part in ("query", "key", "value")
        )
        mixed = op.transpose(op.scaled_dot_product_attention(query, key, value, bias), self.whole(0, 2, 1, 3))
        joined = op.reshape(mixed, self.whole(0, 0, width), True)
        x = self._norm(
            op.add(self.linear(joined, f"{name}.attention.output.dense"), x), f"{name}.attention.output.LayerNorm"
        )
        inner = op.gelu(self.linear(x, f"{name}.intermediate.dense"), "erf")
        return self._norm(op.add(self.linear(inner, f"{name}.output.dense"), x), f"{name}.output.LayerNorm")

    def _split(self, x: Any, width: int) -> Any:
        """(n, t, d) -> (n, heads, t, d / heads)."""
        shape = self.whole(0, 0, self._heads, width // self._heads)
        return self.op.transpose(self.op.reshape(x, shape, True), self.whole(0, 2, 1, 3))
