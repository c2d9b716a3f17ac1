"""Report: what a run measured, per question and in sum; it writes and reads report.json."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from index.errors import GoldError
from rag.evaluation.statistics import Score

SCHEMA = 1
REPORT_NAME = "report.json"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure's value with its 95 % bootstrap interval; ``nan`` where ``n`` is 0."""

    mean: float
    low: float
    high: float
    n: int
    """Questions that have a part in it."""

    def to_dict(self) -> dict[str, Any]:
        return {
            key: None if isinstance(value, float) and math.isnan(value) else value
            for key, value in asdict(self).items()
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Estimate:
        mean, low, high = (math.nan if record[key] is None else float(record[key]) for key in ("mean", "low", "high"))
        return cls(mean, low, high, record["n"])


NOTHING = Estimate(math.nan, math.nan, math.nan, 0)


@dataclass(frozen=True, slots=True)
class MeasureInfo:
    """What a reader of the report must know about a measure."""

    group: str
    definition: str
    source: str
    better: str
    unit: str
    headline: bool


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question: its gold, its answer (plain JSON), its scores and what went wrong."""

    id: str
    kind: str | None
    gold: Mapping[str, Any]
    answer: Mapping[str, Any] | None
    error: str | None
    seconds: float
    scores: Mapping[str, Score]
    problems: tuple[str, ...] = ()
    badness: float = 0.0
    """Sum over the measures that have something to say of how far they are from right."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "badness": round(self.badness, 6),
            "problems": list(self.problems),
            "scores": {name: _score_to_json(score) for name, score in self.scores.items()},
            "seconds": round(self.seconds, 6),
            "error": self.error,
            "gold": dict(self.gold),
            "answer": dict(self.answer) if self.answer is not None else None,
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> QuestionResult:
        return cls(
            id=record["id"],
            kind=record["kind"],
            gold=record["gold"],
            answer=record["answer"],
            error=record["error"],
            seconds=record["seconds"],
            scores={name: _score_from_json(score) for name, score in record["scores"].items()},
            problems=tuple(record["problems"]),
            badness=record["badness"],
        )


@dataclass(frozen=True, slots=True)
class Report:
    """``report["facts"].mean``; everything else by name."""

    gold_name: str
    gold_fingerprint: str
    index: str
    """Fingerprint of the index that answered: its articles and its encoder."""
    corpus: str
    """Fingerprint of the articles alone."""
    model: str | None
    judge: str
    code: Mapping[str, str]
    settings: Mapping[str, Any]
    created: str
    measures: Mapping[str, Estimate]
    info: Mapping[str, MeasureInfo]
    by_kind: Mapping[str, Mapping[str, Estimate]]
    questions: tuple[QuestionResult, ...] = field(repr=False)

    def __getitem__(self, measure: str) -> Estimate:
        try:
            return self.measures[measure]
        except KeyError:
            raise KeyError(f"{measure!r} was not measured; there is {', '.join(self.measures)}") from None

    @property
    def worst(self) -> list[QuestionResult]:
        """The questions, worst first; equally bad ones in the order of the file."""
        return sorted(self.questions, key=lambda result: -result.badness)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON: what ``report.json`` holds."""
        return {
            "schema": SCHEMA,
            "created": self.created,
            "gold": {"name": self.gold_name, "fingerprint": self.gold_fingerprint, "questions": len(self.questions)},
            "index": self.index,
            "corpus": self.corpus,
            "model": self.model,
            "judge": self.judge,
            "code": dict(self.code),
            "settings": dict(self.settings),
            "measures": {name: {**each.to_dict(), **asdict(self.info[name])} for name, each in self.measures.items()},
            "by_kind": {
                kind: {name: each.to_dict() for name, each in estimates.items()}
                for kind, estimates in self.by_kind.items()
            },
            "questions": [question.to_dict() for question in self.questions],
        }

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Report:
        if record.get("schema") != SCHEMA:
            raise GoldError(f"This is not a report of schema {SCHEMA}.", remedy="Give a report.json that eval wrote.")
        return cls(
            gold_name=record["gold"]["name"],
            gold_fingerprint=record["gold"]["fingerprint"],
            index=record["index"],
            corpus=record["corpus"],
            model=record["model"],
            judge=record["judge"],
            code=record["code"],
            settings=record["settings"],
            created=record["created"],
            measures={name: Estimate.from_dict(each) for name, each in record["measures"].items()},
            info={
                name: MeasureInfo(**{key: each[key] for key in MeasureInfo.__dataclass_fields__})
                for name, each in record["measures"].items()
            },
            by_kind={
                kind: {name: Estimate.from_dict(each) for name, each in estimates.items()}
                for kind, estimates in record["by_kind"].items()
            },
            questions=tuple(QuestionResult.from_dict(question) for question in record["questions"]),
        )


def write_report(report: Report, path: Path) -> None:
    """Write report.json, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_text(json.dumps(report.to_dict(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    unfinished.replace(path)


def read_report(path: str | Path) -> Report:
    """Read a report.json. Raises GoldError where it is none."""
    try:
        record = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise GoldError(f"{path} cannot be read: {error.strerror or error}.", remedy="Check the path.") from None
    except ValueError:
        raise GoldError(f"{path} is not JSON.", remedy="Give a report.json that eval wrote.") from None
    try:
        return Report.from_dict(record)
    except (KeyError, TypeError, AttributeError) as error:
        raise GoldError(f"{path} is not a report: {error}.", remedy="Give a report.json that eval wrote.") from None


def _score_to_json(score: Score) -> float | dict[str, float]:
    if score.weight == 1 and score.group == 0:
        return score.value
    return {"value": score.value, "weight": score.weight, "group": score.group}


def _score_from_json(score: float | Mapping[str, float]) -> Score:
    if isinstance(score, Mapping):
        return Score(score["value"], score["weight"], int(score["group"]))
    return Score(score)
