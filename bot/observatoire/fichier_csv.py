"""Tables as a file for spreadsheets: header with method and date, no formula, no personal column."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.knowledge import Faits
from bot.observatoire.tableaux import Demande, Tableau, nom_demande, nom_territoire
from bot.textes import texte

FORMULES: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
BOM: Final = "\ufeff"


def neutraliser(cellule: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe before what would start one, spaces or not.

    Control characters leave it too: some programs drop them, and what follows would then start the cell.
    """
    propre = "".join(c if c.isprintable() else " " for c in cellule)
    return f"'{propre}" if cellule.startswith(FORMULES) or propre.lstrip(" '\"").startswith(FORMULES) else propre


def ecrire(tableaux: Sequence[Tableau], demande: Demande, faits: Faits, le: date) -> bytes:
    """Return the file: UTF-8 with its mark, semicolons (French spreadsheets), one table after another."""
    sortie = io.StringIO(newline="")
    ecrivain = csv.writer(sortie, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")

    def ligne(*cellules: str) -> None:
        ecrivain.writerow([neutraliser(c) for c in cellules])

    ligne(texte("observatoire.titre"))
    ligne(texte("observatoire.territoire"), nom_territoire(demande.territoire, faits))
    ligne(texte("observatoire.periode"), nom_demande(demande))
    if demande.canal is not None:
        ligne(texte("observatoire.canal"), demande.canal)
    ligne(texte("observatoire.etabli_le", date=le.isoformat()))
    for numero in (1, 2, 3):
        ligne(texte(f"observatoire.methode_{numero}"))
    ligne(texte("observatoire.note_secret"))
    for tableau in tableaux:
        ligne("")
        ligne(tableau.titre)
        for note in tableau.notes:
            ligne(note)
        if tableau.lignes:
            ligne(*tableau.colonnes)
        for rang in tableau.lignes:
            # A number is written bare, for sums; a secret stays a word.
            ligne(rang.nom, *(n.ecrit() if n.nombre is None or n.au_moins else str(n.nombre) for n in rang.nombres))
    return (BOM + sortie.getvalue()).encode("utf-8")
