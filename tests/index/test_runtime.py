"""Compiled models: values by hand, the cache in every state, and silence on the network."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import runtime
from index.runtime import TorchModel, compile_model, load_openvino

ROOT = Path(__file__).resolve().parents[2]


class Doubling:
    """Builds y = 2 x + 1 as an OpenVINO graph, and counts how often it is asked to."""

    def __init__(self) -> None:
        self.built = 0

    def __call__(self) -> Any:
        self.built += 1
        openvino = load_openvino()
        from openvino import opset13 as op

        x = op.parameter([-1, -1], openvino.Type.f32, name="x")
        x.output(0).set_names({"x"})
        y = op.add(op.multiply(x, op.constant(np.float32(2))), op.constant(np.float32(1)))
        result = op.result(y)
        result.output(0).set_names({"y"})
        return openvino.Model([result], [x], "doubling")


def doubled(build: Callable[[], Any], values: list[list[float]], weights_hash: str = "w1") -> list[list[float]]:
    model = compile_model(build, name="doubling", weights_hash=weights_hash, precision="fp32")
    made: list[list[float]] = model.run({"x": np.array(values, dtype=np.float32)})["y"].tolist()
    return made


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CROSSCHECK_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def blobs(cache: Path) -> list[Path]:
    return sorted(path for path in cache.rglob("*") if path.is_file())


def test_it_computes_and_builds_only_once(cache: Path) -> None:
    build = Doubling()
    assert doubled(build, [[1, 2], [3, 4]]) == [[3, 5], [7, 9]]
    assert doubled(build, [[10]]) == [[21]]  # any number of rows and columns
    assert build.built == 1
    assert [path.suffix for path in blobs(cache)] == [".blob"]


def test_other_weights_are_another_entry(cache: Path) -> None:
    build = Doubling()
    doubled(build, [[1]], weights_hash="w1")
    doubled(build, [[1]], weights_hash="w2")
    assert build.built == 2
    assert len(blobs(cache)) == 2


@pytest.mark.parametrize("damage", ["empty", "short", "flipped", "text"])
def test_a_damaged_entry_is_built_again(cache: Path, damage: str) -> None:
    build = Doubling()
    doubled(build, [[1]])
    (entry,) = blobs(cache)
    sound = entry.read_bytes()
    middle = len(sound) // 2
    entry.write_bytes(
        {
            "empty": b"",
            "short": sound[:middle],
            "flipped": sound[:middle] + bytes([sound[middle] ^ 1]) + sound[middle + 1 :],
            "text": b"not a model",
        }[damage]
    )
    assert doubled(build, [[1]]) == [[3]]
    assert build.built == 2
    assert doubled(build, [[1]]) == [[3]]
    assert build.built == 2, "the entry was repaired"


def test_without_a_cache_directory_it_still_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("CROSSCHECK_CACHE", str(tmp_path / "file"))
    build = Doubling()
    assert doubled(build, [[1]]) == [[3]]
    assert doubled(build, [[1]]) == [[3]]
    assert build.built == 2
    assert (tmp_path / "file").read_text() == "in the way"


def test_first_runs_at_the_same_time_leave_one_sound_entry(cache: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda value: doubled(Doubling(), [[value]]), [1, 2, 3, 4]))
    assert made == [[[3]], [[5]], [[7]], [[9]]]
    assert [path.suffix for path in blobs(cache)] == [".blob"]
    unused = Doubling()
    assert doubled(unused, [[5]]) == [[11]]
    assert unused.built == 0


def test_batches_come_back_in_order(cache: Path) -> None:
    model = compile_model(Doubling(), name="doubling", weights_hash="w1")
    batches = [np.full((rows, 2), rows, dtype=np.float32) for rows in (5, 1, 4, 2, 3)]
    outputs = [output["y"] for output in model.run_all({"x": batch} for batch in batches)]
    assert [output.shape for output in outputs] == [(5, 2), (1, 2), (4, 2), (2, 2), (3, 2)]
    assert [output[0, 0] for output in outputs] == [11, 3, 9, 5, 7]


def test_an_error_while_batches_are_made_reaches_the_caller(cache: Path) -> None:
    def batches() -> Any:
        yield {"x": np.ones((1, 1), dtype=np.float32)}
        raise KeyError("no more")

    model = compile_model(Doubling(), name="doubling", weights_hash="w1")
    with pytest.raises(KeyError):
        list(model.run_all(batches()))
    assert model.run({"x": np.ones((1, 1), dtype=np.float32)})["y"].tolist() == [[3]]


def test_threads_do_not_mix_their_results(cache: Path) -> None:
    model = compile_model(Doubling(), name="doubling", weights_hash="w1", precision="fp32")

    def row(value: int) -> float:
        return float(model.run({"x": np.full((1, 3), value, dtype=np.float32)})["y"][0, 2])

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(row, range(200))) == [2 * value + 1 for value in range(200)]


def torch_doubling() -> Any:
    import torch

    class Twice(torch.nn.Module):
        def forward(self, x: Any) -> Any:
            return {"y": 2 * x + 1}

    return Twice()


def test_where_openvino_is_missing_torch_runs_the_module(
    cache: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    with caplog.at_level(logging.WARNING, logger="index.runtime"):
        model = compile_model(Doubling(), name="doubling", weights_hash="1", build_torch=torch_doubling)
    assert isinstance(model, TorchModel)
    assert "torch runs it" in caplog.text
    assert model.run({"x": np.array([[4]], dtype=np.float32)})["y"].tolist() == [[9]]


def test_where_openvino_is_missing_and_there_is_no_module_the_problem_is_raised(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    with pytest.raises(ImportError):
        compile_model(Doubling(), name="doubling", weights_hash="1")


def test_the_cache_directory_is_the_users_unless_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSCHECK_CACHE", "/somewhere/else")
    assert runtime.cache_directory() == Path("/somewhere/else")
    monkeypatch.delenv("CROSSCHECK_CACHE")
    assert runtime.cache_directory().name == "crosscheck"


WATCHED = """
    import os, sys
    network = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"}
    log = os.open(os.environ["CROSSCHECK_CACHE"] + ".network", os.O_CREAT | os.O_RDWR | os.O_APPEND)
    def watch(event, args):  # openvino's sender forks: a forked process keeps this hook and the open file
        if event in network:
            os.write(log, event.encode() + b" ")
            raise OSError("the test lets nothing out")
    sys.addaudithook(watch)
    def events():
        return os.pread(log, 10_000, 0).decode().split()
