"""Measuring the understanding on labelled texts: `python -m bot evaluate`.

The figures never hold a text: only counts, labels, and the ids of the rows that went wrong.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.evaluation import mesures, statistiques
from bot.evaluation.cas import Cas
from bot.evaluation.lecture import LigneIllisible, avertissements, lire_fichiers
from bot.evaluation.tableau import rendre
from bot.situation import SEUIL_AFFIRMER

if TYPE_CHECKING:
    from bot.comprehension.modele import Modele

__all__ = ["LigneIllisible", "mesurer", "rendre"]

LOT = 32
Analyseur = Callable[[Sequence[str]], Sequence[Mapping[str, Any]]]


def mesurer(modele: Modele | None, fichiers: Sequence[Path], analyseur: Analyseur | None = None) -> dict[str, Any]:
    """Analyse the texts of labelled files and return every figure, JSON-ready.

    `analyseur` stands in for the model (tests, another system to compare).
    Raises LigneIllisible (a ValueError) when a line cannot be read.
    """
    lignes = lire_fichiers(fichiers)
    lire_textes = analyseur or _du_modele(modele)
    textes = [ligne.texte for ligne in lignes]
    # What is loaded once (language statistics, places) is not the price of a text.
    lire_textes(textes[:1])
    debut = time.perf_counter()
    analyses = [a for i in range(0, len(textes), LOT) for a in lire_textes(textes[i : i + LOT])]
    secondes = time.perf_counter() - debut
    cas = [Cas(ligne, analyse) for ligne, analyse in zip(lignes, analyses, strict=True)]
    return {
        "textes": len(cas),
        "seuil_affirmer": SEUIL_AFFIRMER,
        "tirages": statistiques.TIRAGES,
        "graine": statistiques.GRAINE,
        "cas_min_macro_f1": mesures.CAS_MIN,
        "debit": {
            "textes_par_seconde": round(len(cas) / secondes, 1) if cas and secondes > 0 else None,
            "secondes": round(secondes, 3),
            "textes": len(cas),
        },
        "groupes": mesures.groupes(cas),
        "etiquettes": mesures.etiquettes(cas),
        "calibration": mesures.calibration(cas),
        "confusions": mesures.confusions(cas),
        "erreurs": mesures.erreurs(cas),
        "sujets_inconnus": sorted({c.ligne.topic for c in cas if c.ligne.topic and c.reponses_justes is None}),
        "avertissements": avertissements(lignes),
    }


def _du_modele(modele: Modele | None) -> Analyseur:
    from bot.comprehension.analyse import analyser

    if modele is None:
        raise TypeError("a model or an analyser is needed")
    return lambda textes: analyser(modele, textes)
