"""16 bits are for processors that have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.precision import half_precision


@pytest.mark.parametrize(
    ("flags", "half"),
    [("fpu avx2 fma", False), ("fpu avx2 avx512f", False), ("avx512f avx512_bf16", True), ("amx_bf16 amx_tile", True)],
)
def test_a_processor_computes_in_16_bits_only_where_its_flags_say_so(tmp_path: Path, flags: str, half: bool) -> None:
    listed = tmp_path / "cpuinfo"
    listed.write_text(f"processor\t: 0\nflags\t\t: {flags}\nprocessor\t: 1\nflags\t\t: avx512_bf16\n")
    assert half_precision("cpu", listed) is half


def test_an_unknown_processor_computes_in_32_bits_and_a_gpu_in_16(tmp_path: Path) -> None:
    assert half_precision("cpu", tmp_path / "nothing") is False
    assert half_precision("cuda", tmp_path / "nothing") is True
