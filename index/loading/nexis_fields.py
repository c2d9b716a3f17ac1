"""The fields of LexisNexis and Nexis Uni documents, in the words of the interface's languages."""

from __future__ import annotations

NAMES = {
    "title": ("headline", "titel", "überschrift", "titre", "titular", "título", "titolo", "kop", "head"),
    "author": ("byline", "autor", "auteur", "verfasser", "autore", "author", "von", "autores", "authors"),
    "section": ("section", "rubrik", "rubrique", "sección", "seccion", "sezione", "rubriek", "sectie", "seção"),
    "words": ("length", "länge", "laenge", "longueur", "longitud", "lunghezza", "lengte", "extensión", "comprimento"),
    "highlight": ("highlight", "highlights", "encart", "abstract", "zusammenfassung", "résumé", "resumen",
    "samenvatting"),
    "dateline": ("dateline", "datumszeile", "lieu", "ort"),
    "edition": ("edition", "ausgabe", "édition", "edición", "edizione", "editie"),
    "series": ("series", "serie", "série", "anthology", "column"),
    "correction": ("correction", "berichtigung", "korrektur", "corrección", "rettifica", "corrections"),
    "language": ("language", "sprache", "langue", "idioma", "lingua", "taal"),
    "url": ("url", "link"),
    "loaded": (
        "load-date", "update", "ladedatum", "lade-datum", "date-chargement", "date de chargement", "fecha-carga",
        "fecha de carga", "data-caricamento", "laad-datum", "laaddatum", "data de carga",
    ),
    "footer": (
        "correction-date", "publication-type", "publikationstyp", "type-publication", "type de publication",
        "tipo-publicacion",
        "tipo de publicación", "publicatie-type", "publikation-typ", "subject", "schlagwort", "schlagwörter", "thema",
        "sujet", "tema", "materia", "onderwerp", "argomento", "organization", "organisation", "organización",
        "company", "unternehmen", "firma", "société", "societe", "empresa", "bedrijf", "società", "ticker",
        "symbole-boursier", "industry", "branche", "secteur-activite", "secteur d'activité", "industria", "geographic",
        "geographie", "geografie", "localisation-geo", "geográfico", "country", "land", "pays", "país", "paese",
        "state", "city",
        "person", "personen", "personne", "personnes", "persona", "persoon", "graphic", "grafik", "graphique",
        "gráfico",
        "journal-code", "journal code", "notes", "document-type", "distribution", "acc-no", "issn", "pub-type",
        "cat", "descriptors",
        "name", "product", "pub_subject", "enhancement", "classification", "ranking", "copyright", "isbn",
    ),
}  # fmt: skip
KINDS = {name: kind for kind, names in NAMES.items() for name in names}
"""A field's name in lower case to what it holds; ``footer`` is what stands below a text and is not kept."""
