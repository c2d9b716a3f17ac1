from __future__ import annotations

import hashlib
import random
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.articles import Article
from index.origins import candidates, group, near_pairs, shingles, signatures, similarity
from index.versions import differing_sentences, differs_in_substance
from tests.index.fakes import new_index


def story(seed: int, words: int = 120) -> str:
    """A text of invented words; two seeds share none."""
    return " ".join(f"w{seed}x{i}" for i in range(words))


def near(a: str, b: str) -> float:
    return similarity(shingles(a), shingles(b))


def test_shingles_are_four_words_in_a_row_whatever_the_case() -> None:
    assert shingles("One two three four five").tolist() == shingles("ONE, two; three -- four (five)").tolist()
    assert len(shingles("one two three four five")) == 2
    assert len(shingles("one two")) == 1
    assert len(shingles("")) == 0


def test_a_text_and_its_copy_are_near_and_strangers_are_not() -> None:
    assert near(story(1), story(1)) == 1.0
    assert near(story(1), story(2)) == 0.0


def test_a_story_inside_a_longer_article_under_another_headline_is_near() -> None:
    """117 shingles of 120 words, all of them among the 417 of the longer one; Jaccard 117 / 417 = 0.28."""
    inside = f"{story(3, 150)} {story(1, 120)} {story(4, 150)}"
    assert near(story(1, 120), inside) == 1.0


def test_a_paragraph_quoted_in_a_long_piece_is_no_copy() -> None:
    """117 of 1,117 shingles: beneath a seventh."""
    assert near(story(1, 120), f"{story(1, 120)} {story(2, 1000)}") == 0.0


def test_background_that_closes_unrelated_reports_makes_them_no_copies() -> None:
    background = story(9, 150)  # 150 of 230 words
    assert near(f"{story(1, 80)} {background}", f"{story(2, 80)} {background}") == 0.0


def test_half_a_story_is_near_where_it_is_spread() -> None:
    """Twelve runs of 20 words, 237 shingles. Every second run rewritten: 6 x 17 are left, under a half.

    Every third run rewritten: four pairs of runs are left, 37 shingles each, over a half.
    """
    runs = [story(seed, 20) for seed in range(12)]
    half = " ".join(run if i % 2 else story(100 + i, 20) for i, run in enumerate(runs))
    two_thirds = " ".join(run if i % 3 else story(100 + i, 20) for i, run in enumerate(runs))
    assert near(" ".join(runs), half) == 0.0
    assert near(" ".join(runs), two_thirds) == pytest.approx((4 * 37) / 237)


def test_short_texts_need_half_of_both() -> None:
    """A report of ten words inside a long one is no copy, two such reports with one word changed at the end are."""
    brief = "police in kent said the ferry was safe on monday"
    assert near(brief, f"{brief} {story(1, 60)}") == 0.0
    assert near(brief, brief.replace("monday", "sunday")) == pytest.approx(6 / 7)


def test_signatures_estimate_jaccard() -> None:
    """300 of 500 shingles shared by design: 0.6, give or take three standard errors of 256 samples."""
    a, b = np.arange(400, dtype=np.uint64), np.arange(100, 500, dtype=np.uint64)
    mix = np.uint64(0x9E3779B97F4A7C15)
    one, other = signatures([a * mix, b * mix])
    assert float((one == other).mean()) == pytest.approx(300 / 500, abs=3 * (0.6 * 0.4 / 256) ** 0.5)


def test_signatures_never_change() -> None:
    """They are stored: another value here makes the origins of every index wrong."""
    (made,) = signatures([shingles("the ferry sank off the coast of kent")])
    assert hashlib.sha256(made.astype("<u4").tobytes()).hexdigest()[:16] == "c41bbae0cfcfa506"


def test_texts_without_words_are_nobodys_copy() -> None:
    made = signatures([shingles("..."), shingles("!?"), shingles(story(1))])
    assert candidates(dict(enumerate(made))) == set()


def test_candidates_are_the_same_whether_texts_come_together_or_one_by_one() -> None:
    texts = [story(seed, 100) for seed in range(4)]
    texts += [f"{text} {story(50 + i, 60)}" for i, text in enumerate(texts)]
    signed = dict(enumerate(signatures([shingles(text) for text in texts])))
    together = candidates(signed)
    piecewise = set()
    for i in signed:
        before = [j for j in signed if j < i]
        block = [(before, np.stack([signed[j] for j in before]))] if before else []
        piecewise |= candidates({i: signed[i]}, block)
    assert together == piecewise
    assert {(0, 4), (1, 5), (2, 6), (3, 7)} <= together


def test_bands_find_what_comparing_every_pair_finds() -> None:
    rng = random.Random(7)
    stories = [[f"s{s}w{i}" for i in range(rng.randint(40, 160))] for s in range(12)]
    texts = [" ".join(words) for words in stories]
    for _ in range(40):
        words = list(rng.choice(stories))
        cut = rng.randint(0, len(words) // 4)
        texts.append(" ".join(words[cut:] + [f"x{rng.random()}" for _ in range(rng.randint(0, 80))]))
    known = [shingles(text) for text in texts]
    proposed = candidates(dict(enumerate(signatures(known))))
    exact = {(a, b) for a, b in combinations(range(len(texts)), 2) if similarity(known[a], known[b])}
    found = {(a, b) for a, b, _ in near_pairs(proposed, known.__getitem__)}
    assert found <= exact
    assert len(found) >= 0.97 * len(exact) > 20


NAMES = {i: f"{(i * 7) % 10}hash{i}" for i in range(7)}
PAIRS = st.dictionaries(
    st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda pair: pair[0] < pair[1]),
    st.sampled_from([0.5, 0.7, 0.9]),
)


