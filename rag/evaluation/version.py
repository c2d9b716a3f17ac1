"""Which code produced a number: the package's version and a fingerprint of its files."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

FOLDERS = ("index", "rag", "prompts")
DISTRIBUTION = "crosscheck-news"


@cache
def code_version() -> dict[str, str]:
    """``{"version": "0.1.0", "source": "3f9a..."}``: ``source`` covers code, prompts and shipped weights."""
    try:
        released = version(DISTRIBUTION)
    except PackageNotFoundError:
        released = "unknown"
    return {"version": released, "source": _fingerprint(Path(__file__).resolve().parents[2])}


def _fingerprint(top: Path) -> str:
    digest = hashlib.sha256()
    files = (path for folder in FOLDERS for path in (top / folder).rglob("*"))
    for path in sorted(files):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(top).as_posix().encode() + b"\0")
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]
