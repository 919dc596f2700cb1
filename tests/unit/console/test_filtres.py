"""How a French reader sees dates, lengths of time, numbers and labels."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from bot.console import filtres as f

LE = date(2026, 3, 10)


def utc(*quand: int) -> datetime:
    return datetime(*quand, tzinfo=timezone.utc)  # type: ignore[arg-type]


def espaces(texte: str) -> str:
    return texte.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("quand", "ecrit"),
    [
        (utc(2026, 3, 10, 13, 5), "aujourd'hui à 14 h 05"),
        (utc(2026, 3, 9, 23, 30), "aujourd'hui à 0 h 30"),  # already the 10th in France
        (utc(2026, 3, 9, 8, 0), "hier à 9 h 00"),
        (utc(2026, 3, 11, 8, 0), "demain à 9 h 00"),
        (utc(2026, 7, 1, 8, 0), "1er juillet à 10 h 00"),
        (utc(2025, 12, 31, 12, 0), "31 décembre 2025 à 13 h 00"),
    ],
)
def test_moment(quand: datetime, ecrit: str) -> None:
    assert espaces(f.moment(quand, LE)) == ecrit


@pytest.mark.parametrize(
    ("secondes", "ecrit"),
    [
        (0, "il y a moins d'une minute"),
        (59, "il y a moins d'une minute"),
        (60, "il y a 1 min"),
        (3599, "il y a 59 min"),
        (7500, "il y a 2 h 05"),
        (86_400, "il y a 1 jour"),
        (400_000, "il y a 4 jours"),
        (-720, "dans 12 min"),
    ],
)
def test_depuis(secondes: int, ecrit: str) -> None:
    maintenant = utc(2026, 3, 10, 12, 0)
    assert espaces(f.depuis(maintenant - timedelta(seconds=secondes), maintenant)) == ecrit


@pytest.mark.parametrize(
    ("valeur", "decimales", "ecrit"),
    [(0, 0, "0"), (1234567, 0, "1 234 567"), (3.14159, 2, "3,14"), (1234.5, 1, "1 234,5")],
)
def test_nombre(valeur: float, decimales: int, ecrit: str) -> None:
    assert espaces(f.nombre(valeur, decimales)) == ecrit


def test_labels() -> None:
    assert espaces(f.departement("59")) == "Nord (59)"
    assert f.departement(None) and f.departement("99") == "99"
    assert espaces(f.pour_cent(0.842)) == "84 %"
    assert f.dit("acces.connexion") == "Connexion" and f.dit("acces.inconnue_ici") == "inconnue_ici"
