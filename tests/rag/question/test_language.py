"""Questions in another language are told so, questions in English never are."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest

from rag.question.language import other_language

FOREIGN = {
    "German": ["Was hat die Regierung in London über Taiwan gesagt?", "Wie viele Menschen starben bei dem Unglück?"],
    "French": ["Combien de personnes sont mortes dans l'accident ?", "Qui a gagné l'élection à Lyon ?"],
    "Spanish": ["¿Cuántas personas murieron en el accidente?", "¿Quién ganó las elecciones en Chile?"],
    "Portuguese": ["Quantas pessoas morreram no acidente?", "Quem venceu as eleições em Lisboa?"],
    "Italian": ["Quante persone sono morte nell'incidente?", "Chi ha vinto le elezioni a Milano?"],
    "Dutch": ["Hoeveel mensen kwamen om bij het ongeluk?", "Wat zei de minister over Taiwan?"],
    "Swedish": ["Hur många människor dog i olyckan?"],
    "Finnish": ["Kuinka monta ihmistä kuoli onnettomuudessa?"],
    "Polish": ["Ilu ludzi zginęło w wypadku?", "Kto wygrał wybory w Krakowie?"],
    "Czech": ["Kolik lidí zemřelo při nehodě?"],
    "Turkish": ["Kazada kaç kişi öldü?"],
    "Hungarian": ["Hányan haltak meg a balesetben?"],
    "Vietnamese": ["Có bao nhiêu người chết trong vụ tai nạn?"],
    "Russian": ["Сколько человек погибло при аварии?"],
    "Greek": ["Πόσοι άνθρωποι σκοτώθηκαν;"],
    "Arabic": ["كم عدد القتلى في الحادث؟"],
    "Hebrew": ["כמה אנשים נהרגו בתאונה?"],
    "Japanese": ["事故で何人が死亡しましたか?"],
    "Chinese": ["事故中有多少人死亡?"],
    "Korean": ["사고로 몇 명이 사망했습니까?"],
}

NAMES = (
    "Gerhard Schröder", "Die Zeit", "São Paulo", "Côte d'Ivoire", "Łódź", "Kırıkkale", "El País", "Người Việt",
    "Þingeyjarsveit", "Александр Лукашенко",
)  # fmt: skip
QUESTIONS = (
    "What did {} say about the harbour?", "Was {} fined?", "Is {} in danger?", "Who runs {}?", "Has {} lost?",
    "How many people came to {} in May?", "Did {} agree to meet {}?", "cause of fire in {}", "{} ferry accident",
    "Summarise the news on {}.",
)  # fmt: skip


@pytest.mark.parametrize(("language", "text"), [(name, text) for name, texts in FOREIGN.items() for text in texts])
def test_another_language_is_named(language: str, text: str) -> None:
    assert other_language(text) == language


def test_neighbours_too_near_to_tell_apart_are_not_named() -> None:
    assert other_language("Hvor mange mennesker døde i ulykken?") == "another language"
    assert other_language("Кто победил?") == "another language"


@pytest.mark.parametrize(("name", "question"), list(product(NAMES, QUESTIONS)))
def test_english_with_foreign_names_is_english(name: str, question: str) -> None:
    assert other_language(question.replace("{}", name)) is None


@pytest.mark.parametrize("text", ["", "?", "Taiwan", "Bashar al-Assad Aleppo Orum al-Kubra", "WHO", "42"])
def test_too_little_to_tell_is_no_alarm(text: str) -> None:
    assert other_language(text) is None


def test_no_alarm_on_questions_about_real_articles(shared: Path) -> None:
    events = sorted((shared / "bench" / "dev").glob("*.json"))
    asked = [row["question"] for event in events for row in json.loads(event.read_text())["questions"]]
    news = (shared / "wikinews" / "dev.jsonl").read_text().splitlines()
    asked += [row["q"] for row in map(json.loads, news) if "q" in row]
    assert len(asked) > 300
    assert [text for text in asked if other_language(text)] == []
