from __future__ import annotations

import pytest

from rag.language.tense import direction_at


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("They will meet on X", "ahead"),
        ("They are to meet on X", "ahead"),
        ("The court is expected to rule on X", "ahead"),
        ("On X they will meet", "ahead"),
        ("They met on X", "back"),
        ("Police arrested two on X", "back"),
        ("Those who met on X will return", "back"),
        ("The minister said they will meet on X", "ahead"),
        ("They said nothing of X", None),
        ("On X the mayor said they will meet", None),
        ("The mayor said on X they will meet", None),
        ("On X they issued a note that it would close", "back"),
        ("The vote was due to be held on X", None),
        ("Talks on X", None),
    ],
)
def test_which_way_a_sentence_looks(text: str, direction: str | None) -> None:
    assert direction_at(text, text.index("X")) == direction
