"""The reader's network in torch, to be trained. ``rag/reader/graph.py`` is the same one as it runs; see there.

Word embeddings are not part of the network: they stay those of the encoder
package, frozen, and come in as ``word_vectors``; what is trained and shipped
is everything above them.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

HIDDEN = 384
HEADS = 12
LAYERS = 6
INTERMEDIATE = 1536
POSITIONS = 512
LAYER_NORM_EPSILON = 1e-12
TOKEN_OUTPUTS = 3
PAIR_OUTPUTS = 4
MASKED = -30000.0


def attend_for_training(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    """Attention written out: on CPU the backward pass of torch's fused one takes a third of a whole step.

    ``mask`` is added to the scores: 0 where a token may be read, very negative where not.
    """
    scores = torch.matmul(query * (HIDDEN // HEADS) ** -0.5, key.transpose(-1, -2))
    return torch.matmul(torch.softmax(scores + mask.to(scores.dtype), dim=-1), value)


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
        query, key, value = split.permute(2, 0, 3, 1, 4).unbind(0)
        attend = attend_for_training if self.training else F.scaled_dot_product_attention
        mixed = attend(query, key, value, mask).transpose(1, 2).reshape(rows, tokens, HIDDEN)
        states = self.attention_norm(states + self.attention_output(mixed))
        joined: Tensor = self.output_norm(states + self.output(F.gelu(self.intermediate(states))))
        return joined


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
        mask = (1.0 - attention_mask.to(states.dtype))[:, None, None, :] * MASKED
        for layer in self.layers:
            states = layer(states, mask)
        pooled = torch.tanh(self.pair_dense(states[:, 0]))
        return self.token_head(states).float(), self.pair_head(pooled).float()
