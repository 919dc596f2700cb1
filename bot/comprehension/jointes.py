"""A question inside a story (« … et c'est gratuit ? »): the story is kept, and the question is answered too.

Each sentence is read on its own; a message without punctuation (SMS, dictation) by the first and last words.
"""

from __future__ import annotations

import re
from typing import Final

_PHRASES: Final = re.compile(r"(?<=[.!?…\n])\s+")
_FIN_DE_PHRASE: Final = re.compile(r"[.!?…]\s")
# A piece with none of these asks nothing: it costs nothing to see, and most pieces of a story are so.
_DEMANDE: Final = re.compile(
    r"\?|\b(?:combien|comb1|comment|coment|cmt|quoi|koi|qui|ki|où|ou|quand|kan|quels?|quelles?|kel|est[- ]ce|esk\w*"
    r"|faut|fo|faudra|peut|peu|peux|puis|pourrai[st]?|possible|dois|doi|doit|besoin|gratuit|gratos|payant|payer|paye"
    r"|anonyme|risque\w*|droits?|sert|pourquoi|pk|vous|c['’ ]?est|cest|ya|avoir|savoir|demande|sais|appel\w*"
    r"|contact\w*|temps|délai|delai|preuves?|avocate?s?|nan|non)\b",
    re.IGNORECASE,
)
MOTS_MIN, MOTS_MAX = 2, 25
LONGUE = 12
BOUTS = (4, 6, 9)
# The share of « this is a question » times that of its subject, from which it is answered. A mere piece of a sentence
# resembles a question more often: it must be surer. Chosen on stories with and without one (ADR 003).
SEUIL_PHRASE = 0.2
SEUIL_BOUT = 0.4


def morceaux(texte: str) -> list[tuple[str, float]]:
    """Return the pieces of a message that may be a question, each with the threshold that it must reach."""
    propre = texte.strip()
    phrases = [p for p in _PHRASES.split(propre) if p.strip()]
    trouves = dict.fromkeys(phrases, SEUIL_PHRASE) if len(phrases) > 1 else {}
    mots = propre.split()
    if len(mots) > LONGUE and not _FIN_DE_PHRASE.search(propre):
        for n in BOUTS:
            trouves.setdefault(" ".join(mots[:n]), SEUIL_BOUT)
            trouves.setdefault(" ".join(mots[-n:]), SEUIL_BOUT)
    return [(m, s) for m, s in trouves.items() if MOTS_MIN <= len(m.split()) <= MOTS_MAX and _DEMANDE.search(m)]
