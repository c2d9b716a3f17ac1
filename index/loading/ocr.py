"""Text recognition for pages that are pictures: by tesseract, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

_SECONDS = 120
_DOTS_PER_INCH = 300


def is_there() -> bool:
    """True where the program tesseract can be called."""
    return shutil.which("tesseract") is not None


def recognise(page: Any) -> str:
    """The text of a pypdfium2 page as tesseract reads it; empty where it fails."""
    with tempfile.TemporaryDirectory(prefix="crosscheck-ocr-") as scratch:
        picture = Path(scratch) / "page.png"
        page.render(scale=_DOTS_PER_INCH / 72, grayscale=True).to_pil().save(picture)
        try:
            done = subprocess.run(
                ["tesseract", str(picture), "stdout"], capture_output=True, timeout=_SECONDS, check=True
            )
        except (OSError, subprocess.SubprocessError):
            return ""
    return done.stdout.decode("utf-8", "replace").strip()
