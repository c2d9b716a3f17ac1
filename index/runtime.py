"""Compiled models on the CPU: built once, kept in the user's cache, quick to open.

OpenVINO runs them (bf16 where the processor has it, fp32 elsewhere); where it
cannot be imported or fails, torch runs what has a torch module. A compiled model
is one file, ``models/<name>-<key>.blob`` in the cache directory, whose key
covers weights, runtime version, precision and processor, and whose last 32
bytes are the SHA-256 of the rest: a damaged file is built again. A warm start
imports neither torch nor transformers.
"""

from __future__ import annotations

import hashlib
import importlib
import logging
import os
import platform
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

Array = NDArray[Any]
Inputs = Mapping[str, Array]
Outputs = dict[str | int, Array]
"""By the output's name, or its position where it has none."""
Precision = Literal["auto", "bf16", "fp32"]

FORMAT = 3
"""Raise when the layout of a cached file changes, or a graph that is compiled from the same weights."""
_DIGEST_BYTES = 32
_QUEUED = 1
"""Batches that wait while every stream computes."""
_SETTINGS = {"PERFORMANCE_HINT": "THROUGHPUT"}


class CompiledModel(Protocol):
    """A network ready to run. Safe to call from several threads."""

    runtime: str
    precision: str

    def run(self, inputs: Inputs) -> Outputs:
        """One batch."""

    def run_all(self, batches: Iterable[Inputs]) -> Iterator[Outputs]:
        """Many batches, overlapped; the outputs come in the order of the batches."""


def compile_model(
    build: Callable[[], Any],
    *,
    name: str,
    weights_hash: str,
    precision: Precision = "auto",
    build_torch: Callable[[], Any] | None = None,
) -> CompiledModel:
    """The compiled model, from the cache where it is there.

    ``build`` returns an ``openvino.Model``; it is called only where the cache
    cannot serve. ``build_torch`` returns the ``torch.nn.Module`` to run where
    OpenVINO cannot; without it, the problem is raised as it is.
    """
    try:
        return _compiled(build, name, weights_hash, precision)
    except Exception as problem:
        if build_torch is None:
            raise
        log.warning("OpenVINO cannot run %s (%s); torch runs it, more slowly.", name, _first_line(problem))
    return TorchModel(build_torch())


def cache_directory() -> Path:
    """Where compiled models are kept: ``$CROSSCHECK_CACHE``, or the user's cache directory."""
    chosen = os.environ.get("CROSSCHECK_CACHE")
    if chosen:
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_cache_dir("crosscheck", appauthor=False))


