"""Prompt files and their placeholders."""

from __future__ import annotations

from importlib.resources import files

import pytest

from index.errors import LanguageModelError
from rag.llm import prompts
from rag.llm.prompts import Prompt, load_prompt

USED = {
    "rules": (),
    "answer": ("question", "evidence", "disagreements", "fence", "today"),
    "repair_statements": ("problems",),
    "repair_form": ("problem",),
    "standalone": ("conversation", "question"),
}


def test_every_prompt_file_is_used_and_every_used_one_is_there() -> None:
    present = {path.name.removesuffix(".md") for path in files("prompts").iterdir() if path.name.endswith(".md")}
    assert present == set(USED)


@pytest.mark.parametrize("name", USED)
def test_the_placeholders_are_those_that_the_program_fills(name: str) -> None:
    assert load_prompt(name, *USED[name]).placeholders == set(USED[name])


def test_a_placeholder_too_many_or_too_few_is_refused() -> None:
    with pytest.raises(LanguageModelError, match=r"lacks extra and has question too much"):
        load_prompt("standalone", "conversation", "extra")
    with pytest.raises(LanguageModelError, match="no prompt 'nosuch'"):
        load_prompt("nosuch")


def test_filled_text_is_not_filled_again() -> None:
    made = Prompt("p", "{{a}} {{b}}").fill(a="{{b}}", b="{{a}} {x} $y %s")
    assert made == "{{b}} {{a}} {x} $y %s"


def test_another_text_has_another_hash() -> None:
    a, b, c = Prompt("a", "x"), Prompt("a", "y"), Prompt("b", "x")
    assert len({prompts.prompts_hash([prompt]) for prompt in (a, b, c)}) == 3
