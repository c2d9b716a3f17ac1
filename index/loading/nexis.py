"""LexisNexis and Nexis Uni exports: many documents in one file.

Two layouts, in any container. The older one begins each document with "1 of 3
DOCUMENTS" and gives source, date, headline, then fields in capitals (LENGTH:,
BODY:). The newer one gives headline, source, date, then "Section:", "Length:",
a line "Body", and ends with "End of Document". The words are those of the
interface's language.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.loading.drafts import Draft
from index.loading.export_lines import Lines, blocks_of, body_of, count_of, is_date_line, language_code, squeeze
from index.loading.nexis_fields import KINDS
from index.loading.reports import Recognised

_SEPARATOR = re.compile(
    r"^\s*(?:(?:DOCUMENTO?|DOKUMENT|DOCUMENTE?)\s+(\d{1,5})\s+(?:of|von|de|di|van|sur)\s+(\d{1,5})"
    r"|(\d{1,5})\s+(?:of|von|de|di|van|sur)\s+(\d{1,5})\s+(?:DOCUMENT[EOI]?[NS]?|DOKUMENTE?N?))\s*$",
    re.IGNORECASE,
)
_END = re.compile(
    r"^\s*(?:End of Document|Ende des Dokuments|Dokumentende|Fin du document|Fin del? documento|Fim do documento"
    r"|Fine del documento|Einde van (?:het )?document)\s*$",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"^\s*(?:(?:BODY|VOLLTEXT|HAUPTTEIL|TEXTKÖRPER|CORPS(?: DU TEXTE| DE L['’]ARTICLE)?|TEXTE INTÉGRAL|CUERPO"
    r"|TEXTO COMPLETO"
    r"|CORPO|TESTO|TEKST|BROODTEKST|FULL TEXT)\s*:\s*(?P<rest>.*)|(?:Body|Textkörper|Hauptteil|Volltext|Corps"
    r"|Corps du texte|Corps de l['’]article|Cuerpo|Corpo|Testo|Tekst|Body[- ]?Text))\s*$"
)
_LABEL = re.compile(r"^\s*(?P<name>[^\W\d_][\w'’/ -]{1,28}?)\s?:(?!//)(?:\s+(?P<value>.*\S))?\s*$")
_COPYRIGHT = re.compile(
    r"^\s*(?:Copyright\b|©|\(c\)\s)|^\s*(?:All Rights Reserved|Tous droits r[ée]serv[ée]s|Alle Rechte vorbehalten"
    r"|Todos los derechos reservados|Tutti i diritti riservati|Alle rechten voorbehouden)\.?\s*$",
    re.IGNORECASE,
)
_PAGE = re.compile(r"^\s*(?:Page|Seite|Página|Pagina)\s+\d+\s+(?:of|von|de|di|van|sur)\s+\d+\s*$", re.IGNORECASE)
_COVER = re.compile(
    r"^\s*(?:Client/Matter|Search Terms?|Search Type|Narrowed by|Content Type|User Name|Date and Time|Job Number)\b|"
    r"^\s*\d{1,4}\.\s",
    re.IGNORECASE,
)
_TITLES_LISTED = re.compile(
    r"^\s*(?:Documents?|Dokumente?|Documentos?|Documenti|Documenten)\s*\((\d{1,4})\)\s*$", re.IGNORECASE
)
_CLASSIFICATION = re.compile(
    r"^\s*(?:Classification|Klassifi[kz]ation|Clasificación|Classificazione|Classificatie|Graphic|Grafik|Notes"
    r"|Anmerkungen)\s*$"
)

_IN_FOOTER = frozenset(["footer", "loaded", "language", "correction", "url"])
_ENDS_HEADER = frozenset(["words", "highlight", "dateline", "section", "author", "title", "edition", "series"])


_LISTS = frozenset(
    ["graphic", "grafik", "graphique", "gráfico", "notes", "correction", "subject", "schlagwort", "sujet", "company"]
)
"""Fields that may run over several blocks of lines."""


@dataclass(slots=True)
class _Header:
    fields: dict[str, str] = field(default_factory=dict)
    plain: list[list[str]] = field(default_factory=list)
    """Blocks of lines that stand before the first field."""


def read_nexis(file: Lines) -> Iterator[Recognised | Draft] | None:
    """The documents of an export; None where the lines are no such export."""
    separators = [place for place, line in enumerate(file.lines) if _SEPARATOR.match(line)]
    labels = {kind for line in file.lines if (kind := _kind(line))}
    if separators and labels & {"words", "loaded"}:
        return _read_classic(file, separators)
    ends = [place for place, line in enumerate(file.lines) if _END.match(line)]
    if ends and (labels & {"words", "loaded"} or any(_BODY.match(line) for line in file.lines)):
        return _read_uni(file, ends)
    return None


def _read_classic(file: Lines, separators: Sequence[int]) -> Iterator[Recognised | Draft]:
    last = _SEPARATOR.match(file.lines[separators[-1]])
    numbers = [int(number) for number in last.groups() if number] if last else []
    # a file of a longer list says "101 of 250" first, so what it holds is counted from there
    first = _SEPARATOR.match(file.lines[separators[0]])
    begins = next((int(number) for number in first.groups() if number), 1) if first else 1
    expected = numbers[0] - begins + 1 if numbers and numbers[0] >= begins else None
    yield Recognised("LexisNexis export", file.characters, expected)
    edges = [*separators, len(file.lines)]
    for number, (start, end) in enumerate(itertools.pairwise(edges), start=1):
        yield _document(file.lines[start + 1 : end], number, width=file.width, title_first=False)


def _read_uni(file: Lines, ends: Sequence[int]) -> Iterator[Recognised | Draft]:
    listed = next((int(found[1]) for line in file.lines[:40] if (found := _TITLES_LISTED.match(line))), None)
    expected = listed if listed is not None else len(ends)
    yield Recognised("Nexis Uni export", file.characters, expected)
    edges = [-1, *ends]
    rest = file.lines[ends[-1] + 1 :]
    if any(_BODY.match(line) for line in rest):  # the last document was cut off before its end
        edges.append(len(file.lines))
    count = len(edges) - 1
    for number, (start, end) in enumerate(itertools.pairwise(edges), start=1):
        record = number if count > 1 or (listed or 1) > 1 else None
        yield _document(file.lines[start + 1 : end], record, width=file.width, title_first=True)


def _document(lines: Sequence[str], number: int | None, *, width: int | None, title_first: bool) -> Draft:
    kept = ["" if _PAGE.match(line) else line for line in lines]
    body_at, rest = _body_start(kept)
    header = _read_header(kept[:body_at], title_first=title_first)
    end, footer = _footer(kept, body_at + bool(rest is not None))
    body_lines = [*([rest] if rest else []), *kept[body_at + bool(rest is not None) : end]]
    text = body_of((line for line in body_lines if not _COPYRIGHT.match(line)), width)
    fields = {**footer, **header.fields}
    highlight = fields.get("highlight", "")
    if highlight and highlight not in text:
        text = f"{highlight}\n\n{text}"
    if fields.get("correction") and len(fields["correction"]) > 20:
        text = f"{text}\n\nCorrection: {fields['correction']}"
    source, published, title = _title_source_date(header, title_first=title_first)
    return Draft(
        text=text,
        title=fields.get("title") or title,
        source=source,
        published=published,
        author=_author(fields.get("author")),
        genre=_genre(fields.get("section")),
        language=language_code(fields.get("language", "")),
        url=fields.get("url") if "://" in fields.get("url", "") else None,
        words=count_of(fields.get("words", "")),
        line=number,
    )


def _kind(line: str) -> str | None:
    """Which field a line opens."""
    label = _LABEL.match(line)
    if label is None:
        return None
    name = squeeze(label["name"])
    kind = KINDS.get(name.casefold())
    if kind is not None:
        # "Person:" in running text is a word; a field's name is in capitals, or in the newer layout's title case
        return kind if name.isupper() or name[:1].isupper() else None
    return "footer" if name.isupper() and len(name) > 3 and "-" in name and label["value"] else None


def _body_start(lines: Sequence[str]) -> tuple[int, str | None]:
    """Where the text begins, and what stands of it on the line of a BODY label (None where there is no label)."""
    for place, line in enumerate(lines):
        found = _BODY.match(line)
        if found and (found["rest"] is not None or _near(lines, place)):
            return place, found["rest"] or ""
    last = 0
    place = 0
    while place < len(lines):
        kind = _kind(lines[place])
        if kind in _ENDS_HEADER:
            place += 1
            while place < len(lines) and lines[place].strip() and _kind(lines[place]) is None and kind != "words":
                place += 1  # the field runs on
            last = place
        elif last and lines[place].strip():
            break
        else:
            place += 1
    return last, None


def _near(lines: Sequence[str], place: int) -> bool:
    """True where a lone "Body" can be the heading: fields or a date stand above it."""
    return any(_kind(line) is not None or is_date_line(line) for line in lines[max(0, place - 25) : place])


def _read_header(lines: Sequence[str], *, title_first: bool) -> _Header:
    header = _Header()
    plain: list[str] = []
    open_field: str | None = None
    for line in lines:
        kind = _kind(line)
        if kind is not None and not (title_first and not any(map(is_date_line, plain)) and kind not in _IN_FOOTER):
            label = _LABEL.match(line)
            open_field = kind
            header.fields.setdefault(kind, squeeze((label["value"] if label else "") or ""))
        elif not line.strip():
            open_field = None if header.fields.get(open_field or "") else open_field
            plain.append("")
        elif open_field is not None and not _COPYRIGHT.match(line):
            header.fields[open_field] = f"{header.fields[open_field]} {squeeze(line)}".strip()
        else:
            plain.append("" if _COPYRIGHT.match(line) else line)
    header.plain = blocks_of(plain)
    return header


def _title_source_date(header: _Header, *, title_first: bool) -> tuple[str | None, str | None, str]:
    flat = [(block, line) for block, lines in enumerate(header.plain) for line in lines]
    dated = [place for place, (_, line) in enumerate(flat) if is_date_line(line)]
    if not dated:
        if title_first:
            title = flat[0][1] if flat else ""
            return (flat[1][1] if len(flat) > 1 else None), None, title
        return (flat[0][1] if flat else None), None, flat[-1][1] if len(flat) > 1 else ""
    at = dated[-1] if title_first else dated[0]
    published = flat[at][1]
    before = [line for line in flat[:at] if not _COVER.match(line[1])]
    if title_first:
        if not before:
            return None, published, ""
        source_block, source = before[-1]
        title_lines = [line for block, line in before[:-1] if block == source_block]
        if not title_lines and len(before) > 1:
            title_lines = [line for block, line in before[:-1] if block == before[-2][0]]
        return source, published, " ".join(title_lines)
    after = [line for line in flat[at + 1 :] if line[0] != flat[at][0]] or flat[at + 1 :]
    titled = [line for block, line in after if block == after[-1][0]] if after else []
    return (before[0][1] if before else None), published, " ".join(titled)


def _footer(lines: Sequence[str], start: int) -> tuple[int, dict[str, str]]:
    """Where the text ends, and the fields that stand below it."""
    for place in range(start, len(lines)):
        line = lines[place]
        kind = _kind(line)
        if _CLASSIFICATION.match(line) or kind in _IN_FOOTER:
            below = lines[place:]
            kinds = [_kind(other) for other in below]
            sure = {"loaded", "language"} & {kind for kind in kinds if kind} or sum(k in _IN_FOOTER for k in kinds) >= 2
            # capitals are a field's; "Subject:" may be a line of the text unless everything below is fields too
            label = _LABEL.match(line)
            is_heading = _CLASSIFICATION.match(line) is not None
            is_field = label is not None and label["name"].isupper()
            if sure and (is_heading or _is_footer(below, captions=is_field)):
                return place, _fields(below)
    return len(lines), {}


def _is_footer(lines: Sequence[str], *, captions: bool) -> bool:
    """True where every block of lines opens with a field or a notice of rights.

    ``captions``: below a field such as GRAPHIC, blocks that open with none are its captions or lists.
    """
    loose = False
    for block in blocks_of(lines):
        label = _LABEL.match(block[0])
        if _kind(block[0]) is not None and label is not None:
            loose = captions and label["name"].isupper() and squeeze(label["name"]).casefold() in _LISTS
        elif not loose and not _COPYRIGHT.match(block[0]):
            return False
    return True


def _fields(lines: Sequence[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    kind: str | None = None
    for line in lines:
        found = _kind(line)
        if found is not None:
            label = _LABEL.match(line)
            value = squeeze((label["value"] if label else "") or "")
            kind = found if found not in fields else None
            if kind is not None:
                fields[kind] = value
        elif kind is not None and line.strip() and not _COPYRIGHT.match(line):
            fields[kind] = f"{fields[kind]} {squeeze(line)}".strip()
        elif not line.strip() and kind is not None and fields.get(kind):
            kind = None
    return fields


def _author(value: str | None) -> str | None:
    return re.sub(r"^(?:By|Von|Par|Por|Di|Door)\s+", "", value, flags=re.IGNORECASE) if value else None


def _genre(section: str | None) -> str | None:
    """The first word of "OPINION; Pg. 12"."""
    return re.split(r"[;,|:/]|\bPg\b", section)[0].strip() if section else None
