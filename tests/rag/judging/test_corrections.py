"""What a notice of correction takes back is no evidence; what it puts right answers."""

from __future__ import annotations

from datetime import date

from rag.judging.corrections import corrected
from tests.rag.passages import evidence, passage

REPORT = passage(
    "Rescue boats saved 41 passengers from the ferry. The captain was held.",
    article_id="a.md",
    source="Herald",
    published=date(2024, 3, 14),
)
NOTICE = passage(
    "Correction: An article on 14 March said that 41 passengers were saved from the ferry. The number was 39.",
    article_id="b.md",
    source="Herald",
    published=date(2024, 3, 18),
)
SAVED = evidence(REPORT, "Rescue boats saved 41 passengers from the ferry.", 0.9)
HELD = evidence(REPORT, "The captain was held.", 0.2)
TAKEN_BACK = evidence(
    NOTICE, "Correction: An article on 14 March said that 41 passengers were saved from the ferry.", 0.8
)
PUT_RIGHT = evidence(NOTICE, "The number was 39.", 0.3)


def test_the_notice_is_one_sentence_that_answers_with_what_it_puts_right() -> None:
    held, notice = corrected([SAVED, HELD, TAKEN_BACK, PUT_RIGHT])
    assert held == HELD
    assert (notice.text, notice.relevance) == (NOTICE.text, 0.8)
    assert notice.span is not None
    assert (notice.span.text, NOTICE.text[notice.span.start : notice.span.end]) == ("39", "39")


def test_another_outlet_takes_nothing_back() -> None:
    other = passage(REPORT.text, article_id="c.md", source="Post", published=date(2024, 3, 14))
    saved = evidence(other, SAVED.text, 0.9)
    assert saved in corrected([saved, TAKEN_BACK, PUT_RIGHT])


def test_another_number_and_a_later_report_stay() -> None:
    later = passage(
        "By Friday 41 passengers had been saved from the ferry.", source="Herald", published=date(2024, 3, 22)
    )
    crew = passage("The ferry had 410 passengers, most of them saved.", source="Herald", published=date(2024, 3, 13))
    items = [evidence(later, later.text, 0.9), evidence(crew, crew.text, 0.5)]
    assert corrected([*items, TAKEN_BACK, PUT_RIGHT])[:2] == items


def test_without_a_notice_nothing_changes() -> None:
    assert corrected([SAVED, HELD]) == [SAVED, HELD]
