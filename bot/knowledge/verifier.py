"""Which facts are past their review date, for `check-facts` and for whoever keeps the files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .chargeur import Faits


@dataclass(frozen=True)
class FaitPerime:
    """A fact to check again: its file, its id, the day it should have been reviewed, the days since."""

    fichier: str
    id: str
    revoir_le: date
    jours: int


def lignes(faits: Faits, le: date) -> list[FaitPerime]:
    """List the facts past their review date on day `le`, the oldest first."""
    perimes = []
    for nom, fait in faits.a_revoir(le):
        fichier, _, cle = nom.partition(":")
        perimes.append(FaitPerime(fichier, cle, fait.echeance, (le - fait.echeance).days))
    return perimes
