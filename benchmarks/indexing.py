"""Indexing and retrieval, measured beside the stock LangChain pipeline. Prints a Markdown table.

    python benchmarks/indexing.py --articles FOLDER [--gold GOLD.jsonl] [--limit 200] [--json FILE]

Stock means RecursiveCharacterTextSplitter without overlap, at the size that
gives the mean chunk length of this project; langchain-community's
HuggingFaceEmbeddings at its defaults, over the same weights; its
FAISS.from_documents. Each measurement is a new process, one after the other.
"Work" starts after the imports and covers everything else (reading, loading
or converting the model, splitting, embedding, storing); "process" covers the
imports too. On a shared machine only ratios within one run mean anything, and
those of processor seconds most.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

TOP = 10
LATENCY_CHUNKS = 10_000
ASK_RUNS = 5
ENCODED = 300


def main() -> None:
    options = _options()
    if options.part:
        print(json.dumps(PARTS[options.part](options)))
        return
    with tempfile.TemporaryDirectory() as scratch:
        print(table(measure(options, Path(scratch))))


def measure(options: argparse.Namespace, scratch: Path) -> dict[str, Any]:
    """Every figure, by the name of its part."""
    articles = _as_jsonl(options, scratch / "articles.jsonl")
    cache = {"CROSSCHECK_CACHE": str(scratch / "cache")}

    def run(part: str, **more: object) -> dict[str, Any]:
        flags = {"articles": articles, "gold": options.gold, "index": scratch / "first.index", **more}
        return _run_part(part, {name: value for name, value in flags.items() if value is not None}, cache)

    made: dict[str, Any] = {"ours_first": run("ours")}
    made["stock"] = run("stock", chunk_characters=made["ours_first"]["mean_chunk"])
    made["ours_warm"] = run("ours", index=scratch / "warm.index")
    made["again"] = run("ours")
    made["encode"] = run("encode")
    made["first_vector"] = _median(lambda: run("first_vector"), "seconds")
    made["ask"] = _median(lambda: run("ask"), "seconds")
    made["latency"] = run("latency", index=scratch / "large.index")
    if options.json:
        Path(options.json).write_text(json.dumps(made, indent=2) + "\n", encoding="utf-8")
    return made


def table(made: dict[str, Any]) -> str:
    """The figures as a Markdown table."""
    stock, first, warm = made["stock"], made["ours_first"], made["ours_warm"]

    def speed(part: dict[str, Any], clock: str) -> float:
        return float(part["characters"]) / float(part[clock])

    def row(name: str, *cells: object) -> str:
        return "| " + " | ".join([name, *map(str, cells)]) + " |"

    def speeds(name: str, clock: str) -> str:
        base, one, two = (speed(part, clock) for part in (stock, first, warm))
        return row(name, f"{base:,.0f}", f"{one:,.0f} ({one / base:.1f} times)", f"{two:,.0f} ({two / base:.1f} times)")

    encode, latency = made["encode"], made["latency"]
    lines = [
        row("", "stock LangChain", "Crosscheck, fresh cache", "Crosscheck, warm cache"),
        row("---", "---:", "---:", "---:"),
        row("articles, characters", *[f"{p['articles']:,}, {p['characters']:,}" for p in (stock, first, warm)]),
        row("chunks, mean characters", *[f"{p['chunks']:,}, {p['mean_chunk']:.0f}" for p in (stock, first, warm)]),
        speeds("indexing, characters a second (work)", "work_seconds"),
        speeds("indexing, characters a second (process)", "process_seconds"),
        speeds("indexing, characters a processor second (work)", "processor_seconds"),
    ]
    if "recall" in stock:
        for key, name in (
            ("found", f"questions with a right article in the top {TOP}"),
            ("recall", f"recall of right articles in the top {TOP}"),
        ):
            lines.append(row(name, *[f"{p[key]:.3f}" for p in (stock, first, warm)]))
    lines += [
        row("the same texts encoded, tokens a second", f"{encode['stock']:,.0f}", "", f"{encode['ours']:,.0f}"),
        row("first vector of a new process, s", f"{encode['stock_first_seconds']:.2f}", "", made["first_vector"]),
        row("`crosscheck ask` in a new process, s", "", "", made["ask"]),
        row("indexed again, nothing changed, s", "", "", f"{made['again']['process_seconds']:.2f}"),
        row(f"retrieval at {latency['chunks']:,} chunks, ms (p50, p95)", "", "", latency["milliseconds"]),
        row("runs on", encode["stock_runtime"], encode["ours_runtime"], encode["ours_runtime"]),
    ]
    return "\n".join(lines)


# Parts: each runs in a process of its own and returns figures


def ours(options: argparse.Namespace) -> dict[str, Any]:
    before = time.perf_counter()
    from index.article_index import ArticleIndex
    from index.embedding import Encoder
    from index.indexing import index_paths
    from rag.question import asked_of
    from rag.search import retrieve

    clock = Clock()
    index_paths([options.articles], options.index)
    clocks = clock.read(import_seconds=clock.wall - before)
    encoder = Encoder.load()
    with ArticleIndex.open(options.index, encoder) as index, index.snapshot() as snapshot:
        lengths = [passage.end - passage.start for passage in snapshot.get(snapshot.chunk_ids().tolist())]

        def ranked(question: str) -> list[str]:
            found = retrieve(
                snapshot, encoder, asked_of(question), passages=100, passages_per_origin=3, search_depth=100
            )
            return [hit.passage.article_id for hit in found]

        return _figures(options, lengths) | clocks | _recall(options, ranked)


def stock(options: argparse.Namespace) -> dict[str, Any]:
    before = time.perf_counter()
    import faiss  # noqa: F401  the stores import these two late; the work clock leaves imports out
    import sentence_transformers  # noqa: F401
    from langchain_community.embeddings import HuggingFaceEmbeddings
    from langchain_community.vectorstores import FAISS
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    import_seconds = time.perf_counter() - before
    from index.model_files import DEFAULT_ENCODER, model_folder

    texts = [record["text"] for record in _records(options.articles)]
    chunk_size = _size_for_mean(texts, options.chunk_characters)
    clock = Clock()
    documents = [Document(r["text"], metadata={"article_id": r["id"]}) for r in _records(options.articles)]
    chunks = RecursiveCharacterTextSplitter(chunk_size=chunk_size, chunk_overlap=0).split_documents(documents)
    store = FAISS.from_documents(chunks, HuggingFaceEmbeddings(model_name=str(model_folder(DEFAULT_ENCODER))))
    store.save_local(str(options.index) + ".stock")
    clocks = clock.read(import_seconds)

    def ranked(question: str) -> list[str]:
        return [found.metadata["article_id"] for found in store.similarity_search(question, k=100)]

    lengths = [len(chunk.page_content) for chunk in chunks]
    return _figures(options, lengths) | clocks | _recall(options, ranked)


def encode(options: argparse.Namespace) -> dict[str, Any]:
    from index.chunks import split_article
    from index.embedding import Encoder
    from index.loading import load_articles
    from index.model_files import DEFAULT_ENCODER, model_folder

    encoder = Encoder.load()
    pieces = []
    for article in load_articles([options.articles]).articles:
        chunks = split_article(article, count_window=encoder.count_tokens_batch, window_tokens=254)
        pieces += [article.text[chunk.start : chunk.end] for chunk in chunks]
        if len(pieces) >= ENCODED:
            break
    tokens = sum(encoder.count_tokens_batch(pieces))
    encoder.encode(pieces[:8])
    started = time.perf_counter()
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(model_folder(DEFAULT_ENCODER)), device="cpu")
    model.encode(pieces[:8])
    stock_first_seconds = time.perf_counter() - started
    seconds: dict[str, list[float]] = {"ours": [], "stock": []}
    for _ in range(3):  # in turn, so that both meet the same load
        for name, run in (("ours", encoder.encode), ("stock", model.encode)):
            started = time.perf_counter()
            run(pieces)
            seconds[name].append(time.perf_counter() - started)
    return {
        "ours": tokens / statistics.median(seconds["ours"]),
        "stock": tokens / statistics.median(seconds["stock"]),
        "stock_first_seconds": stock_first_seconds,
        "ours_runtime": encoder.backend.runtime,
        "stock_runtime": "torch fp32",
    }


def first_vector(options: argparse.Namespace) -> dict[str, Any]:
    return {"seconds": _seconds_of("from index.embedding import Encoder; Encoder.load().encode_query('Who said so?')")}


def ask(options: argparse.Namespace) -> dict[str, Any]:
    question = next(iter(_questions(options)), "Who was killed?")
    return {"seconds": _seconds_of("from rag.cli import main; main()", "ask", question, "--index", str(options.index))}


def latency(options: argparse.Namespace) -> dict[str, Any]:
    """Shuffled sentences of the articles under random vectors: neither changes what a search costs."""
    import numpy as np

    from index.article_index import ArticleIndex
    from index.articles import Article
    from index.embedding import Encoder
    from rag.question import asked_of
    from rag.search import retrieve

    class RandomBeyondQuestions:
        def __init__(self, encoder: Encoder) -> None:
            self.encoder = encoder
            self.random = np.random.default_rng(0)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.encoder, name)

        def encode(self, texts: list[str]) -> Any:
            if len(texts) == 1:
                return self.encoder.encode(texts)
            vectors = self.random.standard_normal((len(texts), self.encoder.dimension)).astype(np.float32)
            return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    sentences = [part + "." for r in _records(options.articles) for part in r["text"].split(". ") if len(part) > 40]
    shuffled = random.Random(0)
    encoder: Any = RandomBeyondQuestions(Encoder.load())
    questions = list(_questions(options)) or shuffled.sample(sentences, 50)
    with ArticleIndex.create(options.index, encoder) as index:
        chunks = made = 0
        while chunks < LATENCY_CHUNKS:
            texts = [" ".join(shuffled.choices(sentences, k=15)) for _ in range(400)]
            articles = [Article(id=f"a{made + n}", title="", text=text) for n, text in enumerate(texts)]
            chunks += index.add(articles).chunks
            made += len(articles)
        with index.snapshot() as snapshot:
            for question in questions:
                retrieve(snapshot, encoder, asked_of(question), passages=24, passages_per_origin=3, search_depth=100)
            spent = []
            for question in questions * 3:
                started = time.perf_counter()
                retrieve(snapshot, encoder, asked_of(question), passages=24, passages_per_origin=3, search_depth=100)
                spent.append(1000 * (time.perf_counter() - started))
    return {"chunks": chunks, "milliseconds": "{:.1f}, {:.1f}".format(*np.percentile(spent, [50, 95]))}


PARTS: dict[str, Callable[[argparse.Namespace], dict[str, Any]]] = {
    part.__name__: part for part in (ours, stock, encode, first_vector, ask, latency)
}


class Clock:
    """Wall and processor seconds since it was made."""

    def __init__(self) -> None:
        self.wall, self.processor = time.perf_counter(), time.process_time()

    def read(self, import_seconds: float) -> dict[str, float]:
        wall = time.perf_counter() - self.wall
        processor = time.process_time() - self.processor
        return {"work_seconds": wall, "processor_seconds": processor, "process_seconds": import_seconds + wall}


def _figures(options: argparse.Namespace, lengths: list[int]) -> dict[str, Any]:
    texts = [record["text"] for record in _records(options.articles)]
    return {
        "articles": len(texts),
        "characters": sum(map(len, texts)),
        "chunks": len(lengths),
        "mean_chunk": statistics.mean(lengths),
    }


def _recall(options: argparse.Namespace, ranked: Callable[[str], Iterable[str]]) -> dict[str, float]:
    """``found``: share of questions with a right article in the top; ``recall``: share of those that could be there."""
    found, recalls = [], []
    held = {record["id"] for record in _records(options.articles)}
    for gold in _gold(options):
        right = set(gold.get("cite", ())) & held
        if not right:
            continue
        top = list(dict.fromkeys(_bare(article_id) for article_id in ranked(gold["question"])))[:TOP]
        found.append(bool(right & set(top)))
        recalls.append(len(right & set(top)) / min(len(right), TOP))
    return {"found": statistics.mean(found), "recall": statistics.mean(recalls)} if found else {}


def _bare(article_id: str) -> str:
    return article_id.rpartition("/")[2].rpartition("#")[2]


def _size_for_mean(texts: list[str], mean: float) -> int:
    """The splitter's size that gives chunks of this mean length: it fills up to a size, and never beyond."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    def mean_for(size: int) -> float:
        split = RecursiveCharacterTextSplitter(chunk_size=size, chunk_overlap=0).split_text
        return statistics.mean(len(chunk) for text in texts for chunk in split(text))

    low, high = int(mean), int(mean * 3)
    while high - low > 4:
        middle = (low + high) // 2
        low, high = (middle, high) if mean_for(middle) < mean else (low, middle)
    return high


