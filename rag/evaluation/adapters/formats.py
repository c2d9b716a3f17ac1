"""Which benchmark a file or folder is: by its layout and its first record."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from index.errors import GoldError
from rag.evaluation.adapters.beir import is_beir, read_beir
from rag.evaluation.adapters.benchmark import Benchmark
from rag.evaluation.adapters.ragas import is_ragas, read_ragas
from rag.evaluation.adapters.squad import is_squad, read_squad
from rag.evaluation.gold import read_gold

FORMATS: dict[str, Callable[[Path], Benchmark]] = {
    "squad": read_squad,
    "beir": read_beir,
    "ragas": read_ragas,
    "gold": lambda path: Benchmark(read_gold(path)),
}


def read_benchmark(path: str | Path, *, format: str | None = None) -> Benchmark:
    """Read a gold file or a benchmark; ``format`` is one of FORMATS, found out where it is not given."""
    place = Path(path)
    name = format or detect_format(place)
    if name not in FORMATS:
        raise GoldError(f"There is no benchmark format {name!r}.", remedy=f"Use one of: {', '.join(FORMATS)}.")
    return FORMATS[name](place)


def detect_format(path: Path) -> str:
    """The format of a file or folder, from its layout and its first record."""
    if not path.exists():
        raise GoldError(f"There is no file or folder {path}.", remedy="Check the path.")
    if path.is_dir():
        if is_beir(path):
            return "beir"
        raise GoldError(
            f"{path} is a folder without corpus.jsonl, queries.jsonl and qrels/.",
            remedy="Give a gold file, a SQuAD JSON file, a RAGAS-style file or a BEIR folder.",
        )
    first = _first_value(path)
    if is_squad(first):
        return "squad"
    return "ragas" if is_ragas(first) else "gold"


def _first_value(path: Path) -> object:
    """The whole document where it is one JSON value, else the first line's value, else None."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    for candidate in (next((line for line in text.splitlines() if line.strip()), ""), text):
        try:
            value: object = json.loads(candidate)
        except (ValueError, RecursionError):
            continue
        return value
    return None
