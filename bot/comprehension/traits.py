"""From a text to a row of features: words one by one and by two, characters inside words, expressions of the lexicon.

Written out by hand rather than with scikit-learn's vectorisers (whose vocabulary and weights it takes): what a word brings
is remembered, and each feature still knows the words it comes from, so that evidence is exact and a text costs little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.comprehension import lexique
from bot.comprehension.correcteur import Correcteur
from bot.comprehension.noms import Noms
from bot.comprehension.normaliser import decouper

POIDS_LEXIQUE = 0.2
MEMOIRE = 30_000

Entiers = np.ndarray[Any, np.dtype[np.int32]]
Reels = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True)
class Ligne:
    """The features of one text: column, value, and for evidence each (column, word, share of the value)."""

    colonnes: Entiers
    valeurs: Reels
    origine: tuple[Entiers, Entiers, Reels]


class Traits:
    """Learned once from the training texts; `dimension` columns: words, then characters, then the lexicon."""

    def __init__(self) -> None:
        self._mots = TfidfVectorizer(
            ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"\S+", lowercase=False
        )
        self._lettres = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=4, sublinear_tf=True)
        self.etiquettes: tuple[str, ...] = lexique.charger().etiquettes
        self.noms = Noms(())
        self.correcteur = Correcteur(())
        self._preparer()

    def apprendre(self, textes: Sequence[str]) -> None:
        """Learn the vocabulary and its weights from training texts."""
        self.noms = Noms(textes)
        lus = [self.noms.taire(*decouper(t)) for t in textes]
        self.correcteur = Correcteur(map(" ".join, lus))
        propres = [" ".join(map(neutre, mots)) for mots in lus]
        self._mots.fit(propres)
        self._lettres.fit(propres)
        self._preparer()

    def _preparer(self) -> None:
        self._lettres_de = lru_cache(maxsize=MEMOIRE)(self._lettres_du_mot)
        self._analyser = self._lettres.build_analyzer()
        self._etiquette = {e: i for i, e in enumerate(self.etiquettes)}
        # scikit-learn works these weights out again at each reading.
        self._idf = [v.idf_ if hasattr(v, "vocabulary_") else None for v in (self._mots, self._lettres)]

    @property
    def dimension(self) -> int:
        """The number of columns."""
        return len(self._mots.vocabulary_) + len(self._lettres.vocabulary_) + len(self.etiquettes)

    def connait(self, mot: str) -> bool:
        """Tell whether a normalised word comes at least twice in the training data."""
        return neutre(mot) in self._mots.vocabulary_

    def mots(self, texte: str) -> tuple[list[str], list[str]]:
        """Return the words of a text as the models read them, corrected, and the form in which each was typed."""
        bruts, formes = decouper(texte)
        return [self.correcteur.corriger(mot) for mot in self.noms.taire(bruts, formes)], formes

    def matrice(self, textes: Sequence[str]) -> sp.csr_matrix:
        """Return one row of features per text."""
        return self.empiler([self.ligne(self.mots(t)[0]) for t in textes])

    def empiler(self, lignes: Sequence[Ligne]) -> sp.csr_matrix:
        """Return rows as one sparse matrix."""
        places = np.concatenate([[0], np.cumsum([len(ligne.colonnes) for ligne in lignes])])
        colonnes = np.concatenate([ligne.colonnes for ligne in lignes] or [np.zeros(0, np.int32)])
        valeurs = np.concatenate([ligne.valeurs for ligne in lignes] or [np.zeros(0, np.float32)])
        return sp.csr_matrix((valeurs, colonnes, places), shape=(len(lignes), self.dimension), dtype=np.float32)

    def ligne(self, mots: Sequence[str]) -> Ligne:
        """Return the features of a text given as words; the same as scikit-learn's, block by block, unit length each."""
        neutres = [neutre(mot) for mot in mots]
        blocs = [self._bloc_mots(neutres), self._bloc_lettres(neutres), self._bloc_lexique(mots)]
        return Ligne(
            np.concatenate([b.colonnes for b in blocs]),
            np.concatenate([b.valeurs for b in blocs]),
            (
                np.concatenate([b.origine[0] for b in blocs]),
                np.concatenate([b.origine[1] for b in blocs]),
                np.concatenate([b.origine[2] for b in blocs]),
            ),
        )

    def _bloc_mots(self, mots: Sequence[str]) -> Ligne:
        vocabulaire = self._mots.vocabulary_
        colonnes, qui, part = [], [], []
        for i, mot in enumerate(mots):
            c = vocabulaire.get(mot)
            if c is not None:
                colonnes.append(c)
                qui.append(i)
                part.append(1.0)
            if i + 1 < len(mots):
                c = vocabulaire.get(f"{mot} {mots[i + 1]}")
                if c is not None:
                    colonnes += [c, c]
                    qui += [i, i + 1]
                    part += [0.5, 0.5]
        return _bloc(colonnes, qui, part, self._idf[0], 0)

    def _bloc_lettres(self, mots: Sequence[str]) -> Ligne:
        suites = [self._lettres_de(mot) for mot in mots]
        colonnes = np.concatenate([*suites, np.zeros(0, np.int32)])
        qui = np.repeat(np.arange(len(mots)), [len(s) for s in suites])
        return _bloc(colonnes, qui, np.ones(len(colonnes)), self._idf[1], len(self._mots.vocabulary_))

    def _lettres_du_mot(self, mot: str) -> Entiers:
        vocabulaire = self._lettres.vocabulary_
        return np.array([vocabulaire[g] for g in self._analyser(mot) if g in vocabulaire], dtype=np.int32)

    def _bloc_lexique(self, mots: Sequence[str]) -> Ligne:
        debut = len(self._mots.vocabulary_) + len(self._lettres.vocabulary_)
        colonnes: list[int] = []
        valeurs: list[float] = []
        origine: tuple[list[int], list[int], list[float]] = ([], [], [])
        for etiquette, places in lexique.charger().lire(mots).items():
            colonne = debut + self._etiquette[etiquette]
            colonnes.append(colonne)
            valeurs.append(min(len(places), lexique.PLAFOND) * POIDS_LEXIQUE)
            for premier, apres in places:
                for i in range(premier, apres):
                    origine[0].append(colonne)
                    origine[1].append(i)
                    origine[2].append(valeurs[-1] / len(places) / (apres - premier))
        return Ligne(
            np.array(colonnes, np.int32),
            np.array(valeurs, np.float32),
            (np.array(origine[0], np.int32), np.array(origine[1], np.int32), np.array(origine[2], np.float32)),
        )

    def __getstate__(self) -> dict[str, Any]:
        """What was remembered of past words is not part of the model."""
        return {k: v for k, v in self.__dict__.items() if k not in ("_lettres_de", "_analyser", "_etiquette", "_idf")}

    def __setstate__(self, etat: dict[str, Any]) -> None:
        """Restore the vocabulary, with an empty memory."""
        self.__dict__.update(etat)
        self._preparer()


