"""Periods: figures are published quarter by quarter, once the quarter has ended. Never the one that runs."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

TRIMESTRE: Final = re.compile(r"(\d{4})-T([1-4])\Z")
MOIS: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])\Z")
# Whatever was being counted as the month ended is counted by then.
CLOTURE: Final = timedelta(days=1)


class PeriodeInvalide(ValueError):
    """Not a month (AAAA-MM), or an end before its beginning."""


def trimestre_de(mois: str) -> str:
    """Return the quarter of a month: « 2026-02 » is in « 2026-T1 »."""
    return f"{mois[:4]}-T{(int(mois[5:7]) + 2) // 3}"


def suivant(trimestre: str) -> str:
    """Return the next quarter."""
    annee, rang = int(trimestre[:4]), int(trimestre[6])
    return f"{annee + rang // 4:04d}-T{rang % 4 + 1}"


def mois_de(trimestre: str) -> tuple[str, ...]:
    """Return the three months of a quarter."""
    debut = 3 * int(trimestre[6]) - 2
    return tuple(f"{trimestre[:4]}-{debut + m:02d}" for m in range(3))


def dernier_clos(maintenant: datetime) -> str:
    """Return the last quarter that has ended (months are counted in UTC, as `maintenant` is read)."""
    vu = maintenant - CLOTURE
    annee, trimestre = vu.year, (vu.month + 2) // 3
    return f"{annee:04d}-T{trimestre - 1}" if trimestre > 1 else f"{annee - 1:04d}-T4"


def trimestres(debut: str, fin: str) -> list[str]:
    """Return the quarters from one to another, both included."""
    sortie = []
    while debut <= fin:
        sortie.append(debut)
        debut = suivant(debut)
    return sortie


def trimestres_entiers(de: str, a: str) -> list[str]:
    """Return the whole quarters between two months, both included; raise PeriodeInvalide."""
    if not (MOIS.match(de) and MOIS.match(a)) or de > a:
        raise PeriodeInvalide(f"{de} - {a}")
    return [t for t in trimestres(trimestre_de(de), trimestre_de(a)) if mois_de(t)[0] >= de and mois_de(t)[-1] <= a]
