"""Losses, shared weights, checkpoints and calibration."""

from __future__ import annotations

import math
from multiprocessing import Lock
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from training.batches import Batch
from training.calibrate import fit, fit_relation
from training.encode import IGNORED
from training.export import export
from training.losses import reading_loss, span_logits
from training.network import ReaderNetwork
from training.sharing import SharedWeights, shared_vector
from training.train import COUNTED, WARM_UP, Progress, optimizer_for, rate, resume, save


def batch(start: int, end: int) -> Batch:
    """[CLS] question [SEP] two sentences of one token each [SEP]; the second one answers if start is not 0."""
    answered = int(start > 0)
    return Batch(
        ids=torch.tensor([[101, 5, 102, 6, 7, 102]]),
        mask=torch.ones(1, 6, dtype=torch.long),
        segments=torch.tensor([[0, 0, 0, 1, 1, 1]]),
        start=torch.tensor([start]),
        end=torch.tensor([end]),
        sentence=torch.tensor([[-1, -1, -1, 0, 1, -1]]),
        relevance=torch.tensor([[-1, -1, -1, 0, answered, -1]]),
        label=torch.tensor([IGNORED]),
    )


def test_losses_of_an_undecided_network() -> None:
    span, answered, relevance = reading_loss(torch.zeros(1, 6, 3), torch.zeros(1, 4), batch(4, 4))
    assert float(span) == pytest.approx(math.log(3))  # no answer, or one of two tokens
    assert float(answered) == pytest.approx(math.log(2))
    assert float(relevance) == pytest.approx(math.log(2))


def test_the_question_can_be_no_answer() -> None:
    start, _ = span_logits(torch.zeros(1, 6, 3), batch(0, 0))
    assert start[0].tolist() == [0.0, -1e4, -1e4, 0.0, 0.0, -1e4]


def test_an_unknown_span_costs_nothing_but_its_relevance_does() -> None:
    tokens = torch.zeros(1, 6, 3)
    span, _, relevance = reading_loss(tokens, torch.zeros(1, 4), batch(IGNORED, IGNORED))
    assert float(span) == 0.0
    assert float(relevance) == pytest.approx(math.log(2))


def test_two_workers_add_up_what_they_learnt() -> None:
    models = [nn.Linear(1, 1, bias=False) for _ in range(2)]
    vector = shared_vector(models[0])
    vector.fill_(1.0)
    lock = Lock()
    views = [SharedWeights(model, vector, lock) for model in models]
    with torch.no_grad():
        models[0].weight += 2.0
        models[1].weight -= 0.5
    views[0].push()
    views[1].push()
    assert vector.tolist() == [2.5]
    assert models[1].weight.item() == 2.5
    assert models[0].weight.item() == 3.0  # it has not looked since
    views[0].pull()
    assert models[0].weight.item() == 2.5


def test_a_checkpoint_brings_everything_back(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = ReaderNetwork()
    optimizer = optimizer_for(network, 1e-3)
    tokens, pair = network(torch.randn(1, 6, 384), batch(4, 4).mask, batch(4, 4).segments)
    (tokens.sum() + pair.sum()).backward()
    optimizer.step()
    save(tmp_path, network, optimizer, Progress(1.0, 2.0, step=1, tokens=6))

    other = ReaderNetwork()
    again = optimizer_for(other, 1e-3)
    progress = resume(tmp_path, other, again)
    assert progress == Progress(1.0, 2.0, step=1, tokens=6)
    assert all(torch.equal(a, b) for a, b in zip(network.parameters(), other.parameters(), strict=True))
    moments = optimizer.state_dict()["state"][0], again.state_dict()["state"][0]
    assert torch.equal(moments[0]["exp_avg"], moments[1]["exp_avg"])
    assert resume(tmp_path / "elsewhere", other, again) is None


def test_what_is_exported_is_the_network_in_half_precision(tmp_path: Path) -> None:
    network = ReaderNetwork()
    save(tmp_path / "run", network, optimizer_for(network, 1e-3), Progress(1.0, 2.0))
    export(tmp_path / "run", tmp_path / "out")
    assert (tmp_path / "out" / "reader.safetensors").stat().st_size < 24_000_000


def test_training_and_reading_attend_alike() -> None:
    torch.manual_seed(0)
    network = ReaderNetwork()
    words = torch.randn(2, 9, 384)
    mask = torch.ones(2, 9, dtype=torch.long)
    mask[1, 6:] = 0
    with torch.no_grad():
        trained, _ = network.train()(words, mask, torch.zeros_like(mask))
        read, _ = network.eval()(words, mask, torch.zeros_like(mask))
    assert torch.allclose(trained[mask.bool()], read[mask.bool()], atol=1e-4)


def test_a_logistic_fit_finds_the_middle() -> None:
    features = np.column_stack([np.linspace(-4, 4, 200), np.ones(200)])
    slope, bias = fit(features, features[:, 0] > 0)
    assert slope > 1
    assert bias == pytest.approx(0.0, abs=0.2)


def test_overconfident_relations_are_cooled() -> None:
    logits = np.array([[6.0, 0.0, 0.0]] * 75 + [[0.0, 0.0, 6.0]] * 25, np.float32)
    labels = np.array([0] * 60 + [2] * 15 + [2] * 20 + [0] * 5, np.int32)  # 80 of 100 right
    temperature, bias = fit_relation(logits, labels)
    assert temperature > 2
    assert bias[1] < bias[0]


def test_the_rate_rises_for_the_same_share_of_a_short_run_and_a_long_one() -> None:
    for length in (60.0, 6_000.0):
        run = Progress(started=1_000.0, deadline=1_000.0 + length)
        rates = [rate(run.done(1_000.0 + length * share)) for share in (0.0, WARM_UP / 2, WARM_UP, 0.5, 1.0)]
        assert rates == pytest.approx([0.0, 0.5 * (1 - WARM_UP / 2), 1 - WARM_UP, 0.5, 0.0])


def test_progress_counts_every_worker() -> None:
    counts = torch.tensor([[3, 2, 1, 20, 9, 300], [4, 3, 1, 31, 8, 410]])
    done = Progress(1.0, 2.0, step=10, reading_pairs=100).plus(counts)
    assert [getattr(done, name) for name in COUNTED] == [17, 5, 2, 151, 17, 710]
