"""Windows around answers, relation pairs, tokens and batches."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reader import Reader
from rag.reader.reader import MAX_QUESTION_TOKENS
from training.batches import collate, endless, plan
from training.encode import IGNORED, NULL, RELATION_MARK, encode_reading, encode_relations, load_tokenizer
from training.encode import pack_reading as pack
from training.examples import ReadExample, RelationExample
from training.relations import answer_check, answer_type, revisions, shake_number, yes_no_checks
from training.text import sentence_spans
from training.windows import cut, window

TEXT = "It rained. Anna Berg is the mayor. She is 50. Snow fell."


@pytest.mark.parametrize("longest", [1, 20, 30, 60])
@pytest.mark.parametrize("seed", range(5))
def test_a_window_holds_its_answer_in_whole_sentences(longest: int, seed: int) -> None:
    start = TEXT.index("the mayor")
    made = window(TEXT, (start, start + 9), longest, Random(seed))
    assert made is not None
    assert made.answer is not None
    assert made.passage[slice(*made.answer)] == "the mayor"
    assert made.passage in TEXT
    assert len(made.passage) <= max(longest, len("Anna Berg is the mayor."))
    assert [made.passage[a:b] for a, b in made.sentences][made.relevant[0]] == "Anna Berg is the mayor."


def test_a_passage_is_cut_at_a_sentence_and_never_empty() -> None:
    assert cut(TEXT, 35) == "It rained. Anna Berg is the mayor."
    assert cut(TEXT, 3) == "It rained."


def test_answer_types_and_shaken_numbers() -> None:
    assert [answer_type(text) for text in ("2004", "3 May 2004", "40 crowns", "Anna Berg", "red paint")] == [
        "year",
        "date",
        "number",
        "name",
        "phrase",
    ]
    for seed in range(20):
        shaken = shake_number("40 crowns", Random(seed))
        assert shaken is None or (shaken.endswith(" crowns") and shaken != "40 crowns")


def test_a_wrong_answer_check_has_the_type_of_the_right_one() -> None:
    spans = tuple(sentence_spans(TEXT))
    example = ReadExample("Who is the mayor?", TEXT, (11, 20), spans, (1,), "answered")
    made = [answer_check(example, ["Carl Dahl", "50", "red paint"], Random(seed)) for seed in range(40)]
    wrong = {check.b for check in made if check is not None and check.label == 2}
    right = {check.b for check in made if check is not None and check.label == 0}
    assert wrong == {"Who is the mayor? Carl Dahl", "Carl Dahl is the mayor."}
    assert right == {
        "Who is the mayor? Anna Berg",
        "Anna Berg is the mayor.",
        "Who is the mayor? Berg",
        "Berg is the mayor.",
    }


def test_token_labels_point_at_the_answer() -> None:
    spans = tuple(sentence_spans(TEXT))
    answered = ReadExample("Who is the mayor?", TEXT, (11, 20), spans, (1,), "answered")
    silent = ReadExample("Who sang?", TEXT, None, spans, (), "removed")
    unknown = ReadExample("Who sang?", TEXT, None, spans, (1,), "selqa", answer_known=False)
    tokenizer = load_tokenizer()
    first, second, third = encode_reading(tokenizer, [answered, silent, unknown])
    words = [tokenizer.id_to_token(i) for i in first.ids]
    assert words[:7] == ["[CLS]", "who", "is", "the", "mayor", "?", "[SEP]"]
    assert words[first.start : first.end + 1] == ["anna", "berg"]
    assert first.question_length == 7
    assert [words[i] for i, one in enumerate(first.sentence) if one == 0] == ["it", "rained", "."]
    assert (second.start, second.end) == (NULL, NULL)
    assert (third.start, third.end) == (IGNORED, IGNORED)
    packed = pack([first, second])
    assert packed["relevance"][first.start] == 1
    assert packed["relevance"][len(first.ids) :].max() == 0


def test_relation_pairs_begin_with_their_mark() -> None:
    ((ids, head),) = encode_relations(load_tokenizer(), [RelationExample("It rained.", "It was dry.", 2, "made")])
    assert ids[0] == RELATION_MARK
    assert head == 5  # mark, it, rained, full stop, separator


@given(st.lists(st.integers(1, 30), min_size=1, max_size=60), st.integers(30, 90), st.integers(0, 3))
def test_every_example_is_in_one_batch_that_fits(lengths: list[int], tokens: int, seed: int) -> None:
    sizes = np.array(lengths, np.int32)
    batches = plan(sizes, tokens, seed)
    assert sorted(int(i) for batch in batches for i in batch) == list(range(len(lengths)))
    assert all(sizes[batch].max() * len(batch) <= tokens for batch in batches)


def test_a_stream_goes_on_where_it_was_left() -> None:
    sizes = np.arange(1, 40, dtype=np.int32)
    whole = endless(sizes, 50, seed=1)
    expected = [next(whole).tolist() for _ in range(60)][45:]
    later = endless(sizes, 50, seed=1, skip=45)
    assert [next(later).tolist() for _ in range(15)] == expected


def test_a_batch_is_padded_and_its_second_text_marked() -> None:
    packed = {
        "ids": np.array([101, 7, 102, 8, 102, 101, 7, 102, 8, 9, 102], np.int32),
        "offsets": np.array([0, 5, 11], np.int32),
        "question_length": np.array([3, 3], np.int32),
        "label": np.array([2, 0], np.int32),
    }
    batch = collate(packed, np.array([0, 1]))
    assert batch.ids.tolist() == [[101, 7, 102, 8, 102, 0], [101, 7, 102, 8, 9, 102]]
    assert batch.mask.sum(1).tolist() == [5, 6]
    assert batch.segments.tolist() == [[0, 0, 0, 1, 1, 0], [0, 0, 0, 1, 1, 1]]
    assert batch.label.tolist() == [2, 0]
    assert batch.start.tolist() == [IGNORED, IGNORED]


def test_a_question_is_cut_where_the_reader_cuts_it() -> None:
    example = ReadExample("who " * 100, TEXT, None, tuple(sentence_spans(TEXT)), (), "answered")
    (encoded,) = encode_reading(load_tokenizer(), [example])
    (window_read,) = Reader.load().split([(example.question, TEXT)])
    assert encoded.question_length == window_read.first == MAX_QUESTION_TOKENS + 2
    assert tuple(encoded.ids) == window_read.ids


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


def test_revisions_stay_together_and_leave_out_what_figures_are_made_with(tmp_path: Path) -> None:
    write(tmp_path / "pairs_fever_symmetric_adversarial.jsonl.gz", [{"a": "The dome fell .", "b": "It fell."}])
    rows = [
        {"case": "1", "a": "40 died.", "b": "Over 30 died.", "label": "entails"},
        {"case": "1", "a": "20 died.", "b": "Over 30 died.", "label": "contradicts"},
        {"case": "2", "a": "The dome fell.", "b": "The dome stood.", "label": "contradicts"},
    ]
    write(tmp_path / "pairs_vitaminc_test.jsonl.gz", rows)
    (case,) = revisions(tmp_path, Random(1))
    assert [(pair.a, pair.label) for pair in case] == [("40 died.", 0), ("20 died.", 2)]


def test_yes_and_no_are_told_apart_by_the_passage(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    row = {"question": "Did it rain?", "context": "Snow fell. It did not rain.", "label": "NO", "cue": "not"}
    write(path, [row] * 20)
    pairs = yes_no_checks(path, 420, Random(1))
    assert {(pair.b, pair.label) for pair in pairs} == {("Did it rain? No", 0), ("Did it rain? Yes", 2)}
