"""Desk: what the page does, asked directly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.article_index import ArticleIndex
from index.articles import Article
from index.errors import GoldError, QuestionError, StorageError
from index.filters import EVERYTHING
from rag.answer import Answer, Citation, NearPassage, Statement
from rag.assistant import Assistant
from rag.page.conversation import Conversation
from rag.page.desk import Correction, Desk
from tests.index.fakes import WordEncoder

RAIN = Article("rain.txt", "Rain", "Mayor Ada Finch said it rained in Norby. It poured.", "AFP", language="en")
COPY = replace(RAIN, id="copy.txt", source="Focus")
POURED = Citation(1, "rain.txt", 41, 51, "It poured.", "Rain", "AFP", origin="o")
ANSWER = Answer(
    "Did it rain?",
    (Statement("It poured.", (POURED,)),),
    (POURED,),
    short="yes",
    passages=(NearPassage("rain.txt", 0, 40, RAIN.text[:40], 0.9),),
)
ASKED = Conversation().with_answer("Did it rain?", ANSWER)


class Scripted(Assistant):
    """Gives the scripted answer to whatever it is asked."""

    def stream(self, question: str, **given: Any) -> Iterator[Statement | Answer]:
        yield ANSWER.statements[0]
        yield ANSWER

    def ask(self, question: str, **given: Any) -> Answer:
        return replace(ANSWER, question=question, abstained="Norby" not in question)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    index = ArticleIndex.create(tmp_path / "news.index", WordEncoder())
    index.add([RAIN, COPY])
    return Desk(Scripted(index), gold=tmp_path / "news.gold.jsonl", models=["openai:small"])


def test_asking_shows_the_question_then_each_statement_then_the_conversation(desk: Desk) -> None:
    first, second, last = desk.ask("Did it rain?", Conversation(user="ann"), EVERYTHING)
    assert "Reading the articles" in str(first)
    assert "cc-statement" not in str(first)
    assert "cc-statement" in str(second)
    assert "Reading the articles" in str(second)
    assert last == Conversation(user="ann").with_answer("Did it rain?", ANSWER)


def test_settings_are_kept_in_bounds_and_models_to_those_on_offer(desk: Desk) -> None:
    assert desk.with_settings(7.0, None).settings.strictness == 1.0
    assert desk.with_settings(0.3, None) is desk.with_settings(0.3, "openai:huge")
    assert desk.with_settings(0.3, "openai:small") is not desk.with_settings(0.3, None)
    assert desk.with_settings(None, None).settings == desk.assistant.settings


def test_examples_are_asked_first(desk: Desk) -> None:
    assert desk.examples() == ["What did Ada Finch say about Norby?"]


def test_a_source_opens_at_the_citation_the_passage_or_the_article(desk: Desk) -> None:
    shown = desk.source(ASKED, {"turn": "0", "number": "1"})
    assert '<mark class="cc-mark-here" id="cc-here">It poured.</mark>' in shown
    assert "2 articles of the same origin" in shown
    assert 'id="cc-here">Mayor Ada' in desk.source(ASKED, {"turn": "0", "passage": "0"})
    assert "cc-here" not in desk.source(ASKED, {"article": "copy.txt"})


@pytest.mark.parametrize(
    "chosen",
    [{}, {"turn": "1", "number": "1"}, {"turn": "0", "number": "9"}, {"turn": "x", "number": "1"}, {"turn": "0"}],
)
def test_a_click_on_what_is_gone_is_told(desk: Desk, chosen: dict[str, str]) -> None:
    with pytest.raises(StorageError, match="Ask again"):
        desk.source(ASKED, chosen)


def test_a_quote_that_no_longer_stands_is_not_shown_as_if_it_did(desk: Desk) -> None:
    desk.index.add([replace(RAIN, text="Everything was different in the end, and dry, and sunny too.")])
    with pytest.raises(StorageError, match="has changed since"):
        desk.source(ASKED, {"turn": "0", "number": "1"})


def test_the_table_is_searched_by_every_word(desk: Desk) -> None:
    assert "1 of 2 articles" in desk.articles("focus RAIN")
    assert "No article matches." in desk.articles("focus afp")


def test_an_upload_tells_its_progress_and_its_end(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "snow.txt").write_text("It snowed in Norby all night.", "utf-8")
    first, *_, last = desk.add([tmp_path / "snow.txt"])
    assert "<progress" in first
    assert "1 article added" in last
    desk.remove("snow.txt")
    assert "2 articles" in desk.header()


def test_a_read_only_desk_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    closed = Desk(desk.assistant, gold=desk.gold, may_change=False)
    with pytest.raises(StorageError, match="read-only"):
        closed.remove("rain.txt")
    with pytest.raises(StorageError, match="read-only"):
        list(closed.add([tmp_path / "any.txt"]))
    assert "cc-remove" not in closed.articles()
    assert "2 articles" in closed.header()


def test_a_correction_is_kept_as_a_gold_question(desk: Desk) -> None:
    desk.correct(ASKED, 0, Correction.parse(True, "it did\n", "poured | rained\n\nNorby", True))
    desk.correct(ASKED, 0, Correction.parse(False, "it did", "", True))
    first, second = map(json.loads, desk.gold.read_text("utf-8").splitlines())
    assert {**first, "id": 0} == {
        "id": 0,
        "question": "Did it rain?",
        "answerable": True,
        "facts": [["poured", "rained"], ["Norby"]],
        "short": ["it did"],
        "cite": ["rain.txt"],
    }
    assert {**second, "id": 0} == {"id": 0, "question": "Did it rain?", "answerable": False}
    with pytest.raises(GoldError):
        desk.correct(ASKED, 1, Correction())


def test_exports_have_a_name_and_a_type(desk: Desk) -> None:
    kinds = {form: desk.export(ASKED, form, {"strictness": 0.5}) for form in ("markdown", "json", "bundle")}
    assert [each["type"] for each in kinds.values()] == ["text/markdown", "application/json", "text/html"]
    assert [each["name"].rsplit(".", 1)[1] for each in kinds.values()] == ["md", "json", "html"]
    with pytest.raises(QuestionError):
        desk.export(Conversation(), "json", {})


def test_without_gold_there_is_nothing_to_evaluate(desk: Desk) -> None:
    with pytest.raises(GoldError, match="no correction is saved"):
        next(desk.evaluate(None))
