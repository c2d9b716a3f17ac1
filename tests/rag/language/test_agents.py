from __future__ import annotations

import pytest

from rag.language.agents import agents_in

SHELL = frozenset({"shell"})


@pytest.mark.parametrize(
    ("text", "agents"),
    [
        ("The mayor blamed government forces.", [("government forces", False)]),
        ("The raid was carried out by the navy.", [("the navy", False)]),
        ("The army denied it.", [("The army", True)]),
        ("Rebels shelled the village.", [("Rebels", False)]),
        ("The village was shelled.", []),
        ("The forces shelled the village.", []),
        ("Rain fell.", []),
    ],
)
def test_who_did_it_and_who_denies_it(text: str, agents: list[tuple[str, bool]]) -> None:
    assert [(agent.text, agent.denied) for agent in agents_in(text, SHELL)] == agents


def test_spans_are_true() -> None:
    text = "Militants claimed responsibility for the raid."
    (agent,) = agents_in(text)
    assert text[agent.start : agent.end] == agent.text == "Militants"
