"""Exports: what leaves, what does not, and what a checked bundle proves."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from index.article_index import ArticleIndex
from index.articles import Article
from index.errors import StorageError
from rag.answer import Answer, Citation, Disagreement, NearPassage, Side, Statement
from rag.page.export import BundleError, as_json, as_markdown, evidence_bundle, verify_bundle
from tests.index.fakes import WordEncoder

RAIN = Article(
    "rain.txt", "Rain & <b>more</b>", "It rained. It poured </script> all day. \U0001f327 It stopped.", "AFP"
)
SNOW = Article("snow.txt", "Snow", "It snowed.", "Focus", url="https://example.org/snow")


@pytest.fixture
def index(tmp_path: Path) -> ArticleIndex:
    made = ArticleIndex.create(tmp_path / "news.index", WordEncoder())
    made.add([RAIN, SNOW])
    return made


def cite(number: int, article: Article, quote: str) -> Citation:
    start = article.text.index(quote)
    return Citation(
        number, article.id, start, start + len(quote), quote, article.title, article.source, origin=article.id
    )


POURED, STOPPED, SNOWED = (
    cite(1, RAIN, "It poured </script> all day."),
    cite(2, RAIN, "It stopped."),
    cite(3, SNOW, "It snowed."),
)
ANSWER = Answer(
    "Did it <rain>?",
    (Statement("It did.", (POURED, STOPPED)),),
    (POURED, STOPPED, SNOWED),
    disagreements=(
        Disagreement(
            "contradiction",
            "weather",
            "the weather",
            "They differ.",
            (Side("rain", (POURED,)), Side("snow", (SNOWED,))),
        ),
    ),
    passages=(NearPassage("other.txt", 0, 6, "Secret context.", 0.5),),
)


def bundled(index: ArticleIndex, path: Path, *answers: Answer) -> Path:
    path.write_text(evidence_bundle(index, answers or [ANSWER], settings={"strictness": 0.5}), "utf-8")
    return path


def test_a_bundle_stands(index: ArticleIndex, tmp_path: Path) -> None:
    found = verify_bundle(bundled(index, tmp_path / "b.html", ANSWER, replace(ANSWER, question="Again?")), index)
    assert (found.quotes, found.articles, found.problems, found.notes) == (6, 2, (), ())


def test_a_bundle_needs_nothing_from_anywhere(index: ArticleIndex, tmp_path: Path) -> None:
    page = bundled(index, tmp_path / "b.html").read_text("utf-8")
    assert re.findall(r"<(?:link|img|iframe|script(?! type=.application/json))", page) == []
    assert "default-src 'none'" in page
    assert page.count("</script>") == 1
    assert "Secret context." not in page


def tampered(path: Path, old: str, new: str, count: int = -1) -> Path:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), "utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("It snowed.", "It hailed.", r"Quote \[3\] of answer 1 does not stand at 0 to 10 of snow.txt"),
        ('"start": 0', '"start": 1', r"Quote \[3\] of answer 1 does not stand at 1 to 10"),
        ('"sha256": "', '"sha256": "0', r"does not have the hash"),
        ('"article_id": "snow.txt"', '"article_id": "hail.txt"', r"cites hail.txt, which is not listed"),
        ("They differ.", "They agree.", ""),
    ],
    ids=["quote", "offset", "hash", "article", "explanation"],
)
def test_a_change_of_the_data_is_found(index: ArticleIndex, tmp_path: Path, old: str, new: str, problem: str) -> None:
    path = bundled(index, tmp_path / "b.html")
    head, data = path.read_text("utf-8").split('<script type="application/json"')
    path.write_text(head + '<script type="application/json"' + data.replace(old, new), "utf-8")
    found = verify_bundle(path, index).problems
    assert any(re.search(problem, each) for each in found), found
    assert "The page shows something else than the data inside it." in found


def test_a_change_of_what_is_shown_is_found(index: ArticleIndex, tmp_path: Path) -> None:
    path = tampered(bundled(index, tmp_path / "b.html"), "They differ.", "They agree.", count=1)
    assert verify_bundle(path, index).problems == ("The page shows something else than the data inside it.",)


def test_an_article_that_changed_or_went_is_found(index: ArticleIndex, tmp_path: Path) -> None:
    path = bundled(index, tmp_path / "b.html")
    index.add([replace(RAIN, text=RAIN.text + " And began again.")])
    index.remove(["snow.txt"])
    found = verify_bundle(path, index)
    assert found.problems == ("The text of rain.txt is not the one that was cited.", "snow.txt is not in this index.")
    assert len(found.notes) == 1


def test_more_articles_are_a_note_and_no_problem(index: ArticleIndex, tmp_path: Path) -> None:
    path = bundled(index, tmp_path / "b.html")
    index.add([Article("hail.txt", "", "It hailed.")])
    found = verify_bundle(path, index)
    assert found.problems == ()
    assert found.notes[0].startswith("The index has changed")


def test_no_bundle_is_made_of_a_quote_that_does_not_stand(index: ArticleIndex) -> None:
    invented = replace(ANSWER, citations=(replace(SNOWED, quote="It hailed."),))
    with pytest.raises(StorageError, match="no longer stands"):
        evidence_bundle(index, [invented], settings={})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"<html></html>",
        b'<script type="application/json" id="crosscheck-bundle">{</script>',
        b'<script type="application/json" id="crosscheck-bundle">{"format": "crosscheck-bundle"}</script>',
        b'<script type="application/json" id="crosscheck-bundle">[1]</script>',
    ],
)
def test_what_is_no_bundle_is_refused(index: ArticleIndex, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.html").write_bytes(content)
    with pytest.raises(BundleError):
        verify_bundle(tmp_path / "b.html", index)


def test_markdown_cannot_become_a_link_or_markup() -> None:
    evil = "[x](javascript:y) <img src=x> **b** `c` # d\n> e \u202e"
    shown = as_markdown([Answer(evil, (Statement(evil, (SNOWED,)),), (SNOWED,), caveats=(evil,))])
    assert shown.count(r"\[x\]\(javascript:y\) \<img src=x\> \*\*b\*\* \`c\` \# d \> e \\u202e") == 3
    assert "\n   > It snowed." in shown


def test_markdown_tells_of_disagreement_and_silence() -> None:
    shown = as_markdown([ANSWER, Answer("Who?", abstained=True, reason="Nobody says.")])
    assert r"- **snow**, 1 independent origin \[3\]" in shown
    assert "> **Not in the articles.** Nobody says." in shown
    assert "Secret context." not in shown


def test_json_is_the_answer_without_context_that_was_only_read() -> None:
    (read,) = json.loads(as_json([ANSWER]))
    assert read["question"] == "Did it <rain>?"
    assert read["passages"][0]["article_id"] == "other.txt"
    assert "Secret context." not in as_json([ANSWER])
