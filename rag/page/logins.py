"""Logins for the page: a file with one ``name:scrypt$salt$hash`` a line; no password is kept anywhere."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from index.errors import CrosscheckError

_COST = {"n": 2**14, "r": 8, "p": 1}
"""The interactive setting of the scrypt paper: about 50 ms and 16 MiB a guess."""
MIN_CHARACTERS = 8


class LoginError(CrosscheckError):
    """A login file that cannot be used, or a login that cannot be added."""


@dataclass(frozen=True)
class Logins:
    """Who may come in."""

    hashes: dict[str, tuple[bytes, bytes]]

    def check(self, name: str, password: str) -> bool:
        """True where the password is that of ``name``; takes as long for a name that does not exist."""
        salt, known = self.hashes.get(name, (b"\0" * 16, b""))
        return hmac.compare_digest(_hash(password, salt), known)


def read_logins(path: Path | str) -> Logins:
    """Read a login file. Raises LoginError with the line that is wrong."""
    remedy = f"Add logins with: crosscheck add-login {path} NAME"
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LoginError(f"{path} cannot be read: {error}.", remedy=remedy) from None
    hashes: dict[str, tuple[bytes, bytes]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            name, kept = line.strip().rsplit(":", 1)
            method, salt, known = kept.split("$")
            if method != "scrypt" or not name or name in hashes:
                raise ValueError
            hashes[name] = (bytes.fromhex(salt), bytes.fromhex(known))
        except ValueError:
            raise LoginError(
                f"{path}, line {number}: not a login, or a name that is there twice.", remedy=remedy
            ) from None
    if not hashes:
        raise LoginError(f"{path} holds no login.", remedy=remedy)
    return Logins(hashes)


def add_login(path: Path | str, name: str, password: str) -> None:
    """Append a login; the file is made, for its owner's eyes only, where it does not exist."""
    name = name.strip()
    if not name or ":" in name or "\n" in name or name.startswith("#"):
        raise LoginError(f"{name!r} cannot be a name.", remedy="Use letters and digits.")
    if len(password) < MIN_CHARACTERS:
        raise LoginError("The password is too short.", remedy=f"Take at least {MIN_CHARACTERS} characters.")
    path = Path(path)
    if path.exists() and path.stat().st_size and name in read_logins(path).hashes:
        raise LoginError(f"{path} already holds {name!r}.", remedy="Delete that line first.")
    salt = secrets.token_bytes(16)
    line = f"{name}:scrypt${salt.hex()}${_hash(password, salt).hex()}\n"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", encoding="utf-8") as file:
        file.write(line)


def _hash(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode("utf-8", "surrogatepass"), salt=salt, maxmem=2**26, **_COST)
