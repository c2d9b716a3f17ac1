"""Benchmark: gold questions, and the articles they are asked of where the benchmark brings them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.articles import Article
from index.errors import GoldError
from rag.evaluation.gold import GoldFile


@dataclass(frozen=True, slots=True)
class Benchmark:
    """``articles`` is empty where the questions are about an index that exists."""

    gold: GoldFile
    articles: tuple[Article, ...] = ()


def clean_text(text: str) -> str:
    """Newlines as the index stores them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\ufeff")


def read_json(path: Path) -> Any:
    """The one JSON value of a file. Raises GoldError where it is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise GoldError(f"{path} cannot be read: {error.strerror or error}.", remedy="Check the path.") from None
    except (ValueError, RecursionError) as error:
        raise GoldError(f"{path} is not valid JSON: {error}.", remedy="Give the file as it was published.") from None


def read_json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Records with their line numbers. Raises GoldError at the first line that is not a JSON object."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if not line.strip():
                    continue
                try:
                    record = json.loads(line)
                except (ValueError, RecursionError):
                    record = None
                if not isinstance(record, dict):
                    raise GoldError(f"{path}, line {number}: not a JSON object.", remedy="One JSON object a line.")
                yield number, record
    except OSError as error:
        raise GoldError(f"{path} cannot be read: {error.strerror or error}.", remedy="Check the path.") from None
    except UnicodeDecodeError:
        raise GoldError(f"{path} is not UTF-8 text.", remedy="Save the file as UTF-8.") from None
