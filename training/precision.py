"""16 bits where the processor computes in them, 32 where it would only pretend to.

On a processor without 16-bit units bf16 products are emulated: a training step
takes twelve times as long as in fp32.
"""

from __future__ import annotations

from pathlib import Path

BF16_FLAGS = frozenset({"avx512_bf16", "amx_bf16"})
CPU_INFO = Path("/proc/cpuinfo")


def half_precision(device: str, cpu_info: Path = CPU_INFO) -> bool:
    """Is bf16 faster than fp32 on this device? Always on a GPU; on a processor where its flags say so."""
    if device != "cpu":
        return True
    return bool(BF16_FLAGS & processor_flags(cpu_info))


def processor_flags(cpu_info: Path) -> frozenset[str]:
    """The flags of the first processor, as Linux lists them; none where there is no such list."""
    if not cpu_info.is_file():
        return frozenset()
    lines = cpu_info.read_text().splitlines()
    flags = next((line.partition(":")[2] for line in lines if line.startswith("flags")), "")
    return frozenset(flags.split())
