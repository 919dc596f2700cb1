"""The arithmetic, against figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from bot.evaluation import statistiques as s

NUL = {"valeur": None, "bas": None, "haut": None}


@pytest.mark.parametrize(
    ("valeurs", "valeur", "oui", "n"),
    [
        ([True, True, False, True], 0.75, 3, 4),
        ([False], 0.0, 0, 1),
        ([True] * 9, 1.0, 9, 9),
        ([], None, 0, 0),
    ],
)
def test_a_share_comes_with_its_counts(valeurs: list[bool], valeur: float | None, oui: int, n: int) -> None:
    part = s.part(valeurs)
    assert (part["valeur"], part["oui"], part["n"]) == (valeur, oui, n)


def test_an_interval_holds_the_figure_narrows_with_cases_and_never_changes() -> None:
    peu, beaucoup = s.part([True, False] * 10), s.part([True, False] * 500)
    # Normal approximation: 0.5 ± 1.96 × √(0.25 / n).
    assert (peu["bas"], peu["haut"]) == pytest.approx((0.28, 0.72), abs=0.05)
    assert (beaucoup["bas"], beaucoup["haut"]) == pytest.approx((0.469, 0.531), abs=0.01)
    assert s.part([True, False] * 10) == peu


def test_the_bootstrap_by_rows_agrees_with_that_of_shares() -> None:
    v = np.array([1.0] * 30 + [0.0] * 10)
    chiffre = s.sur_lignes(40, lambda poids: (poids @ v) / 40)
    assert chiffre["valeur"] == 0.75
    assert (chiffre["bas"], chiffre["haut"]) == pytest.approx((0.6125, 0.8775), abs=0.03)


# Labels A, B, C. A: 2 expected, 1 given, 1 right: F1 2/3. B: 1 expected, 2 given, 1 right: 2/3. C: none.
VRAI = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 0]], dtype=np.bool_)
PREDIT = np.array([[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 0]], dtype=np.bool_)


@pytest.mark.parametrize(
    ("colonnes", "valeur"),
    [
        ([0, 1], 2 / 3),
        # C is neither expected nor given: left out, not nought.
        ([0, 1, 2], 2 / 3),
        ([2], None),
        ([], None),
    ],
)
def test_macro_f1(colonnes: list[int], valeur: float | None) -> None:
    f1 = s.f1_moyen(VRAI[:, colonnes], PREDIT[:, colonnes])
    assert f1["valeur"] == (None if valeur is None else pytest.approx(valeur, abs=1e-5))
    assert (f1["n"], f1["etiquettes"]) == (4, len(colonnes))
    if valeur is not None:
        assert 0 <= f1["bas"] <= valeur <= f1["haut"] <= 1


def test_macro_f1_of_no_rows_is_null() -> None:
    vide = np.zeros((0, 3), dtype=np.bool_)
    assert s.f1_moyen(vide, vide) == {**NUL, "n": 0, "etiquettes": 3}


@pytest.mark.parametrize(
    ("vrai", "predit", "attendu"),
    [
        ([1, 1, 0, 0], [1, 0, 1, 0], (0.5, 0.5, 0.5, 2, 2)),
        ([1, 1, 1, 0], [1, 0, 0, 0], (1.0, 0.333333, 0.5, 3, 1)),
        ([1, 0], [0, 0], (None, 0.0, 0.0, 1, 0)),
        ([0, 0], [1, 0], (0.0, None, 0.0, 0, 1)),
        ([0, 0], [0, 0], (None, None, None, 0, 0)),
        ([], [], (None, None, None, 0, 0)),
    ],
)
def test_precision_recall_f1(vrai: list[int], predit: list[int], attendu: tuple[float | None, ...]) -> None:
    chiffre = s.prf(np.array(vrai, dtype=np.bool_), np.array(predit, dtype=np.bool_))
    assert tuple(chiffre[k] for k in ("precision", "rappel", "f1", "cas", "donnes")) == attendu


def test_calibration_error() -> None:
    # Sums of the bins: |1.9 - 1|, |0.2 - 0|, |0.05 - 0|, |0.5 - 1|: 1.65 over 5 rows.
    confiances, justes = [0.9, 1.0, 0.2, 0.05, 0.5], [True, False, False, False, True]
    assert s.ece(confiances, justes)["valeur"] == pytest.approx(0.33)
    cases = s.cases(confiances, justes)
    assert [c["n"] for c in cases] == [1, 0, 1, 0, 0, 1, 0, 0, 0, 2]
    assert cases[9] == {"de": 0.9, "a": 1.0, "n": 2, "confiance": 0.95, "juste": 0.5}
    assert cases[1] == {"de": 0.1, "a": 0.2, "n": 0, "confiance": None, "juste": None}


def test_calibration_of_nothing_is_null() -> None:
    assert s.ece([], []) == {**NUL, "n": 0}
    assert [c["n"] for c in s.cases([], [])] == [0] * 10


@pytest.mark.parametrize(("confiance", "case"), [(0.0, 0), (0.1, 1), (0.3, 3), (0.6, 6), (0.7, 7), (1.0, 9)])
def test_a_confidence_on_an_edge_opens_the_upper_bin(confiance: float, case: int) -> None:
    assert s.cases([confiance], [True])[case]["n"] == 1
