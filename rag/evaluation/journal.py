"""The journal: every answer is on disk as soon as it came, so that an interrupted run can go on.

One JSON line a question after a first line that says which run this is: the
questions, the index, the settings and the code. A run resumes only where all
of these are the same; failures are kept like answers, so that resuming cannot
be used to ask until it works.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import IO, Any

from index.errors import GoldError
from rag.answer.records import answer_from_dict, answer_to_dict
from rag.evaluation.case import Case
from rag.evaluation.gold import GoldQuestion

JOURNAL = "answers.jsonl"


class Journal:
    """Append-only; safe to write from several threads. Use it as a context manager."""

    def __init__(self, folder: Path, run: Mapping[str, Any], *, resume: bool) -> None:
        self.path = folder / JOURNAL
        self._run = json.loads(json.dumps(dict(run), sort_keys=True))
        self._resume = resume
        self._lock = Lock()
        self._file: IO[str] | None = None
        self.rows: dict[str, dict[str, Any]] = {}

    def __enter__(self) -> Journal:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        keeps = self._resume and self.path.exists()
        if keeps:
            self._read_back()
        self._file = self.path.open("a" if keeps else "w", encoding="utf-8")
        if not keeps or self._file.tell() == 0:
            self._write({"run": self._run})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()

    def add(self, case: Case) -> None:
        """Keep one finished question."""
        self._write(case_to_row(case))

    def _write(self, row: Mapping[str, Any]) -> None:
        assert self._file is not None, "the journal is not open"
        line = json.dumps(row, ensure_ascii=False) + "\n"
        with self._lock:
            self._file.write(line)
            self._file.flush()
            os.fsync(self._file.fileno())

    def _read_back(self) -> None:
        """Take over what is there; a last line that was cut off in writing is dropped."""
        data = self.path.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        if len(whole) < len(data):
            with self.path.open("r+b") as file:
                file.truncate(len(whole))
        lines = whole.decode("utf-8").splitlines()
        if not lines:
            return
        try:
            rows = [json.loads(line) for line in lines]
            run = rows[0]["run"]
            self.rows = {row["id"]: row for row in rows[1:]}
        except (ValueError, KeyError, TypeError):
            raise GoldError(f"{self.path} is damaged.", remedy="Delete it, or run without --resume.") from None
        differing = [key for key in self._run if run.get(key) != self._run[key]]
        if differing:
            told = "; ".join(f"{key} was {run.get(key)!r}, is {self._run[key]!r}" for key in differing)
            raise GoldError(
                f"{self.path} belongs to another run: {told}.",
                remedy="Run without --resume to start over, or choose another --out.",
            )


def case_to_row(case: Case) -> dict[str, Any]:
    """One line of the journal."""
    return {
        "id": case.gold.id,
        "answer": answer_to_dict(case.answer) if case.answer else None,
        "error": case.error,
        "seconds": case.seconds,
        "verbatim": list(case.verbatim),
    }


def case_from_row(row: Mapping[str, Any], gold: GoldQuestion) -> Case:
    """The inverse of ``case_to_row``; support is judged anew."""
    return Case(
        gold=gold,
        answer=answer_from_dict(row["answer"]) if row["answer"] else None,
        seconds=row["seconds"],
        error=row["error"],
        verbatim=tuple(row["verbatim"]),
    )