def neutre(mot: str) -> str:
    """Return a word without the feminine of participles (« refusée », « refusées »): who writes must not weigh."""
    if mot.endswith("ee"):
        return mot[:-1]
    return mot[:-2] + "s" if mot.endswith("ees") else mot


def _bloc(colonnes: Any, qui: Any, part: Any, idf: Any, decalage: int) -> Ligne:
    """Count, damp (1 + log), weigh and normalise one block; `part` shares an occurrence among its words."""
    vide_i, vide_r = np.zeros(0, np.int32), np.zeros(0, np.float32)
    if len(colonnes) == 0:
        return Ligne(vide_i, vide_r, (vide_i, vide_i, vide_r))
    parts = np.asarray(part, np.float32)
    uniques, ou = np.unique(np.asarray(colonnes, np.int32), return_inverse=True)
    comptes = np.bincount(ou, weights=parts)
    valeurs = (1.0 + np.log(comptes)) * idf[uniques]
    valeurs = (valeurs / np.sqrt(np.square(valeurs).sum())).astype(np.float32)
    origine = (
        (uniques[ou] + decalage).astype(np.int32),
        np.asarray(qui, np.int32),
        (valeurs[ou] * parts / comptes[ou]).astype(np.float32),
    )
    return Ligne((uniques + decalage).astype(np.int32), valeurs, origine)
