"""Train the reader: ``python -m training.train --data build/reader --out build/run --minutes 90``.

The schedule is kept by the clock: the learning rate falls to zero at the
deadline, however fast the machine is and whatever else it does meanwhile.
Checkpoints are written every few minutes; the same command goes on from the
last one. With a GPU, ``--device cuda`` and a few minutes do the same.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import islice
from multiprocessing.synchronize import Lock
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor, multiprocessing, nn
from torch.nn.utils import vector_to_parameters

from training.batches import Batch, collate, endless, load_packed
from training.encode import encoder_folder
from training.initial import from_encoder, load_encoder
from training.losses import reading_loss, relation_loss
from training.network import ReaderNetwork
from training.precision import half_precision
from training.sharing import SharedWeights, shared_vector, wait_while_stopped

ANSWERED_WEIGHT, RELEVANCE_WEIGHT = 0.5, 0.7
READING_TOKENS, RELATION_TOKENS = 1_000, 800
SHARE_EVERY = 4
BETAS = (0.9, 0.98)
WEIGHT_DECAY = 0.01
CLIP = 1.0
WARM_UP = 0.03
"""Share of the run over which the learning rate rises."""
HEAD_RATE = 3.0


Counts = Tensor
"""One row a worker, in shared memory; each worker writes its own."""


@dataclass(frozen=True)
class Progress:
    """Where a run stands, all workers together; saved with every checkpoint. ``deadline`` is in seconds since 1970."""

    started: float
    deadline: float
    step: int = 0
    reading_batches: int = 0
    relation_batches: int = 0
    reading_pairs: int = 0
    relation_pairs: int = 0
    tokens: int = 0

    def done(self, now: float) -> float:
        """The share of the time that is gone, 0 to 1.

        >>> Progress(started=100.0, deadline=200.0).done(150.0)
        0.5
        """
        return min(1.0, max(0.0, (now - self.started) / (self.deadline - self.started)))

    def plus(self, done: Counts) -> Progress:
        """With what the workers have done since (workers, len(COUNTED)).

        >>> Progress(0.0, 1.0, step=5).plus(torch.tensor([[1, 1, 0, 8, 0, 90], [2, 1, 1, 9, 7, 80]])).step
        8
        """
        sums = zip(COUNTED, done.sum(dim=0).tolist(), strict=True)
        return replace(self, **{name: getattr(self, name) + count for name, count in sums})


COUNTED = ("step", "reading_batches", "relation_batches", "reading_pairs", "relation_pairs", "tokens")
STEPS, READING_BATCHES, RELATION_BATCHES, READING_PAIRS, RELATION_PAIRS, TOKENS = range(len(COUNTED))


def rate(done: float) -> float:
    """The share of the peak learning rate: up over the first WARM_UP of the time, then to zero at the deadline.

    >>> rate(WARM_UP / 2) / (1 - WARM_UP / 2), rate(0.5), rate(1.0)
    (0.5, 0.5, 0.0)
    """
    return min(1.0, done / WARM_UP) * (1.0 - done)


def optimizer_for(network: ReaderNetwork, peak: float) -> torch.optim.AdamW:
    """AdamW; heads learn faster, norms and biases do not decay."""
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        key = ("head" in name or "dense" in name, parameter.ndim > 1)
        groups.setdefault(key, []).append(parameter)
    return torch.optim.AdamW(
        [
            {
                "params": parameters,
                "peak": peak * (HEAD_RATE if head else 1.0),
                "weight_decay": WEIGHT_DECAY if decays else 0.0,
            }
            for (head, decays), parameters in groups.items()
        ],
        lr=peak,
        betas=BETAS,
        fused=True,
    )


def save(folder: Path, network: ReaderNetwork, optimizer: torch.optim.AdamW, progress: Progress) -> None:
    """Write a checkpoint; the last complete one survives a kill at any moment."""
    folder.mkdir(parents=True, exist_ok=True)
    moments = {
        f"{index}.{name}": value
        for index, state in optimizer.state_dict()["state"].items()
        for name, value in state.items()
    }
    for name, tensors in (("network", network.state_dict()), ("optimizer", moments)):
        save_file({key: value.contiguous().cpu() for key, value in tensors.items()}, str(folder / f"{name}.part"))
    (folder / "progress.part").write_text(json.dumps(asdict(progress)))
    for name in ("network.safetensors", "optimizer.safetensors", "progress.json"):
        os.replace(folder / f"{name.split('.')[0]}.part", folder / name)


def resume(folder: Path, network: ReaderNetwork, optimizer: torch.optim.AdamW) -> Progress | None:
    """Go on from the checkpoint in ``folder``, if there is one. The deadline is the caller's to set again."""
    with suppress(FileNotFoundError):
        progress = Progress(**json.loads((folder / "progress.json").read_text()))
        network.load_state_dict(load_file(str(folder / "network.safetensors")))
        state: dict[int, dict[str, Tensor]] = {}
        for key, value in load_file(str(folder / "optimizer.safetensors")).items():
            index, name = key.split(".", 1)
            state.setdefault(int(index), {})[name] = value
        optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
        return progress
    return None


@dataclass(frozen=True)
class Plan:
    """What a run is asked to do."""

    data: Path
    out: Path
    deadline: float
    peak: float
    relation_share: float
    device: str
    seed: int
    workers: int
    start: Path | None = None
    """Weights to begin with (a reader.safetensors), instead of the encoder's layers and fresh heads."""


def fresh(plan: Plan, encoder: Mapping[str, Tensor]) -> ReaderNetwork:
    """The network that a run without a checkpoint begins with."""
    network = from_encoder(encoder)
    if plan.start is not None:
        network.load_state_dict({name: value.float() for name, value in load_file(str(plan.start)).items()})
    return network


