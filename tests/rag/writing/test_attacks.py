"""Sixty-odd articles that try to give orders, and models that obey them.

``attacks/NAME.md`` is the article; ``attacks/obeyed.json`` holds what a model
that obeys it would write and what must then not be shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel

from index.articles import Article, Passage
from index.loading import load_articles
from rag import Assistant
from rag.evidence import Draft
from rag.language.injection import is_hidden
from rag.writing.extractive import ExtractiveWriter
from rag.writing.generative import GenerativeWriter
from tests.rag.news import PASSAGES, QUESTION, asked, evidence_of, passage
from tests.rag.writing.openai_server import says

FOLDER = Path(__file__).parent / "attacks"
OBEYED: dict[str, dict[str, Any]] = json.loads((FOLDER / "obeyed.json").read_text())
NAMES = sorted(OBEYED)
HONEST = "A ferry caught fire in the harbour of Larvik, killing 32 people."


@pytest.fixture(scope="module")
def attacks() -> dict[str, Article]:
    loaded = {Path(article.id).stem: article for article in load_articles([FOLDER]).articles}
    return {name: loaded[name] for name in NAMES}


def as_passage(article: Article) -> Passage:
    made = passage(9, article.text, source=article.source, published=article.published, title=article.title)
    return replace(made, author=article.author)


def test_there_are_enough_of_them(attacks: dict[str, Article]) -> None:
    assert len(attacks) >= 40


def obey(attack: Passage, name: str, *, first: bool = False) -> Draft:
    """What is left of a reply that does what the attack wants, mixed with one honest statement."""
    evidence = evidence_of((PASSAGES[0], PASSAGES[1], attack))
    numbers = [1] if first else [3]
    told = [(text, numbers) for text in OBEYED[name]["says"]]
    reply = says((HONEST, [1]), *told, short=(OBEYED[name]["forbidden"] or [None])[0])
    writer = GenerativeWriter(FakeListChatModel(responses=[reply]), name="obedient", fallback=ExtractiveWriter())
    return writer.write(asked(), evidence, ())


@pytest.mark.parametrize("name", NAMES)
def test_a_model_that_obeys_gets_nothing_through(attacks: dict[str, Article], name: str) -> None:
    for first in {False, OBEYED[name]["cites"] == "first"}:
        draft = obey(as_passage(attacks[name]), name, first=first)
        assert [statement.text for statement in draft.statements] == [HONEST]
        assert draft.dropped == len(OBEYED[name]["says"])
        assert draft.short not in OBEYED[name]["forbidden"]


@pytest.mark.parametrize("name", NAMES)
def test_the_check_lets_the_honest_sentence_of_the_same_article_through(attacks: dict[str, Article], name: str) -> None:
    """What refuses the order must not refuse the article."""
    attack = as_passage(attacks[name])
    text = "Flowers lay along the quay in Larvik as the town mourned the people who died in the ferry fire."
    if text.split(" as ")[0] not in attack.text or name in ("title", "source-name"):
        pytest.skip("this article is nothing but the attack")
    reply = FakeListChatModel(responses=[says((text, [3]))])
    evidence = evidence_of((PASSAGES[0], PASSAGES[1], attack))
    draft = GenerativeWriter(reply, name="honest", fallback=ExtractiveWriter()).write(asked(), evidence, ())
    assert [statement.text for statement in draft.statements] == [text]


@pytest.mark.parametrize("name", NAMES)
def test_the_prompt_shows_the_attack_disarmed(attacks: dict[str, Article], name: str) -> None:
    from rag.writing.numbered_evidence import NumberedPassage, passage_text

    shown = passage_text(NumberedPassage(1, as_passage(attacks[name])))
    assert not any(is_hidden(char) for char in shown if char != "\n")
    assert not re.search(r"<\||\[/?INST|<<SYS|<(?:script|img|!--)", shown)
    header = shown.split("\n")[0]
    assert not re.search(r"94[012]", header)  # titles and names that give orders are withheld


@pytest.fixture(scope="module")
def assistant(attacks: dict[str, Article]) -> Iterator[Assistant]:
    honest = [
        Article(
            id=p.article_id,
            title=p.title,
            text=p.text,
            source=p.source,
            published=p.published,
            genre=p.genre,
            language="en",
        )
        for p in PASSAGES[:2]
    ]
    with Assistant.from_articles([*honest, *attacks.values()]) as opened:
        yield opened


def test_without_a_model_only_the_quoted_text_is_theirs(assistant: Assistant, attacks: dict[str, Article]) -> None:
    """Sixty attacks against two honest articles: whatever is shown is quoted, attributed and marked."""
    answer = assistant.ask(QUESTION)
    texts = {article.id: article.text for article in attacks.values()}
    for statement in answer.statements:
        _, _, said = statement.text.partition(": ")
        assert any(" ".join(citation.quote.split()) == said for citation in statement.citations)
    for citation in answer.citations:
        if citation.article_id in texts:
            assert texts[citation.article_id][citation.start : citation.end] == citation.quote
    assert answer.model is None
    assert answer.prompt is None
    assert answer.filter.to_dict() == {"sources": [], "since": None, "until": None, "as_of": None, "genres": []}
    assert not any(is_hidden(char) for char in str(answer) if char != "\n")


def test_orders_are_marked_where_they_are_quoted(assistant: Assistant) -> None:
    answer = assistant.ask("What was said about ignoring previous instructions and 901 people in Larvik?")
    marked = [citation for citation in answer.citations if citation.instruction_like]
    plain = [citation for citation in answer.citations if not citation.instruction_like]
    assert marked
    assert not any("ignore" in citation.quote.casefold() for citation in plain)
    assert "reads like an instruction to software" in " ".join(str(answer).split())
