"""The arithmetic of the measures: shares, F1, calibration error, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Booleens = npt.NDArray[np.bool_]
Reels = npt.NDArray[np.float64]
Chiffre = dict[str, Any]

TIRAGES: Final = 1000
GRAINE: Final = 3928
CASES: Final = 10


def part(valeurs: Sequence[bool]) -> Chiffre:
    """Return the share of True: `valeur`, `bas`, `haut` (95 %), `oui`, `n`; null figures when n is 0."""
    n, oui = len(valeurs), sum(valeurs)
    if n == 0:
        return {"valeur": None, "bas": None, "haut": None, "oui": 0, "n": 0}
    # Drawing n rows of n with replacement and counting the True ones is one binomial draw.
    tirages = np.random.default_rng(GRAINE).binomial(n, oui / n, TIRAGES) / n
    return {**_chiffre(oui / n, tirages), "oui": oui, "n": n}


def sur_lignes(n: int, calcul: Callable[[Reels], Reels]) -> Chiffre:
    """Return any figure of n rows with its interval: `calcul` gives it for each line of weights."""
    if n == 0:
        return {"valeur": None, "bas": None, "haut": None, "n": 0}
    valeur = float(calcul(np.ones((1, n)))[0])
    if np.isnan(valeur):
        return {"valeur": None, "bas": None, "haut": None, "n": n}
    poids = np.random.default_rng(GRAINE).multinomial(n, np.full(n, 1 / n), TIRAGES).astype(np.float64)
    return {**_chiffre(valeur, calcul(poids)), "n": n}


def _chiffre(valeur: float, tirages: Reels) -> Chiffre:
    # Six digits: rounding twice (here, then in the tables) must not change the first decimal of a percentage.
    bas, haut = np.nanpercentile(tirages, (2.5, 97.5))
    return {"valeur": round(valeur, 6), "bas": round(float(bas), 6), "haut": round(float(haut), 6)}


def f1_moyen(vrai: Booleens, predit: Booleens) -> Chiffre:
    """Return the macro-F1 over the columns of two row × label matrices, with the number of labels."""
    v, p = vrai.astype(np.float64), predit.astype(np.float64)

    def calcul(poids: Reels) -> Reels:
        bons, tous = poids @ (v * p), poids @ (v + p)
        # A label that is neither expected nor given has no F1: it is left out, not counted as nought.
        f1 = np.divide(2 * bons, tous, out=np.full(bons.shape, np.nan), where=tous > 0)
        presents = (~np.isnan(f1)).sum(axis=1)
        return np.divide(np.nansum(f1, axis=1), presents, out=np.full(len(f1), np.nan), where=presents > 0)

    return {**sur_lignes(len(v), calcul), "etiquettes": int(v.shape[1])}


def prf(vrai: Booleens, predit: Booleens) -> Chiffre:
    """Return precision, recall, F1 (null when undefined), `cas` expected and `donnes` given of one label."""
    bons, cas, donnes = int((vrai & predit).sum()), int(vrai.sum()), int(predit.sum())
    return {
        "precision": round(bons / donnes, 6) if donnes else None,
        "rappel": round(bons / cas, 6) if cas else None,
        "f1": round(2 * bons / (cas + donnes), 6) if cas + donnes else None,
        "cas": cas,
        "donnes": donnes,
    }


def ece(confiances: Sequence[float], justes: Sequence[bool]) -> Chiffre:
    """Return the expected calibration error over ten equal bins: the mean gap of confidence and truth."""
    c, j = np.array(confiances, dtype=np.float64), np.array(justes, dtype=np.float64)
    appartient = np.eye(CASES)[_cases(c)]

    def calcul(poids: Reels) -> Reels:
        ecarts: Reels = np.abs(poids @ (appartient * (c - j)[:, None]))
        total: Reels = ecarts.sum(axis=1) / poids.sum(axis=1)
        return total

    return sur_lignes(len(c), calcul)


def cases(confiances: Sequence[float], justes: Sequence[bool]) -> list[Chiffre]:
    """Return the ten bins: `de`, `a`, `n`, mean `confiance` and share `juste` (null when empty)."""
    c, j = np.array(confiances, dtype=np.float64), np.array(justes, dtype=np.float64)
    place = _cases(c)
    sortie = []
    for k in range(CASES):
        dedans = place == k
        n = int(dedans.sum())
        sortie.append(
            {
                "de": k / CASES,
                "a": (k + 1) / CASES,
                "n": n,
                "confiance": round(float(c[dedans].mean()), 6) if n else None,
                "juste": round(float(j[dedans].mean()), 6) if n else None,
            }
        )
    return sortie


def _cases(confiances: Reels) -> npt.NDArray[np.int64]:
    return np.minimum((confiances * CASES).astype(np.int64), CASES - 1)