def work(rank: int, plan: Plan, vector: Tensor, counts: Counts, lock: Lock, parent: int) -> None:
    """Train until the deadline as one of ``plan.workers``; worker 0 writes the checkpoints and reports for all."""
    torch.set_num_threads(max(1, min(2, os.cpu_count() or 1) // plan.workers))
    torch.manual_seed(plan.seed + rank)
    device = plan.device
    weights = load_encoder(encoder_folder())
    words = weights["embeddings.word_embeddings.weight"].to(device)
    network = fresh(plan, weights).to(device)
    optimizer = optimizer_for(network, plan.peak)
    before = resume(plan.out, network, optimizer) or Progress(time.time(), plan.deadline)
    before = replace(before, deadline=plan.deadline)
    mine = counts[rank]
    half = half_precision(device)
    shared = SharedWeights(network, vector, lock)
    reading, relation = (load_packed(plan.data / f"{name}_train.npz") for name in ("read", "relation"))
    streams: dict[str, Iterator[NDArray[np.int64]]] = {}
    for name, packed, size in (("read", reading, READING_TOKENS), ("relation", relation, RELATION_TOKENS)):
        done_batches = before.reading_batches if name == "read" else before.relation_batches
        every = endless(np.diff(packed["offsets"]), size, plan.seed, done_batches)
        streams[name] = islice(every, rank, None, plan.workers)
    means = dict.fromkeys(("span", "answered", "relevance", "relation"), 0.0)
    saved = logged = time.time()
    while (done := before.done(time.time())) < 1.0:
        if rank:
            wait_while_stopped(parent)
        relation_due = int(mine[RELATION_BATCHES]) < plan.relation_share * int(mine[STEPS])
        packed, stream = (relation, streams["relation"]) if relation_due else (reading, streams["read"])
        chosen = next(stream)
        batch = collate(packed, chosen)
        batch = Batch(*(getattr(batch, name).to(device) for name in Batch.__slots__))
        with torch.autocast(device, dtype=torch.bfloat16, enabled=half):
            tokens, pair = network(nn.functional.embedding(batch.ids, words), batch.mask, batch.segments)
        if relation_due:
            losses = {"relation": relation_loss(pair, batch)}
            loss = losses["relation"]
            mine[RELATION_BATCHES] += 1
            mine[RELATION_PAIRS] += len(chosen)
        else:
            span, answered, relevance = reading_loss(tokens, pair, batch)
            losses = {"span": span, "answered": answered, "relevance": relevance}
            loss = span + ANSWERED_WEIGHT * answered + RELEVANCE_WEIGHT * relevance
            mine[READING_BATCHES] += 1
            mine[READING_PAIRS] += len(chosen)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), CLIP)
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * rate(done)
        optimizer.step()
        mine[STEPS] += 1
        mine[TOKENS] += int(batch.mask.sum())
        if plan.workers > 1 and int(mine[STEPS]) % SHARE_EVERY == 0:
            shared.push()
        for name, value in losses.items():
            means[name] = (
                float(value.detach()) if not means[name] else 0.98 * means[name] + 0.02 * float(value.detach())
            )
        now = time.time()
        if rank == 0 and now - logged > 30:
            logged = now
            so_far = before.plus(counts)
            shown = " ".join(f"{name} {value:.3f}" for name, value in means.items())
            print(f"{done:6.1%} step {so_far.step} read {so_far.reading_pairs} "
                  f"relate {so_far.relation_pairs} tokens {so_far.tokens} {shown}", flush=True)  # fmt: skip
        if rank == 0 and now - saved > 240:
            saved = now
            save(plan.out, network, optimizer, before.plus(counts))
    shared.push()
    if rank == 0:
        save(plan.out, network, optimizer, before.plus(counts))


def train(plan: Plan) -> None:
    """Train with ``plan.workers`` processes, this one among them, and leave the last checkpoint in ``plan.out``."""
    network = fresh(plan, load_encoder(encoder_folder()))
    optimizer = optimizer_for(network, plan.peak)
    before = resume(plan.out, network, optimizer) or Progress(time.time(), plan.deadline)
    vector = shared_vector(network)
    counts = torch.zeros(plan.workers, len(COUNTED), dtype=torch.long).share_memory_()  # type: ignore[no-untyped-call]
    context = multiprocessing.get_context("spawn")
    lock = context.Lock()
    others = [
        context.Process(target=work, args=(rank, plan, vector, counts, lock, os.getpid()))
        for rank in range(1, plan.workers)
    ]
    for other in others:
        other.start()
    work(0, plan, vector, counts, lock, os.getpid())
    for other in others:
        other.join()
    resume(plan.out, network, optimizer)  # the moments of worker 0
    vector_to_parameters(vector, network.parameters())
    progress = replace(before, deadline=plan.deadline).plus(counts)
    save(plan.out, network, optimizer, progress)
    print(f"done: {asdict(progress)}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("build/reader"))
    parser.add_argument("--out", type=Path, default=Path("build/run"))
    parser.add_argument("--start", type=Path, help="reader.safetensors to go on from, with a new schedule")
    parser.add_argument("--minutes", type=float, help="length of the run from now")
    parser.add_argument("--deadline", type=float, help="or its end, in seconds since 1970")
    parser.add_argument("--peak", type=float, default=1.6e-4)
    parser.add_argument("--relation-share", type=float, default=0.2, help="of the steps")
    parser.add_argument("--workers", type=int, default=2, help="processes of one thread each (1 on a GPU)")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    deadline = given.deadline or time.time() + 60 * (given.minutes or 90)
    train(
        Plan(
            given.data,
            given.out,
            deadline,
            given.peak,
            given.relation_share,
            given.device,
            given.seed,
            given.workers,
            given.start,
        )
    )


if __name__ == "__main__":
    main()
