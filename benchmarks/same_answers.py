"""Do two versions of Crosscheck give the same answers?

    python benchmarks/same_answers.py ask fakes.index gold.jsonl before.jsonl      # with the one version
    python benchmarks/same_answers.py ask fakes.index gold.jsonl after.jsonl       # with the other
    python benchmarks/same_answers.py compare before.jsonl after.jsonl

``ask`` keeps what a reader sees of each answer (statements, quotes, notes, short answer, reason, caveats) and how long
it took; ``compare`` prints the questions whose answers differ, and the ratio of the median times. A gold file is
anything that ``crosscheck eval`` reads; only its questions and filters are used.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from statistics import median
from typing import Any

SEEN = ("short", "abstained", "reason", "caveats", "statements", "disagreements")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    ask = commands.add_parser("ask")
    ask.add_argument("index", type=Path)
    ask.add_argument("gold", type=Path, help="JSON lines with a question each")
    ask.add_argument("out", type=Path)
    ask.add_argument("--most", type=int, help="only so many questions")
    compare = commands.add_parser("compare")
    compare.add_argument("before", type=Path)
    compare.add_argument("after", type=Path)
    given = parser.parse_args()
    if given.command == "ask":
        keep_answers(given.index, given.gold, given.out, given.most)
    else:
        raise SystemExit(1 if differences(read(given.before), read(given.after)) else 0)


def keep_answers(index: Path, gold: Path, out: Path, most: int | None) -> None:
    """Ask every question of ``gold`` and write what is shown, one answer a line."""
    from rag import Assistant

    rows = [json.loads(line) for line in gold.read_text().splitlines() if line.strip()][:most]
    with Assistant.open(index) as assistant, out.open("w") as file:
        assistant.ask(rows[0]["question"])
        for row in rows:
            began = time.perf_counter()
            answer = assistant.ask(row["question"], **row.get("filters", {})).to_dict()
            seen = {"id": row["id"], "ms": (time.perf_counter() - began) * 1000} | {key: answer[key] for key in SEEN}
            seen["quotes"] = [[c["article_id"], c["start"], c["end"]] for c in answer["citations"]]
            file.write(json.dumps(seen) + "\n")


def read(path: Path) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in map(json.loads, path.read_text().splitlines())}


def differences(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> int:
    """Print what differs, question by question; how many questions differ."""
    changed = 0
    for name in sorted(before.keys() | after.keys()):
        one, other = before.get(name, {}), after.get(name, {})
        parts = [key for key in (*SEEN, "quotes") if one.get(key) != other.get(key)]
        changed += bool(parts)
        for key in parts:
            print(f"{name} {key}\n  - {json.dumps(one.get(key))}\n  + {json.dumps(other.get(key))}")
    times = [median(row["ms"] for row in rows.values()) for rows in (before, after)]
    print(f"{changed} of {len(before.keys() | after.keys())} answers differ; "
          f"p50 {times[0]:.0f} ms -> {times[1]:.0f} ms, {times[1] / times[0]:.2f} times")  # fmt: skip
    return changed


if __name__ == "__main__":
    main()
