from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.errors import IndexDamaged
from index.vectors import VectorIndex, VectorKind, VectorSizes, extend_vectors, nearest, write_vectors

Vectors = NDArray[np.float32]


def circle(count: int) -> Vectors:
    """Unit vectors at equal angles: number ``i`` points to ``360 * i / count`` degrees."""
    angles = 2 * np.pi * np.arange(count) / count
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def written(path: Path, vectors: Vectors, kind: VectorKind = "flat", first: int = 0) -> VectorIndex:
    ids = np.arange(first, first + len(vectors))
    half = len(vectors) // 2
    blocks = [(ids[:half], vectors[:half]), (ids[half:], vectors[half:])]
    write_vectors(path, lambda: blocks, len(vectors), vectors.shape[1], kind)
    return VectorIndex(path)


@pytest.mark.parametrize(
    ("count", "kind"), [(0, "flat"), (200_000, "flat"), (200_001, "sq8"), (500_000, "sq8"), (500_001, "ivf")]
)
def test_the_kind_follows_the_size(count: int, kind: VectorKind) -> None:
    assert VectorSizes().kind(count) == kind


@pytest.mark.parametrize("kind", ["flat", "sq8", "ivf"])
def test_the_nearest_come_first_with_their_cosine(tmp_path: Path, kind: VectorKind) -> None:
    index = written(tmp_path / "v", circle(360), kind)
    found = index.search(np.array([1, 0], dtype=np.float32), 3)
    assert index.count == 360
    assert index.is_exact == (kind == "flat")
    if kind == "flat":
        assert [i for i, _ in found] == [0, 1, 359]
    assert {i for i, _ in found} <= {358, 359, 0, 1, 2}  # one byte per dimension confuses neighbours
    assert found[0][1] == pytest.approx(1, abs=0.01)
    assert index.ids().tolist() == list(range(360))


@pytest.mark.parametrize("kind", ["flat", "sq8", "ivf"])
def test_a_filter_is_part_of_the_search(tmp_path: Path, kind: VectorKind) -> None:
    index = written(tmp_path / "v", circle(360), kind)
    opposite = np.array([170, 180, 190])
    found = index.search(np.array([1, 0], dtype=np.float32), 3, opposite)
    assert sorted(i for i, _ in found) == [170, 180, 190]
    assert found[-1] == (180, pytest.approx(-1, abs=0.01))


@pytest.mark.parametrize("kind", ["flat", "sq8", "ivf"])
def test_ids_beyond_the_last_allowed_one_are_out(tmp_path: Path, kind: VectorKind) -> None:
    """The selector is a bit field: an id past its end must not be looked up there."""
    index = written(tmp_path / "v", circle(4000), kind)
    for last in (0, 1, 6, 7, 8, 9):
        found = index.search(np.array([0, -1], dtype=np.float32), 50, np.arange(last + 1))
        assert sorted(i for i, _ in found) == list(range(last + 1))


def test_fewer_than_k_are_given_as_they_are(tmp_path: Path) -> None:
    index = written(tmp_path / "v", circle(4))
    assert len(index.search(np.array([1, 0], dtype=np.float32), 10)) == 4
    assert index.search(np.array([1, 0], dtype=np.float32), 10, np.array([], dtype=np.int64)) == []
    assert index.search(np.array([1, 0], dtype=np.float32), 0) == []


def test_ties_are_settled_by_id(tmp_path: Path) -> None:
    same = np.repeat(np.array([[1, 0]], dtype=np.float32), 5, axis=0)
    index = written(tmp_path / "v", same, first=70)
    assert index.search(same[0], 3) == [(70, 1.0), (71, 1.0), (72, 1.0)]
    assert nearest(same[0], np.array([9, 8, 7]), same[:3], 2) == [(7, 1.0), (8, 1.0)]


@settings(max_examples=25, deadline=None)
@given(data=st.data(), count=st.integers(2, 40), seed=st.integers(0, 2**16))
def test_flat_search_is_exact(
    data: st.DataObject, count: int, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    vectors = np.random.default_rng(seed).normal(size=(count, 4)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    allowed = np.array(sorted(data.draw(st.sets(st.integers(0, count - 1), min_size=1))))
    k = data.draw(st.integers(1, count))
    index = written(tmp_path_factory.mktemp("flat") / "v", vectors)
    found = index.search(vectors[0], k, allowed)
    expected = nearest(vectors[0], allowed, vectors[allowed], k)
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-5)
    assert {i for i, _ in found} <= set(allowed.tolist())


def test_an_inverted_file_is_extended_without_training(tmp_path: Path) -> None:
    vectors = circle(400)
    written(tmp_path / "old", vectors[:380], "ivf")
    new = [(np.arange(380, 400), vectors[380:])]
    assert extend_vectors(tmp_path / "old", tmp_path / "new", np.array([0, 1]), new, 398)
    index = VectorIndex(tmp_path / "new")
    assert index.ids().tolist() == list(range(2, 400))
    assert index.search(vectors[390], 1)[0][1] == pytest.approx(1, abs=0.02)


def test_only_an_inverted_file_that_still_suits_is_extended(tmp_path: Path) -> None:
    written(tmp_path / "flat", circle(100))
    written(tmp_path / "ivf", circle(100), "ivf")
    (tmp_path / "noise").write_bytes(b"noise" * 100)
    nothing = np.array([], dtype=np.int64)
    for base, count in (("flat", 100), ("ivf", 1000), ("noise", 100), ("absent", 100)):
        assert not extend_vectors(tmp_path / base, tmp_path / "new", nothing, [], count)
    assert not (tmp_path / "new").exists()


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "v", circle(100))
    whole = (tmp_path / "v").read_bytes()
    for damaged in (b"", b"noise" * 100, whole[: len(whole) // 2]):
        (tmp_path / "d").write_bytes(damaged)
        with pytest.raises(IndexDamaged, match="cannot be read"):
            VectorIndex(tmp_path / "d")
    with pytest.raises(FileNotFoundError):
        VectorIndex(tmp_path / "absent")


def test_a_deleted_file_stays_readable_where_it_is_open(tmp_path: Path) -> None:
    index = written(tmp_path / "v", circle(8))
    (tmp_path / "v").unlink()
    assert index.search(np.array([0, 1], dtype=np.float32), 1) == [(2, pytest.approx(1))]
