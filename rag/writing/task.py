"""What a language model is sent for one answer: rules, question and evidence, cut to its window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from rag.evidence import DraftDisagreement, Evidence
from rag.llm.prompts import Prompt, load_prompt, prompts_hash
from rag.question import Question
from rag.writing.budget import TOKENS_PER_MESSAGE, fit_evidence
from rag.writing.numbered_evidence import (
    NumberedPassage,
    disagreement_text,
    evidence_hash,
    evidence_text,
    new_fence,
    number_passages,
)

REPLY_TOKENS = 1_500
"""Room kept free in the window for the reply and one repair."""


class Prompts:
    """Every prompt file that the writer may send, and one hash of them all."""

    def __init__(self) -> None:
        self.rules = load_prompt("rules")
        self.answer = load_prompt("answer", "question", "evidence", "disagreements", "fence", "today")
        self.repair_statements = load_prompt("repair_statements", "problems")
        self.repair_form = load_prompt("repair_form", "problem")
        self.hash = prompts_hash(self.all)

    @property
    def all(self) -> tuple[Prompt, ...]:
        return self.rules, self.answer, self.repair_statements, self.repair_form


@dataclass(frozen=True, slots=True)
class Task:
    """One question with its evidence, as the prompt is filled with it."""

    question: Question
    evidence: tuple[NumberedPassage, ...]
    disagreements: tuple[DraftDisagreement, ...]
    left_out: int
    """Passages that did not fit the window."""
    messages: tuple[BaseMessage, ...]
    evidence_hash: str


def prepare_task(
    prompts: Prompts,
    question: Question,
    evidence: Sequence[Evidence],
    disagreements: Sequence[DraftDisagreement],
    *,
    passages: int,
    floor: float,
    window_tokens: int,
    count: Callable[[str], int],
) -> Task:
    """The best ``passages`` of at least ``floor`` relevance that fit. Raises LanguageModelError where none fits."""
    notes = disagreement_text(disagreements)

    def ask(shown: str, fence: str) -> str:
        return prompts.answer.fill(
            question=question.standalone,
            evidence=shown,
            disagreements=notes,
            fence=fence,
            today=question.today.isoformat(),
        )

    bare = ask("", "evidence 0123456789abcdef")
    fitted = fit_evidence(
        number_passages(evidence, at_most=passages, floor=floor),
        window_tokens=window_tokens,
        taken_tokens=count(prompts.rules.text) + count(bare) + 2 * TOKENS_PER_MESSAGE + REPLY_TOKENS,
        count=count,
    )
    shown = evidence_text(fitted.evidence)
    asked = ask(shown, new_fence(shown, notes, question.standalone))
    return Task(
        question,
        fitted.evidence,
        tuple(disagreements),
        fitted.left_out,
        (SystemMessage(prompts.rules.fill()), HumanMessage(asked)),
        evidence_hash(f"{question.standalone} {question.today}", shown, notes),
    )
