"""From a linear model's score to the share of times it is right: isotonic curves fitted on held-out folds."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.isotonic import IsotonicRegression

PLIS = 4
BLOC = 6
# What keeps two critères apart where a curve is flat: their order is the scores', never the alphabet's.
DEPARTAGE = 1e-4


def plis(nombre: int) -> np.ndarray[Any, Any]:
    """Return a fold for each example; neighbours stay together, since contrast pairs are written side by side."""
    blocs = np.arange(nombre) // BLOC
    tirage: np.ndarray[Any, Any] = np.random.RandomState(0).randint(0, PLIS, blocs.max() + 1 if nombre else 1)
    return np.asarray(tirage[blocs])


class Calibrage:
    """Two curves: one for the best critère of a text, one for the others."""

    def __init__(self) -> None:
        self._premier: Any = None
        self._autres: Any = None

    def ajuster(self, scores: np.ndarray[Any, Any], justes: np.ndarray[Any, Any]) -> Calibrage:
        """Fit on held-out scores and truths, both (texts × critères)."""
        ordre = np.argsort(-scores, axis=1)
        lignes = np.arange(len(scores))
        premiers, seconds = ordre[:, 0], ordre[:, 1]
        self._premier = _courbe(scores[lignes, premiers], justes[lignes, premiers])
        self._autres = _courbe(scores[lignes, seconds], justes[lignes, seconds])
        return self

    def appliquer(self, scores: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Return confidences of the same shape; the order of the critères of a text never changes."""
        confiances = self._autres.predict(scores.ravel()).reshape(scores.shape)
        meilleurs = scores.argmax(axis=1)
        lignes = np.arange(len(scores))
        premiers = self._premier.predict(scores[lignes, meilleurs])
        confiances = np.minimum(confiances, premiers[:, None])
        confiances[lignes, meilleurs] = premiers
        return np.asarray(confiances * (1 - DEPARTAGE) + scores * DEPARTAGE)


def _courbe(scores: np.ndarray[Any, Any], justes: np.ndarray[Any, Any]) -> IsotonicRegression:
    return IsotonicRegression(y_min=0.0, y_max=0.99, out_of_bounds="clip").fit(scores, justes.astype(float))
