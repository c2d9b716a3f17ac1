"""A gold file: one question a line, with what a good answer to it holds.

Everything wrong with a file is reported at once, with line numbers, before
any question is asked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.errors import CrosscheckError, GoldError
from index.filters import EVERYTHING, ArticleFilter
from rag.answer import Kind
from rag.evaluation.gold_fields import DISAGREE_KEYS, KEYS, FieldReader

LISTED_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class GoldDisagreement:
    """A difference that must be shown: each side is a list of acceptable strings."""

    sides: tuple[tuple[str, ...], ...]
    slot: str = ""
    need: int = 2
    """How many of the sides one note must show."""
    cite: tuple[tuple[str, ...], ...] = ()
    """Per side, the articles that hold it (any of); empty: any article will do."""
    kinds: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """One line of a gold file. Only ``id`` and ``question`` are required there."""

    id: str
    question: str
    answerable: bool = True
    kind: str | None = None
    facts: tuple[tuple[str, ...], ...] = ()
    """All are needed; of each, any of its strings."""
    short: tuple[str, ...] = ()
    cite: tuple[str, ...] = ()
    disagree: GoldDisagreement | None = None
    no_disagree: bool = False
    filter: ArticleFilter = EVERYTHING
    grades: Mapping[str, int] = field(default_factory=dict)
    """Graded relevance by article id, where a benchmark has it; not a key of the file."""
    line: int = field(default=0, compare=False)

    @property
    def relevant(self) -> tuple[str, ...]:
        """The articles that hold the answer: ``cite``, or else those of the disagreement's sides."""
        sides = self.disagree.cite if self.disagree else ()
        return self.cite or tuple(dict.fromkeys(article for side in sides for article in side))

    @property
    def article_ids(self) -> tuple[str, ...]:
        """Every article that the line names, once."""
        sides = self.disagree.cite if self.disagree else ()
        return tuple(dict.fromkeys([*self.cite, *(article for side in sides for article in side)]))

    def to_dict(self) -> dict[str, Any]:
        """The line as JSON, without the keys that say nothing.

        >>> GoldQuestion("q1", "Who?", facts=(("Ann", "A. Lee"),)).to_dict()
        {'id': 'q1', 'question': 'Who?', 'answerable': True, 'facts': [['Ann', 'A. Lee']]}
        """
        record: dict[str, Any] = {"id": self.id, "question": self.question, "answerable": self.answerable}
        if self.kind is not None:
            record["kind"] = self.kind
        if self.facts:
            record["facts"] = [list(any_of) for any_of in self.facts]
        if self.short:
            record["short"] = list(self.short)
        if self.cite:
            record["cite"] = list(self.cite)
        if self.disagree:
            difference: dict[str, Any] = {"sides": [list(side) for side in self.disagree.sides]}
            if self.disagree.slot:
                difference["slot"] = self.disagree.slot
            if self.disagree.need != 2:
                difference["need"] = self.disagree.need
            if self.disagree.cite:
                difference["cite"] = [list(side) for side in self.disagree.cite]
            if self.disagree.kinds:
                difference["kinds"] = list(self.disagree.kinds)
            record["disagree"] = difference
        if self.no_disagree:
            record["no_disagree"] = True
        if self.filter != EVERYTHING:
            record["filters"] = {key: value for key, value in self.filter.to_dict().items() if value}
        return record


@dataclass(frozen=True, slots=True)
class GoldFile:
    """The questions of one file, in its order."""

    name: str
    questions: tuple[GoldQuestion, ...]

    def __len__(self) -> int:
        return len(self.questions)

    def __iter__(self) -> Iterator[GoldQuestion]:
        return iter(self.questions)

    @property
    def fingerprint(self) -> str:
        """The same for the same questions, however the file is laid out."""
        lines = [
            json.dumps([question.to_dict(), dict(question.grades)], sort_keys=True, ensure_ascii=True)
            for question in self.questions
        ]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def read_gold(path: str | Path) -> GoldFile:
    """Read and check a gold file. Raises GoldError that lists every problem with its line."""
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise GoldError(f"{path} cannot be read: {error.strerror or error}.", remedy="Check the path.") from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise GoldError(f"{path}, line {line}: not UTF-8 text.", remedy="Save the file as UTF-8.") from None
    return GoldFile(path.name, parse_gold(text.split("\n"), name=str(path)))


def parse_gold(lines: Iterable[str], *, name: str = "the gold file") -> tuple[GoldQuestion, ...]:
    """Parse JSON lines; blank lines are skipped.

    >>> [question.id for question in parse_gold(['{"id": "q1", "question": "Who?"}'])]
    ['q1']
    """
    questions: list[GoldQuestion] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        question, wrong = _parse_line(line, number)
        problems += [f"line {number}: {problem}" for problem in wrong]
        if question is None:
            continue
        if question.id in seen:
            problems.append(f"line {number}: the id {question.id!r} is already used on line {seen[question.id]}")
        seen.setdefault(question.id, number)
        questions.append(question)
    if not questions and not problems:
        raise GoldError(
            f"{name} holds no question.", remedy='Give one JSON object a line: {"id": ..., "question": ...}.'
        )
    _refuse(name, problems, remedy="Correct these lines; nothing was asked. Keys: " + ", ".join(KEYS) + ".")
    return tuple(questions)


