"""Pages that are no article: they ask for money, for consent, or whether their reader is a person."""

from __future__ import annotations

import re
from typing import Any

from index.loading.own_data import OwnData

_PAYWALL = re.compile(
    r"already a (?:subscriber|member)|subscribe (?:now|today|from|to (?:read|continue|unlock))|(?:for|only to)"
    r" (?:our )?subscribers"
    r"|subscribers only|to (?:continue|keep) reading|continue reading (?:this|with)|log ?in to (?:continue|read)"
    r"|free articles? (?:this|left|remaining)"
    r"|unlock (?:this|the) (?:article|story)|start your (?:free )?trial|register (?:now )?to (?:read|continue)|nur"
    r" für abonnenten|jetzt abonnieren"
    r"|weiterlesen mit|réservé aux abonnés|déjà abonné|contenido exclusivo para suscriptores|riservato agli abbonati",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"cookies?\b|\bpartners?\b|your (?:data|privacy)|privacy (?:choices|settings|policy)|\bconsent\b|on your"
    r" device|accept all|reject all"
    r"|manage (?:options|settings|preferences|choices)|personali[sz]ed ads|zustimm\w+|alle akzeptieren"
    r"|datenschutz\w*|einwillig\w+"
    r"|tout accepter|tout refuser|vos données|aceptar todo|tus datos|accetta tutt\w",
    re.IGNORECASE,
)
_CONSENT_BUTTON = re.compile(
    r"^\s*(?:accept(?: all)?|agree|i agree|allow all|reject all|manage (?:options|settings|preferences|choices)"
    r"|more options"
    r"|(?:alle[ns]? )?(?:akzeptieren|zustimmen)|tout accepter|accepter(?: et continuer)?|aceptar(?: todo)?"
    r"|accetta(?: tutto)?)\b",
    re.IGNORECASE,
)
_ROBOT = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:captcha|recaptcha|hcaptcha|cf-browser-verification|cf-challenge|px-captcha|DDoS protection|Ray ID"
        r"|cloudflare|incapsula"
        r"|datadome|perimeterx)\b|\breference #|press (?:&|and) hold|ad[- ]?blocker",
        r"(?:human|robot|\bbots?\b|a (?:real )?person|mensch|humain)\b",
        r"(?:enable|switch on|turn on|allow|activate|aktivieren|activez)\b[^.]{0,60}\b(?:javascript|JS|scripts?"
        r"|cookies)",
        r"(?:check|verif|review|prüf)\w*\b[^.]{0,40}\b(?:connection|browser|security|identity|verbindung)",
        r"unusual (?:traffic|activity)|access (?:to this page )?(?:has been )?denied|too many requests|request blocked",
        r"just a moment|attention required|one (?:more )?(?:second|moment)|pardon our interruption|are you a robot",
    )
)
_GONE = re.compile(
    r"\b(?:404|page (?:not found|cannot be found)|seite nicht gefunden|page introuvable|página no encontrada)\b",
    re.IGNORECASE,
)
_A_NOTICE = 1_500
"""Characters of a page that only asks something; articles are longer, or do not ask."""
_TEASER = 600


def without_asking(text: str) -> str:
    """The text without the paragraphs that ask for money.

    >>> without_asking("It rained.\\nAlready a subscriber? Log in to continue reading this article.")
    'It rained.'
    """
    kept = [line for line in text.split("\n") if not (len(line) < 400 and _PAYWALL.search(line))]
    return "\n".join(kept).strip() if len(kept) < text.count("\n") + 1 else text


def why_no_article(root: Any, text: str, data: OwnData) -> str | None:
    """What a page is if it is no article; None where it can be one. ``text`` is what was extracted from it."""
    body = next(root.iter("body"), root)
    shown = words_of(body)
    title = " ".join(words_of(node) for node in (*root.iter("title"), *root.iter("h1")))
    if len(data.body) > len(text):
        return None
    if len(shown) < _A_NOTICE:
        if sum(bool(mark.search(f"{title} {shown}")) for mark in _ROBOT) >= 2:
            return "is a robot check, not an article"
        if _GONE.search(title):
            return "is the notice that a page is gone, not an article"
        buttons = sum(bool(_CONSENT_BUTTON.match(words_of(node))) for node in root.iter("button", "a", "input"))
        asked = {found.casefold() for found in _CONSENT.findall(shown)}
        if (buttons and len(asked) >= 1) or len(asked) >= 4:
            return "is a request for consent, not an article"
    is_paid = not data.is_free or (_PAYWALL.search(shown) is not None and _PAYWALL.search(text) is not None)
    if is_paid and len(without_asking(text)) < _TEASER:
        return "is behind a paywall: the page holds only its beginning"
    return None


def words_of(node: Any) -> str:
    """What a node shows, on one line; of a whole page without its scripts."""
    if not isinstance(node.tag, str):
        return ""
    if node.tag in ("body", "html"):
        shown = node.xpath(".//text()[not(ancestor::script) and not(ancestor::style) and not(ancestor::noscript)]")
        return " ".join(" ".join(shown).split())
    return " ".join(node.text_content().split())
