"""Batches of near-equal length, filled to a number of tokens, and their tensors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.encode import IGNORED

Packed = Mapping[str, NDArray[np.int32]]
POOL = 2_000


def load_packed(path: Path) -> dict[str, NDArray[np.int32]]:
    """The arrays of a prepared file."""
    with np.load(path, allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def plan(lengths: NDArray[np.int32], tokens: int, seed: int) -> list[NDArray[np.int64]]:
    """One epoch as batches of example numbers: shuffled, sorted within pools, at most ``tokens`` with padding.

    >>> sorted(len(batch) for batch in plan(np.array([5, 5, 5, 9], np.int32), 10, seed=0))
    [1, 1, 2]
    """
    random = np.random.default_rng(seed)
    order = random.permutation(len(lengths))
    batches: list[NDArray[np.int64]] = []
    for first in range(0, len(order), POOL):
        pool = order[first : first + POOL]
        pool = pool[np.argsort(lengths[pool], kind="stable")]
        start = 0
        for i in range(1, len(pool) + 1):
            if i == len(pool) or int(lengths[pool[i]]) * (i + 1 - start) > tokens:
                batches.append(pool[start:i])
                start = i
    return [batches[i] for i in random.permutation(len(batches))]


def endless(lengths: NDArray[np.int32], tokens: int, seed: int, skip: int = 0) -> Iterator[NDArray[np.int64]]:
    """Batches without end, one epoch after the other, from batch number ``skip`` on."""
    epoch = 0
    while True:
        for batch in plan(lengths, tokens, seed + epoch):
            if skip > 0:
                skip -= 1
                continue
            yield batch
        epoch += 1


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded tensors: ids, mask and segments (n, t); for reading also labels."""

    ids: Tensor
    mask: Tensor
    segments: Tensor
    start: Tensor
    end: Tensor
    sentence: Tensor
    relevance: Tensor
    label: Tensor


def collate(packed: Packed, chosen: NDArray[np.int64]) -> Batch:
    """The chosen examples as one padded batch; fields that the task lacks are filled with IGNORED."""
    starts, ends = packed["offsets"][chosen], packed["offsets"][chosen + 1]
    heads = packed["question_length"][chosen]
    shape = (len(chosen), int((ends - starts).max()))
    ids, mask, segments = (np.zeros(shape, np.int64) for _ in range(3))
    sentence, relevance = (np.full(shape, IGNORED, np.int64) for _ in range(2))
    for row, (start, end, head) in enumerate(zip(starts, ends, heads, strict=True)):
        length = end - start
        ids[row, :length] = packed["ids"][start:end]
        mask[row, :length] = 1
        segments[row, head:length] = 1
        if "sentence" in packed:
            sentence[row, :length] = packed["sentence"][start:end]
            relevance[row, :length] = packed["relevance"][start:end]

    def column(name: str) -> Tensor:
        values = packed[name][chosen] if name in packed else np.full(len(chosen), IGNORED)
        return torch.from_numpy(values.astype(np.int64))

    return Batch(
        torch.from_numpy(ids),
        torch.from_numpy(mask),
        torch.from_numpy(segments),
        column("start"),
        column("end"),
        torch.from_numpy(sentence),
        torch.from_numpy(relevance),
        column("label"),
    )
