"""Sentences: exact spans, and the places where a period is no full stop."""

from __future__ import annotations

import gzip
import json
import time
from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


# Each case is written with " | " where a sentence should end.
BOUNDARIES = [
    "The bridge is open. | Traffic flows again.",
    "Is the bridge open? | Yes! | It is.",
    "Dr. Amara Bell met Gen. Otto Lund and Sen. Ruth Hale. | They talked.",
    "The mayor, J. R. Hartley, spoke first. | George B. Stone followed.",
    "She works for the U.S. Department of Energy in Ohio.",
    "He moved to the U.S. | He liked it there.",
    "The U.N. Security Council met at 5 p.m. on Monday. | Nobody left before 9 p.m. | The hall was full.",
    "The first train leaves Leeds at 5 a.m. | Passengers may board from 4 a.m. Friday, 3 a.m. GMT.",
    "At 5 p.m. Ann Lee left. | At 6 p.m. Mr. Pratt followed.",
    "They sell apples, pears, etc. | Farmers bring them.",
    "Shares of Northwind Inc. rose by 3.5 percent. | Acme Corp. lost 2.",
    "The merger of Hill & Co. was delayed, Hill & Co. said.",
    "Talks began on Jan. 31 and ended on Feb. 1. | Nothing was signed.",
    "He lives at No. 10 Mill St. in Leeds, see p. 12 of the report.",
    "The word was no. | Nobody had expected that.",
    "It was cold, e.g. in Kent, i.e. near the coast, approx. 3 degrees.",
    '"We will go." | He put the paper down.',
    '"We will go." he said. | Then he left.',
    '"Will they go?" Mr. Pratt asked. | Nobody knew.',
    '"They left. | They will not return," she said.',
    "“It is over.” | Crowds cheered.",
    "The fire is out (it had burnt since noon.) and the road is open.",
    "The fire is out. | (It had burnt since noon.) | The road is open.",
    "The fire is out. | (Kent News and agencies) | The road is open.",
    "They paid $4.50. | In all, 1.2 million came.",
    "It rained... | Then it stopped.",
    "It rained ... and stopped.",
    "He said [...] Kent was lost.",
    "The plan failed.[3] | Another followed.",
    "The patient fell ill. | Doctors were called.",
    "They sat in the sun. | Police watched.",
    "See www.example.com/a.b?c=d. | It tells more.",
    "Write to ann.lee@example.com. | She answers.",
    "The storm passed. | ¿Y ahora? | Nobody knew.",
    "The minister resigned! | 40 others stayed.",
    "He got 40 votes. | 12 abstained.",
    "Read the notice (pictured). | (see page 2)",
    "It is on Flickr. | pic.example/abc",
]


@pytest.mark.parametrize("marked", BOUNDARIES)
def test_a_sentence_ends_where_a_reader_says_so(marked: str) -> None:
    assert sentences(marked.replace(" | ", " ")) == marked.split(" | ")


def test_sentences_may_follow_without_a_space() -> None:
    assert sentences("The talks ended, he said.The next round is due.") == [
        "The talks ended, he said.",
        "The next round is due.",
    ]
    assert sentences("他来了。她走了！真的？") == ["他来了。", "她走了！", "真的？"]
    assert sentences("Version 2.Beta of Node.js is at a.Example.") == ["Version 2.Beta of Node.js is at a.Example."]


def test_a_line_break_ends_a_headline_and_a_list_item() -> None:
    text = "STORM HITS KENT\nBy Ann Lee\n\nThe storm came at night.\n1. Stay in\n2. Stay calm\n"
    assert sentences(text) == [
        "STORM HITS KENT",
        "By Ann Lee",
        "The storm came at night.",
        "1. Stay in",
        "2. Stay calm",
    ]


def test_a_line_break_inside_wrapped_text_ends_nothing() -> None:
    text = (
        "The storm came at night and took the roofs of some forty houses in\n"
        "Ashford, the mayor said. Nobody was hurt, but the road to the coast is\n"
        "closed until Friday.\n"
        "\n"
        "Trains run again."
    )
    assert sentences(text) == [
        "The storm came at night and took the roofs of some forty houses in\nAshford, the mayor said.",
        "Nobody was hurt, but the road to the coast is\nclosed until Friday.",
        "Trains run again.",
    ]


def test_a_line_that_starts_in_lower_case_goes_on() -> None:
    assert sentences("The storm came\nat night.\nThe road is closed.") == [
        "The storm came\nat night.",
        "The road is closed.",
    ]


def test_nothing_in_nothing_out() -> None:
    assert sentence_spans("") == []
    assert sentence_spans(" \n\t\u2028 ") == []
    assert sentence_spans("...") == [(0, 3)]


PIECES = [
    "Mr. ",
    "U.S. ",
    "p.m.",
    ". ",
    "! ",
    '." ',
    "(",
    ") ",
    "\n",
    "\n\n",
    " ",
    "a",
    "Bell",
    "1.",
    "…",
    "。",
    "”",
    "\r",
]


@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=60).map("".join)))
def test_spans_cover_every_sign_once_in_order(text: str) -> None:
    spans = sentence_spans(text)
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


@pytest.mark.parametrize(
    "text",
    [
        "." * 200_000 + "x",
        '."' * 100_000,
        "a." + " " * 200_000 + "b",
        ". " + "(" * 200_000,
        "x" * 500_000,
        "\n" * 50_000,
    ],
    ids=["dots", "quotes", "spaces", "brackets", "word", "lines"],
)
def test_no_text_is_slow(text: str) -> None:
    before = time.process_time()
    sentence_spans(text)
    assert time.process_time() - before < 2.0  # a quadratic scan takes minutes


def test_real_articles_split_exactly_and_fast(shared: Path) -> None:
    lines = (shared / "corpus" / "fakes" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    texts += [path.read_text(encoding="utf-8") for path in sorted((shared / "corpus" / "seeds").glob("*.txt"))]
    before = time.process_time()
    all_spans = [sentence_spans(text) for text in texts]
    seconds = time.process_time() - before
    characters = sum(map(len, texts))
    assert seconds / characters < 0.002 / 2000  # 2 ms for 2,000 characters; measured: 0.2 ms
    for text, spans in zip(texts, all_spans, strict=True):
        assert "".join("".join(text[start:end] for start, end in spans).split()) == "".join(text.split())
    lengths = sorted(end - start for spans in all_spans for start, end in spans)
    assert 100 < lengths[len(lengths) // 2] < 200  # the median news sentence


def test_agrees_with_sentences_split_by_others(shared: Path) -> None:
    """SelQA lists the sentences of Wikipedia sections; only those that end in a sign can be found in running text."""
    found = agreed = due = 0
    with gzip.open(shared / "data" / "selqa_dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        sections = {tuple(sentence.strip() for sentence in json.loads(line)["sentences"]) for line in lines}
    for section in sections:
        parts = [part for part in section if part]
        ends = list(accumulate(len(part) + 1 for part in parts))
        signed = {end - 1 for end, part in zip(ends, parts, strict=True) if part[-1] in ".!?"}
        unsigned = {end - 1 for end in ends} - signed
        ours = {end for _, end in sentence_spans(" ".join(parts))} - unsigned
        found, agreed, due = found + len(ours), agreed + len(ours & signed), due + len(signed)
    assert due > 4000
    assert agreed / found > 0.99  # measured: 0.997
    assert agreed / due > 0.97  # measured: 0.990
