"""The watch over transfers: a juriste who is gone, a promise that has passed, a request that nobody will take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store import transferts as moves
from bot.store.session import Base
from bot.store.tables import mouvements, transferts
from bot.transfert import ABSENCE, DEMANDE, EXPIRATION, EXPIRE, RAPPEL, SYSTEME, TENUS


def veiller(base: Base, promettre: Callable[[datetime], datetime]) -> dict[str, int]:
    """Move what has to be, each person told once; return how many by kind. Safe to run twice, or at once in two processes.

    `promettre` gives the date promised to whoever goes back to the queue at a moment.
    """
    heure = base.horloge()
    absent = transferts.c.etat.in_(TENUS) & (transferts.c.vu_le < heure - ABSENCE)
    attend = transferts.c.etat.in_((DEMANDE, RAPPEL))
    perdu = attend & (transferts.c.promis_le < heure - EXPIRATION)
    # Said once: the move that the system makes from a state to itself is its mark.
    dit = sa.exists().where(
        mouvements.c.transfert == transferts.c.id,
        mouvements.c.de == mouvements.c.vers,
        mouvements.c.par == SYSTEME,
        mouvements.c.fait_le >= transferts.c.promis_le,
    )
    retard = attend & (transferts.c.promis_le < heure) & ~dit
    return {
        "absents": _chacun(base, absent, DEMANDE, "absent", promettre(heure)),
        "expires": _chacun(base, perdu, EXPIRE, "expire"),
        "retards": _chacun(base, retard, None, "retard"),
    }


def _chacun(base: Base, lesquels: Any, vers: str | None, phrase: str, promis_le: datetime | None = None) -> int:
    with base.lecture() as connexion:
        ids = [str(i) for i in connexion.execute(sa.select(transferts.c.id).where(lesquels)).scalars()]
    return sum(moves.mouvoir(base, i, vers, phrase, si=lesquels, promis_le=promis_le) for i in ids)
