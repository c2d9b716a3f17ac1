"""One outlet under many names; what is no outlet."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import ArticleError
from index.loading import load_articles
from index.outlets import Outlets
from tests.index.files import MORE, NEWS, json_lines, write


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("AP", "Associated Press"),
        ("The Associated Press", "Associated Press"),
        ("metro.co.uk", "Metro"),
        ("https://www.bbc.co.uk/news/uk-1", "BBC News"),
        ("news@coastlinetimes.example", "coastlinetimes.example"),
        ("www.coastlinetimes.example", "coastlinetimes.example"),
        ("The Dalen Herald", "The Dalen Herald"),
        ("Norway", None),
        ("United States", None),
        ("Ministry denies that sunken ferry was overloaded, and what comes next", None),
        ("Who fired first?!", "Who fired first?!"),
        ("Who fired at the reporters?", None),
        ("2024-03-13", None),
        ("  ", None),
    ],
)
def test_names(given: str, name: str | None) -> None:
    assert Outlets.load().name_of(given) == name


def test_people_extend_the_table(tmp_path: Path) -> None:
    file = write(tmp_path / "sources.txt", "# ours\n\nThe Dalen Herald | Herald (Dalen) | dalenherald.example\n")
    outlets = Outlets.load(file)
    assert outlets.name_of("Herald (Dalen)") == "The Dalen Herald"
    assert outlets.name_of("https://dalenherald.example/2024/a") == "The Dalen Herald"
    assert outlets.name_of("AP") == "Associated Press"
    with pytest.raises(ArticleError, match="line 1 names one outlet only"):
        Outlets.load(write(tmp_path / "bad.txt", "The Dalen Herald\n"))
    with pytest.raises(ArticleError, match="cannot be read"):
        Outlets.load(tmp_path / "gone.txt")


def test_articles_get_the_one_name(tmp_path: Path) -> None:
    lines = json_lines(
        {"text": NEWS, "source": "https://apnews.com/article/x", "url": "https://apnews.com/article/x"},
        {"text": MORE, "source": "Norway", "url": "https://www.york.example/a"},
    )
    report = load_articles([write(tmp_path / "a.jsonl", lines)])
    assert [each.source for each in report.articles] == ["Associated Press", "york.example"]
    assert report.files[0].sources == {"file": 1, "address": 1}
