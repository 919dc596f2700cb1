"""Writing the quality sheet: gathers the figures that `bot.evaluation.qualite` only lays out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bot.comprehension.analyse import analyser
from bot.comprehension.exemples import lire
from bot.comprehension.modele import Modele
from bot.evaluation import mesures
from bot.evaluation.croisee import cas_croises
from bot.evaluation.dessin import courbe
from bot.evaluation.lecture import RECIT, lire_fichiers
from bot.evaluation.qualite import DESSIN, fiche
from bot.evaluation.robustesse import robustesse
from bot.settings import RACINE

NLU = RACINE / "data" / "nlu"


def publier(
    sortie: Path,
    modele: Modele,
    resultat: Mapping[str, Any],
    fichiers: Sequence[Path],
    archive: Path,
    le: date,
    croisee: bool,
) -> None:
    """Write the sheet of a result of `mesurer` on these files to `sortie`, and its drawing beside it."""
    exemples = lire(NLU)
    recits = [ligne for ligne in lire_fichiers(fichiers) if ligne.genre == RECIT]
    texte = fiche(
        resultat,
        le,
        hashlib.sha256(archive.read_bytes()).hexdigest(),
        len(exemples),
        robustesse(recits, lambda textes: analyser(modele, textes)) if recits else None,
        mesures.groupe(cas_croises(exemples)) if croisee else None,
    )
    sortie.write_text(texte, encoding="utf-8")
    dessin = sortie.parent / DESSIN
    dessin.parent.mkdir(parents=True, exist_ok=True)
    dessin.write_text(courbe(resultat["calibration"]), encoding="utf-8")
