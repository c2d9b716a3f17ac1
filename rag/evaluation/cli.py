"""``crosscheck eval``: the command line of the evaluation. Everything heavy is imported inside."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from index.errors import GoldError, ReaderError
from rag.evaluation.gold_cli import gold_app

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.evaluation.adapters import Benchmark
    from rag.evaluation.gold import GoldFile
    from rag.evaluation.judges import Judge
    from rag.evaluation.report import Report

__all__ = ["eval_command", "gold_app"]

GATE_FAILED = 4
"""Exit status where a bound is not kept or a measure got worse beyond noise: the run itself was fine."""
INTERRUPTED = 130
PAGE_NAME = "report.html"

out = Console(highlight=False, width=None if sys.stdout.isatty() else 120)  # a log has no width of its own
err = Console(stderr=True, highlight=False)


def eval_command(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD", help="A gold file (JSON lines), a SQuAD JSON file, a BEIR folder or RAGAS-style records."
        ),
    ],
    index: Annotated[
        Path | None,
        typer.Option(
            "--index",
            "-i",
            metavar="DIR",
            help="The index that is asked. A benchmark that brings its own articles needs none, or is indexed there.",
        ),
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(metavar="REPORT.json", help="Compare with this earlier run; a regression fails.")
    ] = None,
    fail_under: Annotated[
        str, typer.Option(metavar="BOUNDS", help='Fail where a bound is not kept: "facts=0.8,verbatim=1.0".')
    ] = "",
    compare_llm: Annotated[
        str | None, typer.Option(metavar="MODEL", help="Ask the same questions through this language model as well.")
    ] = None,
    out_folder: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where report.json, report.html and the answers go.")
    ] = Path("crosscheck-eval"),
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an interrupted run in --out.")] = False,
    measures: Annotated[
        str, typer.Option(metavar="NAMES", help='Only these, e.g. "facts,recall@20,latency_p95:retrieve".')
    ] = "",
    sample_size: Annotated[
        int | None, typer.Option("--sample", metavar="N", min=1, help="Ask only N of the questions, drawn by --seed.")
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Seed of the sample and of the resampling.")] = 0,
    workers: Annotated[int, typer.Option(metavar="N", min=1, help="Questions asked at once.")] = 1,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", min=0.01, help="A question that takes longer counts as wrong.")
    ] = 120.0,
    judge: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Who says whether a quote entails a statement: reader, lexical, or auto (the reader if it is there).",
        ),
    ] = "auto",
    format: Annotated[
        str | None, typer.Option(metavar="NAME", help="gold, squad, beir or ragas; found out where it is not given.")
    ] = None,
) -> None:
    """Ask every question of a gold file and report how good the answers are."""
    from rag.evaluation import measures as registry
    from rag.evaluation.adapters import read_benchmark
    from rag.evaluation.comparison import require_same_articles
    from rag.evaluation.gate import parse_bounds
    from rag.evaluation.report import read_report
    from rag.evaluation.run import fingerprints
    from rag.evaluation.sampling import sample

    bounds = parse_bounds(fail_under)
    names = [name.strip() for name in measures.split(",") if name.strip()] or None
    if names is not None:
        names += [bound.measure for bound in bounds]
    registry.choose(names)
    before = read_report(baseline) if baseline else None
    benchmark = read_benchmark(gold, format=format)
    asked = sample(benchmark.gold, sample_size, seed=seed) if sample_size else benchmark.gold
    decide = _judge(judge)
    options: dict[str, Any] = {
        "measures": names,
        "judge": decide,
        "workers": workers,
        "timeout_seconds": timeout,
        "seed": seed,
        "resume": resume,
    }
    with _opened(index, benchmark) as assistant:
        if before is not None:
            require_same_articles(before, fingerprints(assistant))
        with_model = _through(assistant, compare_llm) if compare_llm else None
        report = _run(assistant, asked, out_folder, options, described="Asking")
        other = None
        if with_model is not None:
            options["settings"] = {"llm": compare_llm}
            other = _run(with_model, asked, out_folder / "llm", options, described=f"Asking {compare_llm}")
    failed = _publish(report, other, before, out_folder, fail_under)
    if failed:
        raise typer.Exit(GATE_FAILED)


def _run(assistant: Assistant, gold: GoldFile, folder: Path, options: dict[str, Any], *, described: str) -> Report:
    """One run with a progress bar; on Ctrl-C it says how to go on."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from rag.evaluation.run import evaluate

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    done = 0
    try:
        with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
            task = progress.add_task(described, total=len(gold))

            def tell(finished: int, total: int) -> None:
                nonlocal done
                done = finished
                progress.update(task, completed=finished, total=total)

            return evaluate(assistant, gold, out=folder, on_progress=tell, **options)
    except KeyboardInterrupt:
        err.print(
            f"Stopped after {done} of {len(gold)} questions; their answers are kept in {folder}. "
            "Go on with the same command and --resume.",
            markup=False,
        )
        raise typer.Exit(INTERRUPTED) from None


