"""What is published, and when: ended quarters only, which never change, and the less the smaller the territory."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

import pytest

from bot.observatoire import periodes
from bot.observatoire.compter import Chiffre
from bot.observatoire.periodes import PeriodeInvalide
from bot.observatoire.publication import Case, publier
from tests.unit.observatoire.conftest import NOVEMBRE, situations


@pytest.mark.parametrize(
    ("le", "trimestre"),
    [
        ((2026, 11, 27), "2026-T3"),
        ((2026, 10, 1), "2026-T2"),
        ((2026, 10, 2, 1), "2026-T3"),
        ((2027, 1, 1), "2026-T3"),
        ((2027, 1, 2), "2026-T4"),
    ],
)
def test_the_last_ended_quarter(le: tuple[int, ...], trimestre: str) -> None:
    assert periodes.dernier_clos(datetime(*le, tzinfo=timezone.utc)) == trimestre  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("de", "a", "voulus"),
    [
        ("2026-01", "2026-10", ["2026-T1", "2026-T2", "2026-T3"]),
        ("2026-02", "2026-06", ["2026-T2"]),
        ("2025-10", "2026-03", ["2025-T4", "2026-T1"]),
        ("2026-02", "2026-04", []),
    ],
)
def test_whole_quarters_between_two_months(de: str, a: str, voulus: list[str]) -> None:
    assert periodes.trimestres_entiers(de, a) == voulus


@pytest.mark.parametrize(
    ("de", "a"),
    [("2026-10", "2026-01"), ("2026-13", "2026-14"), ("26-1", "2026-02"), ("", ""), ("2026-01\n", "2026-02")],
)
def test_a_period_that_is_none(de: str, a: str) -> None:
    with pytest.raises(PeriodeInvalide):
        periodes.trimestres_entiers(de, a)


def test_the_running_quarter_is_not_published() -> None:
    p = publier(situations(90, mois=("2026-09", "2026-10", "2026-11")), NOVEMBRE)
    assert p.trimestres == ("2026-T3",)
    assert not [c for c in (*p.montrees, *p.secretes) if c.periode > "2026-T3" or "2026-10" <= c.periode <= "2026-12"]


def test_what_was_published_never_changes() -> None:
    """Two downloads at different dates: their difference tells nothing that one of them does not."""
    avant = situations(90, 4, ("2026-04", "2026-05", "2026-06"))
    premiere = publier(avant, datetime(2026, 7, 15, tzinfo=timezone.utc))
    seconde = publier([*avant, *situations(90, 5)], NOVEMBRE)
    vues = {c: n for c, n in seconde.montrees.items() if c in premiere.montrees or c in premiere.secretes}
    assert vues == premiere.montrees
    assert premiere.secretes <= seconde.secretes


def test_a_small_territory_is_given_its_total_only() -> None:
    p = publier(situations(60, 6), NOVEMBRE)
    assert ("2026-T3", "region", "critere") in p.ventilees
    assert ("2026-T3", "80", "total") in p.ventilees
    assert ("2026-T3", "80", "critere") not in p.ventilees
    assert p.lire(Case("2026-T3", "80", "critere", "origine")) is None


def test_nothing_published_is_nothing_shown() -> None:
    p = publier([("2026-11", Chiffre("situation", "web", "59"), 9)], NOVEMBRE)
    assert (p.trimestres, p.montrees, p.secretes) == ((), {}, set())


def test_who_left_is_never_given_when_small() -> None:
    lignes = [
        ("2026-07", Chiffre("etape", valeur=e), n) for e, n in (("recit", 40), ("accord", 38), ("orientation", 20))
    ]
    p = publier(lignes, NOVEMBRE)
    lues = [p.lire(Case("2026-T3", "region", "etape", e)) for e in ("recit", "accord")]
    assert None in lues  # 40 and 38 would tell that two people left
    assert p.lire(Case("2026-T3", "region", "quitte", "recit")) is None


def test_every_process_keeps_the_same_cells_secret() -> None:
    """Two processes that chose differently would, together, show what each one hides."""
    code = (
        "from tests.unit.observatoire.conftest import *; from bot.observatoire.publication import publier;"
        "print(sorted(publier(situations(150, 9), NOVEMBRE).secretes))"
    )
    racine = Path(__file__).resolve().parents[3]
    dits = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=racine,
            env={**os.environ, "PYTHONHASHSEED": graine},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for graine in ("1", "2", "3")
    }
    assert len(dits) == 1 and "Case(" in dits.pop()
