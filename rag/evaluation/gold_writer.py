"""Append a question to a gold file, from an answer that a person has corrected.

What is not corrected is taken over from the answer: its question, filters,
cited articles, short answer and, where asked, its disagreement.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from index.errors import GoldError
from rag.answer import Answer, Disagreement
from rag.evaluation.gold import GoldDisagreement, GoldFile, GoldQuestion, check_articles, parse_question, read_gold

LOCK_SECONDS = 10.0


def question_from_answer(
    answer: Answer,
    *,
    id: str | None = None,
    question: str | None = None,
    answerable: bool | None = None,
    kind: str | None = None,
    facts: Sequence[Sequence[str]] = (),
    short: Sequence[str] | None = None,
    cite: Sequence[str] | None = None,
    disagree: GoldDisagreement | Literal["shown", "none"] | None = None,
) -> GoldQuestion:
    """The gold question that this answer, with these corrections, stands for.

    ``disagree="shown"`` takes over the answer's first disagreement, ``"none"``
    says that there is none to show. Raises GoldError where the corrections
    contradict each other.

    >>> question_from_answer(Answer("Who leads Norby?", short="Ann Lee"), id="q1").to_dict()
    {'id': 'q1', 'question': 'Who leads Norby?', 'answerable': True, 'short': ['Ann Lee']}
    """
    if answerable is None and answer.verdict == "unsure":
        raise GoldError(
            "The answer leaves open whether the articles say it.",
            remedy="Say what a right answer holds, or that they do not.",
        )
    due = answerable if answerable is not None else not answer.abstained
    text = question or answer.question
    if short is None:
        short = [answer.short] if answer.short and due else []
    if cite is None:
        cite = list(dict.fromkeys(citation.article_id for citation in answer.citations)) if due else []
    difference = disagree if isinstance(disagree, GoldDisagreement) else None
    if disagree == "shown":
        if not answer.disagreements:
            raise GoldError("The answer shows no disagreement.", remedy="Say what the sides are.")
        difference = disagreement_from_note(answer.disagreements[0])
    made = GoldQuestion(
        id=id or content_id(text, answer),
        question=text,
        answerable=due,
        kind=kind,
        facts=tuple(tuple(any_of) for any_of in facts),
        short=tuple(short),
        cite=tuple(cite),
        disagree=difference,
        no_disagree=disagree == "none",
        filter=answer.filter,
    )
    return parse_question(made.to_dict())


def disagreement_from_note(note: Disagreement) -> GoldDisagreement:
    """The sides of a note as gold: each value with the articles cited for it."""
    return GoldDisagreement(
        sides=tuple((side.value,) for side in note.sides),
        slot=note.slot,
        cite=tuple(tuple(dict.fromkeys(each.article_id for each in side.citations)) for side in note.sides),
        kinds=(note.kind,),
    )


def append_question(
    path: str | Path, question: GoldQuestion, *, holds_article: Callable[[str], bool] | None = None
) -> GoldQuestion:
    """Add one line to a gold file, which is made where it does not exist.

    The file is read and checked first; an id that it already holds, or an
    article that the index does not hold, is refused and nothing is written.
    Safe to call from several threads and processes.
    """
    from filelock import FileLock, Timeout

    path = Path(path)
    if not path.parent.is_dir():
        raise GoldError(f"There is no folder {path.parent}.", remedy="Make it first, or name another file.")
    if holds_article is not None:
        check_articles(GoldFile(f"the question {question.id!r}", (replace(question, line=0),)), holds_article)
    try:
        with FileLock(path.with_name(f".{path.name}.lock"), timeout=LOCK_SECONDS):
            known = read_gold(path) if path.exists() and path.stat().st_size else ()
            if any(each.id == question.id for each in known):
                raise GoldError(
                    f"{path} already holds a question with the id {question.id!r}.", remedy="Give another id."
                )
            _append(path, json.dumps(question.to_dict(), ensure_ascii=False))
    except Timeout:
        raise GoldError(f"{path} is being written by another process.", remedy="Try again in a moment.") from None
    except OSError as error:
        raise GoldError(f"{path} cannot be written: {error.strerror or error}.", remedy="Check the path.") from None
    return question


def content_id(question: str, answer: Answer) -> str:
    """An id from the question and its filters: asking the same twice gives the same id."""
    asked = json.dumps([question, answer.filter.to_dict()], sort_keys=True)
    return "q-" + hashlib.sha256(asked.encode()).hexdigest()[:10]


def _append(path: Path, line: str) -> None:
    with path.open("a+b") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")
        file.write(line.encode("utf-8") + b"\n")
        file.flush()
        os.fsync(file.fileno())