def _publish(report: Report, other: Report | None, before: Report | None, folder: Path, fail_under: str) -> bool:
    """Print, write and judge; True where a gate failed."""
    from rag.evaluation.comparison import compare
    from rag.evaluation.gate import breaches, parse_bounds
    from rag.evaluation.page import write_page
    from rag.evaluation.report import REPORT_NAME, write_report
    from rag.evaluation.terminal import print_comparison, print_report

    write_report(report, folder / REPORT_NAME)
    if other is not None:
        write_report(other, folder / "llm" / REPORT_NAME)
    print_report(report, out)
    against = compare(before, report) if before is not None else None
    beside = compare(report, other) if other is not None else None
    for comparison in (against, beside):
        if comparison is not None:
            print_comparison(comparison, report, out)
    write_page(report, folder / PAGE_NAME, comparison=beside or against, other=other or before)
    out.print(f"Written: {folder / REPORT_NAME}, {folder / PAGE_NAME}", markup=False, soft_wrap=True)
    broken = breaches(report, parse_bounds(fail_under))
    worse = against.regressions if against else ()
    for breach in broken:
        err.print(f"Not kept: {breach}", style="red", markup=False)
    for change in worse:
        err.print(
            f"Worse than the baseline beyond noise: {change.measure} {change.before:.3f} → {change.after:.3f} "
            f"(p = {change.p:.3f}, {change.losses} losses, {change.wins} wins)",
            style="red",
            markup=False,
        )
    return bool(broken or worse)


def _judge(name: str) -> Judge:
    from rag.evaluation.judges import lexical_judge, reader_judge

    if name == "lexical":
        return lexical_judge
    if name not in ("auto", "reader"):
        raise GoldError(f"There is no judge {name!r}.", remedy="Use auto, reader or lexical.")
    from rag.reader import Reader

    try:
        return reader_judge(Reader.load())
    except ReaderError as error:
        if name == "reader":
            raise
        err.print(f"{error.problem} Entailment is judged word for word instead.", style="yellow", markup=False)
        return lexical_judge


def _through(assistant: Assistant, model: str) -> Assistant:
    """The same index and settings with a language model, which is opened now: a wrong name is refused at once."""
    from rag.assistant import Assistant

    other = Assistant(assistant.index, settings=assistant.settings, llm=model)
    _ = other.language_model
    return other


@contextmanager
def _opened(index: Path | None, benchmark: Benchmark) -> Iterator[Assistant]:
    """The index that is asked: the given one, one made of the benchmark's articles, or a throw-away one."""
    from index.article_index import ArticleIndex
    from index.errors import IndexMissing
    from rag.assistant import Assistant

    if index is None:
        if not benchmark.articles:
            raise GoldError("Nothing to ask.", remedy="Name the index with --index DIR.")
        err.print(f"Indexing {len(benchmark.articles):,} articles of the benchmark ...")
        with Assistant.from_articles(benchmark.articles) as assistant:
            yield assistant
        return
    try:
        opened = Assistant.open(index)
    except IndexMissing:
        if not benchmark.articles:
            raise
        from index.embedding import DEFAULT_ENCODER, Encoder

        err.print(f"Indexing {len(benchmark.articles):,} articles of the benchmark into {index} ...")
        with ArticleIndex.create(index, Encoder.load(DEFAULT_ENCODER)) as made:
            made.add(benchmark.articles)
        opened = Assistant.open(index)
    with opened as assistant:
        yield assistant
