"""Conformal sets: the right critère is among them as often as promised, on texts that set nothing."""

from __future__ import annotations

import numpy as np
import pytest

from bot.comprehension.ensembles import Ensembles


def tirer(graine: int, nombre: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Return confidences and truths whose link is loose: the right one is only often the most confident."""
    hasard = np.random.RandomState(graine)
    justes = np.zeros((nombre, 6), dtype=bool)
    justes[np.arange(nombre), hasard.randint(0, 6, nombre)] = True
    return np.clip(hasard.rand(nombre, 6) * 0.7 + justes * hasard.rand(nombre, 1) * 0.6, 0, 1), justes


@pytest.mark.parametrize("couverture", [0.8, 0.9, 0.95, 0.99])
def test_couverture_tenue_sur_des_textes_neufs(couverture: float) -> None:
    ensembles = Ensembles(couverture).ajuster(*tirer(1))
    confiances, justes = tirer(2)
    noms = "abcdef"
    dedans = [
        any(noms[j] in ensembles.former(dict(zip(noms, c, strict=True))) for j in np.flatnonzero(y))
        for c, y in zip(confiances, justes, strict=True)
    ]
    assert np.mean(dedans) == pytest.approx(couverture, abs=0.02)


def test_le_plus_sur_d_abord_et_rien_sous_le_seuil() -> None:
    ensembles = Ensembles()
    ensembles.seuil = 0.2
    assert ensembles.former({"a": 0.3, "b": 0.9, "c": 0.1, "d": 0.2}) == ("b", "a", "d")
    assert ensembles.former({}) == ()


def test_sans_texte_avec_critere_rien_n_est_ecarte() -> None:
    assert Ensembles().ajuster(np.ones((3, 2)), np.zeros((3, 2), dtype=bool)).seuil == 0.0
