"""Makes the addresses and numbers of our own sentences tappable, as the widget does (`bot/widget/src/dom.js`)."""

from __future__ import annotations

import re

from markupsafe import Markup

# Whole numbers and addresses only; a number of two figures (17) is a link where a card says so, not in a sentence.
_MOTIF = re.compile(
    r"(?P<url>https?://[^\s<>\"«»]*[^\s<>\"«».,;:!?)\]])"
    r"|(?<![@\w.])(?P<domaine>(?:[a-z0-9-]+\.)+(?:fr|org|com|eu)\b(?:/[^\s<>\"«»]*[^\s<>\"«».,;:!?)\]])?)"
    r"|\b(?P<tel>0[1-9](?:[\s.]?\d{2}){4}|39\s?28|39\s?19|31\s?14|30\s?18|30\s?39|116\s?\d{3})\b",
    re.IGNORECASE,
)


def liens(texte: str) -> Markup:
    """Return a sentence as HTML: everything escaped, then links to web addresses and phone numbers."""
    sortie, fin = Markup(""), 0
    for m in _MOTIF.finditer(texte):
        dit, cible = m.group(), m.group("url") or (m.group("domaine") and f"https://{m.group('domaine')}")
        sortie += texte[fin : m.start()]
        if cible:
            sortie += Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(cible, dit)
        else:
            sortie += Markup('<a href="tel:{}">{}</a>').format(re.sub(r"\D", "", dit), dit)
        fin = m.end()
    return sortie + texte[fin:]
