"""One set of weights that several single-threaded workers train at once.

Two workers of one thread each keep two busy cores far better used than one
worker of two threads, which waits at every product for the slower thread.
Every few steps a worker adds what it has learnt since it last looked to the
shared weights, and goes on from the sum (Downpour SGD: Dean et al. 2012,
"Large Scale Distributed Deep Networks").
"""

from __future__ import annotations

import time
from multiprocessing.synchronize import Lock
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters

STOPPED_STATES = {"T", "t"}


class SharedWeights:
    """This worker's view of the shared weights, a flat vector in shared memory."""

    def __init__(self, network: nn.Module, vector: Tensor, lock: Lock, share: float = 1.0) -> None:
        self._network, self._vector, self._lock, self._share = network, vector, lock, share
        self.pull()

    @torch.no_grad()
    def pull(self) -> None:
        """Take the shared weights over."""
        with self._lock:
            self._last = self._vector.clone()
        self._take()

    @torch.no_grad()
    def push(self) -> None:
        """Add ``share`` of what this worker changed since its last pull, and take the sum over."""
        change = parameters_to_vector(self._network.parameters()).cpu() - self._last
        with self._lock:
            self._vector += self._share * change
            self._last = self._vector.clone()
        self._take()

    def _take(self) -> None:
        device = next(self._network.parameters()).device
        vector_to_parameters(self._last.clone().to(device), self._network.parameters())


def shared_vector(network: nn.Module) -> Tensor:
    """The network's weights as a flat vector that other processes see."""
    return parameters_to_vector(network.parameters()).detach().clone().share_memory_()


def wait_while_stopped(process: int, seconds: float = 1.0) -> None:
    """Sleep for as long as the process (the parent) is stopped by SIGSTOP, so that one signal stops the whole run."""
    status = Path(f"/proc/{process}/stat")
    while status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] in STOPPED_STATES:
        time.sleep(seconds)
