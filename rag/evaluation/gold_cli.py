"""``crosscheck gold``: write and check gold files. Everything heavy is imported inside the commands."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from index.errors import CrosscheckError, GoldError

if TYPE_CHECKING:
    from rag.answer import Answer
    from rag.assistant import Assistant
    from rag.evaluation.gold import GoldDisagreement

out = Console(highlight=False)

gold_app = typer.Typer(
    help="Write and check gold files: questions with what a good answer to them holds.", no_args_is_help=True
)


@gold_app.command("add")
def add_command(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="The file to append to; made if missing.")],
    question: Annotated[str | None, typer.Option("--question", "-q", metavar="TEXT", help="The question.")] = None,
    answer: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="An answer as `crosscheck ask --json` printed it, or - for standard input."),
    ] = None,
    index: Annotated[
        Path | None, typer.Option("--index", "-i", metavar="DIR", help="Check article ids against it; ask it first.")
    ] = None,
    id: Annotated[str | None, typer.Option(metavar="ID", help="Its id; made from the question if not given.")] = None,
    kind: Annotated[str | None, typer.Option(metavar="TEXT", help="Free text for the breakdown.")] = None,
    fact: Annotated[
        list[str] | None,
        typer.Option(metavar="A|B", help="A fact that the answer must hold, any of these strings. Repeat for more."),
    ] = None,
    short: Annotated[list[str] | None, typer.Option(metavar="TEXT", help="An acceptable short answer.")] = None,
    cite: Annotated[list[str] | None, typer.Option(metavar="ARTICLE_ID", help="An article that holds it.")] = None,
    side: Annotated[
        list[str] | None,
        typer.Option(metavar="A|B@ID,ID", help="One side of a disagreement, and who holds it. Give two or more."),
    ] = None,
    keep_disagreement: Annotated[
        bool, typer.Option("--keep-disagreement", help="The disagreement that the answer shows is right.")
    ] = False,
    no_disagree: Annotated[bool, typer.Option("--no-disagree", help="There is no disagreement to show.")] = False,
    unanswerable: Annotated[bool, typer.Option("--unanswerable", help="The articles do not say.")] = False,
) -> None:
    """Append a question, from an answer that you have corrected.

    What you do not correct is taken over from the answer: its short answer,
    its cited articles, its filters.
    """
    from rag.evaluation.asking import holds_article
    from rag.evaluation.gold_writer import append_question, question_from_answer

    sides = _sides(side)
    if sum([bool(sides), keep_disagreement, no_disagree]) > 1:
        raise GoldError("--side, --keep-disagreement and --no-disagree exclude each other.", remedy="Give one of them.")
    with _opened_if_given(index) as assistant:
        given = _answer_to_correct(question, answer, assistant)
        if unanswerable:
            short, cite = short or [], cite or []
        made = question_from_answer(
            given,
            id=id,
            question=question,
            answerable=False if unanswerable else True if fact or short or sides else None,
            kind=kind,
            facts=[any_of for text in fact or [] if (any_of := _any_of(text))],
            short=short,
            cite=cite,
            disagree=sides or ("shown" if keep_disagreement else "none" if no_disagree else None),
        )
        known = (lambda article_id: holds_article(assistant, article_id)) if assistant else None
        append_question(gold, made, holds_article=known)
    out.print_json(json.dumps(made.to_dict(), ensure_ascii=False))


@gold_app.command("check")
def check_command(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="A gold file or a benchmark.")],
    index: Annotated[
        Path | None, typer.Option("--index", "-i", metavar="DIR", help="Check the article ids as well.")
    ] = None,
) -> None:
    """Say whether a gold file can be used, without asking anything."""
    from rag.evaluation.adapters import read_benchmark
    from rag.evaluation.asking import holds_article
    from rag.evaluation.gold import check_articles

    questions = read_benchmark(gold).gold
    with _opened_if_given(index) as assistant:
        if assistant is not None:
            check_articles(questions, lambda article_id: holds_article(assistant, article_id))
    due = sum(question.answerable for question in questions)
    differing = sum(question.disagree is not None for question in questions)
    out.print(
        f"{gold.name}: {len(questions)} questions, {due} with an answer due, {len(questions) - due} to be refused, "
        f"{differing} with a disagreement."
    )


@contextmanager
def _opened_if_given(index: Path | None) -> Iterator[Assistant | None]:
    if index is None:
        yield None
        return
    from rag.assistant import Assistant

    with Assistant.open(index) as assistant:
        yield assistant


def _answer_to_correct(question: str | None, answer: str | None, assistant: Assistant | None) -> Answer:
    from rag.answer import Answer

    if answer is not None:
        return _read_answer(answer)
    if not question or not question.strip():
        raise GoldError("There is no question.", remedy="Give --question TEXT, or --answer with an answer's JSON.")
    return assistant.ask(question) if assistant else Answer(question)


def _read_answer(place: str) -> Answer:
    from rag.answer.records import answer_from_dict

    try:
        text = sys.stdin.read() if place == "-" else Path(place).read_text(encoding="utf-8")
        return answer_from_dict(json.loads(text))
    except OSError as error:
        raise GoldError(f"{place} cannot be read: {error.strerror or error}.", remedy="Check the path.") from None
    except CrosscheckError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError):
        raise GoldError(f"{place} is no answer.", remedy="Give what `crosscheck ask --json` printed.") from None


def _sides(given: list[str] | None) -> GoldDisagreement | None:
    from rag.evaluation.gold import GoldDisagreement

    if not given:
        return None
    parts = [text.rpartition("@") if "@" in text else (text, "", "") for text in given]
    cite = tuple(tuple(each.strip() for each in ids.split(",") if each.strip()) for _, _, ids in parts)
    return GoldDisagreement(tuple(_any_of(values) for values, _, _ in parts), cite=cite if any(cite) else ())


def _any_of(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())
