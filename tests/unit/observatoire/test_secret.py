"""An attacker who knows every number shown and every sum tries to work out a small one, over whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from bot.observatoire.publication import Case, Publication, publier
from bot.observatoire.secret import AMPLITUDE, SEUIL, Relation, Systeme, proteger
from tests.unit.observatoire.conftest import NOVEMBRE, situations


def attaquer(
    montrees: Mapping[object, int], secretes: Mapping[object, int], sommes: Iterable[Relation], cible: object
) -> tuple[int, int]:
    """Return the least and the greatest value that a secret cell may have. Written apart from the code it attacks."""
    noms = list(secretes)
    rangs, droites = [], []
    for total, parts in sommes:
        ligne = np.zeros(len(noms))
        droite = 0
        for case, signe in [(total, 1), *((p, -1) for p in parts)]:
            if case in secretes:
                ligne[noms.index(case)] += signe
            else:
                droite -= signe * montrees[case]
        rangs.append(ligne)
        droites.append(droite)
    bornes = Bounds([secretes[n] for n in noms], [1000] * len(noms))
    vus = []
    for sens in (1, -1):
        but = np.zeros(len(noms))
        but[noms.index(cible)] = sens
        trouve = milp(
            but,
            integrality=np.ones(len(noms)),
            bounds=bornes,
            constraints=[LinearConstraint(np.array(rangs), droites, droites)],
        )
        assert trouve.x is not None
        vus.append(round(trouve.x[noms.index(cible)]))
    return vus[0], vus[1]


def tableau(cases: list[list[int]]) -> tuple[dict[object, int], list[Relation]]:
    """A table with both margins and its total."""
    valeurs: dict[object, int] = {(i, j): n for i, ligne in enumerate(cases) for j, n in enumerate(ligne)}
    sommes: list[Relation] = []
    for i, ligne in enumerate(cases):
        valeurs[i, "t"] = sum(ligne)
        sommes.append(((i, "t"), tuple((i, j) for j in range(len(ligne)))))
    for j in range(len(cases[0])):
        valeurs["t", j] = sum(ligne[j] for ligne in cases)
        sommes.append((("t", j), tuple((i, j) for i in range(len(cases)))))
    valeurs["t", "t"] = sum(map(sum, cases))
    sommes.append((("t", "t"), tuple((i, "t") for i in range(len(cases)))))
    sommes.append((("t", "t"), tuple(("t", j) for j in range(len(cases[0])))))
    return valeurs, sommes


def verifier(valeurs: Mapping[object, int], sommes: list[Relation]) -> dict[object, int]:
    secretes = proteger(Systeme(valeurs, sommes, frozenset(valeurs)))
    assert all(bas <= valeurs[c] for c, bas in secretes.items())
    montrees = {c: n for c, n in valeurs.items() if c not in secretes}
    assert not [c for c, n in montrees.items() if 1 <= n < SEUIL]
    for cible in [c for c in secretes if 1 <= valeurs[c] < SEUIL]:
        bas, haut = attaquer(montrees, secretes, sommes, cible)
        assert haut - bas >= AMPLITUDE, (cible, bas, haut)
    return secretes


# Rare cases are the dangerous ones: zeros, ones, and margins just above the threshold.
NOMBRES = st.sampled_from((0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 9, 14, 30))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(2, 5).flatmap(lambda j: st.lists(st.lists(NOMBRES, min_size=j, max_size=j), min_size=2, max_size=6)))
def test_no_small_cell_of_any_table_can_be_worked_out(cases: list[list[int]]) -> None:
    verifier(*tableau(cases))


@pytest.mark.parametrize(
    ("cases", "cible"),
    [
        ([[3, 12], [20, 15]], (0, 0)),
        ([[1, 1, 1, 1, 1], [9, 9, 9, 9, 9]], (0, 4)),  # five cells that are not 0 and a total of 5: all would be 1
        ([[4, 4], [30, 30]], (0, 1)),
        ([[0, 2, 0], [0, 9, 0], [7, 7, 7]], (0, 1)),
        ([[4, 40], [50, 1]], (1, 1)),
    ],
)
def test_known_traps(cases: list[list[int]], cible: tuple[int, int]) -> None:
    assert cible in verifier(*tableau(cases))


def test_a_table_without_small_cells_is_shown_whole() -> None:
    valeurs, sommes = tableau([[5, 0, 12], [9, 7, 30]])
    assert proteger(Systeme(valeurs, sommes, frozenset(valeurs))) == {}


def test_what_the_plan_does_not_show_is_protected_too() -> None:
    """Two departments are shown, the third is not: the region minus both would give it."""
    valeurs: dict[object, int] = {"region": 40, "a": 20, "b": 17, "c": 3}
    secretes = proteger(Systeme(valeurs, [("region", ("a", "b", "c"))], frozenset("a b region".split())))
    assert secretes


# --- The published tables, attacked with the sums that anybody can guess from their titles -------------------------


def sommes_de(p: Publication, trimestre: str) -> tuple[dict[object, int], dict[object, int], list[Relation]]:
    """What an attacker makes of what is published for a quarter: numbers, secrets, sums across all the tables at once.

    Of a line where no zero is shown, they do not know that the secret cells are not 0.
    """
    mois = {f"{trimestre[:4]}-{m:02d}" for m in range(3 * int(trimestre[6]) - 2, 3 * int(trimestre[6]) + 1)}
    montrees: dict[object, int] = {c: n for c, n in p.montrees.items() if c.periode in {trimestre, *mois}}
    secretes: dict[object, int] = {c: 0 for c in p.secretes if c.periode in {trimestre, *mois}}
    cases = [c for c in (*montrees, *secretes) if isinstance(c, Case)]
    enfants: dict[tuple[str, Case], list[Case]] = {}
    for c in cases:
        haut = None if c.territoire == "region" else c.territoire.split("/")[0] if "/" in c.territoire else "region"
        if haut is not None:
            enfants.setdefault(("ou", c._replace(territoire=haut)), []).append(c)
        if c.axe in ("domaine", "voie", "canal", "role", "heure"):
            enfants.setdefault((c.axe, c._replace(axe="total", valeur="")), []).append(c)
        if c.axe == "croise":
            enfants.setdefault((c.axe, c._replace(axe="critere", valeur=c.valeur.split("|")[0])), []).append(c)
        if c.axe in ("canal_critere", "canal_domaine"):
            vers = c._replace(axe=c.axe.split("_")[1], valeur=c.valeur.split("|")[1])
            enfants.setdefault((c.axe, vers), []).append(c)
        if c.periode in mois:
            enfants.setdefault(("mois", c._replace(periode=trimestre)), []).append(c)
    sommes: list[Relation] = []
    for (nature, total), parts in enfants.items():
        if total not in montrees and total not in secretes:
            continue
        reste = ("reste", nature, total)
        if nature == "ou":
            secretes[reste] = 0  # territories that are not split
            parts = [*parts, reste]  # type: ignore[list-item]
        sommes.append((total, tuple(parts)))
    return montrees, secretes, sommes


@pytest.mark.parametrize(("nombre", "graine"), [(30, 1), (90, 2), (250, 3)])
def test_no_small_cell_that_is_published_can_be_worked_out(nombre: int, graine: int) -> None:
    lignes = situations(nombre, graine)
    p = publier(lignes, NOVEMBRE)
    assert p.montrees and not [c for c, n in p.montrees.items() if 1 <= n < SEUIL]
    montrees, secretes, sommes = sommes_de(p, "2026-T3")
    etroites = []
    for cible in secretes:
        bas, haut = attaquer(montrees, secretes, sommes, cible)
        # Nobody at all is no secret.
        if 1 <= haut < SEUIL and haut - bas < AMPLITUDE:
            etroites.append(cible)
    assert etroites == []
