"""A BERT sentence encoder as an OpenVINO graph, straight from its weights.

Built from ``config.json`` and ``model.safetensors`` in a fraction of a second,
where importing torch and tracing the module would take many. It covers what
most sentence encoders are: BERT with absolute positions and exact GELU, mean
or first-token pooling, unit length. Other networks are not for this module.

Devlin et al. 2019 (https://arxiv.org/abs/1810.04805), as in the reference
implementation's post-norm layers.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import numpy as np

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
    openvino = load_openvino()
    from openvino import opset13 as op
    from safetensors.numpy import load_file

    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    weights = {name.removeprefix("bert."): array for name, array in load_file(folder / "model.safetensors").items()}
    hidden, heads = config["hidden_size"], config["num_attention_heads"]

    def constant(array: Any) -> Any:
        return op.constant(np.asarray(array))

    def whole(*values: int) -> Any:
        return op.constant(np.array(values, dtype=np.int64))

    def weight(name: str) -> Any:
        return constant(weights[name].astype(np.float32, copy=False))

    def linear(x: Any, name: str) -> Any:
        return op.add(op.matmul(x, weight(f"{name}.weight"), False, True), weight(f"{name}.bias"))

    def norm(x: Any, name: str) -> Any:
        centred = op.mvn(x, whole(-1), True, config["layer_norm_eps"], "inside_sqrt")
        return op.add(op.multiply(centred, weight(f"{name}.weight")), weight(f"{name}.bias"))

    def split_heads(x: Any) -> Any:
        return op.transpose(op.reshape(x, whole(0, 0, heads, hidden // heads), True), whole(0, 2, 1, 3))

    input_ids = op.parameter([-1, -1], openvino.Type.i64, name="input_ids")
    attention_mask = op.parameter([-1, -1], openvino.Type.i64, name="attention_mask")
    for parameter in (input_ids, attention_mask):
        parameter.output(0).set_names({parameter.get_friendly_name()})

    tokens = op.gather(op.shape_of(input_ids), whole(1), whole(0))
    words = op.gather(weight("embeddings.word_embeddings.weight"), input_ids, whole(0))
    positions = op.slice(weight("embeddings.position_embeddings.weight"), whole(0), tokens, whole(1), whole(0))
    segment = constant(weights["embeddings.token_type_embeddings.weight"][:1].astype(np.float32))
    x = norm(op.add(words, op.add(positions, segment)), "embeddings.LayerNorm")

    mask = op.convert(attention_mask, "f32")
    bias = op.unsqueeze(op.multiply(op.subtract(constant(np.float32(1)), mask), constant(_MASKED)), whole(1, 2))
    for number in range(config["num_hidden_layers"]):
        layer = f"encoder.layer.{number}"
        query, key, value = (
            split_heads(linear(x, f"{layer}.attention.self.{part}")) for part in ("query", "key", "value")
        )
        mixed = op.transpose(op.scaled_dot_product_attention(query, key, value, bias), whole(0, 2, 1, 3))
        attended = linear(op.reshape(mixed, whole(0, 0, hidden), True), f"{layer}.attention.output.dense")
        x = norm(op.add(attended, x), f"{layer}.attention.output.LayerNorm")
        inner = op.gelu(linear(x, f"{layer}.intermediate.dense"), "erf")
        x = norm(op.add(linear(inner, f"{layer}.output.dense"), x), f"{layer}.output.LayerNorm")

    if pooling == "cls":
        pooled = op.squeeze(op.slice(x, whole(0), whole(1), whole(1), whole(1)), whole(1))
    else:
        kept = op.unsqueeze(mask, whole(2))
        pooled = op.divide(op.reduce_sum(op.multiply(x, kept), whole(1)), op.reduce_sum(kept, whole(1)))
    result = op.result(op.normalize_l2(pooled, whole(1), 1e-12, "max"))
    result.output(0).set_names({"embedding"})
    return openvino.Model([result], [input_ids, attention_mask], "sentence_encoder")
