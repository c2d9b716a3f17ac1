from __future__ import annotations

import pytest

from rag.language.negation import DENIAL, DENYING, DISPUTED, NEGATION, is_hypothetical, is_negated


@pytest.mark.parametrize(
    ("text", "word", "negated"),
    [
        ("They did not sleep, but they signed.", "sleep", True),
        ("They did not sleep, but they signed.", "signed", False),
        ("No deal was reached.", "reached", True),
        ("The two refused to sign.", "sign", True),
        ("She never refused to sign.", "sign", False),
        ("They are yet to agree.", "agree", True),
        ("The army denies it shelled the town.", "shelled", True),
        ("They agreed.", "agreed", False),
    ],
)
def test_negation_reaches_to_the_end_of_its_clause(text: str, word: str, negated: bool) -> None:
    assert is_negated(text, text.index(word)) == negated


@pytest.mark.parametrize(
    ("text", "hypothetical"),
    [("They may sign", True), ("They hoped to sign", True), ("If they left, they sign", True), ("They sign", False)],
)
def test_hopes_and_conditions(text: str, hypothetical: bool) -> None:
    assert is_hypothetical(text, text.index("sign")) == hypothetical


@pytest.mark.parametrize(
    ("text", "denying", "denial", "disputed", "negation"),
    [
        ("The army denied the raid.", True, True, True, True),
        ("The mayor rejected the claims.", True, True, True, True),
        ("The claim is baseless.", False, True, False, False),
        ("The mayor accused the army.", False, False, True, False),
        ("The mayor did not speak.", False, False, False, True),
        ("The mayor spoke.", False, False, False, False),
    ],
)
def test_what_each_pattern_is_for(text: str, denying: bool, denial: bool, disputed: bool, negation: bool) -> None:
    found = [bool(pattern.search(text)) for pattern in (DENYING, DENIAL, DISPUTED, NEGATION)]
    assert found == [denying, denial, disputed, negation]
