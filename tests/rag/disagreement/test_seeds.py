"""The differences in the five sample stories, under their own names and under others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from index.articles import Passage
from index.sentences import sentence_spans
from rag.disagreement import find_disagreements
from rag.evidence import DraftDisagreement
from rag.question import asked_of
from tests.rag.disagreement.cases import judged

NAMING = [
    "Who is the Japanese prime minister?",
    "Who did Starmer meet in Tokyo?",
    "What is the name of Japan's prime minister?",
]
DATE = ["When did the leaders meet?", "When did Starmer meet the Japanese prime minister?"]
CONSENSUS = ["Did the UK and Japan reach a consensus?", "Was a consensus reached between Britain and Japan?"]
MOOD = [
    "How did the Japanese prime minister feel about the meeting?",
    "Was the Japanese prime minister disappointed by Starmer's visit?",
]
SUPPLY = ["What did the UK say about supply chains?", "How did Britain respond to Japan on supply chains?"]
AGREED = [
    "Who builds the sixth-generation fighter?",
    "How long was the China trip?",
    "How long was Starmer's trip to China?",
    "What did the UK say about Taiwan?",
    "When did Starmer meet Xi Jinping?",
    "How many jobs do Japanese companies support in Britain?",
]
ALL = [*NAMING, *DATE, *CONSENSUS, *MOOD, *SUPPLY, *AGREED]

REAL: Mapping[str, str] = {
    "Keir Starmer": "Anders Holm",
    "Starmer": "Holm",
    "Keir": "Anders",
    "Hashimoto Sanae": "Moreno Lucia",
    "Sanae Takaichi": "Lucia Vargas",
    "Takaichi": "Vargas",
    "Asayama Hayana": "Arroyo Marisa",
    "Asayama": "Arroyo",
    "Asahi Hayana": "Arenas Marisa",
    "Shigeru Ishiba": "Pablo Quispe",
    "Ishiba": "Quispe",
    "Xi Jinping": "Rafael Duarte",
    "Li Qiang": "Jorge Prates",
    "Japanese": "Peruvian",
    "Japan": "Peru",
    "Tokyo": "Lima",
    "United Kingdom": "Denmark",
    "British": "Danish",
    "Britain": "Denmark",
    "UK": "Denmark",
    "London": "Copenhagen",
    "Downing Street": "Christiansborg",
    "Chinese": "Brazilian",
    "China": "Brazil",
    "Beijing": "Brasilia",
    "Taiwan": "Uruguay",
    "Nikkei News": "Andes Courier",
    "AFP": "NRT",
    "Focus": "Lens",
    "toutiao.com": "example.org",
}
INVENTED: Mapping[str, str] = {
    **REAL,
    "Japanese": "Zorvanian",
    "Japan": "Zorvania",
    "Tokyo": "Veskagrad",
    "United Kingdom": "Keldoria",
    "British": "Keldorian",
    "Britain": "Keldoria",
    "UK": "Keldoria",
}


def _renamed(text: str, names: Mapping[str, str]) -> str:
    if not names:
        return text
    longest_first = sorted(names, key=len, reverse=True)
    return re.sub(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", lambda match: names[match.group()], text)


def _passages(shared: Path, names: Mapping[str, str]) -> list[Passage]:
    """Each article in stretches of about 900 characters, cut between sentences."""
    passages: list[Passage] = []
    for path in sorted((shared / "corpus" / "seeds").glob("*.txt")):
        text = _renamed(path.read_text(encoding="utf-8"), names)
        begin = 0
        spans = sentence_spans(text)
        for place, (start, end) in enumerate(spans):
            last = place + 1 == len(spans)
            if end - begin > 900 or last:
                piece = text[begin:end]
                passages.append(
                    Passage(
                        len(passages),
                        path.stem[:3],
                        begin,
                        end,
                        piece,
                        "",
                        None,
                        None,
                        None,
                        None,
                        None,
                        "en",
                        path.stem[:3],
                    )
                )
                begin = spans[place + 1][0] if not last else end
            del start
    return passages


def _ask(shared: Path, text: str, names: Mapping[str, str]) -> tuple[DraftDisagreement, ...]:
    asked = _renamed(text, names)
    return find_disagreements(asked_of(asked), judged(asked, _passages(shared, names)))


def _sides(note: DraftDisagreement) -> list[set[str]]:
    return [{quote.passage.article_id for quote in side.quotes} for side in note.sides]


@pytest.mark.parametrize("text", NAMING)
def test_two_names_for_the_prime_minister(shared: Path, text: str) -> None:
    (note,) = _ask(shared, text, {})
    assert note.kind == "naming"
    assert {"Sanae Takaichi", "Hashimoto Sanae"} <= {side.value for side in note.sides}
    assert "Shigeru Ishiba" not in {side.value for side in note.sides}


@pytest.mark.parametrize("text", DATE)
def test_two_days_of_the_talks(shared: Path, text: str) -> None:
    (note,) = _ask(shared, text, {})
    assert note.kind == "contradiction"
    assert {side.value for side in note.sides} == {"January 31", "February 1"}


@pytest.mark.parametrize("text", CONSENSUS)
def test_a_consensus_or_none(shared: Path, text: str) -> None:
    notes = _ask(shared, text, {})
    assert [note.kind for note in notes] == ["contradiction", "internal"]
    assert any("no new consensus" in side.value for side in notes[0].sides)
    assert any("reached a consensus" in side.value for side in notes[0].sides)
    assert _sides(notes[1]) == [{"000"}, {"000"}]


@pytest.mark.parametrize("text", MOOD)
def test_disappointed_or_pleased(shared: Path, text: str) -> None:
    (note,) = _ask(shared, text, {})
    assert note.kind == "opinion"
    assert sorted(len(side & {"000", "001"}) for side in _sides(note)) == [1, 1]


@pytest.mark.parametrize("text", SUPPLY)
def test_no_clear_response_or_agreement(shared: Path, text: str) -> None:
    (note,) = _ask(shared, text, {})
    assert note.kind == "attribution"
    assert any("did not give a clear response" in side.value for side in note.sides)
    assert any("agreed" in side.value and side.holder == "Takaichi" for side in note.sides)


@pytest.mark.parametrize("text", AGREED)
def test_silence_where_the_articles_agree(shared: Path, text: str) -> None:
    assert _ask(shared, text, {}) == ()


@pytest.mark.parametrize("names", [REAL, INVENTED], ids=["real", "invented"])
@pytest.mark.parametrize("text", ALL)
def test_other_names_change_nothing(shared: Path, text: str, names: Mapping[str, str]) -> None:
    own = [(note.kind, len(note.sides)) for note in _ask(shared, text, {})]
    other = [(note.kind, len(note.sides)) for note in _ask(shared, text, names)]
    assert other == own