def _as_jsonl(options: argparse.Namespace, path: Path) -> Path:
    """One file that both pipelines read, written from what this project loads."""
    from index.loading import load_articles

    with path.open("w", encoding="utf-8") as file:
        for article in load_articles([options.articles]).articles[: options.limit]:
            day = article.published.isoformat() if article.published else None
            kept = {"id": _bare(article.id), "title": article.title, "text": article.text, "source": article.source}
            file.write(json.dumps({**kept, "date": day}) + "\n")
    return path


def _records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def _gold(options: argparse.Namespace) -> list[dict[str, Any]]:
    return _records(options.gold) if options.gold else []


def _questions(options: argparse.Namespace) -> Iterable[str]:
    return (gold["question"] for gold in _gold(options))


def _seconds_of(code: str, *arguments: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def _median(run: Callable[[], dict[str, Any]], key: str) -> str:
    values = sorted(run()[key] for _ in range(ASK_RUNS))
    return f"{statistics.median(values):.2f} ({values[0]:.2f} to {values[-1]:.2f})"


def _run_part(part: str, flags: dict[str, object], environment: dict[str, str]) -> dict[str, Any]:
    arguments = [text for name, value in flags.items() for text in (f"--{name.replace('_', '-')}", str(value))]
    print(f"measuring {part} ...", file=sys.stderr, flush=True)
    finished = subprocess.run(
        [sys.executable, "-W", "ignore", __file__, "--part", part, *arguments],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1]), **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    made: dict[str, Any] = json.loads(finished.stdout.strip().splitlines()[-1])
    return made


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--articles", type=Path, required=True, help="a file or folder with articles")
    parser.add_argument("--gold", type=Path, help="gold questions, for recall")
    parser.add_argument("--limit", type=int, help="only the first so many articles")
    parser.add_argument("--json", help="write every figure to this file")
    for name in ("--part", "--index", "--chunk-characters"):
        parser.add_argument(name, type=float if name == "--chunk-characters" else None, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
