"""Opening times: days, hours, public holidays, and hours that nobody checked lately."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest

from bot.horaires import PARIS, Ouverture, feries, jour_ouvre, ouverture
from bot.knowledge import charger
from bot.knowledge.modeles import Numero, Plage, Source

SEMAINE = Plage(jours=(1, 2, 3, 4, 5), de="09:00", a="18:00")
SAMEDI = Plage(jours=(6,), de="10:00", a="12:00")
FRAIS, VIEUX = date(2027, 12, 31), date(2026, 1, 1)


def numero(*plages: Plage, feries: bool = True, revoir: date = FRAIS) -> Numero:
    return Numero(
        id="x",
        verifie_le=date(2026, 1, 1),
        revoir_le=FRAIS,
        sources=(Source(titre="Page"),),
        nom="Ligne",
        numero="00",
        lien="tel:00",
        description="Une ligne.",
        plages=plages,
        ferme_jours_feries=feries,
        horaires_revoir_le=revoir,
    )


def le(jour: str, heure: str = "10:00") -> datetime:
    return datetime.fromisoformat(f"{jour}T{heure}").replace(tzinfo=PARIS)


OUVERT = Ouverture(True, True, True, None)
FERME = Ouverture(False, True, True, None)


@pytest.mark.parametrize(
    ("quand", "attendu"),
    [
        (le("2026-03-10"), OUVERT),  # a Tuesday
        (le("2026-03-10", "09:00"), OUVERT),
        (le("2026-03-10", "08:59"), FERME),
        (le("2026-03-10", "17:59"), OUVERT),
        (le("2026-03-10", "18:00"), FERME),
        (le("2026-03-10", "00:00"), FERME),
        (le("2026-03-14"), Ouverture(False, True, False, date(2026, 3, 16))),  # Saturday: on Monday
        (le("2026-03-15"), Ouverture(False, True, False, date(2026, 3, 16))),
        (le("2026-05-01"), Ouverture(False, True, False, date(2026, 5, 4))),  # a holiday on Friday
        (le("2026-05-14"), Ouverture(False, True, False, date(2026, 5, 15))),  # Ascension
        (le("2026-12-25"), Ouverture(False, True, False, date(2026, 12, 28))),
        (le("2027-01-01"), Ouverture(False, True, False, date(2027, 1, 4))),
    ],
)
def test_a_week_line(quand: datetime, attendu: Ouverture) -> None:
    assert ouverture(numero(SEMAINE), quand) == attendu


@pytest.mark.parametrize(
    ("quand", "ouvert"),
    [
        (datetime(2026, 3, 10, 7, 59, tzinfo=timezone.utc), False),  # 8:59 in winter
        (datetime(2026, 3, 10, 8, 0, tzinfo=timezone.utc), True),
        (datetime(2026, 7, 7, 7, 0, tzinfo=timezone.utc), True),  # 9:00 in summer
        (datetime(2026, 7, 7, 16, 0, tzinfo=timezone.utc), False),
    ],
)
def test_hours_are_those_of_france(quand: datetime, ouvert: bool) -> None:
    assert ouverture(numero(SEMAINE), quand).ouvert is ouvert


def test_the_day_is_that_of_france() -> None:
    dimanche_soir_utc = datetime(2026, 3, 15, 23, 30, tzinfo=timezone.utc)  # Monday 0:30 in France
    assert ouverture(numero(SEMAINE), dimanche_soir_utc).jour_ouvre


@pytest.mark.parametrize(
    ("quand", "attendu"),
    [
        (le("2026-03-10"), Ouverture(None, False, True, None)),  # open today, at hours not sure
        (le("2026-03-10", "03:00"), Ouverture(None, False, True, None)),
        (le("2026-03-14"), Ouverture(False, False, False, date(2026, 3, 16))),  # closed days age less
    ],
)
def test_hours_nobody_checked_are_not_stated(quand: datetime, attendu: Ouverture) -> None:
    assert ouverture(numero(SEMAINE, revoir=VIEUX), quand) == attendu


@pytest.mark.parametrize(
    ("plages", "jour", "heure", "ouvert"),
    [
        ((SEMAINE, SAMEDI), "2026-03-14", "11:00", True),
        ((SEMAINE, SAMEDI), "2026-03-14", "12:00", False),
        ((SEMAINE, Plage(jours=(2,), de="19:00", a="21:00")), "2026-03-10", "20:00", True),
        ((SEMAINE, Plage(jours=(2,), de="19:00", a="21:00")), "2026-03-10", "18:30", False),
    ],
)
def test_several_periods(plages: tuple[Plage, ...], jour: str, heure: str, ouvert: bool) -> None:
    assert ouverture(numero(*plages), le(jour, heure)).ouvert is ouvert


def test_no_hours_known() -> None:
    assert ouverture(numero(), le("2026-03-10")) == Ouverture(None, False, True, None)


def test_a_line_open_on_holidays() -> None:
    assert ouverture(numero(SEMAINE, feries=False), le("2026-05-01")) == OUVERT


@pytest.mark.parametrize("annee", [2025, 2026, 2027, 2028])
def test_eleven_holidays_of_metropolitan_france(annee: int) -> None:
    fixes = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    jours = feries(annee)
    assert {(j.month, j.day) for j in jours} >= fixes
    assert len(jours) in (10, 11)  # ten when two fall on the same day
    assert date(annee, 12, 26) not in jours  # Alsace only


def test_the_39_28_closes_on_weekends_and_holidays() -> None:
    ligne = charger().numeros["3928"]
    ouvres = {j: jour_ouvre(ligne, date(2026, 3, j)) for j in range(9, 16)}
    assert ouvres == {9: True, 10: True, 11: True, 12: True, 13: True, 14: False, 15: False}
    assert not jour_ouvre(ligne, date(2026, 7, 14))


def test_the_hours_of_the_39_28_are_not_sure_today() -> None:
    """They were read in 2022: until somebody checks them, they are never stated as certain."""
    ligne = charger().numeros["3928"]
    assert ouverture(ligne, le("2022-03-10")).ouvert is True
    assert ouverture(ligne, le("2026-11-24")).ouvert is None
