"""The watch over transfers: a juriste who is gone, a promise that has passed, a request that nobody will take."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from bot.store import transferts as moves
from bot.store.session import Base
from bot.store.tables import mouvements, transferts
from bot.store.transfert_lu import Transfert
from bot.transfert import ABSENCE, DEMANDE, EXPIRATION, EXPIRE, RAPPEL, TENUS

Condition = Callable[[Transfert], bool]


def veiller(base: Base) -> dict[str, int]:
    """Move what has to be, each person told once; return how many by kind. Safe to run twice, or at once in two processes."""
    heure = base.horloge()
    absents = transferts.c.etat.in_(TENUS) & (transferts.c.vu_le < heure - ABSENCE)
    attend = transferts.c.etat.in_((DEMANDE, RAPPEL))
    perdus = attend & (transferts.c.promis_le < heure - EXPIRATION)
    # `mouvoir` looks again once it holds the row.
    dit = sa.exists().where(
        mouvements.c.transfert == transferts.c.id,
        mouvements.c.de == mouvements.c.vers,
        mouvements.c.fait_le >= transferts.c.promis_le,
    )
    retards = attend & (transferts.c.promis_le < heure) & ~dit
    return {
        "absents": _chacun(base, absents, lambda t: DEMANDE, "absent", lambda t: t.tenu and t.vu_le < heure - ABSENCE),
        "expires": _chacun(base, perdus, lambda t: EXPIRE, "expire", lambda t: t.ouvert and not t.tenu),
        "retards": _chacun(base, retards, lambda t: t.etat, "retard", lambda t: t.ouvert and not t.tenu),
    }


def _chacun(base: Base, lesquels: object, vers: Callable[[Transfert], str], phrase: str, si: Condition) -> int:
    with base.lecture() as connexion:
        ids = [str(i) for i in connexion.execute(sa.select(transferts.c.id).where(lesquels)).scalars()]
    return sum(moves.mouvoir(base, i, vers, phrase, si=si) for i in ids)
