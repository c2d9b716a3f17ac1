"""The reader before training: the encoder's own layers, and fresh heads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from training.network import LAYERS, ReaderNetwork


def from_encoder(weights: Mapping[str, Tensor]) -> ReaderNetwork:
    """A network with the encoder's layers and fresh heads. ``weights`` are named as BERT names them."""
    network = ReaderNetwork()
    state = network.state_dict()

    def put(name: str, *sources: str) -> None:
        value = torch.cat([weights[source] for source in sources])
        if state[name].shape != value.shape:
            raise ValueError(f"{name}: {tuple(value.shape)} where {tuple(state[name].shape)} was due")
        state[name] = value

    put("positions.weight", "embeddings.position_embeddings.weight")
    put("segments.weight", "embeddings.token_type_embeddings.weight")
    for part in ("weight", "bias"):
        put(f"embedding_norm.{part}", f"embeddings.LayerNorm.{part}")
        for index in range(LAYERS):
            ours, theirs = f"layers.{index}", f"encoder.layer.{index}"
            put(
                f"{ours}.query_key_value.{part}",
                *(f"{theirs}.attention.self.{name}.{part}" for name in ("query", "key", "value")),
            )
            put(f"{ours}.attention_output.{part}", f"{theirs}.attention.output.dense.{part}")
            put(f"{ours}.attention_norm.{part}", f"{theirs}.attention.output.LayerNorm.{part}")
            put(f"{ours}.intermediate.{part}", f"{theirs}.intermediate.dense.{part}")
            put(f"{ours}.output.{part}", f"{theirs}.output.dense.{part}")
            put(f"{ours}.output_norm.{part}", f"{theirs}.output.LayerNorm.{part}")
    network.load_state_dict(state)
    return network


def load_encoder(folder: Path) -> dict[str, Tensor]:
    """The encoder package's weights, without a ``bert.`` or ``model.`` prefix if they have one."""
    weights = load_file(str(folder / "model.safetensors"))
    return {name.removeprefix("bert."): value for name, value in weights.items()}
