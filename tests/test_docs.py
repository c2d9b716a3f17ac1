"""The README says what is: its answer, its commands and its code are run."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from rag import Assistant, cli

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.real_model


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_the_answer_shown_is_the_answer_given(sample_index: Path) -> None:
    (shown,) = (block for block in blocks("text") if "One-China" in block)
    with Assistant.open(sample_index) as assistant:
        assert shown.strip() == str(assistant.ask("What did the UK say about Taiwan?"))


def test_the_disagreement_shown_is_the_disagreement_given(sample_index: Path) -> None:
    (shown,) = (block for block in blocks("text") if block.startswith("Sources disagree"))
    with Assistant.open(sample_index) as assistant:
        answer = str(assistant.ask("When did Starmer and the Japanese prime minister meet in Tokyo?"))
    assert shown.strip() in answer


def test_the_comparison_shown_is_the_comparison_given(sample_index: Path) -> None:
    (shown,) = (block for block in blocks("text") if block.startswith("1. "))
    with Assistant.open(sample_index) as assistant:
        assert shown.strip() == str(assistant.compare("Starmer in Japan", limit=1))


def test_the_python_shown_runs(sample_index: Path) -> None:
    (code,) = (block for block in blocks("python") if "Assistant.open" in block)
    exec(compile(code.replace('"news.index"', repr(str(sample_index))), "README.md", "exec"), {})


def test_every_command_is_in_the_readme(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["crosscheck", "--help"])
    with pytest.raises(SystemExit):
        cli.run()
    commands = re.findall(r"^│ ([a-z][a-z-]*) {2,}", capsys.readouterr().out, flags=re.MULTILINE)
    assert len(commands) >= 8
    for command in commands:
        assert f"crosscheck {command}" in README, f"README.md does not show crosscheck {command}"


def test_the_commands_shown_exist_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"\bmake ([a-z]+)\b", README)):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), f"make {target}"


def test_every_file_that_the_readme_links_to_exists() -> None:
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", README):
        assert (ROOT / link).exists(), link
