"""Logins: hashed, checked, refused with the line that is wrong."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from rag.page.logins import LoginError, add_login, read_logins


def test_a_login_that_was_added_is_let_in(tmp_path: Path) -> None:
    file = tmp_path / "logins"
    add_login(file, "ann", "correct horse")
    add_login(file, "bob", "correct horse")
    logins = read_logins(file)
    assert logins.check("ann", "correct horse")
    assert not logins.check("ann", "correct hors")
    assert not logins.check("nobody", "correct horse")
    assert not logins.check("ann", "")
    kept = file.read_text("utf-8")
    assert "correct" not in kept
    ann, bob = kept.splitlines()
    assert ann.split(":")[1] != bob.split(":")[1]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "password", "why"),
    [
        ("ann", "short", "too short"),
        ("a:b", "long enough", "name"),
        ("", "long enough", "name"),
        ("#a", "x" * 9, "name"),
    ],
)
def test_a_bad_login_is_not_added(tmp_path: Path, name: str, password: str, why: str) -> None:
    with pytest.raises(LoginError, match=why):
        add_login(tmp_path / "logins", name, password)
    assert not (tmp_path / "logins").exists()


def test_a_name_is_added_once(tmp_path: Path) -> None:
    add_login(tmp_path / "logins", "ann", "correct horse")
    with pytest.raises(LoginError, match="already holds 'ann'"):
        add_login(tmp_path / "logins", "ann", "another one")


@pytest.mark.parametrize("line", ["ann:password", "ann", "ann:scrypt$zz$00", "ann:md5$00$00", ":scrypt$00$00"])
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "logins"
    file.write_text(f"# who may come in\n\n{line}\n", "utf-8")
    with pytest.raises(LoginError, match="line 3"):
        read_logins(file)


def test_an_empty_or_missing_file_lets_nobody_in(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("", "utf-8")
    for name in ("empty", "missing"):
        with pytest.raises(LoginError, match="add-login"):
            read_logins(tmp_path / name)
