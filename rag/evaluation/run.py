"""evaluate: ask every gold question, score the answers, sum them up."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.errors import GoldError
from rag.evaluation import measures as registry
from rag.evaluation.asking import Asks, ask_all, holds_article
from rag.evaluation.case import Case
from rag.evaluation.gold import GoldFile, GoldQuestion, check_articles, parse_question, read_gold
from rag.evaluation.journal import Journal, case_from_row, case_to_row
from rag.evaluation.judges import Judge, lexical_judge
from rag.evaluation.measures.citations import judge_statement
from rag.evaluation.measures.measure import Measure
from rag.evaluation.report import NOTHING, Estimate, MeasureInfo, QuestionResult, Report
from rag.evaluation.statistics import RESAMPLES, Score, interval
from rag.evaluation.version import code_version

TIMEOUT_SECONDS = 120.0
Gold = GoldFile | str | Path | Sequence[GoldQuestion | Mapping[str, Any]]


def evaluate(
    assistant: Asks,
    gold: Gold,
    *,
    measures: Iterable[str] | None = None,
    judge: Judge = lexical_judge,
    workers: int = 1,
    timeout_seconds: float | None = TIMEOUT_SECONDS,
    seed: int = 0,
    resamples: int = RESAMPLES,
    out: str | Path | None = None,
    resume: bool = False,
    settings: Mapping[str, Any] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Run ``gold`` (a file, or questions) against ``assistant``.

    Everything wrong with the gold file or the names of measures is refused
    (GoldError) before a question is asked. With ``out`` each answer is kept in
    ``out/answers.jsonl`` as it comes, and ``resume`` goes on from there.
    ``workers`` questions are asked at once, from threads; the report is the
    same for any number. ``settings`` are written into the report as given.
    """
    file = as_gold_file(gold)
    chosen = list(measures) if measures is not None else None
    registry.choose(chosen)
    check_articles(file, lambda article_id: holds_article(assistant, article_id))
    run: dict[str, Any] = {
        "gold": file.fingerprint,
        **fingerprints(assistant),
        "settings": {**_own_settings(assistant), **(settings or {})},
        "code": code_version(),
    }
    rows = _answers(
        assistant,
        file,
        journal=Journal(Path(out), run, resume=resume) if out is not None else None,
        workers=workers,
        timeout_seconds=timeout_seconds,
        on_progress=on_progress,
    )
    cases = [_judged(case_from_row(rows[question.id], question), judge) for question in file]
    return summarise(
        cases,
        measures=registry.choose(chosen, cases),
        gold=file,
        index=run["index"],
        corpus=run["corpus"],
        judge_name=getattr(judge, "__name__", type(judge).__name__),
        settings={**run["settings"], "timeout_seconds": timeout_seconds, "seed": seed, "resamples": resamples},
        seed=seed,
        resamples=resamples,
    )


def as_gold_file(gold: Gold) -> GoldFile:
    """A path, questions or records as one checked GoldFile."""
    if isinstance(gold, GoldFile):
        file = gold
    elif isinstance(gold, str | Path):
        return read_gold(gold)
    else:
        questions = [each if isinstance(each, GoldQuestion) else parse_question(each) for each in gold]
        file = GoldFile("questions", tuple(questions))
    if not file.questions:
        raise GoldError(f"{file.name} holds no question.", remedy="Give at least one.")
    seen: set[str] = set()
    for question in file:
        if question.id in seen:
            raise GoldError(f"{file.name} uses the id {question.id!r} twice.", remedy="Give each question its own id.")
        seen.add(question.id)
    return file


def fingerprints(assistant: Asks) -> dict[str, str]:
    """``index``: articles and encoder, as the index names itself; ``corpus``: the articles alone.

    The corpus is known by what its articles are called and how long they are,
    so that two encoders over the same articles can be compared.
    """
    with assistant.index.snapshot() as snapshot:
        digest = hashlib.sha256()
        for row in snapshot.articles():
            known = [row.id, row.title, row.source, str(row.published), row.characters]
            digest.update(json.dumps(known).encode())
        return {"index": snapshot.fingerprint, "corpus": digest.hexdigest()[:16]}


