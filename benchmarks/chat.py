"""How fast the page is: until it is served, until the first statement, and with eight people at once.

    python benchmarks/chat.py --index DIR [--questions FILE] [--people 8] [--seconds 60]

``FILE`` is a gold file; without one the page's own examples are asked. Needs
Chromium (CROSSCHECK_CHROMIUM or on the PATH). Prints one JSON object; run it on
a quiet machine, and once before to warm the caches.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PAUSE_SECONDS = 2.0
"""Between an answer and the same person's next question."""
CLICKS = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=60.0)
    asked = parser.parse_args()
    questions = read_questions(asked.questions, asked.index)
    with served(asked.index) as (url, until_served, processor):
        measured = {
            "chunks": chunks(asked.index),
            "load_before": round(os.getloadavg()[0], 1),
            "served_seconds": round(until_served, 2),
            "served_processor_seconds": processor,
            "first_statement_ms": first_statements(url, questions[:CLICKS]),
            "people": people(url, questions, asked.people, asked.seconds),
        }
    print(json.dumps(measured, indent=2))


@contextmanager
def served(index: Path) -> Iterator[tuple[str, float, float]]:
    """A running ``crosscheck serve``, the seconds until its page was there, and those of the processor alone."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "rag.cli", "serve", "--index", str(index), "--port", str(port)]
    url = f"http://127.0.0.1:{port}/"
    began = time.perf_counter()
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while not answers(url):
            if server.poll() is not None:
                raise SystemExit("The server ended before it served.")
            time.sleep(0.02)
        until_served = time.perf_counter() - began
        fields = Path(f"/proc/{server.pid}/stat").read_text().rsplit(")", 1)[1].split()
        yield url, until_served, (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    finally:
        server.terminate()
        server.wait(10)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


def first_statements(url: str, questions: Sequence[str]) -> dict[str, Any]:
    """Milliseconds in the browser from the click on Ask to the first statement (or silence) on the screen."""
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("CROSSCHECK_CHROMIUM") or shutil.which("chromium")
    clicked = """() => new Promise((done) => {
        const before = document.querySelectorAll('.cc-statement, .cc-silence').length;
        const began = performance.now();
        new MutationObserver((_, watch) => {
            const now = document.querySelectorAll('.cc-statement, .cc-silence').length;
            if (now > before) { watch.disconnect(); done(performance.now() - began); }
        }).observe(document.body, { childList: true, subtree: true });
        document.querySelector('#cc-ask').click();
    })"""
    spent = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(url)
        for number, question in enumerate([questions[0], *questions]):  # the first one only warms the server
            page.fill("#cc-question textarea", question)
            spent.append(page.evaluate(clicked))
            page.locator("#cc-conversation .cc-foot").nth(number).wait_for()
        browser.close()
    return summed(spent[1:])


def people(url: str, questions: Sequence[str], count: int, seconds: float) -> dict[str, Any]:
    """``count`` people, each asking again two seconds after an answer: seconds to the whole answer, and errors."""
    from gradio_client import Client

    spent: list[float] = []
    errors: list[str] = []
    ends = time.perf_counter() + seconds

    def person(number: int) -> None:
        client = Client(url, verbose=False, analytics_enabled=False)
        turn = number
        while time.perf_counter() < ends:
            began = time.perf_counter()
            try:
                client.predict(questions[turn % len(questions)], api_name="/ask")
                spent.append((time.perf_counter() - began) * 1000)
            except Exception as error:  # counted, whatever it is
                errors.append(f"{type(error).__name__}: {error}")
            turn += count
            time.sleep(PAUSE_SECONDS)

    threads = [threading.Thread(target=person, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"people": count, "seconds": seconds, "answers": len(spent), "errors": errors[:5], "ms": summed(spent)}


def summed(spent: Sequence[float]) -> dict[str, float]:
    ranked = sorted(spent)
    return {
        "p50": round(statistics.median(ranked)),
        "p95": round(ranked[min(len(ranked) - 1, int(0.95 * len(ranked)))]),
        "max": round(ranked[-1]),
        "n": len(ranked),
    }


def read_questions(file: Path | None, index: Path) -> list[str]:
    if file is not None:
        return [json.loads(line)["question"] for line in file.read_text("utf-8").splitlines() if line.strip()]
    from rag.assistant import Assistant
    from rag.page.desk import Desk

    with Assistant.open(index) as assistant:
        return Desk(assistant, gold=index).examples()


def chunks(index: Path) -> int:
    from index.article_index import ArticleIndex

    with ArticleIndex.open(index) as opened, opened.snapshot() as snapshot:
        return snapshot.stats().chunks


if __name__ == "__main__":
    main()
