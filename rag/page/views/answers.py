"""A conversation and its answers: statements with citations, disagreement cards, the grid, silence."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import escape

from rag.answer import Answer, Disagreement, Statement
from rag.page.conversation import Conversation, Exchange, Vote
from rag.page.views.rendering import displayed, render
from rag.page.views.timeline import timeline_svg

NEAREST_SHOWN = 3


def welcome_html(examples: Sequence[str] = ()) -> str:
    """Before the first question: what this is, and what could be asked. The page hides it as soon as one is."""
    return render("welcome.html", examples=examples)


def conversation_html(conversation: Conversation) -> str:
    """Every exchange so far."""
    return "\n".join(
        exchange_html(number, each.question, answer=each.answer, vote=each.vote)
        for number, each in enumerate(conversation.exchanges)
    )


def exchange_html(
    number: int,
    question: str,
    *,
    statements: Sequence[Statement] = (),
    answer: Answer | None = None,
    vote: Vote | None = None,
    problem: str | None = None,
) -> str:
    """One question with its answer, with the statements that came so far, or with what went wrong.

    >>> "Reading the articles" in exchange_html(0, "Who?")
    True
    """
    return render(
        "exchange.html",
        number=number,
        question=question,
        statements=answer.statements if answer else statements,
        answer=answer,
        vote=vote,
        problem=problem,
        nearest=answer.passages[:NEAREST_SHOWN] if answer and answer.abstained else (),
        timeline=timeline_svg,
        tone=_tone,
        silence=_silence,
    )


def spoken(conversation: Conversation) -> str:
    """The newest answer for a screen reader, as text."""
    answer = conversation.exchanges[-1].answer
    parts = [answer.reason or ""] if answer.abstained else [each.text for each in answer.statements]
    parts += [f"{note.title}: {note.explanation}" for note in answer.disagreements]
    return str(escape(displayed(" ".join(parts))))


def correction_html(exchange: Exchange) -> str:
    """What the form for a correction is about."""
    return render("correction.html", exchange=exchange)


def tools_html() -> str:
    """What can be done with the whole conversation."""
    return render("tools.html")


def _silence(answer: Answer) -> str:
    """The reason, without the words that the heading has already said.

    >>> _silence(Answer("Who?", abstained=True, reason="Not in the articles: nobody says who."))
    'Nobody says who.'
    """
    reason = (answer.reason or "The articles do not say.").removeprefix("Not in the articles").lstrip(":,. ")
    return reason[:1].upper() + reason[1:]


def _tone(note: Disagreement) -> str:
    """Which colour a card takes: a clash, or a difference that is none."""
    return "clash" if note.kind in ("contradiction", "naming") else "difference"
