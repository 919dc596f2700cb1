"""Opening times: is a line open now, and when does it open next; public holidays included.

Hours that nobody checked lately are never stated as certain: `sur` is then False and `ouvert` None on a working day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.knowledge.modeles import Numero

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Ouverture:
    """State of a line at a moment; `ouvert` None = not known; `prochain` = next working day when closed today."""

    ouvert: bool | None
    sur: bool
    jour_ouvre: bool
    prochain: date | None


@lru_cache(maxsize=16)
def feries(annee: int) -> frozenset[date]:
    """Return the public holidays of metropolitan France in a year."""
    import holidays

    return frozenset(holidays.country_holidays("FR", years=annee))


def jour_ouvre(numero: Numero, le: date) -> bool:
    """Tell whether the line answers at some time on that day."""
    if numero.ferme_jours_feries and le in feries(le.year):
        return False
    return any(le.isoweekday() in plage.jours for plage in numero.plages)


def ouverture(numero: Numero, quand: datetime) -> Ouverture:
    """Return the state of a line at `quand` (any zone; compared in French time)."""
    local = quand.astimezone(PARIS)
    le = local.date()
    if not numero.plages:
        return Ouverture(None, False, True, None)
    sur = not numero.horaires_perimes(le)
    if not jour_ouvre(numero, le):
        return Ouverture(False, sur, False, _prochain(numero, le))
    heure = local.strftime("%H:%M")
    dedans = any(le.isoweekday() in p.jours and p.de <= heure < p.a for p in numero.plages)
    return Ouverture(dedans if sur else None, sur, True, None)


def _prochain(numero: Numero, le: date) -> date | None:
    for ecart in range(1, 15):
        jour = le + timedelta(days=ecart)
        if jour_ouvre(numero, jour):
            return jour
    return None
