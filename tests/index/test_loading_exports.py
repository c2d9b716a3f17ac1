"""Exports of article databases: every article is found, with its own fields, and nothing else in its text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.articles import Article
from index.loading import load_articles
from tests.index import exports
from tests.index.exports import FACTIVA_IDS, STORIES, TEXTS
from tests.index.files import NEWS, write

GERMAN = ("RUBRIK", "LÄNGE", "AUTOR", "UPDATE", "SPRACHE")
SPANISH = {
    "Author": "Autor", "Publication info": "Información de publicación", "Full text": "Texto completo",
    "Subject": "Materia", "Title": "Título", "Publication title": "Título de publicación", "Pages": "Páginas",
    "Publication year": "Año de publicación", "Publication date": "Fecha de publicación", "Section": "Sección",
    "Source type": "Tipo de fuente", "Language of publication": "Idioma de la publicación",
    "ProQuest document ID": "ID del documento de ProQuest", "Document URL": "URL del documento",
    "Last updated": "Última actualización", "Database": "Base de datos",
}  # fmt: skip

FILES: dict[str, tuple[str, Callable[[], str | bytes]]] = {
    "nexis-uni-word": ("files.DOCX", lambda: exports.word(exports.nexis_uni_lines())),
    "nexis-uni-word-no-cover": ("files.docx", lambda: exports.word(exports.nexis_uni_lines(cover=False))),
    "nexis-uni-rtf": ("files.rtf", lambda: exports.rtf(exports.nexis_uni_lines())),
    "nexis-uni-html": ("files.html", lambda: "<p>" + "</p><p>".join(exports.nexis_uni_lines()) + "</p>"),
    "lexis-txt": ("files.TXT", exports.lexis_text),
    "lexis-txt-labelled": ("files.txt", lambda: exports.lexis_text(labelled=True)),
    "lexis-txt-german": (
        "files.txt",
        lambda: exports.lexis_text("Dokument {} von {}", GERMAN, "32 Wörter", ("4. März 2019 Montag",
        "12. April 2019 Freitag")),
    ),
    "lexis-html-french": ("files.html", exports.lexis_page),
    "factiva-html": ("files.htm", exports.factiva_page),
    "factiva-html-german": ("files.html", lambda: exports.factiva_page("de", "Wörter", "Dokument")),
    "factiva-html-coded": ("files.html", exports.factiva_coded_page),
    "factiva-rtf": ("files.rtf", lambda: exports.rtf(exports.factiva_lines())),
    "factiva-rtf-coded": ("files.rtf", lambda: exports.rtf(exports.factiva_coded_lines())),
    "factiva-txt": ("files.txt", lambda: "\n".join(exports.factiva_lines())),
    "proquest-txt": ("files.txt", exports.proquest_text),
    "proquest-txt-no-positions": ("files.txt", lambda: exports.proquest_text(position="")),
    "proquest-txt-spanish": ("files.txt", lambda: exports.proquest_text(SPANISH, "Documento {} de 2")),
    "proquest-html": ("files.html", exports.proquest_page),
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_every_article_with_its_own_fields(tmp_path: Path, kind: str) -> None:
    name, make = FILES[kind]
    report = load_articles([write(tmp_path / name, make())])
    assert (report.skipped, report.flawed) == ((), ())
    assert [article.text for article in report.articles] == list(TEXTS)
    assert [article.title for article in report.articles] == [story.title for story in STORIES]
    assert [article.source for article in report.articles] == [story.source for story in STORIES]
    assert [str(article.published) for article in report.articles] == ["2019-03-04", "2019-04-12"]
    assert [article.author for article in report.articles] == [story.author for story in STORIES]
    assert {article.language for article in report.articles} == {"en"}


def ids(articles: tuple[Article, ...]) -> list[str]:
    return [article.id for article in articles]


def test_ids_are_the_databases_own_where_it_has_any(tmp_path: Path) -> None:
    write(tmp_path / "a.html", exports.factiva_page())
    write(tmp_path / "b.txt", exports.proquest_text())
    write(tmp_path / "c.txt", exports.lexis_text())
    assert ids(load_articles([tmp_path]).articles) == [*FACTIVA_IDS, "770001", "770002", "c.txt#1", "c.txt#2"]


def test_a_single_document_is_called_by_its_file(tmp_path: Path) -> None:
    lines = exports.nexis_uni_lines(cover=False)
    alone = lines[: lines.index("End of Document") + 1]
    assert ids(load_articles([write(tmp_path / "a.docx", exports.word(alone))]).articles) == ["a.docx"]


def test_a_document_cut_off_before_its_end_is_kept(tmp_path: Path) -> None:
    lines = exports.nexis_uni_lines()
    last = len(lines) - 1 - lines[::-1].index("Classification")
    report = load_articles([write(tmp_path / "a.docx", exports.word(lines[:last]))])
    assert [article.text for article in report.articles] == list(TEXTS)


def test_proquest_without_the_text_gives_the_abstract_and_says_so(tmp_path: Path) -> None:
    text = exports.proquest_text().replace(
        f"Full text: {STORIES[0].paragraphs[0]}\n{STORIES[0].paragraphs[1]}",
        f"Abstract: {NEWS}\n\nFull text: Not available.",
    )
    report = load_articles([write(tmp_path / "a.txt", text)])
    assert [article.text for article in report.articles] == [NEWS, TEXTS[1]]
    assert [article.truncated for article in report.articles] == [True, False]


def test_lines_of_the_text_that_look_like_fields_stay_in_it(tmp_path: Path) -> None:
    looks = "Subject: the minister said, closed. IN a storm no ship sails. Location: unknown."
    text = exports.lexis_text().replace(
        STORIES[0].paragraphs[0][:20], f"Subject: closed, he said.\n\nUPDATE: so he said.\n\n{looks}\n\nYORK"
    )
    first, _ = load_articles([write(tmp_path / "a.txt", text)]).articles
    assert first.text.startswith(f"Subject: closed, he said.\n\nUPDATE: so he said.\n\n{looks}\n\nYORK")
    assert first.text.endswith("one of them said.")
    coded = (
        "\n".join(exports.factiva_coded_lines())
        .replace("|", "  ")
        .replace(STORIES[1].paragraphs[1], "IN a storm no ship sails.")
    )
    _, second = load_articles([write(tmp_path / "b.txt", coded)]).articles
    assert "IN a storm no ship sails." in second.text
    assert second.text.endswith(STORIES[1].paragraphs[2])


def test_a_correction_below_the_text_is_kept_as_such(tmp_path: Path) -> None:
    notice = (
        "CORRECTION-DATE: March 9, 2019\n\nCORRECTION:\n An article on Monday misstated the number of\nhurt."
        " It was nine.\n\nLOAD-DATE"
    )
    first, _ = load_articles([write(tmp_path / "a.txt", exports.lexis_text().replace("LOAD-DATE", notice, 1))]).articles
    assert first.text == f"{TEXTS[0]}\n\nCorrection: An article on Monday misstated the number of hurt. It was nine."


def test_captions_and_running_pages_are_no_text(tmp_path: Path) -> None:
    lines = exports.nexis_uni_lines(cover=False)
    at = lines.index("Classification")
    lines[at:at] = ["Graphic", "", "Photo: the barge", "Page 1 of 2"]
    first, _ = load_articles([write(tmp_path / "a.docx", exports.word(lines))]).articles
    assert first.text == TEXTS[0]


def test_proquest_with_one_line_of_citation(tmp_path: Path) -> None:
    text = exports.proquest_text(position="").replace("Author: Doe, Jane.\n\nPublication info: ", "Doe, Jane. ")
    first, _ = load_articles([write(tmp_path / "a.txt", text)]).articles
    assert (first.title, first.author, first.source) == (STORIES[0].title, "Jane Doe", STORIES[0].source)


def test_a_nexis_download_as_pdf(tmp_path: Path) -> None:
    report = load_articles([write(tmp_path / "a.pdf", exports.nexis_uni_pdf())])
    assert [article.text for article in report.articles] == list(TEXTS)
    assert [(each.source, each.author, str(each.published)) for each in report.articles] == [
        ("The York Herald", "Jane Doe", "2019-03-04"),
        ("Ryedale Post", "John Roe", "2019-04-12"),
    ]


def test_an_export_that_holds_fewer_than_it_says(tmp_path: Path) -> None:
    text = exports.lexis_text().replace("2 of 2 DOCUMENTS", "4 of 4 DOCUMENTS")
    report = load_articles([write(tmp_path / "a.txt", text)])
    assert [each.reason for each in report.flawed] == ["says that it holds 4 articles, and 2 were found"]
    assert (report.files[0].format, report.files[0].expected, report.files[0].is_complete) == (
        "LexisNexis export",
        4,
        False,
    )


@pytest.mark.parametrize(
    "text",
    [
        "Document 7\n\nThe ministry published Document 7 of 9 on Monday. LENGTH: 3 pages, it said.",
        f"End of Document\n\n{NEWS}",
        f"{NEWS}\n\nProQuest bought the firm in 2011, and LexisNexis bid too. Load-Date: never.",
        "HD television is dear.\n\nLP records sell again.\n\nIN the end, it said, 300 words\n\n"
        "SN is short for Sunday News.",
    ],
)
def test_an_article_that_only_looks_a_little_like_an_export_stays_one(tmp_path: Path, text: str) -> None:
    (article,) = load_articles([write(tmp_path / "a.txt", text)]).articles
    assert article.text == text
