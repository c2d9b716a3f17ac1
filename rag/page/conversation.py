"""Conversation: questions and their answers as one browser keeps them, through a reload and a restart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from rag.answer import Answer
from rag.question import Turn

Vote = Literal["up", "down"]
EXCHANGES_KEPT = 50
PASSAGES_KEPT = 5
"""Of each answer: what is read beside an abstention. More would only be carried to and fro."""
TURNS_READ = 6
"""Earlier exchanges that a follow-up question may refer to."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer, with the reader's verdict."""

    question: str
    answer: Answer
    vote: Vote | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Exchanges, oldest first. ``user`` is who was logged in: another does not get to see them."""

    exchanges: tuple[Exchange, ...] = ()
    user: str | None = None

    @classmethod
    def from_state(cls, state: Any, user: str | None = None) -> Conversation:
        """Read back what ``to_state`` wrote; what cannot be read, or is another user's, is an empty conversation.

        >>> Conversation.from_state({"exchanges": "nonsense"}).exchanges
        ()
        """
        from rag.answer.records import answer_from_dict

        try:
            if state["user"] != user:
                return cls(user=user)
            exchanges = tuple(
                Exchange(
                    str(each["question"]),
                    answer_from_dict(each["answer"]),
                    each["vote"] if each["vote"] in ("up", "down") else None,
                )
                for each in state["exchanges"]
            )
        except Exception:  # a browser may send anything; nothing that it sends is worth an error page
            return cls(user=user)
        return cls(exchanges[-EXCHANGES_KEPT:], user)

    def to_state(self) -> dict[str, Any]:
        """Plain JSON for the browser to keep."""
        return {
            "user": self.user,
            "exchanges": [
                {"question": each.question, "answer": _kept(each.answer).to_dict(), "vote": each.vote}
                for each in self.exchanges
            ],
        }

    @property
    def turns(self) -> tuple[Turn, ...]:
        """What a follow-up question may refer to."""
        return tuple(
            Turn(
                each.answer.standalone_question or each.question,
                " ".join(statement.text for statement in each.answer.statements) or (each.answer.reason or ""),
            )
            for each in self.exchanges[-TURNS_READ:]
        )

    def with_answer(self, question: str, answer: Answer) -> Conversation:
        """One exchange more; the oldest goes where there are too many."""
        return replace(self, exchanges=(*self.exchanges, Exchange(question, answer))[-EXCHANGES_KEPT:])

    def with_vote(self, number: int, vote: Vote) -> Conversation:
        """The same with a verdict on exchange ``number``; the same verdict twice takes it back."""
        marked = replace(self.exchanges[number], vote=None if self.exchanges[number].vote == vote else vote)
        return replace(self, exchanges=(*self.exchanges[:number], marked, *self.exchanges[number + 1 :]))


def _kept(answer: Answer) -> Answer:
    return replace(answer, passages=answer.passages[:PASSAGES_KEPT])
