"""Answers say that a text they cite was cut, or was changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from index.articles import Article
from rag.answer import Citation
from rag.writing.text_notes import notes_on_texts
from tests.index.fakes import new_index

FERRY = Article(
    "a.md", "Ferry", "The ferry sank on Monday. At least 12 people died, police said.", "Herald", date(2024, 3, 13)
)
DIED = Citation(1, "a.md", 26, 64, "At least 12 people died, police said.", source="Herald")


def test_a_cut_text_is_named(tmp_path: Path) -> None:
    index = new_index(tmp_path, replace(FERRY, truncated=True))
    with index.snapshot() as view:
        passages = view.get(view.passages("a.md"))
        assert notes_on_texts(view, [DIED], passages) == [
            "The provider cut the text of Herald: what it does not say may have stood in the rest."
        ]
        assert notes_on_texts(view, [replace(DIED, article_id="b.md")], passages) == []


def test_a_changed_number_is_told_with_what_stood_before(tmp_path: Path) -> None:
    index = new_index(tmp_path, replace(FERRY, text=FERRY.text.replace("12", "9")))
    index.add([replace(FERRY, modified=date(2024, 3, 15))])
    with index.snapshot() as view:
        assert notes_on_texts(view, [DIED], []) == [
            "The article was changed: before 2024-03-15 it said “At least 9 people died, police said.”"
        ]
        assert notes_on_texts(view, [replace(DIED, start=0, end=25)], []) == []
        assert notes_on_texts(view, [DIED], [], as_of=date(2024, 3, 14)) == []