def write_cached(path: Path, content: bytes) -> bool:
    """Write all or nothing, whoever else writes the same; False where the directory takes no files."""
    partial = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(prefix=path.name, suffix=".partial", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(partial, path)
    except OSError as problem:
        log.info("Nothing is cached in %s: %s", path.parent, problem)
        if partial is not None:
            with suppress(OSError):
                os.unlink(partial)
        return False
    return True


def load_openvino() -> ModuleType:
    """Import openvino with its telemetry off.

    Importing it already sends an event unless ``openvino_telemetry`` cannot
    be imported, in which case openvino uses its own silent stub (and starts
    twice as fast). Where someone imported it before us, its sender is silenced.
    """
    telemetry = sys.modules.get("openvino_telemetry")
    if telemetry is None:
        sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    else:
        for method in ("send_event", "send_error", "send_stack_trace", "start_session", "end_session"):
            setattr(telemetry.Telemetry, method, lambda *_, **__: None)
    return importlib.import_module("openvino")


class OpenVINOModel:
    """A CompiledModel that OpenVINO runs: on two cores as two streams of one thread each.

    One stream over all cores is no faster on an idle machine, and far slower on
    a busy one, because its threads wait for each other at every layer.
    """

    runtime = "openvino"

    def __init__(self, compiled: Any, precision: str, keep: object = None) -> None:
        self._compiled = compiled
        self._keep = keep  # the mapped file must outlive the model
        self._names: list[str | int] = [_output_name(port, i) for i, port in enumerate(compiled.outputs)]
        self._jobs = compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS") + _QUEUED
        self._idle: deque[Any] = deque()
        self.precision = precision

    def run(self, inputs: Inputs) -> Outputs:
        request = self._request()
        request.infer(dict(inputs))
        return self._outputs(request)

    def run_all(self, batches: Iterable[Inputs]) -> Iterator[Outputs]:
        running: deque[Any] = deque()
        try:
            for batch in batches:
                if len(running) == self._jobs:
                    yield self._finish(running)
                request = self._request()
                request.start_async(dict(batch))
                running.append(request)
            while running:
                yield self._finish(running)
        finally:
            for request in running:  # whoever stops early leaves none behind
                request.wait()

    def _request(self) -> Any:
        try:
            return self._idle.pop()
        except IndexError:
            return self._compiled.create_infer_request()

    def _finish(self, running: deque[Any]) -> Outputs:
        request = running.popleft()
        request.wait()
        return self._outputs(request)

    def _outputs(self, request: Any) -> Outputs:
        outputs = {name: request.get_output_tensor(i).data.copy() for i, name in enumerate(self._names)}
        self._idle.append(request)
        return outputs


class TorchModel:
    """A CompiledModel that torch runs: any ``nn.Module`` with named array inputs.

    A module that returns a dict names its outputs; a tensor or a tuple numbers them.
    """

    runtime = "torch"
    precision = "fp32"

    def __init__(self, module: Any) -> None:
        self._module = module.eval()

    def run(self, inputs: Inputs) -> Outputs:
        import torch

        with torch.inference_mode():
            made = self._module(**{name: torch.from_numpy(np.ascontiguousarray(a)) for name, a in inputs.items()})
        if isinstance(made, Mapping):
            return {name: tensor.numpy() for name, tensor in made.items()}
        tensors = made if isinstance(made, (tuple, list)) else (made,)
        return {i: tensor.numpy() for i, tensor in enumerate(tensors)}

    def run_all(self, batches: Iterable[Inputs]) -> Iterator[Outputs]:
        return map(self.run, batches)


def _compiled(build: Callable[[], Any], name: str, weights_hash: str, precision: Precision) -> CompiledModel:
    path = cache_directory() / "models" / f"{name}-{_key(name, weights_hash, precision)}.blob"
    with ThreadPoolExecutor(1) as beside:
        reading = beside.submit(_read_blob, path)  # reads and checks while openvino is imported
        openvino = load_openvino()
        blob = reading.result()
    core = openvino.Core()
    settings = {**_SETTINGS, "INFERENCE_PRECISION_HINT": _resolve(precision, core)}
    if blob is not None:
        try:
            compiled = core.import_model(openvino.Tensor(blob, shared_memory=True), "CPU", settings)
            return OpenVINOModel(compiled, _precision_of(compiled), keep=blob)
        except Exception as problem:
            log.info("%s cannot be used (%s) and is built again.", path, _first_line(problem))
    model = build()
    if settings["INFERENCE_PRECISION_HINT"] == "bf16":
        model = _halved(openvino, core, model)
    compiled = core.compile_model(model, "CPU", settings)
    with suppress(RuntimeError):  # a plugin that cannot export is used without a cache
        content = compiled.export_model().getvalue()
        write_cached(path, content + hashlib.sha256(content).digest())
    return OpenVINOModel(compiled, _precision_of(compiled))


def _halved(openvino: ModuleType, core: Any, model: Any) -> Any:
    """The model with its weights in 16 bits: half the file to read at every start, and bf16 rounds them further."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # may still be mapped when it is deleted
        path = Path(folder) / "model.xml"
        openvino.save_model(model, path, compress_to_fp16=True)
        return core.read_model(path)


def _read_blob(path: Path) -> Array | None:
    """The checked content, mapped; None where there is none or it is damaged."""
    try:
        mapped = np.memmap(path, dtype=np.uint8, mode="c")
    except (OSError, ValueError):
        return None
    content, digest = mapped[:-_DIGEST_BYTES], mapped[-_DIGEST_BYTES:]
    if hashlib.sha256(content.data).digest() == digest.tobytes():
        return content
    log.info("%s is damaged and is built again.", path)
    return None


def _key(name: str, weights_hash: str, precision: Precision) -> str:
    parts = [FORMAT, name, weights_hash, metadata.version("openvino"), precision, _SETTINGS, _processor()]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _processor() -> str:
    """What the compiled code depends on: model and instruction sets."""
    with suppress(OSError), open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:
        kept = {line.split(":")[0].strip(): line for line in lines if line.startswith(("model name", "flags", "Feat"))}
        if kept:
            return "".join(sorted(kept.values()))
    return f"{platform.machine()} {platform.processor()}"


def _resolve(precision: Precision, core: Any) -> str:
    if precision == "auto":
        return "bf16" if "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES") else "f32"
    return {"bf16": "bf16", "fp32": "f32"}[precision]


def _precision_of(compiled: Any) -> str:
    used = str(compiled.get_property("INFERENCE_PRECISION_HINT").get_type_name())
    return {"f32": "fp32"}.get(used, used)


def _output_name(port: Any, position: int) -> str | int:
    names = port.get_names()
    return min(names) if names else position


def _first_line(problem: BaseException) -> str:
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0]
