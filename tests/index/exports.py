"""Small exports of article databases in their published structure, made by hand for the tests of loading."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from io import BytesIO


@dataclass(frozen=True)
class Story:
    title: str
    source: str
    day: str
    author: str
    paragraphs: tuple[str, ...]


STORIES = (
    Story(
        "Barge strikes bridge over the Ouse",
        "The York Herald",
        "March 4, 2019",
        "Jane Doe",
        (
            "YORK -- A barge struck the bridge over the Ouse on Monday and eleven people were hurt, the council said.",
            "Engineers will look at the piers on Tuesday. Length: a matter of dispute, one of them said.",
        ),
    ),
    Story(
        "Bridge to open again in June",
        "Ryedale Post",
        "April 12, 2019",
        "John Roe",
        (
            "The bridge over the Ouse opens again in June, three weeks later than planned, the mayor said on Friday.",
            "Buses take the long way round until then.",
            "Shops on the south bank ask for a lower rent.",
        ),
    ),
)
WEEKDAYS = ("Monday", "Friday")
TEXTS = tuple("\n\n".join(story.paragraphs) for story in STORIES)
FACTIVA_IDS = ("YORKHD0020190304ef340001a", "RYEDPO0020190412ef4c0002b")


def nexis_uni_lines(*, cover: bool = True) -> list[str]:
    """The paragraphs of a Nexis Uni download of two documents."""
    lines = []
    if cover:
        lines += ["", "User Name: A. Reader", "Date and Time: Thursday, May 2, 2019 9:14:00 AM BST", "Job Number: 99"]
        lines += ["Documents (2)"]
        for number, story in enumerate(STORIES, start=1):
            lines += [f"{number}. {story.title}", "Client/Matter: -None-", "Search Terms: ouse", "Narrowed by:", ""]
    for story, weekday in zip(STORIES, WEEKDAYS, strict=True):
        lines += ["", story.title, story.source, f"{story.day} {weekday}", "", f"Copyright 2019 {story.source}"]
        lines += [
            "All Rights Reserved",
            "Section:\u00a0NEWS; Pg. 3",
            "Length:\u00a032 words",
            f"Byline:\u00a0{story.author}",
        ]
        lines += ["Body", "", *story.paragraphs, "Classification", "", "Language:\u00a0ENGLISH", ""]
        lines += [
            "Publication-Type:\u00a0Newspaper",
            "",
            "Subject:\u00a0BRIDGES (90%)",
            "",
            f"Load-Date:\u00a0{story.day}",
        ]
        lines += ["", "End of Document", ""]
    return lines


def nexis_uni_pdf() -> bytes:
    """The same as PDF: the cover and each document on a page of its own, lines of 70 characters."""
    from pypdf import PdfReader, PdfWriter

    from tests.index.files import pdf

    pages: list[list[str]] = [[]]
    for paragraph in nexis_uni_lines():
        plain = paragraph.replace("\u00a0", " ").replace("(", "\\(").replace(")", "\\)")
        pages[-1] += textwrap.wrap(plain, 70) or [""]
        if paragraph == "End of Document" or (paragraph == "Narrowed by:" and len(pages[-1]) > 12):
            pages.append([])
    writer = PdfWriter()
    for page in pages:
        writer.append(PdfReader(BytesIO(pdf(page or [" "]))))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def wrapped(text: str, width: int = 78) -> str:
    return "\n".join(textwrap.wrap(text, width))


def lexis_text(
    separator: str = "{} of {} DOCUMENTS",
    labels: tuple[str, str, str, str, str] = ("SECTION", "LENGTH", "BYLINE", "LOAD-DATE", "LANGUAGE"),
    length: str = "32 words",
    days: tuple[str, ...] = tuple(story.day for story in STORIES),
    *,
    labelled: bool = False,
) -> str:
    """A LexisNexis download of two documents as text, broken at 78 characters."""
    section, words, byline, load, language = labels
    parts = ["\n\nDownload Request: All Documents\nTime Of Request: Thursday, May 2, 2019\n\n"]
    for number, (story, day) in enumerate(zip(STORIES, days, strict=True), start=1):
        body = "\n\n".join(map(wrapped, story.paragraphs))
        title = f"HEADLINE: {story.title}" if labelled else story.title
        parts.append(
            f"{separator.format(number, 2):^78}\n\n\n{story.source:^78}\n\n{day:^78}\n"
            f"{'Late Edition':^78}\n\n{title}\n\n"
            f"{byline}: {story.author}\n\n{section}: NEWS; Pg. 3\n\n{words}: {length}\n\n"
            + ("BODY:\n\n" if labelled else "")
            + f"{body}\n\n{load}: {day}\n\n{language}: ENGLISH\n\nPUBLICATION-TYPE: Newspaper\n\n\n"
            f"{'Copyright 2019 ' + story.source:^78}\n{'All Rights Reserved':^78}\n\n"
        )
    return "".join(parts)


def lexis_page() -> str:
    """A LexisNexis download of two documents as a web page, with a French interface."""
    parts = ["<html><head><title>&nbsp;</title></head><body>"]
    for number, (story, day) in enumerate(
        zip(STORIES, ("4 mars 2019 lundi", "12 avril 2019 vendredi"), strict=True), 1
    ):
        paragraphs = "\n".join(f'<p class="c9"><span class="c2">{text}</span></p>' for text in story.paragraphs)
        date = f'<span class="c4">{day.split()[0]}</span><span class="c2"> {" ".join(day.split()[1:])}</span>'
        parts.append(
            f'<br><div class="c0"><p class="c1"><span class="c2">{number} of 2 DOCUMENTS</span></p></div>'
            f'<br><div class="c0"><br><p class="c1"><img src="logo.gif"><br><span'
            f' class="c2">{story.source}</span></p></div>'
            f'<br><div class="c3"><p class="c1">{date}</p></div>'
            f'<br><div class="c5"><p class="c6"><span class="c7">{story.title}</span></p></div>'
            f'<br><div class="c5"><p class="c6"><span class="c8">AUTEUR: </span><span'
            f' class="c2">{story.author}</span></p></div>'
            '<br><div class="c5"><p class="c6"><span class="c8">RUBRIQUE: </span><span class="c2">INTERNATIONAL;'
            " Pg. 3</span></p></div>"
            '<br><div class="c5"><p class="c6"><span class="c8">LONGUEUR: </span><span class="c2">32'
            " mots</span></p></div>"
            f'<br><div class="c5">{paragraphs}</div>'
            '<br><div class="c5"><p class="c6"><span class="c8">SUJET: </span><span class="c2">PONTS'
            " (90%)</span></p></div>"
            '<br><div class="c5"><p class="c6"><span class="c8">DATE-CHARGEMENT: </span><span class="c2">13 mars'
            " 2019</span></p></div>"
            '<br><div class="c5"><p class="c6"><span class="c8">LANGUE: </span><span class="c2">ENGLISH;'
            " ANGLAIS</span></p></div>"
            '<br><div class="c0"><p class="c1"><span class="c2">Copyright 2019 Firm<br>Tous Droits'
            " Réservés</span></p></div>"
        )
    return "".join(parts) + "</body></html>"


def factiva_page(language: str = "en", words: str = "words", document: str = "Document") -> str:
    """A Factiva page of two articles without field codes."""
    parts = ["<html><head><title>Factiva</title></head><body><div id='contentLeft'><span></span>"]
    for story, own, day in zip(STORIES, FACTIVA_IDS, ("4 March 2019", "12 April 2019"), strict=True):
        paragraphs = "".join(
            f'<p class="articleParagraph {language}articleParagraph">{text}</p>\n' for text in story.paragraphs
        )
        parts.append(
            f'<div id="article-{own}" class="article"><div class="article {language}Article"><p>\n<div id="hd">'
            f"<span class='{language}Headline'>{story.title}</span>\n</div><div class=\"author\">{story.author} </div>"
            f"<div>32 {words}</div><div>{day}</div><div>09:30</div><div>{story.source}</div>"
            "<div>YORKHD</div><div>3</div>"
            f"<div>English</div><div>(c) 2019 {story.source} </div></p>\n{paragraphs}<p>{story.source}</p>"
            f"<p>{document} {own}</p></div></div><br/><span></span>\n"
        )
    return "".join(parts) + "</div></body></html>"


def factiva_coded_page() -> str:
    """The same with field codes, as the display "full article plus indexing" gives them."""
    parts = ["<html><head><title>Factiva</title></head><body>"]
    for story, own, day in zip(STORIES, FACTIVA_IDS, ("4 mars 2019", "12 avril 2019"), strict=True):
        texts = [f'<p class="articleParagraph frarticleParagraph">{text}</p>\n' for text in story.paragraphs]
        rows = [
            ("SE", "Local"), ("HD", f"<b class='frHeadline'>{story.title}</b>"), ("BY", f"Par {story.author}"),
            ("WC", "32 mots"), ("PD", day), ("SN", story.source), ("SC", "YORKHD"), ("LA", "Anglais"),
            ("CY", "(c) 2019"), ("LP", texts[0]), ("TD", "".join(texts[1:])), ("NS", "gcat : News"),
            ("AN", f"<br/>Document {own}"),
        ]  # fmt: skip
        cells = "".join(
            f'<tr><td class="index"><b>{code}</b>&nbsp;</td><td>{value}</td></tr>\n' for code, value in rows
        )
        parts.append(f'<div class="article frArticle"><table>{cells}</table><br/></div><br/><span></span>')
    return "".join(parts) + "</body></html>"


def factiva_lines() -> list[str]:
    """The paragraphs of a Factiva RTF file without field codes."""
    lines = ["Factiva", ""]
    for story, own, day in zip(STORIES, FACTIVA_IDS, ("4 March 2019", "12 April 2019"), strict=True):
        lines += [
            "News",
            story.title,
            f"By {story.author}",
            "32 words",
            day,
            "09:30",
            story.source,
            "YORKHD",
            "3",
            "English",
        ]
        lines += [f"(c) 2019 {story.source}", "", *story.paragraphs, f"Document {own}", ""]
    return lines


def factiva_coded_lines() -> list[str]:
    """The paragraphs of a Factiva RTF file with field codes."""
    lines = []
    for story, own, day in zip(STORIES, FACTIVA_IDS, ("4 March 2019", "12 April 2019"), strict=True):
        lines += [f"HD|{story.title}|", f"BY|By {story.author}|", "WC|32 words|", f"PD|{day}|", f"SN|{story.source}|"]
        lines += ["SC|YORKHD|", "LA|English|", "CY|(c) 2019|", "LP|", story.paragraphs[0], "TD|", *story.paragraphs[1:]]
        lines += ["NS|gcat : News|", f"AN|Document {own}|", ""]
    return lines


def proquest_text(labels: dict[str, str] | None = None, position: str = "Document {} of 2") -> str:
    """A ProQuest download of two documents as text; ``labels`` gives them in another language."""
    said = labels or {}
    rule = "_" * 60
    parts = []
    for number, story in enumerate(STORIES, start=1):
        first, last = story.author.split()
        fields = {
            "Subject": "Bridges", "Title": story.title, "Publication title": f"{story.source}; York", "Pages": "A.3",
            "Publication year": "2019", "Publication date": story.day.replace("March", "Mar").replace("April", "Apr"),
            "Section": "News", "Source type": "Newspaper", "Language of publication": "English",
            "ProQuest document ID": f"77000{number}", "Document URL": f"https://search.proquest.com/docview/77000{number}",
            "Last updated": "2019-05-01", "Database": "Global Newsstream",
        }  # fmt: skip
        head = position.format(number) + "\n\n" if position else ""
        body = "\n".join(story.paragraphs)
        below = "\n\n".join(f"{said.get(name, name)}: {value}" for name, value in fields.items())
        parts.append(
            f"\n{rule}\n\n{head}{story.title}\n\n{said.get('Author', 'Author')}: {last}, {first}.\n\n"
            f"{said.get('Publication info', 'Publication info')}: {story.source} ; York [York]. 04 Mar 2019: A.3.\n\n"
            f"ProQuest document link\n\n{said.get('Full text', 'Full text')}: {body}\n\n{below}\n"
        )
    return "".join(parts) + f"\n{rule}\n\nContact ProQuest\n\nCopyright 2019 ProQuest LLC. All rights reserved.\n"


def proquest_page() -> str:
    """The same as a web page, which has no rules between documents."""
    parts = []
    for number, story in enumerate(STORIES, start=1):
        first, last = story.author.split()
        paragraphs = "".join(f"<p>{text}</p>  " for text in story.paragraphs)
        parts.append(
            f'<div><a name="DocID_MSTAR_77000{number}"></a><p></p><p style="font-weight:bold;">{story.title}</p>'
            f"<p><strong>Author:  </strong>{last}, {first}</p>"
            f"<p><strong>Publication info:  </strong>{story.source} ; York [York]04 Mar 2019: A.3.</p>"
            '<p><a href="https://search.proquest.com/docview/1">ProQuest document link</a></p>'
            f'<p><strong>Full text: </strong><text wordcount="32"><title></title>{paragraphs}</text></p>'
            "<p><strong>Subject: </strong>Bridges</p><p><strong>Location: </strong>York</p>"
            f"<p><strong>Publication title: </strong>{story.source}; York, England</p>"
            f"<p><strong>Publication date: </strong>{story.day}</p><p><strong>Section: </strong>News</p>"
            "<p><strong>Language of publication: </strong>English</p>"
            f"<p><strong>ProQuest document ID: </strong>77000{number}</p><p><strong>Database:"
            f" </strong>Dailies</p></div>\n"
        )
    return f"<html><body>{''.join(parts)}</body></html>"


def rtf(paragraphs: list[str]) -> bytes:
    r"""An RTF file: ``\u233?`` for what is not ASCII, a paragraph for each line."""
    made = []
    for paragraph in paragraphs:
        plain = paragraph.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")
        made.append("".join(sign if ord(sign) < 128 else f"\\u{ord(sign)}?" for sign in plain))
    return ("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Times New Roman;}}\\pard " + "\\par\n".join(made) + "\\par}").encode()


def word(paragraphs: list[str]) -> bytes:
    import docx

    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    out = BytesIO()
    document.save(out)
    return out.getvalue()
