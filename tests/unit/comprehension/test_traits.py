"""Features: the same values as scikit-learn's vectorisers, and every part of them traced to a word."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from bot.comprehension.modele import Modele
from bot.comprehension.normaliser import LIEU, normaliser
from bot.comprehension.traits import neutre

TEXTES = [
    "Mon patron m'a renvoyée : enceinte, enceinte !",
    "le propriétaire a refusé",
    "",
    "!!! ???",
    "x",
    "mot inconnu zygomatique",
    "\ud800 cassé \x00",
]


@pytest.mark.parametrize("texte", TEXTES)
def test_memes_valeurs_que_scikit_learn(modele: Modele, texte: str) -> None:
    traits = modele.traits
    propre = [" ".join(map(neutre, normaliser(texte).split()))]
    attendu = np.hstack([traits._mots.transform(propre).toarray(), traits._lettres.transform(propre).toarray()])
    obtenu = traits.empiler([traits.ligne(normaliser(texte).split())]).toarray()[:, : attendu.shape[1]]
    np.testing.assert_allclose(obtenu, attendu, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("texte", TEXTES)
def test_chaque_valeur_vient_de_ses_mots(modele: Modele, texte: str) -> None:
    mots, _ = modele.traits.mots(texte)
    ligne = modele.traits.ligne(mots)
    colonnes, qui, parts = ligne.origine
    somme = np.zeros(modele.traits.dimension)
    np.add.at(somme, colonnes, parts)
    attendu = np.zeros(modele.traits.dimension)
    attendu[ligne.colonnes] = ligne.valeurs
    np.testing.assert_allclose(somme, attendu, atol=1e-5)
    assert all(0 <= i < len(mots) for i in qui)


def test_une_ville_ne_compte_pas(modele: Modele) -> None:
    ecrit = [
        modele.traits.mots(f"refusé à {ville} hier") for ville in ("Roubaix", "Saint-Quentin", "Villeneuve-d'Ascq")
    ]
    assert [mots for mots, _ in ecrit] == [["refuse", "a", LIEU, "hier"]] * 3
    assert ecrit[1][1][2] == "Saint Quentin"


@pytest.mark.parametrize(
    ("texte", "mots"),
    [
        ("je suis encienteee", ["je", "suis", "enceinte"]),
        ("refusé, Encienta", ["refuse", "nompropre"]),  # a name, not a slip
        ("ENCIENTE", ["enceinte"]),
        ("en\u200bceinte", ["enceinte"]),
        ("e\u0301t\u00e9", ["ete"]),
    ],
)
def test_mots_lus(modele: Modele, texte: str, mots: list[str]) -> None:
    assert modele.traits.mots(texte)[0] == mots


@pytest.mark.parametrize(
    ("mot", "lu"),
    [("refusee", "refuse"), ("refusees", "refuses"), ("refuse", "refuse"), ("lycee", "lyce"), ("ete", "ete")],
)
def test_le_feminin_d_un_participe_ne_compte_pas(mot: str, lu: str) -> None:
    assert neutre(mot) == lu


def test_garde_tout_une_fois_enregistre(modele: Modele) -> None:
    relu = pickle.loads(pickle.dumps(modele.traits))
    assert (relu.matrice(TEXTES) != modele.traits.matrice(TEXTES)).nnz == 0
