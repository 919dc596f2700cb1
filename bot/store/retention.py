"""How long words are kept, as named constants shown in the notice, and the purge that keeps the promise."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from bot.store.conversations import effacer
from bot.store.session import Base
from bot.store.tables import conversations

SANS_TRANSFERT = timedelta(days=30)


def purger(base: Base) -> int:
    """Erase every conversation without news for SANS_TRANSFERT; return how many went. Safe to run twice."""
    limite = base.horloge() - SANS_TRANSFERT
    with base.transaction() as connexion:
        vieilles = [
            str(ligne.id)
            for ligne in connexion.execute(sa.select(conversations.c.id).where(conversations.c.vu_le < limite))
        ]
    return sum(effacer(base, identifiant) for identifiant in vieilles)
