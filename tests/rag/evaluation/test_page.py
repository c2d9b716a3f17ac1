from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from rag.answer import Side
from rag.evaluation import evaluate
from rag.evaluation.comparison import compare
from rag.evaluation.gold import GoldQuestion
from rag.evaluation.page import render_page, write_page
from tests.rag.evaluation.fakes import (
    FLOOD,
    MAYOR,
    TWELVE,
    TWENTY,
    ScriptedAssistant,
    answer_with,
    note,
    ranked,
    says,
    silent,
)

EVIL = '<script>alert(1)</script> & "quotes" \''
QUESTIONS = (
    GoldQuestion("fine", "Who is the mayor?", kind="name", facts=(("Ann Lee",),), cite=("north.txt",)),
    GoldQuestion("bad", "How many died?", kind="toll", facts=(("12",), ("20",)), cite=("north.txt",), disagree=FLOOD),
    GoldQuestion("evil", EVIL, kind=EVIL, facts=((EVIL,),)),
    GoldQuestion("moon", "What of the moon?", answerable=False),
)
SCRIPT = {
    "Who is the mayor?": answer_with(says("The mayor is Ann Lee.", MAYOR), passages=ranked("north.txt")),
    "How many died?": RuntimeError(EVIL),
    EVIL: answer_with(
        says(EVIL, TWELVE), disagreements=(note(Side(EVIL, (TWELVE,), holder=EVIL), Side("20", (TWENTY,))),)
    ),
    "What of the moon?": silent(EVIL),
}
REPORT = evaluate(ScriptedAssistant(SCRIPT), QUESTIONS)


class Tags(HTMLParser):
    """Counts what is open, and remembers every address that the page would fetch."""

    VOID = frozenset({"meta", "input", "br", "link", "img"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.fetched: list[str] = []
        self.count: dict[str, int] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.count[tag] = self.count.get(tag, 0) + 1
        self.fetched += [value or "" for name, value in attributes if name in ("src", "href")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.count[tag] = self.count.get(tag, 0) + 1

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_fetches_nothing() -> None:
    page = render_page(REPORT)
    tags = Tags(page)
    assert tags.open == []
    assert tags.fetched == []
    assert "http" not in page.replace("http-equiv", "")
    assert not re.search(r"@import|url\(", page)


def test_everything_from_outside_is_escaped() -> None:
    tags = Tags(render_page(REPORT))
    assert tags.count["script"] == 1
    assert "<script>alert" not in render_page(REPORT)


def test_every_measured_thing_is_drawn_and_named() -> None:
    page = render_page(REPORT)
    for name, estimate in REPORT.measures.items():
        if estimate.n:
            assert f"<code>{name}</code>" in page
            assert f'aria-label="{name}: ' in page
    assert "Nothing in this file is scored by short_em" in page


def test_the_worst_question_comes_first() -> None:
    page = render_page(REPORT)
    order = re.findall(r'class="id">(\w+)<', page)
    assert order[0] == "bad"
    assert set(order) == {"fine", "bad", "evil", "moon"}
    assert page.count('<details class="faulty"') == 2


def test_a_long_list_is_cut_and_says_so() -> None:
    page = render_page(REPORT, questions=1)
    assert re.findall(r'class="id">(\w+)<', page) == ["bad"]
    assert "3 more questions" in page


def test_another_run_stands_beside_it() -> None:
    better = evaluate(ScriptedAssistant({**SCRIPT, "How many died?": silent("It is calm now.")}), QUESTIONS)
    page = render_page(REPORT, comparison=compare(better, REPORT), other=replace(better, model="a-model"))
    assert "The other run" in page
    assert "It is calm now." in page
    assert "<th>before</th>" in page
    assert Tags(page).open == []


def test_it_is_written_to_a_file(tmp_path: Path) -> None:
    write_page(REPORT, tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text("utf-8") == render_page(REPORT)
