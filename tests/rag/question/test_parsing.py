"""What the words of a question ask for beside its topic."""

from __future__ import annotations

from datetime import date

import pytest

from index.errors import QuestionError
from index.filters import ArticleFilter
from rag.question import MAX_CHARACTERS, parse_question

TODAY = date(2026, 3, 11)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "since", "until"),
    [
        ("published in 2016", date(2016, 1, 1), date(2016, 12, 31)),
        ("published in March 2017", date(2017, 3, 1), date(2017, 3, 31)),
        ("published on 19 April 2017", date(2017, 4, 19), date(2017, 4, 19)),
        ("published since 5 May 2017", date(2017, 5, 5), None),
        ("published after 5 May 2017", date(2017, 5, 6), None),
        ("published before 5 May 2017", None, date(2017, 5, 4)),
        ("reported on April 19, 2017", date(2017, 4, 19), date(2017, 4, 19)),
        ("in articles from last month", date(2026, 2, 1), date(2026, 2, 28)),
        ("published this week", date(2026, 3, 9), TODAY),
    ],
)
def test_words_about_publication_filter(words: str, since: date | None, until: date | None) -> None:
    asked = parse_question(f"What was said about Aleppo {words}?", today=TODAY)
    assert (asked.filter.since, asked.filter.until) == (since, until)
    assert asked.asked.period is None


def test_a_date_of_an_event_ranks_and_does_not_filter() -> None:
    asked = parse_question("How many died in the bombing on 19 April 2017?", today=TODAY)
    assert asked.filter == ArticleFilter()
    assert asked.asked.period == (date(2017, 4, 19), date(2017, 4, 19))


def test_a_day_without_a_year_is_no_period() -> None:
    assert parse_question("What happened on 31 January?", today=TODAY).asked.period is None
    assert parse_question("What happened in March 2017?", today=TODAY).asked.period == (
        date(2017, 3, 1),
        date(2017, 3, 31),
    )


def test_as_of_is_the_today_of_relative_dates() -> None:
    asked = parse_question("What happened yesterday?", filter=ArticleFilter(as_of=date(2017, 4, 20)), today=TODAY)
    assert asked.asked.period == (date(2017, 4, 19), date(2017, 4, 19))


def test_a_chosen_filter_is_narrowed_never_widened() -> None:
    chosen = ArticleFilter(since=date(2016, 6, 1))
    asked = parse_question("What was published in 2016 about oil?", filter=chosen, today=TODAY)
    assert (asked.filter.since, asked.filter.until) == (date(2016, 6, 1), date(2016, 12, 31))


def test_a_source_of_the_index_filters_and_any_other_holder_does_not() -> None:
    sources = ["AFP", "AFP Factcheck"]
    named = parse_question("According to AFP Factcheck, who won?", sources=sources, today=TODAY)
    holder = parse_question("According to Syrian state television, who won?", sources=sources, today=TODAY)
    assert named.filter.sources == ("AFP Factcheck",)
    assert holder.filter.sources == ()


@pytest.mark.parametrize("text", ["", "   ", "?!", "\n\t"])
def test_an_empty_question_is_refused(text: str) -> None:
    with pytest.raises(QuestionError, match="empty"):
        parse_question(text)


def test_a_document_pasted_as_a_question_is_refused() -> None:
    with pytest.raises(QuestionError, match=r"4,001"):
        parse_question("a" * (MAX_CHARACTERS + 1))


def test_the_latest_is_noticed() -> None:
    assert parse_question("What is the latest death toll?", today=TODAY).asked.prefers_latest
    assert not parse_question("What was the death toll?", today=TODAY).asked.prefers_latest
