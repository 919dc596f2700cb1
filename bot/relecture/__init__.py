"""Review: what a reviewer may read of a message, what may be corrected in it, which one to read next, what is learned.

Nothing here reads the database: `bot.store.copies` and `bot.store.exemples` do, with these rules.
"""

from __future__ import annotations

from bot.relecture.copie import composer, departement_du_choix, reduire
from bot.relecture.etiquettes import AUCUN, INTENTS, EtiquetteInvalide, Etiquettes, lues, retenues

__all__ = [
    "AUCUN",
    "INTENTS",
    "EtiquetteInvalide",
    "Etiquettes",
    "composer",
    "departement_du_choix",
    "lues",
    "reduire",
    "retenues",
]
