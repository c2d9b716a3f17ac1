"""The reader: windows, spans and offsets with logits that a person can set; then the shipped weights themselves."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rag.reader.reader
from index.errors import ReaderError
from index.runtime import Inputs, Outputs
from rag.reader import WEIGHTS_FOLDER, WINDOW_TOKENS, Reader, Relation
from rag.reader.windows import Window, WindowReading, cut, join, read_window

PLAIN = {
    "answerable": [1.0, 0.0, 0.0, 0.0],  # the margin alone
    "span": [0.0, 1.0, 0.0, 0.0],  # the pair logit alone
    "sentence": [1.0, 0.0, 0.0, 0.0],  # the mean relevance alone
    "relation_temperature": 1.0,
    "relation_bias": [0.0, 0.0, 0.0],
}


class WordSpotter:
    """A network that a person can compute: the word ``berg`` starts and ends answers, and nothing else does.

    Its logits: start and end 4 at ``berg``, 1 at [CLS], 0 elsewhere; relevance 2 at ``berg``, else 0;
    the pair is answerable with 3; entails, neutral, contradicts with 0, 0 and the number of ``berg``.
    """

    runtime, precision = "made", "fp32"

    def __init__(self, berg: int) -> None:
        self.berg = berg
        self.shapes: list[tuple[int, ...]] = []

    def run(self, inputs: Inputs) -> Outputs:
        ids = inputs["input_ids"]
        self.shapes.append(ids.shape)
        found = (ids == self.berg).astype(np.float32)
        tokens = np.stack([4 * found, 4 * found, 2 * found], axis=2)
        tokens[:, 0, :2] = 1.0
        pair = np.zeros((len(ids), 4), np.float32)
        pair[:, 0], pair[:, 3] = 3.0, found.sum(axis=1)
        return {"tokens": tokens, "pair": pair}

    def run_all(self, batches: Iterable[Inputs]) -> Iterator[Outputs]:
        return map(self.run, batches)


def write_weights(folder: Path, content: bytes = b"weights") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "reader.safetensors").write_bytes(content)
    described = {
        "weights_sha256": hashlib.sha256(content).hexdigest(),
        "word_vectors_sha256": "",
        "calibration": PLAIN,
    }
    (folder / "reader.json").write_text(json.dumps(described))
    return folder


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    made = Reader(write_weights(tmp_path / "weights"))
    made._model = WordSpotter(made._tokenizer.token_to_id("berg"))
    return made


def sigmoid(value: float) -> float:
    return 1 / (1 + float(np.exp(-value)))


def test_the_span_its_probabilities_and_each_sentence(reader: Reader) -> None:
    passage = "It rained. The mayor, Berg, spoke."
    (one,) = reader.read([("Who spoke?", passage)], [[(0, 10), (11, 34)]])
    assert passage[one.start : one.end] == "Berg"
    assert one.answerable == pytest.approx(sigmoid(8 - 2))  # berg's start and end, less those of [CLS]
    assert one.probability == pytest.approx(sigmoid(3))  # the pair logit
    seven = 2 / 7  # the, mayor, comma, berg, comma, spoke, full stop
    assert one.sentence_scores == pytest.approx((sigmoid(0), sigmoid(seven)))


def test_an_empty_passage_or_question_is_no_answer(reader: Reader) -> None:
    empty, mute = reader.read([("Who?", " "), ("", "Berg.")], [[(0, 1)], [(0, 5)]])
    assert (empty.answerable, empty.start, empty.end, empty.probability) == (0.0, 0, 0, 0.0)
    assert empty.sentence_scores == (0.0,)
    assert mute.answerable == 0.0
    assert reader.read([], []) == []


@pytest.mark.parametrize("before", [0, 100, 300, 1_000])
def test_a_long_passage_is_read_in_windows_and_keeps_its_offsets(reader: Reader, before: int) -> None:
    passage = "rain " * before + "Berg" + " snow" * 500
    spans = [(0, 5 * before), (5 * before, 5 * before + 4), (5 * before + 4, len(passage))]
    (one,) = reader.read([("Who?", passage)], [spans])
    assert (one.start, one.end) == (5 * before, 5 * before + 4)
    assert one.sentence_scores[1] == pytest.approx(sigmoid(2))
    assert one.sentence_scores[2] == pytest.approx(sigmoid(0))
    assert max(length for _, length in reader._model.shapes) <= WINDOW_TOKENS  # type: ignore[union-attr]


def test_offsets_count_code_points(reader: Reader) -> None:
    passage = "É😀 “Øre” \ud800 naïve Berg"
    (one,) = reader.read([("Who?", passage)], [[]])
    assert passage[one.start : one.end] == "Berg"


def test_pairs_keep_their_order_whatever_their_length(reader: Reader) -> None:
    passages = ["snow " * n + "Berg" for n in (40, 1, 300, 7, 90)]
    readings = reader.read([("Who?", passage) for passage in passages], [[]] * 5)
    assert [one.start for one in readings] == [len(passage) - 4 for passage in passages]


def test_relations_sum_to_one_and_a_long_statement_is_read_where_it_speaks(reader: Reader) -> None:
    short, long, empty = reader.relate([("Berg Berg", "snow"), ("snow " * 600 + "Berg", "rain"), ("", "rain")])
    assert short == pytest.approx(Relation(1 / (2 + np.e**2), 1 / (2 + np.e**2), np.e**2 / (2 + np.e**2)))
    assert long.contradicts == pytest.approx(np.e / (2 + np.e))
    assert empty == Relation(0.0, 1.0, 0.0)


@given(st.integers(0, 2_000), st.integers(70, 300), st.integers(0, 60))
def test_windows_cover_every_token_and_fit(tokens: int, room: int, overlap: int) -> None:
    windows = cut(tokens, room, overlap)
    assert {i for start, end in windows for i in range(start, end)} == set(range(tokens))
    assert all(0 <= start < end <= tokens and end - start <= room for start, end in windows)
    assert len(set(windows)) == len(windows)


def test_a_window_reads_only_its_passage() -> None:
    logits = np.array([[1, 0, 0], [9, 9, 9], [9, 9, 9], [2, 0, 1], [0, 3, 3], [9, 9, 9]], np.float32)
    window = Window(0, (101, 5, 102, 6, 7, 102), 3, np.array([[10, 14], [15, 20]]))
    one = read_window(window, logits, 0.5, [(10, 20), (30, 40)])
    assert (one.start, one.end) == (10, 20)
    assert one.margin == 2 + 3 - 1
    assert one.likelihood == pytest.approx(5 - np.log(np.e**2 + 1) - np.log(1 + np.e**3))
    assert one.sentences.tolist() == [[2.0, 2.0, 1.0], [0.0, 0.0, 0.0]]
    assert one.relevance == 2.0


def test_joined_windows_take_the_best_span_and_each_sentence_where_most_of_it_is_seen() -> None:
    first = WindowReading(0, 4, 1.0, -0.5, 0.2, np.array([[5.0, 1.0, 0.1], [1.0, 9.0, 9.0]]))
    second = WindowReading(8, 9, 3.0, -0.1, 0.1, np.array([[0.0, 0.0, 0.0], [6.0, 2.0, 0.3]]))
    both = join([first, second])
    assert (both.start, both.end, both.margin, both.likelihood) == (8, 9, 3.0, -0.1)
    assert both.pair_logit == 0.2
    assert both.sentences.tolist() == [[5.0, 1.0, 0.1], [6.0, 2.0, 0.3]]


@pytest.mark.parametrize("harm", ["no folder", "no weights", "cut short", "no json", "bad json", "bad numbers"])
def test_missing_or_damaged_weights_say_how_to_reinstall(tmp_path: Path, harm: str) -> None:
    folder = write_weights(tmp_path / "weights")
    if harm == "no folder":
        shutil.rmtree(folder)
    elif harm == "no weights":
        (folder / "reader.safetensors").unlink()
    elif harm == "cut short":
        (folder / "reader.safetensors").write_bytes(b"weigh")
    elif harm == "no json":
        (folder / "reader.json").unlink()
    elif harm == "bad json":
        (folder / "reader.json").write_text("{")
    else:
        described = json.loads((folder / "reader.json").read_text())
        described["calibration"]["span"] = [1.0]
        (folder / "reader.json").write_text(json.dumps(described))
    with pytest.raises(ReaderError) as raised:
        Reader(folder)
    assert "pip install" in str(raised.value)


def test_weights_that_were_sound_and_are_damaged_later_are_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSCHECK_CACHE", str(tmp_path / "cache"))
    folder = write_weights(tmp_path / "weights")
    Reader(folder)
    weights = folder / "reader.safetensors"
    changed = weights.stat().st_mtime_ns + 1_000_000_000
    weights.write_bytes(b"weighty")  # as long as before: only the time of change differs
    os.utime(weights, ns=(changed, changed))
    with pytest.raises(ReaderError, match="checksum is wrong"):
        Reader(folder)


# The shipped weights

REPORT = (
    "Heavy rain closed two roads near Holm on Tuesday. Mayor Anna Berg said 12 people were hurt when the old bridge "
    "collapsed. Schools will stay shut until Friday."
)
SPANS = [(0, 50), (51, 122), (123, len(REPORT))]


@pytest.fixture(scope="module")
def shipped() -> Reader:
    return Reader.load()


@pytest.mark.parametrize(
    ("question", "answer", "sentence"),
    [
        ("How many people were hurt?", "12", 1),
        ("Who is the mayor?", "Anna Berg", 1),
        ("When did it rain?", "Tuesday", 0),
        ("Until when will schools stay shut?", "Friday", 2),
    ],
)
def test_the_shipped_reader_answers(shipped: Reader, question: str, answer: str, sentence: int) -> None:
    (one,) = shipped.read([(question, REPORT)], [SPANS])
    assert answer in REPORT[one.start : one.end]
    assert one.end - one.start < len(answer) + 16
    assert max(range(3), key=one.sentence_scores.__getitem__) == sentence


def test_the_shipped_reader_doubts_what_the_passage_does_not_say(shipped: Reader) -> None:
    questions = ["How many people were hurt?", "Which team won the cup final?", "Who wrote the opera?"]
    asked, cup, opera = shipped.read([(question, REPORT) for question in questions], [SPANS] * 3)
    assert max(cup.answerable, opera.answerable) < 0.5 < asked.answerable
    assert cup.probability <= cup.answerable


def test_the_shipped_reader_gives_the_same_alone_and_in_a_batch(shipped: Reader) -> None:
    questions = ["Who is the mayor?", "How many people were hurt?", "When did it rain?"]
    together = shipped.read([(question, REPORT) for question in questions], [SPANS] * 3)
    for question, one in zip(questions, together, strict=True):
        (alone,) = shipped.read([(question, REPORT)], [SPANS])
        assert (alone.start, alone.end) == (one.start, one.end)
        assert alone.answerable == pytest.approx(one.answerable, abs=0.05)


def test_the_shipped_relation_is_a_distribution(shipped: Reader) -> None:
    for relation in shipped.relate([("It rained in Holm.", "It was dry in Holm."), ("", "")]):
        assert sum(relation) == pytest.approx(1.0)
        assert min(relation) >= 0.0


def test_weights_are_small_and_checked() -> None:
    files = [file for file in WEIGHTS_FOLDER.rglob("*") if file.is_file()]
    assert 10_000_000 < sum(file.stat().st_size for file in files) < 45_000_000
    assert {file.suffix for file in files} <= {".safetensors", ".json", ".md", ".txt"}


def test_threads_that_load_at_once_share_one_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[Path] = []

    def slowly(folder: Path) -> str:
        loaded.append(folder)
        time.sleep(0.1)
        return f"reader {len(loaded)}"

    monkeypatch.setattr(rag.reader.reader, "Reader", slowly)
    monkeypatch.setattr(rag.reader.reader, "_shipped", lru_cache(maxsize=1)(rag.reader.reader._shipped.__wrapped__))
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda _: Reader.load(), range(2)))
    assert made == ["reader 1", "reader 1"]
    assert loaded == [WEIGHTS_FOLDER]


def test_preparing_runs_the_network_once(reader: Reader) -> None:
    assert isinstance(reader._model, WordSpotter)
    reader.prepare()
    assert reader._model.shapes == [(1, 16)]


def test_a_warm_reader_does_not_import_torch(shipped: Reader) -> None:
    shipped.read([("Who is the mayor?", REPORT)], [SPANS])  # compiled and cached by now
    code = (
        "import sys; from rag.reader.reader import Reader;"
        "Reader.load().read([('Who?', 'Anna Berg spoke.')], [[(0, 16)]]); print('torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "False"
