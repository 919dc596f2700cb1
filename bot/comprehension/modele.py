"""The models: one set of features, one linear model per question asked of a text."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.comprehension import lexique
from bot.comprehension.calibrage import Calibrage, scores_tenus_a_part
from bot.comprehension.exemples import Exemple
from bot.comprehension.normaliser import normaliser
from bot.labels import CRITERES

VERSION = 3
POIDS_LEXIQUE = 0.2
AUCUN = "aucun"
RECITS = ("raconter", "repondre_critere", "repondre_domaine")


class Modele:
    """Everything learned: features, intent, question subject, critères, domaine, nature, role."""

    def __init__(self) -> None:
        self.version = VERSION
        self.vec_mots = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=r"\S+")
        self.vec_lettres = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True)
        self.etiquettes: tuple[str, ...] = lexique.charger().etiquettes
        self.intent: Any = None
        self.sujet: Any = None
        self.domaine: Any = None
        self.nature: Any = None
        self.role: Any = None
        self.criteres: dict[str, Any] = {}
        self.calibrage = Calibrage()

    def traits(self, textes: Sequence[str]) -> sp.csr_matrix:
        """Turn texts into rows of features (words 1-2, characters 3-5 inside words, expressions of the lexicon)."""
        propres = [normaliser(t) for t in textes]
        expressions = lexique.charger().matrice(propres) * POIDS_LEXIQUE
        return sp.hstack([self.vec_mots.transform(propres), self.vec_lettres.transform(propres), expressions]).tocsr()

    def entrainer(self, exemples: Sequence[Exemple]) -> None:
        """Fit every model; deterministic for the same examples in the same order."""
        propres = [normaliser(e.texte) for e in exemples]
        self.vec_mots.fit(propres)
        self.vec_lettres.fit(propres)
        tout = self.traits([e.texte for e in exemples])
        self.intent = _ajuster(tout, [e.intent for e in exemples], 8.0)
        self._part(tout, exemples, "sujet", [e.sujet if e.intent == "question" else None for e in exemples], 8.0)
        recits = [i for i, e in enumerate(exemples) if e.intent in RECITS]
        # A story that states no domain teaches « none »; a short answer about a critère says nothing of domains.
        domaines = [
            e.domaine or (AUCUN if e.intent == "raconter" else None) if e.intent in RECITS else None for e in exemples
        ]
        self._part(tout, exemples, "domaine", domaines, 6.0)
        self._part(tout, exemples, "nature", [e.nature for e in exemples], 4.0)
        self._part(tout, exemples, "role", [e.role for e in exemples], 4.0)
        self._criteres(tout, exemples, [i for i in recits if exemples[i].intent != "repondre_domaine"])

    def _criteres(self, tout: sp.csr_matrix, exemples: Sequence[Exemple], lignes: list[int]) -> None:
        """One model per critère (several may apply), then the curves that turn scores into confidences."""
        x = tout[lignes]
        justes = np.array([[c in exemples[i].criteres for c in CRITERES] for i in lignes])
        tenus = np.zeros(justes.shape)
        for j, critere in enumerate(CRITERES):
            y = justes[:, j]
            if 0 < y.sum() < len(y):
                tenus[:, j] = scores_tenus_a_part(x, y, _binaire)
                self.criteres[critere] = _binaire().fit(x, y)
        self.calibrage = Calibrage().ajuster(tenus, justes)

    def confiances(self, x: sp.csr_matrix) -> np.ndarray[Any, Any]:
        """Return the calibrated confidence of each critère (columns in the order of the labels)."""
        scores = np.zeros((x.shape[0], len(CRITERES)))
        for j, critere in enumerate(CRITERES):
            if critere in self.criteres:
                scores[:, j] = self.criteres[critere].predict_proba(x)[:, 1]
        return self.calibrage.appliquer(scores)

    def _part(
        self, tout: sp.csr_matrix, exemples: Sequence[Exemple], nom: str, cibles: Sequence[str | None], c: float
    ) -> None:
        lignes = [i for i, cible in enumerate(cibles) if cible is not None]
        if len({cibles[i] for i in lignes}) > 1:
            setattr(self, nom, _ajuster(tout[lignes], [str(cibles[i]) for i in lignes], c))

    def sauver(self, fichier: Path) -> None:
        """Write the whole model to one file."""
        joblib.dump(self, fichier, compress=3)

    @staticmethod
    def charger(source: Path | io.BytesIO) -> Modele:
        """Read a model back; only ever from a file that this project trained itself."""
        modele = joblib.load(source)
        if (
            not isinstance(modele, Modele)
            or modele.version != VERSION
            or modele.etiquettes != lexique.charger().etiquettes
        ):
            raise ValueError("modèle d'une autre version : relancez l'entraînement (python -m bot train)")
        return modele


def _ajuster(x: sp.csr_matrix, y: Sequence[str], c: float) -> LogisticRegression:
    return LogisticRegression(C=c, solver="liblinear", class_weight="balanced", multi_class="ovr").fit(x, list(y))


def _binaire() -> LogisticRegression:
    return LogisticRegression(C=10.0, solver="liblinear", class_weight={True: 3.0, False: 1.0})
