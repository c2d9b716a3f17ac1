"""Dense search: the one home of faiss.

Vectors are unit length, so the inner product is the cosine: higher is better.
The kind follows the number of vectors: exact (``flat``) while scanning is
quick, one byte per dimension (``sq8``) after that, and an inverted file over
such codes (``ivf``) above. Files are mapped read-only: adding to a mapped
index aborts the process, so writers always write a new file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from index.damage import claimed_damaged

VectorKind = Literal["flat", "sq8", "ivf"]


@dataclass(frozen=True, slots=True)
class VectorSizes:
    """Up to how many vectors each kind is used.

    >>> VectorSizes().kind(1000), VectorSizes(flat_up_to=10, sq8_up_to=100).kind(1000)
    ('flat', 'ivf')
    """

    flat_up_to: int = 200_000
    sq8_up_to: int = 500_000

    def kind(self, count: int) -> VectorKind:
        if count <= self.flat_up_to:
            return "flat"
        return "sq8" if count <= self.sq8_up_to else "ivf"


UNIT_TOLERANCE = 1e-3
"""How far from 1 the length of a unit vector may be: float16 models round to about half of that."""

_PROBES = 32
_TRAINING = 50_000  # vectors that sq8 ranges are taken from; more moves them by less than a step
_PER_LIST = 39  # faiss warns below this many training vectors per list
_DRIFT = 1.5  # lists are trained again when their number is off by this factor

Block = tuple[NDArray[np.int64], NDArray[np.float32]]


def write_vectors(
    path: Path, read_blocks: Callable[[], Iterable[Block]], count: int, dimension: int, kind: VectorKind
) -> None:
    """Write a file of ids and unit vectors. ``read_blocks`` gives ``count`` of them, once to train and once to add."""
    faiss = _faiss()
    faiss.omp_set_num_threads(_cores())
    if kind == "flat":
        made = faiss.IndexIDMap(faiss.IndexFlatIP(dimension))
    elif kind == "sq8":
        made = faiss.IndexIDMap(
            faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
        )
        made.train(_sample(read_blocks(), count, _TRAINING))
    else:
        lists = _lists(count)
        made = faiss.index_factory(dimension, f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
        made.train(_sample(read_blocks(), count, max(_TRAINING, 64 * lists)))
    for ids, vectors in read_blocks():
        made.add_with_ids(np.ascontiguousarray(vectors), ids)
    faiss.write_index(made, str(path))


def extend_vectors(base: Path, path: Path, gone: NDArray[np.int64], new: Iterable[Block], count: int) -> bool:
    """Write ``base`` without ``gone`` and with ``new`` to ``path``; ``count`` is how many that makes.

    Worth it for inverted files only, whose lists take minutes to train. False,
    and nothing written, where ``base`` is none or its lists no longer suit.
    """
    faiss = _faiss()
    faiss.omp_set_num_threads(_cores())
    try:
        made = faiss.read_index(str(base))
    except RuntimeError:
        return False
    if not isinstance(made, faiss.IndexIVF) or not 1 / _DRIFT <= made.nlist / _lists(count) <= _DRIFT:
        return False
    made.remove_ids(faiss.IDSelectorBatch(np.ascontiguousarray(gone)))
    for ids, vectors in new:
        made.add_with_ids(np.ascontiguousarray(vectors), ids)
    faiss.write_index(made, str(path))
    return True


def _lists(count: int) -> int:
    return max(1, min(int(4 * count**0.5), count // _PER_LIST))


def _sample(blocks: Iterable[Block], count: int, wanted: int) -> NDArray[np.float32]:
    """Every so-manieth vector, evenly over all blocks."""
    step = max(1, count // wanted)
    return np.ascontiguousarray(np.concatenate([vectors[ids % step == 0] for ids, vectors in blocks]))


class VectorIndex:
    """A file of vectors, mapped for searching. Safe to search from several threads."""

    def __init__(self, path: Path) -> None:
        faiss = _faiss()

        if not path.is_file():
            raise FileNotFoundError(path)
        self._path = path
        with claimed_damaged(path):
            self._index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
            self._inverted = isinstance(self._index, faiss.IndexIVF)
            held = faiss.downcast_index(getattr(self._index, "index", self._index))
        self.is_exact = isinstance(held, faiss.IndexFlat)

    @property
    def count(self) -> int:
        return int(self._index.ntotal)

    def ids(self) -> NDArray[np.int64]:
        """Every id in the file, sorted."""
        faiss = _faiss()
        if not self._inverted:
            return np.sort(np.asarray(faiss.vector_to_array(self._index.id_map), dtype=np.int64))
        lists = self._index.invlists
        parts = [
            faiss.rev_swig_ptr(lists.get_ids(i), lists.list_size(i)).copy()
            for i in range(self._index.nlist)
            if lists.list_size(i)
        ]
        return np.sort(np.concatenate(parts) if parts else np.empty(0, dtype=np.int64))

    def search(
        self, vector: NDArray[np.float32], k: int, allowed: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The ``k`` nearest ids with their cosine, best first, ties by id; only ``allowed`` ids where given."""
        faiss = _faiss()

        k = min(k, self.count if allowed is None else len(allowed))
        if k <= 0:
            return []
        selector = bits = None
        if allowed is not None:
            mask = np.zeros(int(allowed.max()) + 1, dtype=bool)
            mask[allowed] = True
            bits = np.packbits(mask, bitorder="little")  # kept alive below: faiss holds only its address
            selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
        if self._inverted:
            share = 1.0 if allowed is None else max(len(allowed) / self.count, 1e-9)
            probes = min(self._index.nlist, max(_PROBES, int(_PROBES / share)))
            parameters = faiss.SearchParametersIVF(sel=selector, nprobe=probes)
        else:
            parameters = faiss.SearchParameters(sel=selector)
        faiss.omp_set_num_threads(1)  # of this thread; waking others costs more than one query takes
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        with claimed_damaged(self._path):
            scores, ids = self._index.search(query, k, params=parameters)
        del bits
        found = [(int(i), float(s)) for i, s in zip(ids[0], scores[0], strict=True) if i >= 0]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))


def nearest(
    vector: NDArray[np.float32], ids: NDArray[np.int64], vectors: NDArray[np.float32], k: int
) -> list[tuple[int, float]]:
    """Exact cosine over given vectors, best first, ties by id.

    >>> nearest(np.float32([1, 0]), np.array([7, 8]), np.float32([[0, 1], [1, 0]]), 1)
    [(8, 1.0)]
    """
    scores = vectors @ np.asarray(vector, dtype=np.float32).reshape(-1)
    order = np.lexsort((ids, -scores))[:k]
    return [(int(ids[i]), float(scores[i])) for i in order]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _faiss() -> Any:
    import faiss  # its bundled stubs do not know keyword arguments of search parameters

    return faiss
