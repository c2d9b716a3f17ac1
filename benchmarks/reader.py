"""How long one question takes the reader: ``python benchmarks/reader.py --data ../shared/data [--weights DIR]``.

The judgement of one question is one pass over 24 retrieved passages, which
gives ranking, spans, evidence sentences and abstention at once. Passages are
paragraphs of the question's own article in SQuAD dev, cut to whole sentences.
Prints p50 and p95 of warm runs, and where the time goes.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rag.reader import WEIGHTS_FOLDER, Reader
from training.examples import read_lines
from training.text import sentence_spans
from training.windows import cut


def seconds(work: Callable[[], Any]) -> float:
    """How long ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def questions(data: Path, count: int, passages: int, characters: int) -> list[tuple[str, list[str]]]:
    """Questions of SQuAD dev with as many paragraphs of their articles as are read at once."""
    by_title: dict[str, list[dict[str, Any]]] = {}
    for row in read_lines(data / "squad_dev_v1.jsonl.gz"):
        by_title.setdefault(row["title"], []).append(row)
    chosen = []
    for rows in by_title.values():
        contexts = list(dict.fromkeys(cut(row["context"], characters) for row in rows))[:passages]
        if len(contexts) == passages:
            chosen += [(row["question"], contexts) for row in rows[:: len(rows) // 4]]
    return chosen[:count]


def show(name: str, values: Sequence[float]) -> None:
    milliseconds = 1_000 * np.asarray(values)
    print(f"{name:<44} p50 {np.median(milliseconds):7.1f} ms  p95 {np.quantile(milliseconds, 0.95):7.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--weights", type=Path, default=WEIGHTS_FOLDER)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--passages", type=int, default=24)
    parser.add_argument("--characters", type=int, default=800, help="longest passage")
    given = parser.parse_args()
    first = time.perf_counter()
    reader = Reader(given.weights)
    asked = questions(given.data, given.questions, given.passages, given.characters)
    spans = [[sentence_spans(passage) for passage in passages] for _, passages in asked]
    pairs = [[(question, passage) for passage in passages] for question, passages in asked]
    reader.read(pairs[0][:1], spans[0][:1])
    print(f"loaded, compiled or from the cache, in {time.perf_counter() - first:.2f} s")
    for one, sentences in zip(pairs[:10], spans[:10], strict=True):
        reader.read(one, sentences)
    tokens = np.mean([len(window.ids) for one in pairs for window in reader.split(one)])
    print(f"{len(pairs)} questions, {given.passages} passages each, {tokens:.0f} tokens a window")
    whole = list(zip(pairs, spans, strict=True))
    show("the whole judgement", [seconds(lambda a=a, b=b: reader.read(a, b)) for a, b in whole])
    show("of it: tokens and windows", [seconds(lambda one=one: reader.split(one)) for one in pairs])
    windows = [reader.split(one) for one in pairs]
    show("of it: the network", [seconds(lambda one=one: reader.logits(one)) for one in windows])
    show("8 passages only", [seconds(lambda a=a, b=b: reader.read(a[:8], b[:8])) for a, b in whole])
    together = [pair for one in pairs[:10] for pair in one], [sentence for one in spans[:10] for sentence in one]
    print(f"10 questions in one batch: {100 * seconds(lambda: reader.read(*together)):.1f} ms a question")


if __name__ == "__main__":
    main()
