"""The words that led to a label: the exact contribution of each typed word to the label's linear score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.comprehension.modele import Matrice
from bot.comprehension.normaliser import LIEU
from bot.comprehension.traits import Ligne

MOTS_MAX = 5
PART_DU_MEILLEUR = 0.30
CREUX = frozenset(
    "a ai as au aux avec c ca ce ces cet cette d dans de des du elle elles en est et etait ete eu il ils j je l la le les"
    " leur lui m ma mais me mes moi mon n ne nous on ont ou par pas plus pour qu que qui quand s sa se ses si son sont sur"
    " t ta te tes toi ton tu un une vous y ya fait dit alors car comme etre avoir suis tout tous".split()
)


def contributions(ligne: Ligne, poids: Matrice, colonnes: Sequence[int], nombre: int) -> Matrice:
    """Return what each of `nombre` words brings to each of these labels (words × labels): their sum is the score."""
    traits, qui, parts = ligne.origine
    sortie = np.zeros((nombre, len(colonnes)), np.float32)
    np.add.at(sortie, qui, poids[traits][:, list(colonnes)] * parts[:, None])
    return sortie


def mots_decisifs(mots: Sequence[str], formes: Sequence[str], apports: Matrice) -> tuple[str, ...]:
    """Return up to five words, as typed and in their order, that weighed most for one label (one number a word)."""
    # A word said twice weighs twice, and is shown once.
    total: dict[str, float] = {}
    for mot, forme, apport in zip(mots, formes, apports, strict=True):
        if mot != LIEU and mot not in CREUX and len(forme) > 1:
            total[forme] = total.get(forme, 0.0) + float(apport)
    meilleur = max(total.values(), default=0.0)
    if meilleur <= 0:
        return ()
    gardes = sorted(total, key=lambda f: -total[f])[:MOTS_MAX]
    return tuple(f for f in total if f in gardes and total[f] >= meilleur * PART_DU_MEILLEUR)
