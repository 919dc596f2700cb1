"""Words shown as evidence: they are those that moved the score, so taking them away moves it back."""

from __future__ import annotations

import numpy as np
import pytest

from bot.comprehension.analyse import analyser
from bot.comprehension.lecture import lire
from bot.comprehension.modele import CRITERE, Modele
from bot.comprehension.preuves import contributions, mots_decisifs

CAS = [
    ("Hier mon patron m'a dit non, parce que je suis Enceinte.", "grossesse", "Enceinte"),
    ("le bailleur a refusé, a cause du fauteuil", "handicap", "fauteuil"),
    ("au bar le videur refuse les noirs", "origine", "noirs"),
]


@pytest.mark.parametrize(("texte", "critere", "mot"), CAS)
def test_la_somme_des_apports_est_le_score(modele: Modele, texte: str, critere: str, mot: str) -> None:
    lu = lire(modele, [texte])[0]
    colonne = modele.tetes[CRITERE].colonne(critere)
    apports = contributions(lu.ligne, modele.poids, [colonne], len(lu.mots))
    score = modele.scores(modele.traits.empiler([lu.ligne]))[0, colonne]
    assert apports.sum() + modele.biais[colonne] == pytest.approx(float(score), abs=1e-3)


@pytest.mark.parametrize(("texte", "critere", "mot"), CAS)
def test_oter_les_mots_montres_change_la_decision(modele: Modele, texte: str, critere: str, mot: str) -> None:
    vu = analyser(modele, [texte])[0]["criteres"][0]
    assert vu["id"] == critere
    assert mot in vu["mots"]
    reste = " ".join(m for m in texte.replace(",", " ").replace(".", " ").split() if m not in vu["mots"])
    apres = {c["id"]: c["confiance"] for c in analyser(modele, [reste])[0]["criteres"]}
    assert apres.get(critere, 0.0) < vu["confiance"]


def test_ni_mot_creux_ni_ville_ni_mot_contraire() -> None:
    mots = ["je", "commune", "enceinte", "cdd", "patron"]
    formes = ["Je", "Lens", "Enceinte", "CDD", "patron"]
    apports = np.array([5.0, 5.0, 2.0, -1.0, 0.1], np.float32)
    assert mots_decisifs(mots, formes, apports) == ("Enceinte",)
    assert mots_decisifs(mots, formes, -apports) == ("CDD",)
    assert mots_decisifs([], [], np.zeros(0, np.float32)) == ()
    assert mots_decisifs(["a"], ["a"], np.ones(1, np.float32)) == ()
