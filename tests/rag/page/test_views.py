"""Views: what is shown, and that nothing an article says becomes markup."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles import Article
from index.filters import ArticleFilter
from rag.answer import Answer, Citation, Coverage, Disagreement, Grid, GridCell, NearPassage, Side, Statement
from rag.page import views
from rag.page.conversation import Conversation
from rag.page.views.answers import NEAREST_SHOWN
from rag.page.views.corpus import bars_by_month, bars_by_source
from rag.page.views.filters import chips
from rag.page.views.rendering import displayed
from rag.page.views.sources import pieces
from rag.page.views.timeline import number_in, timeline, timeline_svg

ATTACK = '</div><script>alert(1)</script><img src=x onerror=alert(2)>"\'><a href="javascript:alert(3)">x</a>\u202e'


def citation(number: int, quote: str = "It rained.", day: int = 1, **fields: object) -> Citation:
    known = {"source": f"Paper {number}", "published": date(2026, 3, day), "origin": f"o{number}", **fields}
    return Citation(number, f"a{number}.txt", 0, len(quote), quote, **known)  # type: ignore[arg-type]


def tolls(*sides: tuple[str, int], kind: str = "superseded") -> Disagreement:
    """A disagreement on deaths; each side is a value and the day of March on which it was published."""
    made = tuple(Side(value, (citation(n, day=day),)) for n, (value, day) in enumerate(sides, start=1))
    return Disagreement(kind, "deaths", "the ferry", "The toll rose.", made)  # type: ignore[arg-type]


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def attacked_answer(text: str) -> Answer:
    """An answer in which every string that an article or a model may hold is ``text``."""
    cited = Citation(1, text, 0, 1, text, text, text, text, "opinion", date(2026, 3, 1), text, text, (text,), True)
    later = replace(cited, number=2, published=date(2026, 3, 5))
    return Answer(
        question=text,
        statements=(Statement(text, (cited,)),),
        citations=(cited, later),
        short=text,
        caveats=(text,),
        disagreements=(
            Disagreement(
                "superseded", text, text, text, (Side(text, (cited,), text), Side(text + "2", (later,))), text
            ),
        ),
        grid=Grid((text,), (text, text), ((GridCell("says", cited), GridCell("silent")),)),
        coverage=Coverage(silent=(text,)),
        passages=(NearPassage(text, 0, 1, text, 0.5, text, text, date(2026, 3, 1)),),
        standalone_question=text,
        model=text,
        fallback_reason=text,
    )


def every_view(text: str) -> list[str]:
    answer = attacked_answer(text)
    silent = replace(answer, statements=(), abstained=True, reason=text)
    article = Article(text, text, text, source=text, url=text, author=text, published=date(2026, 3, 1))
    return [
        views.conversation_html(Conversation().with_answer(text, answer).with_answer(text, silent)),
        views.exchange_html(0, text, problem=text),
        views.source_html(article, (0, 1), copies=[article], suspicious=True),
        views.chips_html(ArticleFilter(sources=(text,))),
        views.welcome_html([text]),
        views.indexing_html(problem=text),
        views.empty_source_html(text),
        views.spoken(Conversation().with_answer(text, answer)),
    ]


def shape(html: str) -> list[tuple[str, list[str]]]:
    return [(tag, sorted(attributes)) for tag, attributes in Tags(html).tags]


def test_an_attack_changes_no_tag_and_no_attribute() -> None:
    for harmless, attacked in zip(every_view("w"), every_view(ATTACK), strict=True):
        kept = [part for part in shape(harmless) if part[0] != "a"]
        assert [part for part in shape(attacked) if part[0] != "a"] == kept
        assert "\u202e" not in attacked


@given(st.text(alphabet="<>&\"'/= abonclickscript:javé\u202e\u0000{}$%#`", min_size=1, max_size=40))
def test_no_text_at_all_changes_a_tag_or_an_attribute(text: str) -> None:
    answer = attacked_answer(text)
    html = views.exchange_html(0, text, answer=answer)
    allowed = {"data-event", "data-turn", "data-number", "data-vote", "data-passage", "aria-label", "aria-pressed"}
    allowed |= {"type", "class", "dir", "title", "scope", "tabindex", "role", "open", "viewbox", "href"}
    allowed |= {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "points", "text-anchor"}
    for tag, attributes in Tags(html).tags:
        assert tag not in ("script", "img", "iframe", "a")
        assert set(attributes) <= allowed, tag


def test_hidden_signs_are_shown() -> None:
    assert displayed("a\u202eb\u0000c\u200dd\n") == "a\\u202eb\\u0000c\u200dd\n"


def test_only_web_addresses_become_links() -> None:
    def links(url: str) -> list[str | None]:
        page = Tags(views.source_html(Article("a", "", "x", url=url)))
        return [attributes["href"] for tag, attributes in page.tags if tag == "a"]

    assert links("https://example.org/a?b=c&d=e") == ["https://example.org/a?b=c&d=e"]
    for bad in ("javascript:alert(1)", "data:text/html,x", " JAVASCRIPT:x", "//evil.org", "https:", "http://[", ""):
        assert links(bad) == [], bad


def test_a_statement_and_its_source_name_each_other() -> None:
    one = citation(1, genre="opinion", copies=("b.txt", "c.txt"))
    html = views.exchange_html(3, "Did it rain?", answer=Answer("Did it rain?", (Statement("Yes.", (one,)),), (one,)))
    cites = [attributes for tag, attributes in Tags(html).tags if attributes.get("class") == "cc-cite"]
    assert [(each["data-turn"], each["data-number"]) for each in cites] == [("3", "1"), ("3", "1")]
    assert cites[0]["aria-label"] == "Source 1: Paper 1, 2026-03-01. Opens the article."
    assert "3 articles, 1 origin" in html
    assert 'cc-badge-opinion">opinion<' in html


def test_silence_has_no_statement_and_the_nearest_passages() -> None:
    near = tuple(NearPassage(f"a{n}", 0, 9, f"Passage {n}.", 0.1, source=f"Paper {n}") for n in range(5))
    answer = Answer("Who?", abstained=True, reason="Not in the articles: nobody says who.", passages=near)
    html = views.exchange_html(0, "Who?", answer=answer)
    assert "Nobody says who." in html
    assert "cc-statement" not in html
    assert [f"Passage {n}." in html for n in range(5)] == [n < NEAREST_SHOWN for n in range(5)]


def test_a_card_shows_value_holder_origins_quote_and_date_of_each_side() -> None:
    two_origins = Side("12", (citation(1, "Twelve died."), citation(2, "12 dead.", day=2)), holder="the coast guard")
    other = Side("15", (citation(3, "Fifteen died.", genre="report"),))
    note = Disagreement("contradiction", "deaths", "the ferry", "The tolls differ.", (two_origins, other))
    html = views.exchange_html(0, "How many?", answer=Answer("How many?", disagreements=(note,)))
    text = re.sub(r"\s+", " ", Tags(html).text)
    assert "Sources disagree The tolls differ. 12 says the coast guard · 2 independent origins Twelve died." in text
    assert "Paper 2, 2 Mar 2026" in text
    assert "15 1 independent origin Fifteen died. Paper 3, 1 Mar 2026 report" in text
    assert "cc-clash" in html
    assert "cc-clash" not in views.exchange_html(0, "", answer=Answer("", disagreements=(tolls(("1", 1), ("2", 2)),)))


def test_the_grid_and_who_is_silent() -> None:
    one = citation(1)
    grid = Grid(("12 died",), ("Paper 1", "Paper 2"), ((GridCell("says", one), GridCell("silent")),))
    answer = Answer("How many?", (Statement("x", (one,)),), (one,), grid=grid, coverage=Coverage(9, 4, 1, ("Gazette",)))
    text = re.sub(r"\s+", " ", Tags(views.exchange_html(0, "How many?", answer=answer)).text)
    assert "ClaimPaper 1Paper 2 12 died says 1 silent" in text
    assert "9 articles searched, 4 independent origins read, 1 cited." in text
    assert "Silent on this: Gazette." in text


def test_a_timeline_stands_to_scale() -> None:
    dots = timeline(tolls(("10 dead", 1), ("20 dead", 3), ("15 dead", 5)))
    assert [dot.value for dot in dots] == ["10 dead", "20 dead", "15 dead"]
    first, second, third = dots
    assert second.x - first.x == pytest.approx(third.x - second.x)
    assert third.y == pytest.approx((first.y + second.y) / 2)
    assert second.y < first.y
    assert "1 Mar 2026, 10 dead; 3 Mar 2026, 20 dead" in timeline_svg(tolls(("10 dead", 1), ("20 dead", 3)))


@pytest.mark.parametrize(
    "sides", [[("10", 1), ("20", 1)], [("10", 1)], [("10", 1), ("10", 4)]], ids=["one day", "one side", "one value"]
)
def test_no_timeline_where_nothing_changes_over_time(sides: list[tuple[str, int]]) -> None:
    assert timeline_svg(tolls(*sides)) == ""


def test_other_kinds_of_difference_have_no_timeline() -> None:
    assert timeline_svg(tolls(("Ann Lee", 1), ("Lee Ann", 3), kind="naming")) == ""


def test_words_stand_on_one_line_of_the_timeline() -> None:
    assert {dot.y for dot in timeline(tolls(("open", 1), ("closed", 3)))} == {71.0}


def test_numbers_in_values() -> None:
    assert [number_in(each) for each in ("1,200", "at least 3.5 million euros", "dozens", "2 thousand")] == [
        1200,
        3_500_000,
        None,
        2000,
    ]


@given(st.text(min_size=1, max_size=60), st.data())
def test_pieces_join_to_the_text(text: str, data: st.DataObject) -> None:
    def span() -> tuple[int, int]:
        start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        return start, end

    here, also = span(), [span(), span()]
    cut = pieces(text, here, also, 0, len(text))
    assert "".join(piece.text for piece in cut) == text
    assert "".join(piece.text for piece in cut if piece.mark == "here") == text[slice(*here)]


def test_a_long_article_is_shown_around_the_passage() -> None:
    text = "a" * 50_000 + "HERE" + "b" * 50_000
    html = views.source_html(Article("a", "", text), (50_000, 50_004))
    assert ">HERE</mark>" in html
    assert html.count("a" * 100) == 200
    assert html.count("… ") == 1


def test_chips_say_what_is_active() -> None:
    may = ArticleFilter.parse(["AFP", "Focus"], "2026-01-02", "2026-02-03", "2026-03-04", ["report"])
    assert [(chip.text, chip.field, chip.value) for chip in chips(may)] == [
        ("Only AFP", "sources", "AFP"),
        ("Only Focus", "sources", "Focus"),
        ("Published since 2 Jan 2026", "since", ""),
        ("Published until 3 Feb 2026", "until", ""),
        ("As of 4 Mar 2026", "as_of", ""),
        ("Without opinion and analysis", "genres", ""),
    ]
    assert views.chips_html(ArticleFilter()) == ""


def row(number: int, source: str | None, published: date | None) -> object:
    from index.snapshot import ArticleRow

    return ArticleRow(f"a{number}", "", source, published, None, None, None, "en", f"o{number}", 10, 1)


def test_bars_count_sources_and_fill_empty_months() -> None:
    rows = [
        row(1, "AFP", date(2025, 12, 30)),
        row(2, "AFP", date(2026, 2, 1)),
        row(3, None, None),
    ]
    assert [(bar.label, bar.count, bar.share) for bar in bars_by_source(rows)] == [  # type: ignore[arg-type]
        ("AFP", 2, 100.0),
        ("no source stated", 1, 50.0),
    ]
    assert [(bar.label, bar.count) for bar in bars_by_month(rows)] == [  # type: ignore[arg-type]
        ("Dec 2025", 1),
        ("Jan 2026", 0),
        ("Feb 2026", 1),
    ]


def test_many_sources_and_many_years_stay_readable() -> None:
    rows = [row(n, f"Paper {n:02}", date(2000 + n, 1, 1)) for n in range(20)]
    bars = bars_by_source(rows)  # type: ignore[arg-type]
    assert (len(bars), bars[-1].label, bars[-1].count) == (12, "9 other sources", 9)
    assert [bar.label for bar in bars_by_month(rows)] == [str(2000 + n) for n in range(20)]  # type: ignore[arg-type]
