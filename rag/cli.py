"""The command line: index articles, ask, compare, look after the index, serve the page, evaluate.

Heavy imports live inside the commands, so that ``crosscheck --help`` is quick
and ``ask`` never loads torch.
"""

from __future__ import annotations

import atexit
import dataclasses
import json
import os
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from index.errors import CrosscheckError, QuestionError
from rag.evaluation.cli import eval_command, gold_app
from rag.settings import Settings

app = typer.Typer(
    help="Ask a collection of news articles a question: every sentence cited, disagreements shown, silence admitted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

IndexOption = Annotated[
    Path, typer.Option("--index", "-i", metavar="DIR", help="The index directory that `crosscheck index` made.")
]
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

PARTLY_DONE = 3
"""Exit status where something was skipped but the rest was done."""


@app.command("index")
def index_command(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders with articles.")],
    index: IndexOption,
    manifest: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="CSV or JSONL with source, date, url, title, author for each path."),
    ] = None,
    sources: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Names of outlets, one a line: The Times | Times of London | thetimes.co.uk."
        ),
    ] = None,
    encoder: Annotated[
        str | None, typer.Option(metavar="MODEL", help="Another sentence-transformers model, by name or path.")
    ] = None,
) -> None:
    """Read articles and add them to an index. Run it again any time: only what changed is done.

    Reads saved pages, texts, PDF, Word, RTF, OpenDocument and EPUB files; JSON,
    tables, RSS, NITF and NewsML; exports of Nexis, Factiva and ProQuest; mail,
    web archives, .zip and .gz; folders with everything below them.
    """
    from index.indexing import index_paths

    report = index_paths(paths, index, manifest=manifest, sources=sources, encoder=encoder, console=err)
    out.print(report.summary())
    _list_lines(report.lines)
    if not report.is_complete:
        raise typer.Exit(PARTLY_DONE)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know, in plain words.")],
    index: IndexOption,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON (schema 1).")] = False,
    source: Annotated[list[str] | None, typer.Option(metavar="S", help="Only this source; repeat for several.")] = None,
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Published on this day or later.")] = None,
    until: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Published on this day or earlier.")] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="Answer as on this day: nothing later is read.")
    ] = None,
    genre: Annotated[list[str] | None, typer.Option(metavar="G", help="Only report, opinion or analysis.")] = None,
    llm: Annotated[
        str | None,
        typer.Option(metavar="MODEL", help="Let a language model write, under the same checks: openai:gpt-4.1-mini."),
    ] = None,
    strictness: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="How sure it must be before it answers, 0 to 1.")
    ] = Settings().strictness,
) -> None:
    """Ask a question and print the answer with its sources."""
    from rag.assistant import Assistant

    if not question.strip():
        raise QuestionError("The question is empty.", remedy='Ask something: crosscheck ask "Who met in Tokyo?" ...')
    with Assistant.open(index, settings=Settings(strictness=strictness), llm=llm) as assistant:
        answer = assistant.ask(question, sources=source, since=since, until=until, as_of=as_of, genres=genre)
    if as_json:
        print(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))
    elif out.is_terminal:
        from rag.answer.terminal import as_rich

        out.print(as_rich(answer), soft_wrap=False)
    else:
        print(answer)


