"""The commands around the page: logins and bundles."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from rag.assistant import Assistant
from rag.cli import app
from rag.page.export import evidence_bundle
from rag.page.logins import read_logins

pytestmark = pytest.mark.real_model


def test_a_login_is_added_without_showing_the_password(tmp_path: Path) -> None:
    file = tmp_path / "logins"
    done = CliRunner().invoke(app, ["add-login", str(file), "ann"], input="correct horse\ncorrect horse\n")
    assert done.exit_code == 0
    assert "correct" not in done.output
    assert read_logins(file).check("ann", "correct horse")


def test_a_bundle_is_verified(sample_index: Path, tmp_path: Path) -> None:
    with Assistant.open(sample_index) as assistant:
        answer = assistant.ask("What did the UK say about Taiwan?")
        page = evidence_bundle(assistant.index, [answer], settings={})
    file = tmp_path / "evidence.html"
    file.write_text(page, "utf-8")
    command = ["verify-bundle", str(file), "--index", str(sample_index)]
    good = CliRunner().invoke(app, command)
    assert good.exit_code == 0
    assert good.stdout.strip().endswith("all stand.")
    file.write_text(page.replace(answer.citations[0].quote, "Something else."), "utf-8")
    bad = CliRunner().invoke(app, command)
    assert bad.exit_code == 1
    assert "does not stand at" in bad.stdout
