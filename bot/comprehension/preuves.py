"""The words that led to a label: the contribution of each typed word to the label's linear score."""

from __future__ import annotations

from typing import Any

import numpy as np

from bot.comprehension.modele import Modele
from bot.comprehension.normaliser import LIEU, aplatir, mots, mots_avec_forme

MOTS_MAX = 5
PART_DU_MEILLEUR = 0.30
CREUX = frozenset(
    "a ai as au aux avec c ca ce ces cet cette d dans de des du elle elles en est et etait ete eu il ils j je l la le les"
    " leur lui m ma mais me mes moi mon n ne nous on ont ou par pas plus pour qu que qui quand s sa se ses si son sont sur"
    " t ta te tes toi ton tu un une vous y ya fait dit alors car comme etre avoir suis tout tous".split()
)


def poids_par_mot(modele: Modele, texte: str, coefficients: np.ndarray[Any, Any]) -> list[tuple[str, float]]:
    """Return each typed word with the share of the score it brings, n-grams shared out among their words."""
    formes = mots_avec_forme(texte)
    suite: list[tuple[int, str]] = [(i, m) for i, (_, normes) in enumerate(formes) for m in normes]
    poids = np.zeros(len(formes))
    vocab, idf = modele.vec_mots.vocabulary_, modele.vec_mots.idf_
    for taille in range(1, 3):
        for debut in range(len(suite) - taille + 1):
            morceau = suite[debut : debut + taille]
            colonne = vocab.get(" ".join(m for _, m in morceau))
            if colonne is not None:
                for i, _ in morceau:
                    poids[i] += coefficients[colonne] * idf[colonne] / taille
    decalage = len(vocab)
    lettres: dict[str, int] = modele.vec_lettres.vocabulary_
    idf_lettres = modele.vec_lettres.idf_
    analyser = modele.vec_lettres.build_analyzer()
    for i, m in suite:
        colonnes = [lettres[g] for g in analyser(m) if g in lettres]
        poids[i] += sum(coefficients[decalage + c] * idf_lettres[c] for c in colonnes) / 6
    return [(forme, float(p)) for (forme, _), p in zip(formes, poids, strict=True)]


def mots_decisifs(modele: Modele, texte: str, estimateur: Any, classe: str | None = None) -> tuple[str, ...]:
    """Return up to five words, as typed and in their order, that weighed most for the label."""
    coefficients = estimateur.coef_[0]
    if classe is not None and len(estimateur.classes_) > 2:
        coefficients = estimateur.coef_[list(estimateur.classes_).index(classe)]
    elif classe is not None and estimateur.classes_[1] != classe:
        coefficients = -coefficients
    poids = [(mot, p) for mot, p in poids_par_mot(modele, texte, coefficients) if _plein(mot)]
    if not poids or max(p for _, p in poids) <= 0:
        return ()
    seuil = max(p for _, p in poids) * PART_DU_MEILLEUR
    meilleurs = sorted({p for _, p in poids if p >= seuil}, reverse=True)[:MOTS_MAX]
    gardes: list[str] = []
    for mot, p in poids:
        if p in meilleurs and mot not in gardes:
            gardes.append(mot)
    return tuple(gardes[:MOTS_MAX])


def _plein(mot: str) -> bool:
    """Tell whether a word may be shown as evidence: neither empty of sense nor the name of a town."""
    plat = aplatir(mot)
    return plat not in CREUX and len(mot) > 1 and (plat == LIEU or mots(mot) != [LIEU])
