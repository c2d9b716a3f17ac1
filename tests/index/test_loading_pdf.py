"""PDF pages: columns, words broken at line ends, pages that are pictures, stories of a newspaper page."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest

from index.loading import Incomplete, load_articles
from index.loading.pdf_layout import Letter, Paragraph, join_pages, paragraphs_of
from tests.index.files import pdf, write

LEFT = [
    "The ferry sank off the port on Tues-",
    "day evening in high waves, and four-",
    "teen people died, the coast guard",
    "said at noon.",
]
RIGHT = [
    "A council will vote on a new tax",
    "for the harbour, which would pay",
    "for a wall of stone and cost jobs,",
    "firms said.",
]


def letters(lines: list[str], left: float = 0.0, top: float = 700.0, size: float = 10.0) -> list[Letter]:
    """Lines in a font whose every letter is half as wide as the font is high, 12 points apart."""
    made = []
    for row, line in enumerate(lines):
        for place, sign in enumerate(line):
            start = left + place * size / 2
            made.append(Letter(sign, start, start + size / 2, top - 12 * row, size))
    return made


def texts(found: list[Paragraph]) -> list[str]:
    return [paragraph.text for paragraph in found]


def test_words_and_lines_are_joined() -> None:
    joined = (
        "The ferry sank off the port on Tuesday evening in high waves, and fourteen people died, the coast guard said"
        " at noon."
    )
    assert texts(paragraphs_of(letters(LEFT))) == [joined]


@pytest.mark.parametrize("by_line", [False, True])
def test_columns_are_read_one_after_the_other(by_line: bool) -> None:
    """In whatever order the file holds their lines."""
    headline = letters(["Ferry sinks"], top=740, size=24)
    if by_line:
        rows = [
            letters([a], top=700 - 12 * n) + letters([b], 200, 700 - 12 * n)
            for n, (a, b) in enumerate(zip(LEFT, RIGHT, strict=True))
        ]
        body = [letter for row in rows for letter in row]
    else:
        body = letters(LEFT) + letters(RIGHT, left=200)
    found = texts(paragraphs_of(headline + body))
    assert [text.split()[0] for text in found] == ["Ferry", "The", "A"]
    assert (
        found[2]
        == "A council will vote on a new tax for the harbour, which would pay for a wall of stone and cost jobs,"
        " firms said."
    )


def test_a_sentence_goes_on_over_the_edge_of_a_page() -> None:
    first, second = (paragraphs_of(letters(lines)) for lines in (LEFT[:2], LEFT[2:]))
    assert len(texts(join_pages([first, second]))) == 1


def test_an_indented_line_begins_a_paragraph() -> None:
    lines = letters(["The ferry sank off the port on a", "Tuesday."]) + letters(
        ["Nobody was hurt, the guard said."], left=8, top=676
    )
    assert texts(paragraphs_of(lines)) == [
        "The ferry sank off the port on a Tuesday.",
        "Nobody was hurt, the guard said.",
    ]


def scanned(*pages: bytes | None) -> bytes:
    """A PDF of the given pages; None is a page that is one picture."""
    from PIL import Image
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for each in pages:
        if each is None:
            out = BytesIO()
            Image.new("RGB", (300, 400), "white").save(out, "PDF")
            each = out.getvalue()
        writer.append(PdfReader(BytesIO(each)))
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def test_pages_that_gave_nothing_are_named(tmp_path: Path) -> None:
    data = scanned(pdf(["The ferry sank."]), None, pdf(["Nobody died."]), None)
    report = load_articles([write(tmp_path / "a.pdf", data)])
    assert [article.text for article in report.articles] == ["The ferry sank.\n\nNobody died."]
    (flaw,) = report.flawed
    assert isinstance(flaw, Incomplete)
    assert flaw.reason == "pages 2 and 4 of 4 gave no text (a scan)"
    assert not report.files[0].is_complete


def test_a_page_is_recognised_where_tesseract_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = write(tmp_path / "bin" / "tesseract", "#!/bin/sh\necho 'The barge struck the bridge.'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    report = load_articles([write(tmp_path / "a.pdf", scanned(None))])
    assert [article.text for article in report.articles] == ["The barge struck the bridge."]
    assert [flaw.reason for flaw in report.flawed] == [
        "page 1 of 1 was read by text recognition, so words may be wrong"
    ]


def test_the_shared_newspaper_page_has_two_stories_with_their_own_authors(shared: Path) -> None:
    report = load_articles([shared / "field" / "cases" / "22-pdf-newspaper-columns"])
    assert [(each.author, each.source) for each in report.articles] == [
        ("MIRA HOLT", "The Dalen Herald"),
        ("JON FELD", "The Dalen Herald"),
    ]
    assert not any("- " in each.text.replace("-- ", "") or "treasurer\n" in each.text for each in report.articles)
