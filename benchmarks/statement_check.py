"""How often does the check of written statements pass faithful summaries and edited ones?

SummEdits (Laban et al., EMNLP 2023): summary sentences, faithful or with one
fact changed, against the excerpt they were written from. No threshold was
chosen on it, but two rules were shaped by reading its refusals: a development
figure. Run: python benchmarks/statement_check.py
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from index.articles import Passage
from rag.evidence import Evidence, Quote
from rag.writing.numbered_evidence import number_passages
from rag.writing.verification import Verifier

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "pairs_summedits.jsonl.gz"


def passes(evidence: str, statement: str) -> bool:
    passage = Passage(1, "a", 0, len(evidence), evidence, "", None, None, None, None, None, "en", "o")
    quote = Quote.cut(passage, 0, len(evidence))
    numbered = number_passages([Evidence(quote, relevance=1.0, answerable=1.0)])
    return Verifier(numbered).verify(statement, [1]).passed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", default="", help="only this part, for example news")
    parser.add_argument("--at-most", type=int, default=10_000)
    options = parser.parse_args()
    passed: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    with gzip.open(DATA, "rt") as lines:
        rows = [json.loads(line) for line in lines]
    for row in [row for row in rows if options.split in row["split"]][: options.at_most]:
        kinds = ["faithful"] if row["label"] == "agree" else [name.strip(" '") for name in row["kind"][1:-1].split(",")]
        good = passes(row["a"], row["b"])
        for kind in {*kinds, "faithful" if row["label"] == "agree" else "edited"}:
            seen[kind] += 1
            passed[kind] += good
    for kind in sorted(seen, key=lambda name: (name != "faithful", name != "edited", name)):
        print(f"{kind or 'unnamed':28} passes {passed[kind]:5} of {seen[kind]:5}  {passed[kind] / seen[kind]:.3f}")
    right = (passed["faithful"] / seen["faithful"] + 1 - passed["edited"] / seen["edited"]) / 2
    print(f"balanced accuracy {right:.3f}")


if __name__ == "__main__":
    main()
