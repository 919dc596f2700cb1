"""The words that moved the machine, shown in the text itself."""

from __future__ import annotations

import re
from collections.abc import Iterable


def segments(texte: str, mots: Iterable[str]) -> list[tuple[str, bool]]:
    """Cut a text in pieces, in order: (piece, is it one of the words), whole words only, whatever their case."""
    cherches = sorted({m for m in mots if m.strip()}, key=len, reverse=True)
    if not cherches:
        return [(texte, False)]
    motif = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, cherches))})(?!\w)", re.IGNORECASE)
    morceaux: list[tuple[str, bool]] = []
    fin = 0
    for trouve in motif.finditer(texte):
        morceaux += [(texte[fin : trouve.start()], False), (trouve[0], True)]
        fin = trouve.end()
    return [(m, marque) for m, marque in (*morceaux, (texte[fin:], False)) if m]


def mots_de(analyse: dict[str, object]) -> list[str]:
    """Return every word that the critères and the domaine of an analysis relied on."""
    criteres, domaine = analyse.get("criteres"), analyse.get("domaine")
    indices = [*(criteres if isinstance(criteres, list) else ()), *([domaine] if isinstance(domaine, dict) else ())]
    return [str(m) for indice in indices for m in indice.get("mots") or ()]
