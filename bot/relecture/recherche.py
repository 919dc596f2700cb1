"""Looking for words in a masked text, as people type them: accents, capitals and order do not matter."""

from __future__ import annotations

from bot.comprehension.normaliser import aplatir


def contient(texte: str, cherche: str) -> bool:
    """Tell whether every word that is looked for is somewhere in the text, be it as a part of a longer word."""
    plat = aplatir(texte)
    return all(mot in plat for mot in aplatir(cherche).split())