"""


def run_watched(script: str, cache: Path) -> subprocess.CompletedProcess[str]:
    """Run in a fresh process whose home is empty and that does not look like CI (where telemetry is off anyway)."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT", "TMPDIR", "LANG")}
    environment = {**kept, "HOME": str(cache.parent), "CROSSCHECK_CACHE": str(cache), "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(WATCHED) + textwrap.dedent(script)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_nothing_is_sent_anywhere(cache: Path) -> None:
    """Import, build, compile, run: no connection and no name looked up."""
    script = """
        import time
        from tests.index.test_runtime import Doubling, doubled
        assert doubled(Doubling(), [[1]]) == [[3]]
        time.sleep(0.5)  # telemetry would be sent by another thread
        assert events() == []
        assert sys.modules["openvino_telemetry"] is None
        assert not os.path.exists(os.path.expanduser("~/intel"))  # where the sender keeps its user id
        import socket
        try:
            socket.create_connection(("127.0.0.1", 9), timeout=0.1)
        except OSError:
            pass
        assert events() == ["socket.getaddrinfo"]  # the watch works
    """
    finished = run_watched(script, cache)
    assert finished.returncode == 0, finished.stderr


def test_a_sender_that_is_already_loaded_is_silenced(cache: Path) -> None:
    script = """
        import openvino_telemetry
        from index.runtime import load_openvino
        load_openvino()
        assert events() == []
        sent = []
        telemetry = openvino_telemetry.Telemetry("test", "1", "tid", enable_opt_in_dialog=False)
        telemetry.sender.send = lambda *args: sent.append(args)
        telemetry.consent = True
        telemetry.send_event("category", "action", "label")
        assert sent == []
    """
    finished = run_watched(script, cache)
    assert finished.returncode == 0, finished.stderr


def test_a_warm_start_imports_no_torch(cache: Path) -> None:
    doubled(Doubling(), [[1]])
    script = """
        from tests.index.test_runtime import Doubling, doubled
        build = Doubling()
        assert doubled(build, [[1]]) == [[3]]
        assert build.built == 0
        heavy = {"torch", "transformers", "sentence_transformers", "langchain_core"}
        assert not heavy & set(sys.modules), heavy & set(sys.modules)
    """
    finished = run_watched(script, cache)
    assert finished.returncode == 0, finished.stderr
