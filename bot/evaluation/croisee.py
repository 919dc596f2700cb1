"""Cross-validation on the training stories: how well the models learn these voices, never how well they read real people.

Shown apart in the quality sheet: texts written by the same pens are easier than those of strangers.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.comprehension.analyse import analyser
from bot.comprehension.calibrage import PLIS, plis
from bot.comprehension.exemples import Exemple
from bot.comprehension.modele import Modele
from bot.evaluation.cas import Cas
from bot.evaluation.lecture import Ligne

LOT = 64


def cas_croises(exemples: Sequence[Exemple], nombre: int = PLIS) -> list[Cas]:
    """Return every story beside what a model that never saw it (nor its neighbours in the files) reads in it."""
    ou = plis(len(exemples)) % nombre
    sortie = []
    for pli in range(nombre):
        modele = Modele()
        modele.entrainer([e for e, p in zip(exemples, ou, strict=True) if p != pli])
        tenus = [e for e, p in zip(exemples, ou, strict=True) if p == pli and e.intent == "raconter"]
        for i in range(0, len(tenus), LOT):
            lot = tenus[i : i + LOT]
            lus = analyser(modele, [e.texte for e in lot])
            sortie += [Cas(_ligne(e, i + k), lu) for k, (e, lu) in enumerate(zip(lot, lus, strict=True))]
    return sortie


def _ligne(e: Exemple, numero: int) -> Ligne:
    return Ligne(
        fichier="apprentissage",
        numero=numero,
        id=str(numero),
        texte=e.texte,
        criteres=e.criteres,
        domaine=e.domaine,
        domaine_dit=True,
        nature=e.nature,
        role=e.role,
        role_dit=True,
        registre=e.registre,
    )
