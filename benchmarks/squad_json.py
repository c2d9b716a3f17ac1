"""Put SQuAD questions that are stored one a line back into SQuAD's own JSON.

    python benchmarks/squad_json.py ../shared/data/squad_dev_v1.jsonl.gz squad-dev-v1.json
    crosscheck eval squad-dev-v1.json --index squad.index --sample 1000

Each line holds question, context, answers [{text, start}], title, paragraph and
for v2 ``impossible``.
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path
from typing import Any


def squad_document(lines: list[dict[str, Any]], version: str) -> dict[str, Any]:
    """Group the questions by title and paragraph, in the order in which they come."""
    documents: dict[str, dict[int, dict[str, Any]]] = {}
    for line in lines:
        paragraphs = documents.setdefault(line["title"], {})
        paragraph = paragraphs.setdefault(line["paragraph"], {"context": line["context"], "qas": []})
        paragraph["qas"].append(
            {
                "id": line["id"],
                "question": line["question"],
                "is_impossible": line.get("impossible", False),
                "answers": [{"text": each["text"], "answer_start": each["start"]} for each in line["answers"]],
            }
        )
    data = [{"title": title, "paragraphs": list(paragraphs.values())} for title, paragraphs in documents.items()]
    return {"version": version, "data": data}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lines", type=Path, help="gzipped JSON lines")
    parser.add_argument("out", type=Path, help="the SQuAD JSON file to write")
    arguments = parser.parse_args()
    with gzip.open(arguments.lines, "rt", encoding="utf-8") as file:
        document = squad_document([json.loads(line) for line in file], arguments.lines.name.split(".")[0])
    arguments.out.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    paragraphs = [paragraph for entry in document["data"] for paragraph in entry["paragraphs"]]
    print(f"{sum(len(each['qas']) for each in paragraphs):,} questions over {len(paragraphs):,} paragraphs")


if __name__ == "__main__":
    main()
