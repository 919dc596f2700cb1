"""How much of the understanding survives the ways people really type: the same measures on disturbed texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from bot.evaluation.cas import Cas
from bot.evaluation.justesse import MESURES
from bot.evaluation.lecture import Ligne
from bot.evaluation.perturbations import PERTURBATIONS
from bot.evaluation.statistiques import Chiffre, part

SUIVIES: Final = ("critere_premier", "critere_deux_premiers", "affirme_premier_juste", "domaine", "nature", "verdict")
TEL_QUEL: Final = "tel_quel"
Analyseur = Callable[[Sequence[str]], Sequence[Mapping[str, Any]]]


def robustesse(lignes: Sequence[Ligne], analyser: Analyseur) -> dict[str, dict[str, Chiffre]]:
    """Return, for the texts as they are then for each disturbance, the followed measures (as `mesures.groupe`)."""
    sortie = {}
    changements: dict[str, Callable[[str], str]] = {TEL_QUEL: lambda texte: texte, **PERTURBATIONS}
    for nom, changer in changements.items():
        changees = [replace(ligne, texte=changer(ligne.texte)) for ligne in lignes]
        lus = analyser([ligne.texte for ligne in changees])
        cas = [Cas(ligne, lu) for ligne, lu in zip(changees, lus, strict=True)]
        sortie[nom] = {m.id: part([v for v in map(m.juste, cas) if v is not None]) for m in MESURES if m.id in SUIVIES}
    return sortie