def summarise(
    cases: Sequence[Case],
    *,
    measures: Sequence[Measure],
    gold: GoldFile,
    index: str,
    corpus: str,
    judge_name: str,
    settings: Mapping[str, Any],
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Report:
    """Score the cases and put intervals around the sums."""
    scores = [{measure.name: measure.of(case) for measure in measures} for case in cases]
    kinds = list(dict.fromkeys(case.gold.kind for case in cases if case.gold.kind))

    def estimates(rows: Sequence[Mapping[str, Score | None]]) -> dict[str, Estimate]:
        return {measure.name: _estimate(rows, measure, seed, resamples) for measure in measures}

    return Report(
        gold_name=gold.name,
        gold_fingerprint=gold.fingerprint,
        index=index,
        corpus=corpus,
        model=next((case.answer.model for case in cases if case.answer and case.answer.model), None),
        judge=judge_name,
        code=code_version(),
        settings=settings,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        measures=estimates(scores),
        info={each.name: _info(each) for each in measures},
        by_kind={
            kind: estimates([row for row, case in zip(scores, cases, strict=True) if case.gold.kind == kind])
            for kind in kinds
        },
        questions=tuple(_result(case, row, measures) for case, row in zip(cases, scores, strict=True)),
    )


def _answers(
    assistant: Asks,
    gold: GoldFile,
    *,
    journal: Journal | None,
    workers: int,
    timeout_seconds: float | None,
    on_progress: Callable[[int, int], None] | None,
) -> dict[str, dict[str, Any]]:
    """Every question's row of the journal, by id: the same form whether asked now or before."""
    if journal is None:
        return _ask_missing(assistant, gold, {}, None, workers, timeout_seconds, on_progress)
    with journal:
        return _ask_missing(assistant, gold, journal.rows, journal, workers, timeout_seconds, on_progress)


def _ask_missing(
    assistant: Asks,
    gold: GoldFile,
    known: Mapping[str, dict[str, Any]],
    journal: Journal | None,
    workers: int,
    timeout_seconds: float | None,
    on_progress: Callable[[int, int], None] | None,
) -> dict[str, dict[str, Any]]:
    rows = dict(known)
    missing = [question for question in gold if question.id not in rows]
    tell = on_progress or (lambda done, total: None)
    tell(len(gold) - len(missing), len(gold))
    for case in ask_all(assistant, missing, workers=workers, timeout_seconds=timeout_seconds):
        if journal is not None:
            journal.add(case)
        rows[case.gold.id] = case_to_row(case)
        tell(len(rows), len(gold))
    return rows


def _own_settings(assistant: Asks) -> dict[str, Any]:
    settings = getattr(assistant, "settings", None)
    return asdict(settings) if is_dataclass(settings) and not isinstance(settings, type) else {}


def _info(measure: Measure) -> MeasureInfo:
    return MeasureInfo(
        measure.group, measure.definition, measure.source, measure.better, measure.unit, measure.headline
    )


def _judged(case: Case, judge: Judge) -> Case:
    if case.answer is None:
        return case
    return replace(case, support=tuple(judge_statement(statement, judge) for statement in case.answer.statements))


def _estimate(rows: Sequence[Mapping[str, Score | None]], measure: Measure, seed: int, resamples: int) -> Estimate:
    scores = [score for row in rows if (score := row[measure.name]) is not None]
    if not scores:
        return NOTHING
    return Estimate(*interval(scores, measure.statistic, seed=seed, resamples=resamples), n=len(scores))


def _result(case: Case, scores: Mapping[str, Score | None], measures: Sequence[Measure]) -> QuestionResult:
    present = {measure: score for measure in measures if (score := scores[measure.name]) is not None}
    if case.crashed:
        told: list[str | None] = [f"The question failed: {case.error}."]
    else:
        told = [measure.explain(case, score) for measure, score in present.items()]
    row = case_to_row(case)
    return QuestionResult(
        id=case.gold.id,
        kind=case.gold.kind,
        gold=case.gold.to_dict(),
        answer=row["answer"],
        error=case.error,
        seconds=case.seconds,
        scores={measure.name: score for measure, score in present.items()},
        problems=tuple(dict.fromkeys(problem for problem in told if problem)),
        badness=sum(measure.badness(score) or 0.0 for measure, score in present.items()),
    )
