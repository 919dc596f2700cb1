"""How long words are kept, as named constants shown in the notice, and the purge that keeps the promise."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.store.session import Base
from bot.store.tables import conversations, transferts

# After the last news of a conversation that no juriste took over.
SANS_TRANSFERT = timedelta(days=30)
# After the closing of a handoff.
AVEC_TRANSFERT = timedelta(days=90)
LOT = 200


def _regles(heure: datetime) -> dict[str, Any]:
    # Kind of conversation -> which ones are past their time. One that waits for a juriste, or talks with one, has none.
    siens = transferts.c.conversation == conversations.c.id
    transferee = sa.exists().where(siens).correlate(conversations)
    vivante = sa.or_(transferts.c.clos_le.is_(None), transferts.c.clos_le >= heure - AVEC_TRANSFERT)
    return {
        "sans_transfert": ~transferee & (conversations.c.vu_le < heure - SANS_TRANSFERT),
        "avec_transfert": transferee
        & ~sa.exists().where(siens, vivante).correlate(conversations)
        & (conversations.c.vu_le < heure - SANS_TRANSFERT),
    }


def purger(base: Base) -> dict[str, int]:
    """Erase every conversation past its time, by batches, and what erasures left on the disk; return how many by kind.

    Safe to run twice, or at once in several processes. The bytes leave even when no conversation goes: people erase
    theirs between two purges.
    """
    comptes = {}
    for nature, perimee in _regles(base.horloge()).items():
        comptes[nature] = 0
        while efface := _purger_lot(base, perimee):
            comptes[nature] += efface
    base.recopier()
    return comptes


def _purger_lot(base: Base, perimee: Any) -> int:
    # The lock is taken as they are chosen: nobody comes back between the choice and the deletion. Rows that somebody
    # holds already (a person writing, another purge) are left for the next time: no wait, no deadlock.
    choisies = (
        sa.select(conversations.c.id)
        .where(perimee)
        .order_by(conversations.c.id)
        .limit(LOT)
        .with_for_update(skip_locked=True)
    )
    with base.transaction() as connexion:
        ids = list(connexion.execute(choisies).scalars())
        if not ids:
            return 0
        return int(connexion.execute(conversations.delete().where(conversations.c.id.in_(ids))).rowcount)
