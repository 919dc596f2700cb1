"""The models: one set of features, one linear model per question asked of a text, all in one matrix."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import scipy.sparse as sp
from joblib import Parallel, delayed
from sklearn.linear_model import LogisticRegression

from bot import danger as dangers
from bot.comprehension import lexique
from bot.comprehension.calibrage import Calibrage, plis
from bot.comprehension.ensembles import Ensembles
from bot.comprehension.exemples import AUCUN_DANGER, Exemple
from bot.comprehension.traits import Traits
from bot.labels import CRITERES

VERSION = 7
AUCUN = "aucun"
CRITERE = "critere"
OUI, NON = "oui", "non"
RECITS = ("raconter", "repondre_critere", "repondre_domaine")
# Questions where a rare answer counts as much as a common one; « danger »: one that is missed costs more than one too many.
POIDS: dict[str, str | dict[str, float]] = {
    **dict.fromkeys(("intent", "sujet", "domaine"), "balanced"),
    "danger": {OUI: 3.0, NON: 1.0},
}
# Strength of each linear model (C of liblinear), measured in docs/decisions/003-comprehension.md.
FORCES = {"intent": 8.0, "sujet": 8.0, "domaine": 6.0, "nature": 6.0, "role": 4.0, CRITERE: 10.0}
FORCES |= {"danger": 5.0, "danger_type": 5.0}
POIDS_PRESENT = 3.0
# Dual coordinate descent: the same weights as the primal (scores within 0.002), in two thirds of the time.
REGLAGES = {"solver": "liblinear", "dual": True, "random_state": 0, "max_iter": 1000, "tol": 1e-3}
LOT = 3000

Matrice = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True)
class Tete:
    """One question: its answers, and the columns of the matrix that score them."""

    classes: tuple[str, ...]
    debut: int

    @property
    def tranche(self) -> slice:
        """The columns of the matrix."""
        return slice(self.debut, self.debut + len(self.classes))

    def colonne(self, classe: str) -> int:
        """Return the column of an answer."""
        return self.debut + self.classes.index(classe)


class Modele:
    """Everything learned: features, then scores for intent, question subject, critères, domaine, nature, role."""

    def __init__(self) -> None:
        self.version = VERSION
        self.traits = Traits()
        self.tetes: dict[str, Tete] = {}
        self.poids: Matrice = np.zeros((0, 0), np.float32)
        self.biais: Matrice = np.zeros(0, np.float32)
        self.calibrage = Calibrage()
        self.ensembles = Ensembles()

    def entrainer(self, exemples: Sequence[Exemple]) -> None:
        """Fit every model; deterministic for the same examples in the same order."""
        self.traits.apprendre([e.texte for e in exemples])
        tout = self._matrice([e.texte for e in exemples])
        recits = [i for i, e in enumerate(exemples) if e.intent in RECITS and e.intent != "repondre_domaine"]
        justes = np.array([[c in exemples[i].criteres for c in CRITERES] for i in recits]).reshape(-1, len(CRITERES))
        x, ou = tout[recits], plis(len(recits))
        cibles, tranches = _cibles(exemples), np.unique(ou)
        resultats = Parallel(n_jobs=-1)(
            [
                *(delayed(_ajuster)(tout, c, FORCES[nom], POIDS.get(nom)) for nom, c in cibles.items()),
                delayed(_binaires)(x, justes),
                *(delayed(_tenus_a_part)(x, justes, ou, pli) for pli in tranches),
            ]
        )
        tetes, criteres, scores_tenus = resultats[: len(cibles)], resultats[len(cibles)], resultats[len(cibles) + 1 :]
        self._assembler(dict(zip(cibles, tetes, strict=True)), criteres)
        tenus = np.zeros(justes.shape)
        for pli, scores in zip(tranches, scores_tenus, strict=True):
            tenus[ou == pli] = scores
        if len(recits):
            self.calibrage = Calibrage().ajuster(tenus, justes)
            self.ensembles = Ensembles().ajuster(self.calibrage.appliquer(tenus), justes)

    def _matrice(self, textes: Sequence[str]) -> sp.csr_matrix:
        """Return the features of all texts, read by as many processes as there are cores: half of the time of a training."""
        parts = [textes[i : i + LOT] for i in range(0, len(textes), LOT)]
        return sp.vstack(Parallel(n_jobs=-1)(delayed(self.traits.matrice)(p) for p in parts)).tocsr().astype(np.float64)

    def _assembler(self, tetes: dict[str, Any], criteres: Any) -> None:
        poids, biais, debut = [], [], 0
        for nom, (classes, coefficients, constantes) in {**tetes, CRITERE: (CRITERES, *criteres)}.items():
            self.tetes[nom] = Tete(tuple(classes), debut)
            debut += len(classes)
            poids.append(coefficients)
            biais.append(constantes)
        self.poids = np.ascontiguousarray(np.concatenate(poids).T, dtype=np.float32)
        self.biais = np.concatenate(biais).astype(np.float32)

    def scores(self, x: sp.csr_matrix) -> Matrice:
        """Return the linear score of every answer to every question, one row per text."""
        return np.asarray(x @ self.poids + self.biais, dtype=np.float32)

    def probabilites(self, scores: Matrice, question: str) -> Matrice:
        """Return, for one question, the share of each answer (rows sum to 1); for critères, each on its own."""
        p = 1.0 / (1.0 + np.exp(-np.clip(scores[:, self.tetes[question].tranche], -30, 30)))
        return np.asarray(p if question == CRITERE else p / p.sum(axis=1, keepdims=True), dtype=np.float32)

    def sauver(self, fichier: Path) -> None:
        """Write the whole model to one file."""
        joblib.dump(self, fichier, compress=("zlib", 1))

    @staticmethod
    def charger(source: Path | io.BytesIO) -> Modele:
        """Read a model back; only ever from a file that this project trained itself."""
        modele = joblib.load(source)
        if (
            not isinstance(modele, Modele)
            or modele.version != VERSION
            or modele.traits.etiquettes != lexique.charger().etiquettes
        ):
            raise ValueError("modèle d'une autre version : relancez l'entraînement (python -m bot train)")
        return modele


def _cibles(exemples: Sequence[Exemple]) -> dict[str, list[str | None]]:
    """Return, for each question with one answer, the answer of each example; None teaches nothing."""
    return {
        "intent": [e.intent or None for e in exemples],
        "sujet": [e.sujet if e.intent == "question" else None for e in exemples],
        # A story that states no domain teaches « none »; a short answer about a critère says nothing of domains.
        "domaine": [
            (e.domaine or (AUCUN if e.intent == "raconter" else None)) if e.intent in RECITS else None for e in exemples
        ],
        "nature": [e.nature for e in exemples],
        # A story told by nobody in particular (the press) teaches « none » too.
        "role": [e.role or (AUCUN if e.intent == "raconter" else None) for e in exemples],
        "danger": [_danger(e) for e in exemples],
        "danger_type": [e.danger if e.danger != AUCUN_DANGER else None for e in exemples],
    }


def _danger(exemple: Exemple) -> str | None:
    """Return whether a text tells a danger; None where nobody said it and it might (the detector saw one, harcèlement)."""
    if exemple.danger:
        return NON if exemple.danger == AUCUN_DANGER else OUI
    if exemple.intent == "signaler_danger" or exemple.nature == "violence":
        return OUI
    return None if exemple.nature == "harcelement" or dangers.detecter(exemple.texte) else NON


def _ajuster(
    tout: sp.csr_matrix, cibles: Sequence[str | None], force: float, poids: str | dict[str, float] | None
) -> tuple[list[str], Any, Any]:
    """Fit one model per answer against the others; return the answers, their weights (answers × features), constants."""
    lignes = [i for i, c in enumerate(cibles) if c is not None]
    y = [str(cibles[i]) for i in lignes]
    classes = sorted(set(y))
    if len(classes) < 2:
        return classes, np.zeros((len(classes), tout.shape[1])), np.zeros(len(classes))
    m = LogisticRegression(C=force, multi_class="ovr", class_weight=poids, **REGLAGES).fit(tout[lignes], y)
    if len(classes) == 2:
        return classes, np.vstack([-m.coef_, m.coef_]), np.concatenate([-m.intercept_, m.intercept_])
    return classes, m.coef_, m.intercept_


def _binaires(x: sp.csr_matrix, justes: np.ndarray[Any, Any]) -> tuple[Any, Any]:
    """Fit one model per critère (several may apply); one never seen gets a score that never wins."""
    poids, biais = np.zeros((len(CRITERES), x.shape[1])), np.full(len(CRITERES), -20.0)
    for j in range(len(CRITERES)):
        y = justes[:, j]
        if 0 < y.sum() < len(y):
            m = LogisticRegression(
                C=FORCES[CRITERE],
                **REGLAGES,
                class_weight={True: POIDS_PRESENT, False: 1.0},
            ).fit(x, y)
            poids[j], biais[j] = m.coef_[0], m.intercept_[0]
    return poids, biais


def _tenus_a_part(x: sp.csr_matrix, justes: np.ndarray[Any, Any], ou: np.ndarray[Any, Any], pli: int) -> Any:
    """Return the critères' probabilities of one fold's texts by models that never saw them."""
    poids, biais = _binaires(x[ou != pli], justes[ou != pli])
    return 1.0 / (1.0 + np.exp(-np.clip(x[ou == pli] @ poids.T + biais, -30, 30)))