def parse_question(record: object, *, line: int = 0) -> GoldQuestion:
    """Check one record. Raises GoldError naming everything that is wrong with it."""
    question, problems = _check(record, line)
    if question is None or problems:
        _refuse("the question", problems, remedy="Keys: " + ", ".join(KEYS) + ".")
    assert question is not None
    return question


def check_articles(gold: GoldFile, holds: Callable[[str], bool]) -> None:
    """Refuse a gold file that names articles which the index does not hold."""
    known: dict[str, bool] = {}
    problems = []
    for question in gold:
        for article_id in question.article_ids:
            if article_id not in known:
                known[article_id] = holds(article_id)
            if not known[article_id]:
                where = f"line {question.line}" if question.line else f"question {question.id!r}"
                problems.append(f"{where}: the index holds no article {article_id!r}")
    _refuse(
        gold.name,
        problems,
        remedy="Name articles as the index does, or give the index that the questions were written for.",
    )


def _parse_line(line: str, number: int) -> tuple[GoldQuestion | None, list[str]]:
    try:
        record = json.loads(line, object_pairs_hook=_no_repeats)
    except _Repeated as error:
        return None, [f"the key {error} is given twice"]
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" at column {error.colno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else ""
        return None, [f"not valid JSON{where}"]
    return _check(record, number)


def _check(record: object, line: int) -> tuple[GoldQuestion | None, list[str]]:
    if not isinstance(record, Mapping):
        return None, [f"a JSON object is needed, not {type(record).__name__}"]
    read = FieldReader(record, KEYS)
    made = GoldQuestion(
        id=read.text("id", required=True),
        question=read.text("question", required=True),
        answerable=read.flag("answerable", default=True),
        kind=read.text("kind") or None,
        facts=read.groups("facts"),
        short=read.strings("short"),
        cite=read.strings("cite"),
        disagree=_disagreement(record.get("disagree"), read.problems),
        no_disagree=read.flag("no_disagree", default=False),
        filter=_filter(record.get("filters"), read.problems),
        line=line,
    )
    if made.disagree and made.no_disagree:
        read.problems.append("'disagree' and 'no_disagree' exclude each other")
    for key, given in (("facts", made.facts), ("short", made.short), ("disagree", made.disagree)):
        if given and not made.answerable:
            read.problems.append(f"'answerable' is false, yet {key!r} says what to find")
    return (None if read.problems else made), read.problems


def _disagreement(value: object, problems: list[str]) -> GoldDisagreement | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        problems.append("'disagree' must be an object with 'sides'")
        return None
    read = FieldReader(value, DISAGREE_KEYS, inside="disagree")
    sides = read.groups("sides")
    made = GoldDisagreement(
        sides=sides,
        slot=read.text("slot"),
        need=read.count("need", default=2),
        cite=read.groups("cite", may_be_empty=True),
        kinds=read.kinds("kinds"),
    )
    if not read.problems:
        if len(sides) < 2:
            read.problems.append("'disagree.sides' needs two sides or more")
        elif not 2 <= made.need <= len(sides):
            read.problems.append(f"'disagree.need' is {made.need}; it must lie between 2 and {len(sides)}")
        if made.cite and len(made.cite) != len(sides):
            read.problems.append(f"'disagree.cite' has {len(made.cite)} lists for {len(sides)} sides")
    problems += read.problems
    return made


def _filter(value: object, problems: list[str]) -> ArticleFilter:
    if value is None:
        return EVERYTHING
    known = EVERYTHING.to_dict()
    if not isinstance(value, Mapping):
        problems.append("'filters' must be an object")
        return EVERYTHING
    unknown = [key for key in value if key not in known]
    if unknown:
        problems.append(f"unknown key {unknown[0]!r} in 'filters' (known: {', '.join(known)})")
        return EVERYTHING
    try:
        return ArticleFilter.parse(**value)
    except CrosscheckError as error:
        problems.append(f"'filters': {error}")
    except (AttributeError, TypeError):
        problems.append("'filters': dates are strings, sources and genres lists of strings")
    return EVERYTHING


def _refuse(name: str, problems: list[str], *, remedy: str) -> None:
    if not problems:
        return
    shown = problems[:LISTED_PROBLEMS]
    if len(problems) > len(shown):
        shown.append(f"... and {len(problems) - LISTED_PROBLEMS} more")
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    raise GoldError(f"{name} has {count}:\n  " + "\n  ".join(shown) + "\n", remedy=remedy)


class _Repeated(ValueError):
    pass


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for key, value in pairs:
        if key in record:
            raise _Repeated(repr(key))
        record[key] = value
    return record
