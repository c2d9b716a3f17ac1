"""The bundled sample articles: readable, marked as retellings, and in real disagreement."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import index
from index.articles import Article
from index.loading import load_articles

SAMPLES = Path(index.__file__).parent / "sample_articles"


@pytest.fixture(scope="module")
def samples() -> dict[str, Article]:
    report = load_articles([SAMPLES])
    assert report.skipped == ()
    assert report.flawed == ()
    return {article.id: article for article in report.articles}


def words(text: str) -> list[str]:
    return re.findall(r"[\w'%-]+", text.lower())


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


def test_there_are_five_with_source_date_and_genre(samples: dict[str, Article]) -> None:
    assert len(samples) == 5
    for article in samples.values():
        assert (article.source or "").startswith("sample, after ")
        assert article.published is not None
        assert article.language == "en"
        assert 150 <= len(article.text.split()) <= 400
        assert "This is a retelling" in article.text
        assert set('"“”«»').isdisjoint(article.text)
    assert [id for id, article in samples.items() if article.genre == "report"] == ["tokyo-summit-report.md"]
    assert sum(article.genre == "opinion" for article in samples.values()) == 4


@pytest.mark.parametrize(
    ("article_id", "says"),
    [
        ("tokyo-summit-report.md", ["Minister Sanae Takaichi", "February 1", "supply chains", "urgently", "four days"]),
        ("starmer-stopover-opinion.md", ["Asayama Hayana", "January 31", "no clear response", "No new consensus"]),
        ("premier-post-opinion.md", ["Hashimoto Sanae", "very pleased", "reached a consensus"]),
        ("washington-worry-opinion.md", ["Asahi Hayana", "Sato Kei"]),
        ("delegations-opinion.md", ["Shigeru Ishiba", "23%"]),
    ],
)
def test_each_keeps_what_it_disagrees_on(samples: dict[str, Article], article_id: str, says: list[str]) -> None:
    assert [phrase for phrase in says if phrase not in samples[article_id].text] == []


def test_only_one_says_what_the_uk_said_about_taiwan(samples: dict[str, Article]) -> None:
    assert [id for id, article in samples.items() if "One-China" in article.text] == ["starmer-stopover-opinion.md"]


def test_no_run_of_eight_words_is_copied(samples: dict[str, Article], shared: Path) -> None:
    originals = [path.read_text(encoding="utf-8") for path in sorted((shared / "corpus" / "seeds").glob("*.txt"))]
    assert len(originals) == 5
    copied = runs("\n".join(originals), 8) & set().union(*(runs(article.text, 8) for article in samples.values()))
    assert copied == set()
