"""Digests notice one changed bit; whatever a library raises is told as damage."""

from __future__ import annotations

import hashlib
from asyncio import CancelledError
from pathlib import Path

import pytest

from index.damage import check_digests, claimed_damaged, digests_of
from index.errors import FilterError, IndexDamaged


def test_digests_are_sha_256_by_path_without_hidden_files(tmp_path: Path) -> None:
    (tmp_path / "keywords").mkdir()
    (tmp_path / "keywords" / "b").write_bytes(b"b")
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / ".lock").touch()
    digests = digests_of(tmp_path)
    assert digests == (("a", hashlib.sha256(b"a").hexdigest()), ("keywords/b", hashlib.sha256(b"b").hexdigest()))
    check_digests(tmp_path, digests)
    (tmp_path / "a").write_bytes(b"c")
    with pytest.raises(IndexDamaged, match="a is not what was written"):
        check_digests(tmp_path, digests)
    check_digests(tmp_path, digests, up_to_bytes=0)
    (tmp_path / "a").unlink()
    with pytest.raises(FileNotFoundError):
        check_digests(tmp_path, digests)


class PanicException(BaseException):
    """As Rust's panics arrive."""


@pytest.mark.parametrize(
    "error", [PanicException("index out of\nbounds"), RuntimeError("bounds"), ValueError("out of bounds")]
)
def test_what_a_library_raises_is_damage(error: BaseException) -> None:
    with pytest.raises(IndexDamaged, match=r"x cannot be read \(.*bounds\)"), claimed_damaged(Path("x")):
        raise error


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), CancelledError(), FilterError("no such source."), FileNotFoundError("x")]
)
def test_what_is_no_damage_passes(error: BaseException) -> None:
    with pytest.raises(type(error)), claimed_damaged(Path("x")):
        raise error