@given(PAIRS, st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_order_and_hold_near_copies_only(
    near_ones: dict[tuple[int, int], float], rng: random.Random
) -> None:
    edges = [(a, b, score) for (a, b), score in near_ones.items()]
    first = group(NAMES, edges)
    shuffled_names = dict(rng.sample(list(NAMES.items()), len(NAMES)))
    turned = [(b, a, score) if rng.random() < 0.5 else (a, b, score) for a, b, score in rng.sample(edges, len(edges))]
    assert group(shuffled_names, turned) == first
    for a, b in combinations(NAMES, 2):
        if first[a] == first[b]:
            assert (a, b) in near_ones
    for text, origin in first.items():
        assert origin == min(NAMES[other] for other in NAMES if first[other] == first[text])


def test_a_chain_does_not_join_its_ends() -> None:
    """A round-up near to two stories goes with the nearer; the stories stay apart."""
    assert group({1: "b", 2: "a", 3: "c"}, [(1, 2, 0.6), (2, 3, 0.9)]) == {1: "b", 2: "a", 3: "a"}


def test_links_to_texts_that_are_gone_are_ignored() -> None:
    assert group({1: "a"}, [(1, 2, 0.9)]) == {1: "a"}


WIRE = story(1)
ARTICLES = (
    Article(id="wire", title="Ferry sinks", text=WIRE, source="AFP"),
    Article(id="reprint", title="Disaster at sea", text=WIRE, source="Kent Herald"),
    Article(id="longer", title="What we know", text=f"{story(2, 40)} {WIRE} {story(3, 40)}", source="Focus"),
    Article(id="roundup", title="The week", text=f"{WIRE} {story(4)}", source="Weekly"),
    Article(id="other", title="Vote", text=story(4), source="Reuters"),
)


def origins(folder: Path, *parts: tuple[Article, ...], removed: tuple[str, ...] = ()) -> dict[str, str]:
    with new_index(folder) as index:
        for part in parts:
            index.add(part)
        if removed:
            index.remove(removed)
        with index.snapshot() as view:
            return {row.id: row.origin for row in view.articles()}


def test_copies_share_an_origin_and_strangers_do_not(tmp_path: Path) -> None:
    found = origins(tmp_path, ARTICLES)
    assert found["wire"] == found["reprint"] == found["longer"]
    assert found["other"] != found["wire"]
    assert found["roundup"] in (found["wire"], found["other"])


@settings(max_examples=6, deadline=None)
@given(order=st.permutations(ARTICLES), cut=st.integers(0, 5))
def test_origins_do_not_depend_on_the_order_of_arrival(
    order: list[Article], cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    together = origins(tmp_path_factory.mktemp("together"), ARTICLES)
    assert origins(tmp_path_factory.mktemp("parts"), tuple(order[:cut]), tuple(order[cut:])) == together


def test_removing_a_text_gives_the_origins_of_a_build_without_it(tmp_path: Path) -> None:
    for gone in ("wire", "longer", "roundup"):
        left = tuple(article for article in ARTICLES if article.id != gone)
        assert origins(tmp_path / f"less{gone}", ARTICLES, removed=(gone,)) == origins(tmp_path / f"new{gone}", left)


def changed(a: str, b: str) -> bool:
    return bool(differing_sentences(f"It rained in Kent. {a} Ministers met.", f"It rained in Kent. {b} Ministers met."))


@pytest.mark.parametrize(
    ("a", "b", "differ"),
    [
        ("At least 12 people died.", "At least 15 people died.", True),
        ("At least twelve people died.", "At least 12 people died.", False),
        ("Some 1,200 people fled the town.", "Some 1200 people fled the town.", False),
        ("The ship sank on Monday off Dover.", "The ship sank on Sunday off Dover.", True),
        ("The ship sank off Dover on its way.", "The ship sank off Calais on its way.", True),
        ("The minister said he would resign.", "The minister said he would not resign.", True),
        ("The minister said he would resign.", "The minister announced he would resign.", False),
        ("The minister will resign, he said.", "The minister won't resign, he said.", True),
        ("At least 12 people died.", "The vote was put off until spring.", False),
    ],
)
def test_a_version_differs_in_a_number_a_date_a_name_or_a_negation(a: str, b: str, differ: bool) -> None:
    assert changed(a, b) is differ
    assert changed(b, a) is differ


def test_equal_texts_have_no_versions() -> None:
    assert differing_sentences(WIRE, WIRE) == differing_sentences("", "") == differing_sentences("A.", "") == []


def test_each_sentence_is_paired_once_with_its_nearest() -> None:
    a = "Police counted 12 dead in Dover harbour. Police counted 30 hurt in Dover harbour."
    b = "Police counted 33 hurt in Dover harbour. Police counted 15 dead in Dover harbour."
    quoted = [(a[s:e], b[t:f]) for (s, e), (t, f) in differing_sentences(a, b)]
    assert quoted == [
        ("Police counted 12 dead in Dover harbour.", "Police counted 15 dead in Dover harbour."),
        ("Police counted 30 hurt in Dover harbour.", "Police counted 33 hurt in Dover harbour."),
    ]


@given(st.text(alphabet="ab1 .NnotT'", max_size=60), st.text(alphabet="ab1 .NnotT'", max_size=60))
def test_a_difference_is_one_from_both_sides(a: str, b: str) -> None:
    assert differs_in_substance(a, a) is False
    for (s, e), (t, f) in differing_sentences(a, b):
        assert 0 <= s < e <= len(a)
        assert 0 <= t < f <= len(b)
