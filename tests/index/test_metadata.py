"""Marks in the text: found where they are printed, absent where they are only mentioned."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.metadata import Marks, publisher_of, read_marks

BODY = "The bridge over the Ouse was closed on Monday after a barge struck it, the council said. No one was hurt."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Barge strikes bridge\n\n{BODY}", "Barge strikes bridge"),
        (f"Transport\n\nBarge strikes the old bridge\n\nA river is closed.\n\n{BODY}", "Barge strikes the old bridge"),
        (f"Bridge shut\n\n{BODY}", "Bridge shut"),
        (f"By Jane Doe\nBarge strikes the bridge\n{BODY}", "Barge strikes the bridge"),
        (f"Will the bridge ever reopen?\n\n{BODY}", "Will the bridge ever reopen?"),
        (f"{BODY}\nThe barge is moved\n{BODY}", ""),  # a heading inside the text is no title
        (BODY, ""),
        ("Barge strikes bridge", ""),  # it stands above nothing
        (f"https://example.org/a\n{BODY}", ""),
        (f"YORK -- {BODY}", ""),
        ("", ""),
    ],
)
def test_title(text: str, title: str) -> None:
    assert read_marks(text).title == title


@pytest.mark.parametrize(
    ("line", "author", "source"),
    [
        ("By AFP and Focus |", None, "AFP and Focus"),
        ("By Jane Doe, Reuters", "Jane Doe", "Reuters"),
        ("By Jane Doe and John Roe", "Jane Doe and John Roe", None),
        ("By Jane Doe in York", "Jane Doe", None),
        ("By Ludwig van Dam", "Ludwig van Dam", None),
        ("By REUTERS", None, "Reuters"),
        ("By Our Correspondent", None, None),
        ("By Friday, the barge had sunk", None, None),
        ("By then it was too late.", None, None),
    ],
)
def test_byline(line: str, author: str | None, source: str | None) -> None:
    marks = read_marks(f"Barge strikes bridge\n\n{line}\n\n{BODY}")
    assert (marks.author, marks.source) == (author, source)


@pytest.mark.parametrize(
    ("text", "source", "genre"),
    [
        (f"YORK (Reuters) - {BODY}", "Reuters", "report"),
        (f"YORK, England (AP) — {BODY}", "AP", "report"),
        (f"YORK, Jan. 31 (Xinhua) -- {BODY}", "Xinhua", "report"),
        (f"YORK -- {BODY}", None, "report"),
        (f"{BODY} - REUTERS", "Reuters", "report"),
        (f"{BODY} (AFP)", "AFP", "report"),
        (f"Agence France-Presse, February 5th report, the barge sank. {BODY}", None, None),
        (f"The barge sank, Reuters reported on Monday. {BODY}", None, None),
        (f"BREAKING — {BODY}", None, None),
        (f"YORK: {BODY}", None, None),
    ],
)
def test_dateline_and_signature(text: str, source: str | None, genre: str | None) -> None:
    marks = read_marks(text)
    assert (marks.source, marks.genre) == (source, genre)


def test_link_to_the_original_names_publisher_and_day() -> None:
    marks = read_marks(f"{BODY}\n\nOriginal article: www.york-news.co.uk/2024/05/17/bridge")
    assert marks.url == "https://www.york-news.co.uk/2024/05/17/bridge"
    assert marks.source == "york-news.co.uk"
    assert marks.published == date(2024, 5, 17)


def test_an_agency_is_a_better_source_than_the_address() -> None:
    assert read_marks(f"YORK (Reuters) - {BODY}", url="https://example.org/a").source == "Reuters"


@pytest.mark.parametrize(
    ("text", "published"),
    [
        (f"Barge strikes bridge\nPublished: May 17, 2024\n{BODY}", date(2024, 5, 17)),
        (f"Barge strikes bridge\nUpdated: 18 May 2024\nPublished on 17 May 2024\n{BODY}", date(2024, 5, 17)),
        (f"Barge strikes bridge\nFriday, 17 May 2024 10:30 GMT\n{BODY}", date(2024, 5, 17)),
        (f"Fri 17 May 2024 at 0914 Barge strikes bridge. {BODY}", date(2024, 5, 17)),
        (f"YORK, May 17, 2024 (Reuters) - {BODY}", date(2024, 5, 17)),
        (f"YORK, May 17 (Reuters) - {BODY}", None),  # no year
        (f"On May 17, 2024, a barge struck the bridge. {BODY}", None),  # the day of the event
        (f"{BODY} It opened on 17 May 1924.", None),
        (f"Published: May 32, 2024\n{BODY}", None),
    ],
)
def test_publication_date(text: str, published: date | None) -> None:
    assert read_marks(text).published == published


@pytest.mark.parametrize(
    ("text", "genre"),
    [
        (f"{BODY}\n\nStatement: The article represents the personal views of the author.", "opinion"),
        (f"{BODY}\nDisclaimer: This article only represents the author's personal views. Vote below.", "opinion"),
        (f"{BODY}\nThe views expressed in this article do not necessarily reflect those of the paper.", "opinion"),
        (f"{BODY}\nThe views in this piece are the author's own.", "opinion"),
        (f"Opinion\n\nWhy the bridge should go\n\n{BODY}", "opinion"),
        (f"Commentary: Why the bridge should go\n\n{BODY}", "opinion"),
        (f"Analysis: what the barge tells us\n\n{BODY}", "analysis"),
        (f"Analysis: what the barge tells us\n\nYORK (Reuters) - {BODY}", "analysis"),
        (f"{BODY} Public opinion on the bridge is divided; his views do not reflect those of the council.", None),
        (f"{BODY} Views expressed in the meeting differed.", None),
        (f"Opinion polls favour the bridge\n\n{BODY}", None),
    ],
)
def test_genre(text: str, genre: str | None) -> None:
    assert read_marks(text).genre == genre


def test_publisher_of() -> None:
    assert publisher_of("https://user@www.example.org:80/a") == "example.org"
    assert publisher_of("https://edition.news.example.com.au/x") == "example.com.au"
    assert publisher_of("http://127.0.0.1/a") is None
    assert publisher_of("localhost") is None
    assert publisher_of("") is None


@given(st.text(max_size=3000))
def test_never_raises_and_invents_nothing(text: str) -> None:
    marks = read_marks(text)
    assert isinstance(marks, Marks)
    assert marks.title in text


def test_marks_of_the_real_articles(shared: Path) -> None:
    """By hand: four opinion pieces on toutiao.com, one report by AFP and Focus; none prints its date."""
    found = {
        path.name[:3]: read_marks(path.read_text(encoding="utf-8"))
        for path in sorted((shared / "corpus" / "seeds").glob("*.txt"))
    }
    assert {key: (marks.source, marks.genre) for key, marks in found.items()} == {
        "000": ("toutiao.com", "opinion"),
        "001": ("toutiao.com", "opinion"),
        "002": ("AFP and Focus", "report"),
        "003": ("toutiao.com", "opinion"),
        "004": ("toutiao.com", "opinion"),
    }
    assert {marks.published for marks in found.values()} == {None}
    assert found["002"].title.startswith("Britain, Japan to pursue")
    assert [key for key, marks in found.items() if marks.title] == ["002"]
