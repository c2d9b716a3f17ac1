"""The reader's graph computes what the network that was trained computes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from index.errors import ReaderError
from index.runtime import CompiledModel, Inputs, compile_model
from rag.reader import Reader
from rag.reader.graph import reader_graph
from training.network import HIDDEN, ReaderNetwork

WORDS = 50
TOLERANCE = 1e-4
"""Largest difference of a logit, in fp32 on both sides; logits are of the order of 1 here."""


@pytest.fixture
def network() -> ReaderNetwork:
    """Random weights, all of them: fresh ones have biases of zero and norms of one, which hide a wrong name."""
    torch.manual_seed(3)
    made = ReaderNetwork().eval()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
    return made


@pytest.fixture
def word_vectors() -> np.ndarray:
    return np.random.default_rng(4).normal(size=(WORDS, HIDDEN)).astype(np.float32)


@pytest.fixture
def compiled(
    network: ReaderNetwork, word_vectors: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> CompiledModel:
    monkeypatch.setenv("CROSSCHECK_CACHE", str(tmp_path))
    weights = {name: value.numpy() for name, value in network.state_dict().items()}
    return compile_model(lambda: reader_graph(weights, word_vectors), name="test", weights_hash="1", precision="fp32")


def batch() -> Inputs:
    """Three rows of 20 tokens, of which 20, 13 and 1 are read; the rest is padding. Segment 1 begins at token 5."""
    ids = np.random.default_rng(5).integers(1, WORDS, size=(3, 20))
    mask = (np.arange(20) < np.array([[20], [13], [1]])).astype(np.int64)
    segments = np.broadcast_to(np.arange(20) >= 5, (3, 20)).astype(np.int64)
    return {"input_ids": ids * mask, "attention_mask": mask, "token_type_ids": segments * mask}


def test_it_equals_the_trained_network(
    network: ReaderNetwork, word_vectors: np.ndarray, compiled: CompiledModel
) -> None:
    inputs = batch()
    made = compiled.run(inputs)
    mask, segments = (torch.from_numpy(inputs[name]) for name in ("attention_mask", "token_type_ids"))
    with torch.no_grad():
        tokens, pair = network(torch.from_numpy(word_vectors[inputs["input_ids"]]), mask, segments)
    assert compiled.runtime == "openvino"
    assert (made["tokens"].shape, made["pair"].shape) == ((3, 20, 3), (3, 4))
    assert np.abs(tokens.numpy()).max() > 0.5
    assert np.abs(made["tokens"] - tokens.numpy()).max() < TOLERANCE
    assert np.abs(made["pair"] - pair.numpy()).max() < TOLERANCE


def test_padding_changes_nothing_that_is_read(compiled: CompiledModel) -> None:
    inputs = batch()
    read = inputs["attention_mask"] == 1
    plain = compiled.run(inputs)
    other = compiled.run({**inputs, "input_ids": np.where(read, inputs["input_ids"], 7)})
    assert np.abs(plain["tokens"] - other["tokens"])[read].max() < TOLERANCE
    assert np.abs(plain["pair"] - other["pair"]).max() < TOLERANCE
    alone = compiled.run({name: array[1:2, :13] for name, array in inputs.items()})
    assert np.abs(plain["tokens"][1, :13] - alone["tokens"][0]).max() < TOLERANCE
    assert np.abs(plain["pair"][1] - alone["pair"][0]).max() < TOLERANCE


def test_the_first_compile_does_not_import_torch(tmp_path: Path) -> None:
    code = (
        "import sys; from rag.reader.reader import Reader;"
        "Reader.load().read([('Who?', 'Anna Berg spoke.')], [[(0, 16)]]); print('torch' in sys.modules)"
    )
    environment = {**os.environ, "CROSSCHECK_CACHE": str(tmp_path / "empty")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "False", done.stderr
    assert len(list((tmp_path / "empty" / "models").glob("reader-*.blob"))) == 1


def test_without_openvino_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    with pytest.raises(ReaderError, match="pip install --force-reinstall openvino"):
        Reader().prepare()
