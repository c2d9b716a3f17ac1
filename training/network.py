"""The reader's network: a MiniLM encoder with one small head for each judgement.

One forward pass over ``[CLS] question [SEP] passage [SEP]`` gives, for every
token, the logits *start*, *end* and *relevance*, and for the pair the logits
*answerable*, *entails*, *neutral* and *contradicts* (the last three are read
from ``statement a [SEP] statement b`` pairs, which begin with ``[MASK]`` in
the place of ``[CLS]`` so that the network knows which task it is doing).

Word embeddings are not part of the network: they stay those of the encoder
package, frozen, and come in as ``word_vectors``; what is trained and shipped
is everything above them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor, nn

HIDDEN = 384
HEADS = 12
LAYERS = 6
INTERMEDIATE = 1536
POSITIONS = 512
LAYER_NORM_EPSILON = 1e-12
TOKEN_OUTPUTS = 3
PAIR_OUTPUTS = 4


class Layer(nn.Module):
    """One post-norm transformer layer, as in BERT, with query, key and value in one product."""

    def __init__(self) -> None:
        super().__init__()
        self.query_key_value = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.attention_output = nn.Linear(HIDDEN, HIDDEN)
        self.attention_norm = nn.LayerNorm(HIDDEN, eps=LAYER_NORM_EPSILON)
        self.intermediate = nn.Linear(HIDDEN, INTERMEDIATE)
        self.output = nn.Linear(INTERMEDIATE, HIDDEN)
        self.output_norm = nn.LayerNorm(HIDDEN, eps=LAYER_NORM_EPSILON)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        rows, tokens, _ = states.shape
        split = self.query_key_value(states).view(rows, tokens, 3, HEADS, HIDDEN // HEADS)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        mixed = mixed.transpose(1, 2).reshape(rows, tokens, HIDDEN)
        states = self.attention_norm(states + self.attention_output(mixed))
        return self.output_norm(states + self.output(F.gelu(self.intermediate(states))))


class ReaderNetwork(nn.Module):
    """Word vectors (n, t, 384), mask (n, t), segments (n, t) -> token logits (n, t, 3), pair logits (n, 4)."""

    def __init__(self) -> None:
        super().__init__()
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.segments = nn.Embedding(2, HIDDEN)
        self.embedding_norm = nn.LayerNorm(HIDDEN, eps=LAYER_NORM_EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.token_head = nn.Linear(HIDDEN, TOKEN_OUTPUTS)
        self.pair_dense = nn.Linear(HIDDEN, HIDDEN)
        self.pair_head = nn.Linear(HIDDEN, PAIR_OUTPUTS)
        nn.init.normal_(self.token_head.weight, std=0.02)
        nn.init.normal_(self.pair_dense.weight, std=0.02)
        nn.init.normal_(self.pair_head.weight, std=0.02)
        for linear in (self.token_head, self.pair_dense, self.pair_head):
            nn.init.zeros_(linear.bias)

    def forward(self, word_vectors: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> tuple[Tensor, Tensor]:
        tokens = word_vectors.shape[1]
        places = self.positions.weight[:tokens]
        states = self.embedding_norm(word_vectors + places + self.segments(token_type_ids))
        mask = attention_mask.to(torch.bool)[:, None, None, :]
        for layer in self.layers:
            states = layer(states, mask)
        pooled = torch.tanh(self.pair_dense(states[:, 0]))
        return self.token_head(states).float(), self.pair_head(pooled).float()


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
