"""ProQuest exports: many documents in one text or web page, fields by their labels.

A document has a title, "Publication info:", "Full text:", then fields down to
"Database:"; a line of underscores stands between two. The labels are those of
the interface's language.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from index.loading.drafts import Draft
from index.loading.export_lines import Lines, body_of, language_code, squeeze
from index.loading.reports import Flawed, Recognised, Skipped

_RULE = re.compile(r"^\s*(?:_{20,}|\*{20,}|={20,})\s*$")
_POSITION = re.compile(
    r"^\s*(?:Document|Dokument|Documento)\s+(\d{1,5})\s+(?:of|von|de|di)\s+(\d{1,5})\s*$", re.IGNORECASE
)
_LINK = re.compile(r"^\s*(?:ProQuest document link|Lien (?:vers le )?document ProQuest|Enlace de documentos de ProQuest"
                   r"|ProQuest-Dokument-?[Ll]ink|Link documento ProQuest)\s*$", re.IGNORECASE)  # fmt: skip
_ADDRESS = re.compile(r"^\s*https?://\S+\s*$")
_INFO = re.compile(
    r"^(?P<source>[^;\[]+?)\s*(?:;|\[|,\s*(?=\d)"
    r"|$)(?P<rest>.*?)(?P<date>\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,10}\.?\s+(?:de\s+)?\d{4}|[A-Z][a-z]{2,8}\.?"
    r" \d{1,2}, \d{4})?"
    r"(?::.*)?$"
)
_CITATION = re.compile(r"^(?P<author>[^.;\[\]]{3,100}(?:; [^.\[\]]{3,60})*)\. [^;]{2,100}[;,] .*\d{4}")
_NO_TEXT = re.compile(
    r"^\s*(?:Not available|None available|Full text not available|Nicht verfügbar|Non disponible|No disponible)\.?\s*$",
    re.IGNORECASE,
)

_NAMES = {
    "author": ("author", "autor", "auteur", "autore", "verfasser", "autor(en)", "authors"),
    "info": (
        "publication info", "información de publicación", "informations sur la publication", "publikationsinfo",
        "informazioni sulla pubblicazione", "informações da publicação", "publikationsinformationen", "source",
    ),
    "abstract": ("abstract", "resumen", "résumé", "zusammenfassung", "kurzfassung", "resumo", "riassunto",
    "abstract (summary)"),
    "text": ("full text", "texto completo", "texte intégral", "volltext", "testo completo", "full-text",
    "texto integral"),
    "title": ("title", "título", "titre", "titel", "titolo"),
    "alternate": ("alternate title", "alternative title", "título alternativo", "autre titre"),
    "source": (
        "publication title", "título de publicación", "título de la publicación", "titre de la publication",
        "titre de publication",
        "titel der publikation", "publikationstitel", "titolo pubblicazione", "título da publicação", "publication",
        "publikation",
    ),
    "published": (
        "publication date", "fecha de publicación", "date de publication", "publikationsdatum", "data di pubblicazione",
        "data da publicação", "erscheinungsdatum", "entry date",
    ),
    "section": ("section", "sección", "rubrique", "rubrik", "abschnitt", "sezione", "seção"),
    "language": (
        "language of publication", "idioma de la publicación", "langue de publication", "sprache der publikation",
        "publikationssprache", "lingua di pubblicazione", "idioma da publicação", "language",
    ),
    "id": (
        "proquest document id", "id del documento de proquest", "identifiant du document proquest",
        "proquest-dokument-id", "id documento proquest", "document id", "id do documento proquest",
    ),
    "url": ("document url", "url del documento", "url du document", "dokument-url", "url do documento",
    "url documento"),
    "database": ("database", "base de datos", "base de données", "datenbank", "database copyright", "banca dati",
    "base de dados"),
    "other": (
        "subject", "materia", "sujet", "schlagwort", "thema", "location", "lugar", "lieu", "standort", "people",
        "personas",
        "personnes", "personen", "company / organization", "company", "company/organization", "empresa / organización",
        "société/organisation", "unternehmen/organisation", "credit", "crédito", "identifier / keyword",
        "identifier/keyword",
        "identificador / palabra clave", "pages", "páginas", "seiten", "first page", "primera página",
        "première page", "erste seite", "publication year", "año de publicación", "année de publication",
        "publikationsjahr",
        "publisher", "editorial", "éditeur", "verlag", "place of publication", "lugar de publicación",
        "lieu de publication", "erscheinungsort", "country of publication", "país de publicación",
        "pays de publication",
        "erscheinungsland", "publication subject", "materia de publicación", "issn", "e-issn", "source type",
        "tipo de fuente",
        "type de source", "quellentyp", "document type", "tipo de documento", "type de document", "dokumenttyp",
        "copyright",
        "last updated", "última actualización", "dernière mise à jour", "zuletzt aktualisiert", "links", "enlaces",
        "business indexing term", "volume", "issue", "column", "edition", "ausgabe", "supplement", "number of pages",
        "publication frequency", "classification", "accession number", "online publication date",
        "illustration", "caption", "word count", "update", "series", "dateline", "correction", "corresponding author",
        "publication history", "publication milestone dates", "issn-l", "coden", "dokumentfeatures",
        "document feature", "features",
        "spezialausgabe", "special issue", "company name", "naics", "ticker", "sponsor", "stichwort", "lccn",
    ),
}  # fmt: skip
_KIND = {name: kind for kind, names in _NAMES.items() for name in names}
_LABEL = re.compile(r"^\s*(?P<name>[^\W\d_][^:\n]{1,44}?)\s?:(?!//)\s*(?P<value>.*)$")


def read_proquest(file: Lines) -> Iterator[Recognised | Draft | Skipped | Flawed] | None:
    """The documents of an export; None where the lines are no such export."""
    kinds = [_kind(line) for line in file.lines]
    if not ("id" in kinds and ("text" in kinds or "source" in kinds or "abstract" in kinds)):
        return None
    return _read(file, kinds)


def _read(file: Lines, kinds: Sequence[str | None]) -> Iterator[Recognised | Draft | Skipped | Flawed]:
    documents = _documents(file.lines, kinds)
    said = [int(found[2]) for line in file.lines if (found := _POSITION.match(line))]
    yield Recognised("ProQuest export", file.characters, said[-1] if said else len(documents))
    for number, lines in enumerate(documents, start=1):
        yield _document(lines, number)


def _documents(lines: Sequence[str], kinds: Sequence[str | None]) -> list[Sequence[str]]:
    """The lines of each document: between rules, or from one document id to the next where there are none."""
    rules = [place for place, line in enumerate(lines) if _RULE.match(line)]
    edges = [-1, *rules, len(lines)]
    parts = [lines[start + 1 : end] for start, end in itertools.pairwise(edges)]
    found = [part for part in parts if any(_kind(line) in ("id", "text") for line in part)]
    split: list[Sequence[str]] = []
    for part in found:
        split += _split_at_ids(part)
    return split


def _split_at_ids(lines: Sequence[str]) -> list[Sequence[str]]:
    """A document ends with the run of fields that its id stands in."""
    kinds = [_kind(line) for line in lines]
    ids = [place for place, kind in enumerate(kinds) if kind == "id"]
    if len(ids) < 2:
        return [lines]
    edges = [0]
    for this in ids[:-1]:
        end = this + 1
        while end < len(lines) and (
            (kinds[end] is not None and kinds[end] not in ("author", "info")) or not lines[end].strip()
        ):
            end += 1
        edges.append(end)
    edges.append(len(lines))
    return [lines[start:end] for start, end in itertools.pairwise(edges)]


def _document(lines: Sequence[str], number: int) -> Draft:
    fields: dict[str, list[str]] = {}
    heading: list[str] = []
    kind: str | None = None
    ends = _ends_of_text(lines)
    for place, line in enumerate(lines):
        found = _kind(line)
        inside_text = kind == "text"
        if found is not None and not (inside_text and place not in ends):
            label = _LABEL.match(line)
            kind = found
            if kind in fields and kind != "text":
                kind = "other"  # a second "Title:" is that of a list inside the fields
            fields.setdefault(kind, []).append((label["value"] if label else "").strip())
        elif kind is None:
            if line.strip() and not _POSITION.match(line) and not _LINK.match(line) and not _ADDRESS.match(line):
                heading.append(squeeze(line))
        elif not _LINK.match(line):
            fields[kind].append(line)
    text = body_of(fields.get("text", ()))
    truncated = False
    if not text or _NO_TEXT.match(text):
        text, truncated = body_of(fields.get("abstract", ())), True
    info = _INFO.match(_one(fields, "info")[:500])
    source = _one(fields, "source").split(";")[0].split(" [")[0].strip()
    return Draft(
        text="" if _NO_TEXT.match(text) else text,
        id=_one(fields, "id") or None,
        title=_one(fields, "title") or " ".join(heading[:1]),
        source=source or (info["source"].strip() if info else None),
        published=_one(fields, "published") or (info["date"] if info else None),
        url=_first_address(_one(fields, "url")),
        author=_names(_one(fields, "author") or _cited_author(heading)),
        genre=_one(fields, "section").split(";")[0] or None,
        language=language_code(_one(fields, "language")),
        truncated=truncated,
        line=number,
    )


def _kind(line: str) -> str | None:
    label = _LABEL.match(line)
    return _KIND.get(squeeze(label["name"]).casefold()) if label else None


def _ends_of_text(lines: Sequence[str]) -> frozenset[int]:
    """The places below which only fields come; a line "Location: ..." inside the text is followed by more of it."""
    ends = []
    below = known = 0
    for place in range(len(lines) - 1, -1, -1):
        if known >= 0.6 * below:
            ends.append(place)
        if lines[place].strip():
            below += 1
            known += _kind(lines[place]) is not None
    return frozenset(ends)


def _one(fields: dict[str, list[str]], kind: str) -> str:
    return squeeze(" ".join(fields.get(kind, ())))


def _first_address(value: str) -> str | None:
    found = re.search(r"https?://\S+", value)
    return found[0] if found else None


def _cited_author(heading: Sequence[str]) -> str:
    """
    >>> _cited_author(["Ferry down", "Holt, Mira. The Dalen Herald; Port Dalen [Port Dalen]. 13 Mar 2024: A.1."])
    'Holt, Mira'
    """
    found = (_CITATION.match(line) for line in heading[1:3])
    return next((match["author"] for match in found if match), "")


def _names(value: str) -> str | None:
    """
    >>> _names("Holt, Mira."), _names("Holt, Mira; Reek, Tomas")
    ('Mira Holt', 'Mira Holt and Tomas Reek')
    """
    people = []
    for name in value.rstrip(". ").split(";"):
        last, _, first = name.strip().partition(", ")
        people.append(f"{first} {last}".strip() if first and first[:1].isupper() else name.strip())
    return " and ".join(person for person in people if person) or None
