"""What is counted: labels, a territory, a channel, an hour of the day. Never a conversation, a word, or a day.

`situation` is counted once for each situation that got its orientation, `critere` once for each of its critères; the
other measures count what their name says. The month is added by `bot.store.chiffres`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from bot.orientation import Orientation
from bot.situation import Situation

HORS_REGION: Final = "HR"
CANAL_INCONNU: Final = "autre"
CANAUX: Final = ("web", "telegram", "sms", "whatsapp", CANAL_INCONNU)
TRANCHE_HEURES: Final = 3
# Steps of a situation, in order: how many began, and how many went so far.
ETAPES: Final = ("recit", "accord", "orientation", "transfert")


class Chiffre(NamedTuple):
    """One counter, without its month; an empty text = not known, or not kept for this measure."""

    mesure: str
    canal: str = ""
    departement: str = ""
    intercommunalite: str = ""
    critere: str = ""
    domaine: str = ""
    valeur: str = ""


def d_une_orientation(o: Orientation, s: Situation, canal: str, quand: datetime) -> list[Chiffre]:
    """Return what one orientation adds; `quand` (French time) gives the hour only.

    The hour is never kept with a territory finer than the region, nor the role with a critère: each measure holds no
    more than its own table needs.
    """
    canal = canal if canal in CANAUX else CANAL_INCONNU
    departement = HORS_REGION if o.hors_region else o.departement or ""
    commune = o.commune
    ou = (canal, departement, commune.epci if commune and commune.epci and not o.hors_region else "")
    domaine = s.domaine.id if s.domaine else ""
    heure = quand.hour // TRANCHE_HEURES * TRANCHE_HEURES
    return [
        Chiffre("situation", *ou, valeur=o.voie),
        Chiffre("domaine", *ou, domaine=domaine),
        Chiffre("role", "", departement, valeur=o.role),
        Chiffre("heure", valeur=f"{heure:02d}"),
        *([d_une_etape("orientation")] if s.recit else ()),
        *(Chiffre("critere", *ou, critere=c, domaine=domaine) for c in sorted({c.id for c in s.criteres})),
    ]


def d_une_etape(etape: str) -> Chiffre:
    """Return what reaching a step adds: no territory, which is not known yet at the first ones."""
    if etape not in ETAPES:
        raise ValueError(etape)
    return Chiffre("etape", valeur=etape)


def etapes_franchies(avant: Situation, apres: Situation) -> list[Chiffre]:
    """Return what one message adds: a story that begins, an agreement that is given. Each once in a situation."""
    return [d_une_etape(e) for e in ("recit", "accord") if getattr(apres, e) and not getattr(avant, e)]


def d_une_issue(issue: str, departement: str | None) -> Chiffre:
    """Return what the end of a transfer adds."""
    return Chiffre("issue", departement=departement or "", valeur=issue)
