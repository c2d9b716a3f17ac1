from __future__ import annotations

import re

import pytest

from rag.language.saying import REPORTING, SAID_BY, SAYING, SPEAKS, STATES, TOLD_TO_SAY, forms, takes_a_stance


def test_forms_of_regular_and_irregular_verbs() -> None:
    assert forms("say", "base", "third", "past", "participle") == "say|says|said"
    assert forms("write", "base", "third", "past", "participle") == "write|writes|wrote|written"
    assert forms("deny stress admit", "third", "past") == "denies|denied|stresses|stressed|admits|admitted"


@pytest.mark.parametrize(
    ("text", "states", "speaks"),
    [
        ("said", True, True),
        ("warned", True, True),
        ("reports", True, True),
        ("pledged", False, True),
        ("called", False, True),
        ("posted", True, False),
        ("states", False, False),
        ("states that it fell", True, True),
        ("estimates 30 died", True, True),
        ("slept", False, False),
    ],
)
def test_what_a_source_does_and_what_a_person_does(text: str, states: bool, speaks: bool) -> None:
    assert bool(re.match(rf"{STATES}\b", text)) == states
    assert bool(re.match(rf"{SPEAKS}\b", text)) == speaks


def test_only_verbs_without_a_person_as_object_stand_before_their_speaker() -> None:
    assert re.fullmatch(SAID_BY, "said")
    assert not re.fullmatch(SAID_BY, "told")
    assert not re.fullmatch(SAID_BY, "blamed")


def test_the_verbs_of_questions_orders_and_mere_reports() -> None:
    assert all(re.fullmatch(SAYING, word) for word in ("say", "says", "saying", "respond", "denied", "think"))
    assert not re.fullmatch(SAYING, "wrote")
    assert set(TOLD_TO_SAY.split("|")) >= {"say", "said", "written", "given"}
    assert {"said", "saying", "reporting", "written"} - REPORTING == {"written"}
    assert "denied" not in REPORTING


@pytest.mark.parametrize(
    ("text", "stance"), [("London vowed to stay.", True), ("Oslo denied it.", True), ("Rain fell on Oslo.", False)]
)
def test_stances(text: str, stance: bool) -> None:
    assert takes_a_stance(text) == stance
