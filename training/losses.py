"""What each head is asked for."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from training.batches import Batch
from training.encode import IGNORED, NULL

OUTSIDE = -1e4
START, END, RELEVANCE = range(3)
ANSWERABLE, FIRST_RELATION = 0, 1


def span_logits(tokens: Tensor, batch: Batch) -> tuple[Tensor, Tensor]:
    """Start and end logits (n, t) with every token barred but the first, which says "no answer", and the passage's."""
    allowed = batch.sentence.ne(IGNORED)
    allowed[:, 0] = True
    return (
        tokens[..., START].masked_fill(~allowed, OUTSIDE),
        tokens[..., END].masked_fill(~allowed, OUTSIDE),
    )


def sentence_logits(relevance: Tensor, sentence: Tensor, count: int) -> Tensor:
    """The mean relevance logit over the tokens of each sentence: (n, t), (n, t) -> (n, count); 0 for no tokens.

    >>> sentence_logits(torch.tensor([[1.0, 3.0, 5.0]]), torch.tensor([[0, 0, 1]]), 2)
    tensor([[2., 5.]])
    """
    inside = sentence.ne(IGNORED)
    index = sentence.clamp(min=0)
    sums = relevance.new_zeros(len(sentence), count).scatter_add(1, index, relevance * inside)
    sizes = relevance.new_zeros(len(sentence), count).scatter_add(1, index, inside.to(relevance.dtype))
    return sums / sizes.clamp(min=1)


def reading_loss(tokens: Tensor, pair: Tensor, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Cross-entropy of the span, of "answers at all", and of each sentence's relevance."""
    start, end = span_logits(tokens, batch)
    span = sum(
        F.cross_entropy(logits, due, ignore_index=IGNORED, reduction="sum")
        for logits, due in ((start, batch.start), (end, batch.end))
    ) / batch.start.ne(IGNORED).sum().clamp(min=1)
    answered = F.binary_cross_entropy_with_logits(pair[:, ANSWERABLE], batch.start.ne(NULL).to(pair.dtype))
    count = int(batch.sentence.max()) + 1
    logits = sentence_logits(tokens[..., RELEVANCE], batch.sentence, count)
    known = torch.zeros_like(logits).scatter_add(1, batch.sentence.clamp(min=0), batch.sentence.ne(IGNORED).float())
    wanted = torch.zeros_like(logits).scatter_add(1, batch.sentence.clamp(min=0), batch.relevance.eq(1).float())
    each = F.binary_cross_entropy_with_logits(logits, wanted.gt(0).float(), reduction="none")
    relevance = (each * known.gt(0)).sum() / known.gt(0).sum().clamp(min=1)
    return span / 2, answered, relevance


def relation_loss(pair: Tensor, batch: Batch) -> Tensor:
    """Cross-entropy of the relation."""
    return F.cross_entropy(pair[:, FIRST_RELATION:], batch.label)