@app.command()
def compare(
    index: IndexOption,
    about: Annotated[
        str | None, typer.Option(metavar="TOPIC", help='Only articles on this: "trade talks" [all articles].')
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON (schema 1).")] = False,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="List at most so many.")] = 12,
    source: Annotated[list[str] | None, typer.Option(metavar="S", help="Only this source; repeat for several.")] = None,
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Published on this day or later.")] = None,
    until: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Published on this day or earlier.")] = None,
    genre: Annotated[list[str] | None, typer.Option(metavar="G", help="Only report, opinion or analysis.")] = None,
) -> None:
    """List the strongest disagreements among the articles, without a question."""
    from index.article_index import ArticleIndex
    from rag.assistant import Assistant

    with Assistant(ArticleIndex.open(index)) as assistant:
        found = assistant.compare(about, sources=source, since=since, until=until, genres=genre, limit=limit)
    if as_json:
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    elif out.is_terminal:
        from rag.answer.terminal import comparison_rich

        out.print(comparison_rich(found), soft_wrap=False)
    else:
        print(found)


_NAMES_SHOWN = 6


@app.command()
def info(
    index: IndexOption,
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Say what an index holds: articles, sources, dates, encoder."""
    from index.article_index import ArticleIndex

    with ArticleIndex.open(index) as opened, opened.snapshot() as snapshot:
        stats = snapshot.stats()
        described: dict[str, Any] = dataclasses.asdict(stats)
        described["known_as"] = {name: known for name in stats.sources if (known := snapshot.outlets.aliases(name))}
        described["changed"] = len(snapshot.changed())
    if as_json:
        print(json.dumps(described, ensure_ascii=False, indent=2, default=str))
        return
    from rich.table import Table

    table = Table(show_header=False, box=None)
    for key, value in described.items():
        if key == "known_as":
            shown = "; ".join(f"{name}: {', '.join(names[:_NAMES_SHOWN])}" for name, names in value.items())
        elif isinstance(value, dict):
            shown = ", ".join(f"{name} ({count})" for name, count in value.items())
        else:
            shown = str(value)
        if shown:
            table.add_row(key.replace("_", " "), shown)
    out.print(table, soft_wrap=False)


@app.command()
def remove(
    article_ids: Annotated[list[str], typer.Argument(metavar="ARTICLE_ID...", help="Ids as answers show them.")],
    index: IndexOption,
) -> None:
    """Remove articles from an index, everywhere. The files themselves stay."""
    from index.article_index import ArticleIndex

    with ArticleIndex.open(index) as opened:
        removed = opened.remove(article_ids)
    out.print(f"Removed {_counted(removed, 'article')}.")


@app.command("set")
def set_command(
    article_ids: Annotated[list[str], typer.Argument(metavar="ARTICLE_ID...", help="Ids as answers show them.")],
    index: IndexOption,
    source: Annotated[str | None, typer.Option(metavar="S", help="Who published it.")] = None,
    date: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="When it was published.")] = None,
    title: Annotated[str | None, typer.Option(metavar="T", help="Its headline.")] = None,
    author: Annotated[str | None, typer.Option(metavar="A", help="Who wrote it.")] = None,
    url: Annotated[str | None, typer.Option(metavar="URL", help="Its address.")] = None,
    genre: Annotated[str | None, typer.Option(metavar="G", help="report, opinion or analysis.")] = None,
) -> None:
    """Correct what an index says about articles. It stays so when they are indexed again; "" empties a field."""
    from index.article_index import ArticleIndex
    from index.embedding import Encoder
    from index.known import checked_fields

    given = {"source": source, "published": date, "title": title, "author": author, "url": url, "genre": genre}
    fields = checked_fields({name: value for name, value in given.items() if value is not None})
    with ArticleIndex.open(index, lambda: Encoder.load(opened.meta.encoder)) as opened:
        changed = opened.mend(article_ids, fields)
    out.print(f"{_counted(changed, 'article')} changed.")


@app.command()
def verify(
    index: IndexOption,
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATH...]", help="The files or folders it was made from: compared where given."),
    ] = None,
) -> None:
    """Check an index against itself and, with PATHs, against the articles it was made from."""
    from index.article_index import ArticleIndex
    from index.indexing import compare_with_files, files_of, lines_of

    with ArticleIndex.open(index) as opened:
        problems = opened.verify(deep=True)
        if paths:
            problems += compare_with_files(opened, paths)
        reports = files_of(opened)
    told = lines_of(reports)
    for line in told if len(told) > 1 else ():  # the first line is a sum; the others are what there is to tell
        out.print(f"- {line}", markup=False)
    for problem in problems:
        out.print(f"- {problem}", markup=False)
    if problems:
        out.print(f"{_counted(len(problems), 'problem')} found.")
        raise typer.Exit(1)
    out.print("The index is sound.")


@app.command()
def serve(
    index: IndexOption,
    host: Annotated[str, typer.Option(metavar="H", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="N", min=0, max=65535, help="Port to listen on; 0: any free one.")
    ] = 7860,
    auth: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Ask for a login; crosscheck add-login makes the file.")
    ] = None,
    llm: Annotated[
        list[str] | None, typer.Option(metavar="MODEL", help="Offer a language model as writer; repeat for several.")
    ] = None,
    gold: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where corrected answers go [DIR with the ending .gold.jsonl].")
    ] = None,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Visitors can ask, but not change the corpus.")
    ] = False,
) -> None:
    """Open the chat page in a browser."""
    from rag.page.server import serve

    serve(index, host=host, port=port, auth=auth, gold=gold, models=llm or (), read_only=read_only, tell=_tell)


@app.command("add-login")
def add_login_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The login file; made where it does not exist.")],
    name: Annotated[str, typer.Argument(help="Who may log in.")],
    password: Annotated[
        str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for where left out.")
    ],
) -> None:
    """Add a login for `crosscheck serve --auth FILE`. Only a hash of the password is kept."""
    from rag.page.logins import add_login

    add_login(file, name, password)
    out.print(f"{name} can log in with {file}.", markup=False)


@app.command("verify-bundle")
def verify_bundle_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An evidence bundle that the page exported.")],
    index: IndexOption,
) -> None:
    """Check an evidence bundle: does every quote stand where it says, in the article that it says?"""
    from index.article_index import ArticleIndex
    from rag.page.export import verify_bundle

    with ArticleIndex.open(index) as opened:
        found = verify_bundle(file, opened)
    for note in found.notes:
        err.print(f"Note: {note}", markup=False)
    for problem in found.problems:
        out.print(f"- {problem}", markup=False)
    if found.problems:
        out.print(f"{_counted(len(found.problems), 'problem')} found.")
        raise typer.Exit(1)
    out.print(f"{_counted(found.quotes, 'quote')} from {_counted(found.articles, 'article')}: all stand.")


app.command("eval")(eval_command)
app.add_typer(gold_app, name="gold")


def main() -> None:
    """Entry point. Once all is done, the process ends at once: taking its networks apart takes as long as a search."""
    try:
        run()
    except SystemExit as leaving:
        others = [thread for thread in threading.enumerate() if thread is not threading.main_thread()]
        if leaving.code or not all(thread.daemon for thread in others):
            raise
    with suppress(OSError):  # where the output goes nowhere, Python's own exit says so
        atexit._run_exitfuncs()
        sys.stdout.flush()
        os._exit(0)


def run() -> None:
    """The command that was typed: every expected error becomes one clear sentence and exit status 1."""
    try:
        status = app(standalone_mode=False)
    except CrosscheckError as problem:
        err.print(f"[red]{type(problem).__name__}:[/] ", end="")
        err.print(str(problem), markup=False)
        sys.exit(1)
    except (typer.Abort, KeyboardInterrupt):
        err.print("Stopped.")
        sys.exit(130)
    except OSError as problem:  # a full disk, a device that is gone
        err.print(f"[red]{type(problem).__name__}:[/] ", end="")
        err.print(str(problem), markup=False)
        sys.exit(1)
    except Exception as problem:
        if hasattr(problem, "show") and hasattr(problem, "exit_code"):
            problem.show()
            sys.exit(problem.exit_code)
        raise
    sys.exit(status or 0)


def _list_lines(lines: list[str]) -> None:
    for line in lines:
        err.print(f"- {line}", markup=False)


def _tell(line: str) -> None:
    out.print(line, markup=False, soft_wrap=True)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


if __name__ == "__main__":
    main()
